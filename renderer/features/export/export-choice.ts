// What of a case is offered for export, and what is ticked to begin with.

import type { GroupRecord, StructureRecord } from '../../../core/edit/index.ts';

/** Structures of a set that has a newer version: the newer one is what is meant. */
export function supersededIds(
  groups: readonly GroupRecord[],
  structures: readonly StructureRecord[],
): ReadonlySet<string> {
  const known = new Set(structures.map(({ groupId }) => groupId));
  const old = new Set(groups.filter(({ id }) => known.has(id)).map(({ parentGroupId }) => parentGroupId));
  return new Set(structures.filter(({ groupId }) => old.has(groupId)).map(({ id }) => id));
}

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
