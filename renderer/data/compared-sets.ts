// Which structures of two sets belong together: those of one name, whatever its case.

import type { GroupRecord, StructureRecord } from '../../core/edit/index.ts';

export interface ComparedPair {
  /** The name in A, else in B. */
  readonly name: string;
  readonly color: string;
  readonly a: StructureRecord | null;
  readonly b: StructureRecord | null;
}

export interface ComparedSets {
  readonly a: GroupRecord;
  readonly b: GroupRecord;
  /** In the order of A, then what only B has. */
  readonly pairs: readonly ComparedPair[];
}

/** The sets that were chosen, else the last two that share a name, else the last two; null for less than two. */
export function chosenSets(
  groups: readonly GroupRecord[],
  structures: readonly StructureRecord[],
  wanted: { readonly a: string | null; readonly b: string | null },
): readonly [GroupRecord, GroupRecord] | null {
  const namesOf = (groupId: string) =>
    new Set(structures.filter((own) => own.groupId === groupId).map(({ name }) => name.toLowerCase()));
  const filled = groups.filter(({ id }) => structures.some(({ groupId }) => groupId === id));
  const find = (id: string | null) => filled.find((group) => group.id === id);
  const [a, b] = [find(wanted.a), find(wanted.b)];
  if (a && b && a !== b) return [a, b];
  const sharesName = (p: GroupRecord, q: GroupRecord) => {
    const names = namesOf(p.id);
    return [...namesOf(q.id)].some((name) => names.has(name));
  };
  const newestFirst = [...filled].reverse();
  const partnerOf = (group: GroupRecord) => newestFirst.find((own) => own !== group && sharesName(own, group));
  const fixed = a ?? b;
  const first = fixed ?? newestFirst.find((group) => partnerOf(group) !== undefined) ?? newestFirst[0];
  if (first === undefined) return null;
  const partner = partnerOf(first) ?? newestFirst.find((group) => group !== first);
  if (partner === undefined) return null;
  // What was chosen stays on its side; else the older one is A.
  const isFirstA = fixed === undefined ? filled.indexOf(first) < filled.indexOf(partner) : fixed === a;
  return isFirstA ? [first, partner] : [partner, first];
}

export function comparedSets(
  groups: readonly GroupRecord[],
  structures: readonly StructureRecord[],
  wanted: { readonly a: string | null; readonly b: string | null },
): ComparedSets | null {
  const chosen = chosenSets(groups, structures, wanted);
  if (chosen === null) return null;
  const [a, b] = chosen;
  const inB = structures.filter(({ groupId }) => groupId === b.id);
  const taken = new Set<string>();
  const pairs: ComparedPair[] = structures
    .filter(({ groupId }) => groupId === a.id)
    .map((own) => {
      const other = inB.find(({ id, name }) => !taken.has(id) && name.toLowerCase() === own.name.toLowerCase()) ?? null;
      if (other) taken.add(other.id);
      return { name: own.name, color: own.color, a: own, b: other };
    });
  for (const own of inB) if (!taken.has(own.id)) pairs.push({ name: own.name, color: own.color, a: null, b: own });
  return { a, b, pairs };
}
