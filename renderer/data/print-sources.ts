// Structures of the open document as the steps of a model name them.

import type { EditDocument, GroupRecord, StructureRecord } from '../../core/edit/index.ts';
import type { ClientSource, ComparedSource } from './print-client.ts';

/** One structure a name: where several sets have one, that of the set that stands last in the list, which is the newest. */
export function structuresByName(structures: readonly StructureRecord[]): ReadonlyMap<string, StructureRecord> {
  return new Map(structures.map((structure) => [structure.name, structure]));
}

/** The structure in the newest version of its set that has one of its name: drawing on a locked set makes a version, and
 * the model is to be of what was drawn. */
function newestOf(
  structure: StructureRecord,
  structures: readonly StructureRecord[],
  groups: readonly GroupRecord[],
): StructureRecord {
  const next = groups
    .filter(({ parentGroupId }) => parentGroupId === structure.groupId)
    .sort((a, b) => a.version - b.version)
    .flatMap(({ id }) => structures.find((own) => own.groupId === id && own.name === structure.name) ?? [])
    .at(-1);
  return next === undefined ? structure : newestOf(next, structures, groups);
}

/** Which structure each name means: the one it meant before while that is there, else the last of that name in the list;
 * of either the newest version. */
export function sourceIds(
  names: readonly string[],
  { structures, groups }: { readonly structures: readonly StructureRecord[]; readonly groups: readonly GroupRecord[] },
  known: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const byName = structuresByName(structures);
  const entries = names.flatMap((name) => {
    const kept = structures.find(({ id }) => id === known[name]) ?? byName.get(name);
    const structure = kept && newestOf(kept, structures, groups);
    return structure === undefined ? [] : [[name, structure.id] as const];
  });
  return Object.fromEntries(entries);
}

type Stamps = Readonly<Record<string, string>>;

/** Names of what was drawn on since: the end of a stamp is its colour, which changes no shape. */
export function drawnSince(before: Stamps, now: Stamps): readonly string[] {
  const voxels = (stamp: string | undefined) => stamp?.split(' ')[0];
  return Object.keys(before).filter((name) => now[name] !== undefined && voxels(now[name]) !== voxels(before[name]));
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
    const stamp = `${structure.id}@${structure.contentRev.toString()} ${structure.color}`;
    const bits = new Map([...slices].map(([k, content]) => [k, content.bits]));
    return bits.size === 0 ? [] : [{ name, colour: structure.color, stamp, slices: bits }];
  });
}

/** A structure that is measured, in the newest version of its set; null: it is not there any more, or empty. */
export function comparedSource(
  structureId: string,
  name: string,
  workspace: { readonly structures: readonly StructureRecord[]; readonly groups: readonly GroupRecord[] },
  document: EditDocument,
): ComparedSource | null {
  const known = workspace.structures.some(({ id }) => id === structureId);
  const ids = known ? sourceIds([name], workspace, { [name]: structureId }) : {};
  const [source] = printSources(ids, workspace.structures, document);
  return source === undefined ? null : { structureId, stamp: source.stamp, slices: source.slices };
}
