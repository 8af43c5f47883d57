// Structures of the open document as the steps of a model name them.

import type { EditDocument, StructureRecord } from '../../core/edit/index.ts';
import type { ClientSource } from './print-client.ts';

/** One structure a name: where several sets have one, that of the set that stands last in the list, which is the newest. */
export function structuresByName(structures: readonly StructureRecord[]): ReadonlyMap<string, StructureRecord> {
  return new Map(structures.map((structure) => [structure.name, structure]));
}

export function printSources(
  names: readonly string[],
  structures: readonly StructureRecord[],
  document: EditDocument,
): readonly ClientSource[] {
  const byName = structuresByName(structures);
  return names.flatMap((name) => {
    const structure = byName.get(name);
    if (structure === undefined) return [];
    const slices = document.slices.get(structure.id) ?? new Map();
    const stamp = `${structure.id}@${structure.contentRev.toString()}`;
    const bits = new Map([...slices].map(([k, content]) => [k, content.bits]));
    return bits.size === 0 ? [] : [{ name, colour: structure.color, stamp, slices: bits }];
  });
}
