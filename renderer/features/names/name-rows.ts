// All names of a case against TG-263: what each says or which rule it breaks, and what it could be called.

import type { StructureRecord } from '../../../core/edit/index.ts';
import { checkNames, findTg263, type SiteAlias, suggestName } from '../../../core/terminology/index.ts';
import type { FindingRow, WorkspaceState } from '../../state/app-state.ts';
import { meaningOf, reasonOf, ruleWords } from './name-words.ts';

export interface NameLine {
  readonly tone: 'ok' | 'warn';
  readonly text: string;
  /** The whole rule; null: the text says it. */
  readonly rule: string | null;
}

export interface NameRow {
  readonly structure: StructureRecord;
  /** Everything that there is to say of the name as it stands. */
  readonly lines: readonly NameLine[];
  readonly suggestion: string | null;
  /** Where the suggestion comes from, or why there is none. */
  readonly why: string;
  readonly isRight: boolean;
  /** Its set is locked: the name stays as it came. */
  readonly isLocked: boolean;
}

const codeOf = (name: string): string => {
  const fmaId = findTg263(name)?.fmaId ?? null;
  return fmaId === null ? '' : `, FMA ${fmaId}`;
};

/** Names of one set are compared with each other; what is to be done comes first, then what is right. */
export function nameRows(
  { structures, groups }: Pick<WorkspaceState, 'structures' | 'groups'>,
  aliases: readonly SiteAlias[],
  findings: readonly FindingRow[],
): NameRow[] {
  const locked = new Set(groups.filter(({ isLocked }) => isLocked).map(({ id }) => id));
  const taken = new Set(structures.map(({ groupId, name }) => `${groupId}|${name.toLowerCase()}`));
  const faultsOf = new Map(
    [...new Set(structures.map(({ groupId }) => groupId))].flatMap((groupId) => {
      const own = structures.filter((structure) => structure.groupId === groupId);
      const faults = checkNames(own.map(({ name }) => name));
      return own.map(({ id }, at) => [id, faults[at] ?? []] as const);
    }),
  );
  const rows = structures.map((structure): NameRow => {
    const { id, groupId, name } = structure;
    const faults = faultsOf.get(id) ?? [];
    const suggestion = suggestName(name, aliases);
    const isOwn = suggestion?.name.toLowerCase() === name.toLowerCase();
    const key = `${groupId}|${suggestion?.name.toLowerCase() ?? ''}`;
    const isTaken = suggestion !== null && !isOwn && taken.has(key);
    if (suggestion !== null) taken.add(key);
    const swapped = findings.filter((finding) => finding.structureId === id && finding.id.startsWith('side:'));
    const lines = [
      ...faults.map((fault): NameLine => ({ tone: 'warn', text: ruleWords(fault), rule: fault.message })),
      ...(faults.length === 0 ? [{ tone: 'ok', text: `${meaningOf(name)}${codeOf(name)}`, rule: null } as const] : []),
      ...swapped.map(({ title, text }): NameLine => ({ tone: 'warn', text: title, rule: text })),
    ];
    return {
      structure,
      lines,
      suggestion: isTaken ? null : (suggestion?.name ?? null),
      why: suggestion === null ? 'No name comes near' : isTaken ? `${suggestion.name} is taken` : reasonOf(suggestion),
      isRight: faults.length === 0 && suggestion === null,
      isLocked: locked.has(groupId),
    };
  });
  const rank = (row: NameRow) => (row.isRight ? 2 : row.isLocked ? 1 : 0);
  return rows.sort((p, q) => rank(p) - rank(q));
}

/** No other structure of the set has the name. */
export const isFree = (rows: readonly NameRow[], row: NameRow, name: string): boolean =>
  !rows.some(
    ({ structure }) =>
      structure.id !== row.structure.id &&
      structure.groupId === row.structure.groupId &&
      structure.name.toLowerCase() === name.toLowerCase(),
  );
