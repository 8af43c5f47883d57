// How the structures of a case are called where they are chosen for export, and how they leave.

import {
  type DestinationProfile,
  type LeavingStructure,
  leavingStructures,
  type NameChange,
} from '../../../core/destination/index.ts';
import type { GroupRecord, StructureRecord } from '../../../core/edit/index.ts';

export const count = (n: number, one: string): string => `${n.toString()} ${one}${n === 1 ? '' : 's'}`;

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

/** One structure as it will be written, or why it will not. */
export interface LeavingRow {
  readonly structure: StructureRecord;
  readonly label: string;
  readonly isChosen: boolean;
  /** null: not chosen. */
  readonly leaving: LeavingStructure | null;
  /** Nothing is drawn, and no file says anything of it. */
  readonly isEmpty: boolean;
}

const CHANGE_WORDS: Readonly<Record<NameChange, string>> = {
  mapped: 'its name there',
  characters: 'signs replaced',
  shortened: 'shortened',
  numbered: 'numbered',
};

/** Why a name leaves as another one. */
export const changeWords = (changes: readonly NameChange[]): string =>
  changes.map((change) => CHANGE_WORDS[change]).join(', ');

/** Every structure of the case, those that leave with what the destination will call them. */
export function leavingRows(
  {
    structures,
    groups,
    planesOf,
  }: {
    readonly structures: readonly StructureRecord[];
    readonly groups: readonly GroupRecord[];
    readonly planesOf: Readonly<Record<string, readonly unknown[]>>;
  },
  left: ReadonlySet<string>,
  profile: DestinationProfile,
): LeavingRow[] {
  // A region of a file may be a point, or empty on purpose.
  const isEmpty = ({ id, origin }: StructureRecord) => (planesOf[id]?.length ?? 0) === 0 && origin !== 'imported';
  const chosen = structures.filter((structure) => !left.has(structure.id) && !isEmpty(structure));
  const leaving = new Map(leavingStructures(chosen, profile).map((one, at) => [chosen[at]?.id, one]));
  return structures.map((structure) => ({
    structure,
    label: exportName(structure, groups, structures),
    isChosen: !left.has(structure.id),
    leaving: leaving.get(structure.id) ?? null,
    isEmpty: isEmpty(structure),
  }));
}
