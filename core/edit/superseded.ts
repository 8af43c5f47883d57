// Sets of which there is a newer version.

import type { GroupRecord, StructureRecord } from './document.ts';

/** Sets that have a newer version with structures: the newer one is what is meant, by a check as by an export. */
export function supersededGroupIds(
  groups: readonly GroupRecord[],
  structures: readonly StructureRecord[],
): ReadonlySet<string> {
  const known = new Set(structures.map(({ groupId }) => groupId));
  return new Set(
    groups.flatMap(({ id, parentGroupId }) => (known.has(id) && parentGroupId !== null ? [parentGroupId] : [])),
  );
}

/** Structures of such sets. */
export function supersededIds(
  groups: readonly GroupRecord[],
  structures: readonly StructureRecord[],
): ReadonlySet<string> {
  const old = supersededGroupIds(groups, structures);
  return new Set(structures.filter(({ groupId }) => old.has(groupId)).map(({ id }) => id));
}
