// What was measured on the model: distances, angles, and what lies between two of its parts.

import { useApp } from '../../state/app-store.ts';
import { type PrintMeasure, pickedAngleDeg, straightMm } from '../../state/print-measures.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { formatNumber } from '../../ui/format.ts';
import { DropMenu } from '../../ui/menu.tsx';
import { useAppContext } from '../shell/app-context.ts';
import { shortNames } from './print-words.ts';

const mm = (value: number) => `${formatNumber(value, 1)} mm`;

interface Words {
  readonly main: string;
  readonly more: string;
  /** Where to look. */
  readonly atLps: readonly number[] | null;
}

function wordsOf(measure: PrintMeasure): Words {
  if (measure.kind === 'angle') {
    return {
      main: `${formatNumber(pickedAngleDeg(measure.picks), 1)}°`,
      more: 'at the second place',
      atLps: measure.picks[1]?.atLps ?? null,
    };
  }
  if (measure.kind === 'distance') {
    const { along, picks } = measure;
    const more =
      along === 'asked'
        ? 'along the surface: measuring'
        : along === null
          ? 'no way along one surface'
          : `${mm(along.mm)} along the surface`;
    return { main: mm(straightMm(picks)), more, atLps: picks[0]?.atLps ?? null };
  }
  const { from, to, found } = measure;
  const [a = from, b = to] = shortNames([from, to]);
  const names = `${a} to ${b}`;
  if (typeof found === 'string')
    return { main: names, more: found === 'asked' ? 'measuring' : found || 'not measured', atLps: null };
  const more = `${names}: mean ${mm(found.meanMm)}, 5 % under ${mm(found.p5Mm)}`;
  return { main: found.overlaps ? 'They touch' : `${mm(found.minMm)} at least`, more, atLps: found.nearestLps[0] };
}

function Measure({ measure }: { readonly measure: PrintMeasure }) {
  const { run } = useAppContext();
  const { main, more, atLps } = wordsOf(measure);
  return (
    <li>
      <button
        type="button"
        className="grow num"
        title="Show the place"
        disabled={atLps === null}
        onClick={() => run('print.goTo', JSON.stringify(atLps))}
      >
        <b>{main}</b>
        <span>{more}</span>
      </button>
      <IconButton icon="x" label={`Remove ${main}`} isSmall onClick={() => run('print.removeMeasure', measure.id)} />
    </li>
  );
}

/** Which two parts: all of them in both orders would be a long list, and thickness is asked from the thinner one. */
function BetweenMenu({ parts }: { readonly parts: readonly string[] }) {
  const { run } = useAppContext();
  const short = shortNames(parts);
  const pairs = parts.flatMap((from, a) =>
    parts.flatMap((to, b) => (a === b ? [] : [{ from, to, label: `${short[a] ?? from} to ${short[b] ?? to}` }])),
  );
  return (
    <DropMenu
      entries={pairs.map(({ from, to, label }) => ({
        kind: 'item',
        id: label,
        label,
        run: () => run('print.measure.between', JSON.stringify({ from, to })),
      }))}
    >
      <button type="button" className="pp-material">
        Between
      </button>
    </DropMenu>
  );
}

export function MeasuresSection() {
  const { run } = useAppContext();
  const measures = useApp((state) => state.print.measures);
  const parts = useApp((state) => state.print.parts);
  const placing = useApp((state) => state.print.placing?.what ?? null);
  if (parts.length === 0) return null;
  return (
    <section className="sec pp-measures" aria-label="Measures">
      <div className="sec-h">
        <h2>Measure</h2>
        <span className="grow" />
        <Button
          isSmall
          kind="ghost"
          keys="M"
          aria-pressed={placing === 'distance'}
          onClick={() => run('print.measure.distance')}
        >
          Distance
        </Button>
        <Button isSmall kind="ghost" aria-pressed={placing === 'angle'} onClick={() => run('print.measure.angle')}>
          Angle
        </Button>
        {parts.length > 1 && <BetweenMenu parts={parts.map(({ name }) => name)} />}
      </div>
      {measures.length > 0 && (
        <ul className="pp-finds">
          {measures.map((measure) => (
            <Measure key={measure.id} measure={measure} />
          ))}
        </ul>
      )}
    </section>
  );
}
