// Two sets of one case side by side in figures; on the views A is solid, B dotted.

import { useMemo } from 'react';
import type { GroupRecord, StructureRecord } from '../../../core/edit/index.ts';
import { type ComparedPair, comparedSets } from '../../data/compared-sets.ts';
import { patchView, useApp, useAppStore } from '../../state/app-store.ts';
import { IconButton, Spinner } from '../../ui/button.tsx';
import { formatNumber } from '../../ui/format.ts';
import { EmptyState } from '../../ui/message.tsx';
import { Select } from '../../ui/select.tsx';
import { Swatch } from '../../ui/swatch.tsx';
import type { CompareAnswer, PairFigures } from '../../workers/compare-worker.ts';
import { useAppContext } from '../shell/app-context.ts';
import './evaluate.css';
import { keyOf, useComparison } from './use-comparison.ts';

// One value for 'none': a new array on every look would render without end.
const NO_STRUCTURES: readonly StructureRecord[] = [];
const NO_GROUPS: readonly GroupRecord[] = [];

const REASON_WORDS: Readonly<Record<string, string>> = {
  'both-empty': 'both empty',
  'reference-empty': 'A is empty',
  'test-empty': 'B is empty',
  'slices-unevenly-spaced': 'uneven slices',
  'slices-tilted': 'tilted slices',
};

const FORMULAS = {
  dice: 'Dice: twice the common volume over the sum of both volumes',
  hausdorff95Mm: 'HD95: the larger of both 95th percentiles of the distance between the surfaces, mm',
  meanDistanceMm: 'Mean distance between the surfaces, both ways, mm',
} as const;

const labelOf = ({ label, version }: GroupRecord) => (version > 1 ? `${label}, version ${version.toString()}` : label);

const ml = (value: number) => formatNumber(value, value < 1 ? 2 : value < 100 ? 1 : 0);

function FigureCell(props: {
  readonly figures: PairFigures;
  readonly name: 'dice' | 'hausdorff95Mm' | 'meanDistanceMm';
  readonly decimals: number;
}) {
  const { figures, name, decimals } = props;
  const value = figures[name];
  if (value !== null) return <td className="n">{formatNumber(value, decimals)}</td>;
  const reason = REASON_WORDS[figures.reasons[name] ?? ''] ?? 'undefined';
  return (
    <td className="n dim2" title={reason}>
      –<span className="sr">{reason}</span>
    </td>
  );
}

function PairRow({ pair, answer }: { readonly pair: ComparedPair; readonly answer: CompareAnswer | undefined }) {
  const { run } = useAppContext();
  const shown = pair.a ?? pair.b;
  const isActive = useApp(
    ({ view }) => view.activeStructureId !== null && [pair.a?.id, pair.b?.id].includes(view.activeStructureId),
  );
  const go = () => {
    if (!shown) return;
    const k = answer?.ok ? answer.figures.worstK : null;
    run('evaluate.show', JSON.stringify({ id: shown.id, k }));
  };
  const isAlone = pair.a === null || pair.b === null;
  const reasons = answer?.ok ? Object.values(answer.figures.reasons) : [];
  const why = REASON_WORDS[reasons[0] ?? ''];
  return (
    <tr className={isActive ? 'on' : ''}>
      <th scope="row">
        <button type="button" aria-label={`Show ${pair.name}`} title={pair.name} onClick={go}>
          <Swatch color={pair.color} style="reviewed" />
          <span className="ell">{pair.name}</span>
        </button>
      </th>
      {isAlone ? (
        <td className="dim2" colSpan={5}>
          only in {pair.a === null ? 'B' : 'A'}
        </td>
      ) : answer === undefined ? (
        <td colSpan={5}>
          <Spinner />
        </td>
      ) : answer.ok ? (
        why !== undefined && answer.figures.dice === null ? (
          <td className="dim2" colSpan={5}>
            {why}
          </td>
        ) : (
          <>
            <FigureCell figures={answer.figures} name="dice" decimals={3} />
            <FigureCell figures={answer.figures} name="hausdorff95Mm" decimals={1} />
            <FigureCell figures={answer.figures} name="meanDistanceMm" decimals={1} />
            <td className="n">{ml(answer.figures.volumeAMl)}</td>
            <td className="n">{ml(answer.figures.volumeBMl)}</td>
          </>
        )
      ) : (
        <td className="bad" colSpan={5}>
          {answer.message}
        </td>
      )}
    </tr>
  );
}

