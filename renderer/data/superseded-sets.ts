// Sets of which there is a newer version.

import type { GroupRecord, StructureRecord } from '../../core/edit/index.ts';

/** Structures of a set that has a newer version: the newer one is what is meant, by a check as by an export. */
export function supersededIds(
  groups: readonly GroupRecord[],
  structures: readonly StructureRecord[],
): ReadonlySet<string> {
  const known = new Set(structures.map(({ groupId }) => groupId));
  const old = new Set(groups.filter(({ id }) => known.has(id)).map(({ parentGroupId }) => parentGroupId));
  return new Set(structures.filter(({ groupId }) => old.has(groupId)).map(({ id }) => id));
}
