// Structures of the open document as the steps of a model name them.

import type { EditDocument, StructureRecord } from '../../core/edit/index.ts';
import type { ClientSource } from './print-client.ts';

/** One structure a name: where several sets have one, that of the set that stands last in the list, which is the newest. */
export function structuresByName(structures: readonly StructureRecord[]): ReadonlyMap<string, StructureRecord> {
  return new Map(structures.map((structure) => [structure.name, structure]));
}

/** Which structure each name means: the one it meant before while that is there, else the newest of that name. */
export function sourceIds(
  names: readonly string[],
  structures: readonly StructureRecord[],
  known: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const byName = structuresByName(structures);
  const entries = names.flatMap((name) => {
    const kept = structures.find(({ id }) => id === known[name]);
    const structure = kept ?? byName.get(name);
    return structure === undefined ? [] : [[name, structure.id] as const];
  });
  return Object.fromEntries(entries);
}

export function printSources(
  ids: Readonly<Record<string, string>>,
  structures: readonly StructureRecord[],
  document: EditDocument,
): readonly ClientSource[] {
  return Object.entries(ids).flatMap(([name, structureId]) => {
    const structure = structures.find(({ id }) => id === structureId);
    if (structure === undefined) return [];
    const slices = document.slices.get(structure.id) ?? new Map();
    const stamp = `${structure.id}@${structure.contentRev.toString()}`;
    const bits = new Map([...slices].map(([k, content]) => [k, content.bits]));
    return bits.size === 0 ? [] : [{ name, colour: structure.color, stamp, slices: bits }];
  });
}