/** Mean over the pairs that have a figure. */
function MeanRow({ answers }: { readonly answers: readonly CompareAnswer[] }) {
  const figures = answers.flatMap((answer) => (answer.ok ? [answer.figures] : []));
  const meanOf = (pick: (one: PairFigures) => number | null): number | null => {
    const values = figures.flatMap((one) => pick(one) ?? []);
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  const cell = (value: number | null, decimals: number) => (
    <td className="n">{value === null ? '–' : formatNumber(value, decimals)}</td>
  );
  if (figures.length < 2) return null;
  return (
    <tr className="mean">
      <th scope="row">Mean of {figures.length}</th>
      {cell(
        meanOf(({ dice }) => dice),
        3,
      )}
      {cell(
        meanOf(({ hausdorff95Mm }) => hausdorff95Mm),
        1,
      )}
      {cell(
        meanOf(({ meanDistanceMm }) => meanDistanceMm),
        1,
      )}
      <td colSpan={2} />
    </tr>
  );
}

export function EvaluateSection() {
  const store = useAppStore();
  const { run } = useAppContext();
  const groups = useApp((state) => state.workspace?.groups ?? NO_GROUPS);
  const structures = useApp((state) => state.workspace?.structures ?? NO_STRUCTURES);
  const wanted = useApp((state) => state.view.compared);
  const sets = useMemo(() => comparedSets(groups, structures, wanted), [groups, structures, wanted]);
  const answers = useComparison(sets);
  if (sets === null) {
    return (
      <section className="sec task" aria-label="Evaluate">
        <EmptyState
          isSmall
          title="Two sets are needed"
          text="A set is a model’s run, an imported RTSTRUCT, a version or what is drawn here."
        />
      </section>
    );
  }
  const options = groups
    .filter(({ id }) => structures.some(({ groupId }) => groupId === id))
    .map((group) => ({ value: group.id, label: labelOf(group) }));
  const choose = (side: 'a' | 'b', id: string) => {
    const now = { a: sets.a.id, b: sets.b.id };
    const other = side === 'a' ? 'b' : 'a';
    // The set of the other side was chosen: both change places.
    patchView(store, { compared: now[other] === id ? { a: now.b, b: now.a } : { ...now, [side]: id } });
  };
  const done = sets.pairs.flatMap((pair) => answers.get(keyOf(pair)) ?? []);
  return (
    <section className="sec evaluate" aria-label="Evaluate">
      <div className="evaluate-sets">
        <div>
          <Select caption="A, solid" options={options} value={sets.a.id} onChange={(id) => choose('a', id)} />
          <Select caption="B, dotted" options={options} value={sets.b.id} onChange={(id) => choose('b', id)} />
        </div>
        <IconButton
          icon="update"
          label="Swap A and B"
          keys="Space"
          tipSide="left"
          onClick={() => run('evaluate.swap')}
        />
      </div>
      <div className="evaluate-body">
        <table aria-label="Comparison of the two sets">
          <thead>
            <tr>
              <th scope="col">Structure</th>
              <th scope="col" className="n" title={FORMULAS.dice}>
                Dice
              </th>
              <th scope="col" className="n" title={FORMULAS.hausdorff95Mm}>
                HD95
                <small>mm</small>
              </th>
              <th scope="col" className="n" title={FORMULAS.meanDistanceMm}>
                Mean
                <small>mm</small>
              </th>
              <th scope="col" className="n" title="Volume of A">
                A<small>ml</small>
              </th>
              <th scope="col" className="n" title="Volume of B">
                B<small>ml</small>
              </th>
            </tr>
          </thead>
          <tbody>
            {sets.pairs.map((pair) => (
              <PairRow key={pair.a?.id ?? pair.b?.id} pair={pair} answer={answers.get(keyOf(pair))} />
            ))}
            <MeanRow answers={done} />
          </tbody>
        </table>
        <p className="dim2">A click goes to the slice that differs most.</p>
      </div>
    </section>
  );
}
