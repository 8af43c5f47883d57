// How sure the model was: what the colours mean, one figure a structure, and the slices to look at first.

import { useMemo } from 'react';
import { useApp } from '../../state/app-store.ts';
import { IconButton, Spinner } from '../../ui/button.tsx';
import { formatNumber } from '../../ui/format.ts';
import { Swatch } from '../../ui/swatch.tsx';
import { useAppContext } from '../shell/app-context.ts';
import './uncertainty.css';
import { type UncertainRow, uncertainRows } from './uncertain-rows.ts';

const MEANING = {
  disagreement: {
    short: 'How far the model’s answers lie apart along the edge',
    long: 'The model was asked more than once (mirrored, or by several networks). A figure is the mean distance between its answers along the edge of a structure.',
  },
  entropy: {
    short: 'How wide the edge is blurred: one answer, so it says less',
    long: 'The model answered once. A figure is the mean width over which it changes from yes to no along the edge of a structure.',
  },
} as const;

const mm = (value: number) => `${formatNumber(value, 1)} mm`;

function stateOf({ figure, isOld }: UncertainRow): string {
  if (figure === undefined) return 'being measured';
  return isOld ? `${mm(figure.meanMm)} before the last edit, being measured again` : mm(figure.meanMm);
}

function StructureRow({ row, mostMm }: { readonly row: UncertainRow; readonly mostMm: number }) {
  const { run } = useAppContext();
  const isActive = useApp((state) => state.view.activeStructureId === row.id);
  const k = useApp((state) => Math.round(state.view.crosshairIjk[2]));
  const { id, name, figure, isOld } = row;
  const show = (ijk: readonly number[] | undefined) => {
    if (ijk !== undefined) run('uncertainty.show', JSON.stringify({ id, ijk }));
  };
  return (
    <li data-structure={name}>
      <button
        type="button"
        className={`unsure-row ${isActive ? 'on' : ''} ${isOld ? 'old' : ''}`}
        aria-label={`${name}, ${stateOf(row)}, to its least certain slice`}
        title={isOld ? 'Before the last edit; being measured again' : undefined}
        onClick={() => show(figure?.slices[0]?.ijk)}
      >
        <Swatch color={row.color} style={row.isReviewed ? 'reviewed' : 'unreviewed'} />
        <span className="ell">{name}</span>
        <span className="unsure-bar">
          <i style={{ width: `${(100 * (figure?.meanMm ?? 0)) / mostMm}%` }} />
        </span>
        <span className="num">
          {isOld && <Spinner />}
          {figure === undefined ? <Spinner /> : mm(figure.meanMm)}
        </span>
      </button>
      {isActive && figure !== undefined && (
        <ul className={`unsure-slices ${isOld ? 'old' : ''}`} aria-label={`Least certain slices of ${name}`}>
          {figure.slices.map((slice) => (
            <li key={slice.k}>
              <button
                type="button"
                aria-current={slice.k === k ? 'true' : undefined}
                aria-label={`Slice ${(slice.k + 1).toString()}, ${mm(slice.widthMm)}`}
                onClick={() => show(slice.ijk)}
              >
                <span className="num">{slice.k + 1}</span>
                <span className="num dim2">{mm(slice.widthMm)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

function Figures({ kind }: { readonly kind: 'disagreement' | 'entropy' }) {
  const workspace = useApp((state) => state.workspace);
  const { groupId, figures } = useApp((state) => state.uncertainty);
  const rows = useMemo(() => uncertainRows(workspace, groupId, figures), [workspace, groupId, figures]);
  const mostMm = Math.max(1e-6, ...rows.map(({ figure }) => figure?.meanMm ?? 0));
  return (
    <>
      <div className="unsure-legend">
        <span>Sure</span>
        <i aria-hidden="true" />
        <span>Unsure</span>
      </div>
      <p title={MEANING[kind].long}>{MEANING[kind].short}. A model can be sure and wrong.</p>
      <ul className="unsure-rows" aria-label="Uncertainty by structure">
        {rows.map((row) => (
          <StructureRow key={row.id} row={row} mostMm={mostMm} />
        ))}
      </ul>
    </>
  );
}

const WORDS: Readonly<Record<'none' | 'failed', string>> = {
  none: 'None was kept with this set. Contour the series again to have it.',
  failed: '',
};

export function UncertaintySection() {
  const { run } = useAppContext();
  const isShown = useApp((state) => state.view.isUncertaintyShown);
  const { phase, kind, message } = useApp((state) => state.uncertainty);
  if (!isShown || phase === 'off') return null;
  return (
    <section className="sec unsure" aria-label="Uncertainty">
      <div className="sec-h">
        <h2>Uncertainty of the model</h2>
        {phase === 'reading' && <Spinner />}
        <span className="grow" />
        <IconButton icon="eyeOff" label="Hide" keys="Shift U" isSmall onClick={() => run('display.uncertainty')} />
      </div>
      <div className="unsure-body">
        {phase === 'ready' && kind !== null && <Figures kind={kind} />}
        {(phase === 'none' || phase === 'failed') && <p>{phase === 'failed' ? message : WORDS[phase]}</p>}
      </div>
    </section>
  );
}
