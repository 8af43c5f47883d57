// From what to what it is measured: parts of the model and structures of the case, whether they are in the model or not.

import { useMemo, useState } from 'react';
import { structuresByName } from '../../data/print-sources.ts';
import { useApp, useAppShallow } from '../../state/app-store.ts';
import type { MeasureEnd } from '../../state/print-measures.ts';
import { Button } from '../../ui/button.tsx';
import { Select } from '../../ui/select.tsx';
import { useAppContext } from '../shell/app-context.ts';

export interface EndOption {
  readonly value: string;
  readonly label: string;
  readonly end: MeasureEnd;
}

/** Parts first; a part of a structure's name is another thing than the structure: steps may have changed it. */
export function useMeasureEnds(): readonly EndOption[] {
  const parts = useApp((state) => state.print.parts);
  const { structures, volumesMl } = useAppShallow(({ workspace }) => ({
    structures: workspace?.structures,
    volumesMl: workspace?.volumesMl,
  }));
  return useMemo(
    () => [
      ...parts.map(({ name }) => ({ value: `part ${name}`, label: `${name}, model`, end: { part: name } })),
      ...[...structuresByName(structures ?? []).values()]
        .filter(({ id }) => (volumesMl?.[id] ?? 0) > 0)
        .map(({ id, name }) => ({ value: id, label: name, end: { structureId: id, structure: name } })),
    ],
    [parts, structures, volumesMl],
  );
}

export function BetweenForm({ ends }: { readonly ends: readonly EndOption[] }) {
  const { run } = useAppContext();
  const [values, setValues] = useState<readonly [string | null, string | null]>([null, null]);
  const [first, second] = ends;
  const from = ends.find(({ value }) => value === values[0]) ?? first;
  const to = ends.find(({ value }) => value === values[1]) ?? (second === from ? first : second);
  if (from === undefined || to === undefined) return null;
  const choice = (at: 0 | 1, own: EndOption) => (
    <span>
      <span className="pp-label">{at === 0 ? 'From' : 'To'}</span>
      <Select
        caption=""
        name={at === 0 ? 'Measure from' : 'Measure to'}
        options={ends}
        value={own.value}
        onChange={(next) => setValues(at === 0 ? [next, to.value] : [from.value, next])}
      />
    </span>
  );
  return (
    <div className="pp-between" role="group" aria-label="Measure between">
      {choice(0, from)}
      {choice(1, to)}
      <Button
        isSmall
        disabledReason={from === to ? 'Choose two different ones' : null}
        onClick={() => run('print.measure.between', JSON.stringify({ from: from.end, to: to.end }))}
      >
        Measure
      </Button>
    </div>
  );
}
