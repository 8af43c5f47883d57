// Structures of the open case that a model can be made of.

import { useMemo } from 'react';
import type { StructureRecord } from '../../../core/edit/index.ts';
import { structuresByName } from '../../data/print-sources.ts';
import { useApp } from '../../state/app-store.ts';

// One value for 'none': a new one on every look would render without end.
const NO_STRUCTURES: readonly StructureRecord[] = [];
const NO_VOLUMES: Readonly<Record<string, number>> = {};

export interface NamedStructure {
  readonly name: string;
  readonly colour: string;
  readonly volumeMl: number;
}

/** Each name once, in the order of the list, without those that are empty. */
export function useStructureNames(): readonly NamedStructure[] {
  const structures = useApp((state) => state.workspace?.structures ?? NO_STRUCTURES);
  const volumesMl = useApp((state) => state.workspace?.volumesMl ?? NO_VOLUMES);
  return useMemo(
    () =>
      [...structuresByName(structures).values()]
        .map(({ name, id, color }) => ({ name, colour: color, volumeMl: volumesMl[id] ?? 0 }))
        .filter(({ volumeMl }) => volumeMl > 0),
    [structures, volumesMl],
  );
}
