// How the structures of a case are called where they are chosen for export.

import type { GroupRecord, StructureRecord } from '../../../core/edit/index.ts';

/** The name, with its set where two structures have the same. */
export function exportName(
  structure: StructureRecord,
  groups: readonly GroupRecord[],
  structures: readonly StructureRecord[],
): string {
  const { name, groupId } = structure;
  if (structures.filter((other) => other.name === name).length < 2) return name;
  const group = groups.find(({ id }) => id === groupId);
  return group === undefined ? name : `${name}, ${group.label}, version ${group.version.toString()}`;
}
