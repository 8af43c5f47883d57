// What was measured: distances and angles on the model, and what lies between two structures or parts.

import { useState } from 'react';
import { useApp } from '../../state/app-store.ts';
import { endName, isOfStructures, type PrintMeasure, pickedAngleDeg, straightMm } from '../../state/print-measures.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { formatNumber } from '../../ui/format.ts';
import { useAppContext } from '../shell/app-context.ts';
import { BetweenForm, useMeasureEnds } from './between-form.tsx';
import { betweenNames, clearanceWords } from './between-words.ts';
import { shortNames } from './print-words.ts';

const mm = (value: number) => `${formatNumber(value, 1)} mm`;

interface Words {
  readonly main: string;
  readonly more: string;
  /** Where to look. */
  readonly atLps: readonly number[] | null;
}

function alongWords(along: Extract<PrintMeasure, { kind: 'distance' }>['along']): string {
  if (along === 'asked') return 'along the surface: measuring';
  if (along === null) return 'no way along one surface';
  return 'problem' in along ? along.problem : `${mm(along.mm)} along the surface`;
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
    return { main: mm(straightMm(picks)), more: alongWords(along), atLps: picks[0]?.atLps ?? null };
  }
  const { found } = measure;
  const ends = [measure.from, measure.to] as const;
  const full = ends.map(endName);
  // What is cut from names that only a model has.
  const short = ends.every((end) => 'part' in end) ? shortNames(full) : full;
  const names = typeof found === 'string' ? short.join(' to ') : betweenNames(found, short);
  if (typeof found === 'string')
    return { main: names, more: found === 'asked' ? 'measuring' : found || 'not measured', atLps: null };
  const { meanMm, p5Mm } = found;
  const more = meanMm === null || p5Mm === null ? names : `${names}: mean ${mm(meanMm)}, 5 % under ${mm(p5Mm)}`;
  return { main: clearanceWords(found), more, atLps: found.nearestLps[0] };
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
      <IconButton
        icon="x"
        label={`Remove the measure: ${main}`}
        isSmall
        onClick={() => run('print.removeMeasure', measure.id)}
      />
    </li>
  );
}

export function MeasuresSection() {
  const { run } = useAppContext();
  const measures = useApp((state) => state.print.measures);
  const hasModel = useApp((state) => state.print.parts.length > 0);
  const placing = useApp((state) => state.print.placing?.what ?? null);
  const ends = useMeasureEnds();
  const [isBetween, setIsBetween] = useState(false);
  const shown = hasModel ? measures : measures.filter(isOfStructures);
  if (ends.length < 2 && !hasModel) return null;
  return (
    <section className="sec pp-measures" aria-label="Measures">
      <div className="sec-h">
        <h2>Measure</h2>
        <span className="grow" />
        {hasModel && (
          <>
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
          </>
        )}
        {ends.length > 1 && (
          <Button isSmall kind="ghost" aria-expanded={isBetween} onClick={() => setIsBetween(!isBetween)}>
            Between
          </Button>
        )}
      </div>
      {isBetween && ends.length > 1 && <BetweenForm ends={ends} />}
      {shown.length > 0 && (
        <ul className="pp-finds">
          {shown.map((measure) => (
            <Measure key={measure.id} measure={measure} />
          ))}
        </ul>
      )}
    </section>
  );
}
