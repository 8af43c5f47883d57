// Edits of structures as a whole: made, copied, merged, renamed, moved in the list, coloured, locked, deleted. Identities
// and times are given by the caller; nothing here makes them up.

import { AppError } from '../error/index.ts';
import { combineStructures } from './combine.ts';
import type { EditDocument, EditOp, GroupRecord, ReviewState, SliceContent, StructureRecord } from './document.ts';
import { changesBetween, type PlaneChange, structureSlicesOf } from './region.ts';
import { type EditDraft, editableStructure, slicesOp, structureOf, touchedRecord } from './slice-edit.ts';
import type { StructureSlices } from './structure-slices.ts';

const NOT_REVIEWED: ReviewState = { isReviewed: false, at: null, reason: null, slices: [] };

/** Longest name that DICOM's LO takes. */
const NAME_LENGTH = 64;

/** Throws `not-found` GROUP_UNKNOWN, `conflict` GROUP_LOCKED. */
function openGroup(document: EditDocument, groupId: string): GroupRecord {
  const group = document.groups.get(groupId);
  if (group === undefined) throw new AppError('not-found', 'GROUP_UNKNOWN', 'This set is not there any more.');
  if (group.isLocked) {
    throw new AppError(
      'conflict',
      'GROUP_LOCKED',
      `Version ${group.version} is locked. Make version ${group.version + 1} to edit.`,
    );
  }
  return group;
}

const membersOf = (document: EditDocument, groupId: string): StructureRecord[] =>
  [...document.structures.values()].filter((one) => one.groupId === groupId).sort((a, b) => a.order - b.order);

/** The place after the last structure of the group. */
const lastOrder = (document: EditDocument, groupId: string): number =>
  (membersOf(document, groupId).at(-1)?.order ?? -1) + 1;

/** The name, or the first of 'name 2', 'name 3' … that the group does not have; capitals do not tell names apart. */
export function freeName(document: EditDocument, groupId: string, wanted: string): string {
  const taken = new Set(membersOf(document, groupId).map(({ name }) => name.toLowerCase()));
  const trimmed = wanted.trim().slice(0, NAME_LENGTH);
  for (let n = 1; ; n++) {
    const end = n === 1 ? '' : ` ${n}`;
    const name = trimmed.slice(0, NAME_LENGTH - end.length) + end;
    if (!taken.has(name.toLowerCase())) return name;
  }
}

const addOp = (record: StructureRecord): EditOp => ({ type: 'structure', id: record.id, before: null, after: record });
const changeOp = (before: StructureRecord, after: StructureRecord | null): EditOp => ({
  type: 'structure',
  id: before.id,
  before,
  after,
});

export interface NewStructure {
  readonly id: string;
  readonly groupId: string;
  readonly name: string;
  /** `#rrggbb`. */
  readonly color: string;
  readonly interpretedType: string;
  readonly fmaCode: string | null;
  readonly origin?: StructureRecord['origin'];
  readonly derivedFrom?: StructureRecord['derivedFrom'];
}

/** A group that a person draws into. */
export const createGroupOp = (group: GroupRecord): EditOp => ({
  type: 'group',
  id: group.id,
  before: null,
  after: group,
});

/**
 * A new structure at the end of its group, with voxels or without.
 * @param newGroup made with it, where the structure's group is not there yet
 * Throws `not-found` GROUP_UNKNOWN, `conflict` GROUP_LOCKED.
 */
export function createStructure(
  document: EditDocument,
  structure: NewStructure,
  slices: StructureSlices = new Map(),
  newGroup: GroupRecord | null = null,
): EditDraft {
  if (newGroup === null) openGroup(document, structure.groupId);
  const planes = [...slices.keys()].sort((a, b) => a - b);
  const record: StructureRecord = {
    id: structure.id,
    groupId: structure.groupId,
    order: lastOrder(document, structure.groupId),
    name: freeName(document, structure.groupId, structure.name),
    color: structure.color,
    interpretedType: structure.interpretedType,
    fmaCode: structure.fmaCode,
    origin: structure.origin ?? 'manual',
    isLocked: false,
    review: NOT_REVIEWED,
    editedSlices: [],
    derivedFrom: structure.derivedFrom ?? null,
    contentRev: planes.length === 0 ? 0 : 1,
  };
  const changes: PlaneChange[] = planes.map((k) => ({ k, before: null, after: slices.get(k) ?? null }));
  return {
    label: `New structure ${record.name}`,
    structureId: record.id,
    k: planes[0] ?? null,
    ops: [
      ...(newGroup === null ? [] : [createGroupOp(newGroup)]),
      addOp(record),
      ...(planes.length === 0 ? [] : [slicesOp(document, record.id, changes)]),
    ],
  };
}

/** Several new structures without voxels in one edit, in their order; for templates. */
export function createStructures(
  document: EditDocument,
  structures: readonly NewStructure[],
  label: string,
  newGroup: GroupRecord | null = null,
): EditDraft {
  const ops: EditOp[] = newGroup === null ? [] : [createGroupOp(newGroup)];
  let grown = document;
  for (const structure of structures) {
    const draft = createStructure(grown, structure, new Map(), newGroup);
    const op = draft.ops.find(({ type }) => type === 'structure');
    if (op?.type !== 'structure' || op.after === null) continue;
    ops.push(op);
    grown = { ...grown, structures: new Map(grown.structures).set(op.id, op.after) };
  }
  return { label, structureId: structures[0]?.id ?? null, k: null, ops };
}

const contentsOp = (structureId: string, contents: ReadonlyMap<number, SliceContent>, isGone: boolean): EditOp => ({
  type: 'slices',
  structureId,
  changes: [...contents].map(([k, content]) =>
    isGone ? { k, before: content, after: null } : { k, before: null, after: content },
  ),
});

/** A copy beside its original, planes and imported points with it; reviewed by nobody. */
export function duplicateStructure(
  document: EditDocument,
  structureId: string,
  newId: string,
  color: string,
): EditDraft {
  const original = structureOf(document, structureId);
  openGroup(document, original.groupId);
  const record: StructureRecord = {
    ...original,
    id: newId,
    name: freeName(document, original.groupId, original.name),
    color,
    order: lastOrder(document, original.groupId),
    isLocked: false,
    review: NOT_REVIEWED,
    editedSlices: [],
  };
  const contents = document.slices.get(structureId) ?? new Map<number, SliceContent>();
  return {
    label: `Duplicate ${original.name}`,
    structureId: newId,
    k: null,
    ops: [addOp(record), ...(contents.size === 0 ? [] : [contentsOp(newId, contents, false)])],
  };
}

/** All voxels of the others go into the first; the others are deleted. Throws as `editableStructure`. */
export function mergeStructures(document: EditDocument, structureIds: readonly string[]): EditDraft | null {
  const [targetId, ...otherIds] = structureIds;
  if (targetId === undefined || otherIds.length === 0) return null;
  const target = editableStructure(document, targetId);
  const others = otherIds.map((id) => editableStructure(document, id));
  const before = structureSlicesOf(document, targetId);
  const union = combineStructures('union', [before, ...otherIds.map((id) => structureSlicesOf(document, id))]);
  const changes = changesBetween(before, union);
  const planes = changes.map(({ k }) => k);
  return {
    label: `Merge ${others.length + 1} structures into ${target.name}`,
    structureId: targetId,
    k: planes[0] ?? null,
    ops: [
      ...(changes.length === 0
        ? []
        : [slicesOp(document, targetId, changes), changeOp(target, touchedRecord(target, planes))]),
      ...others.flatMap((record) => removalOps(document, record)),
    ],
  };
}

function removalOps(document: EditDocument, record: StructureRecord): EditOp[] {
  const contents = document.slices.get(record.id);
  return [
    ...(contents === undefined || contents.size === 0 ? [] : [contentsOp(record.id, contents, true)]),
    changeOp(record, null),
  ];
}

/** Throws as `editableStructure`. */
export function deleteStructure(document: EditDocument, structureId: string): EditDraft {
  const record = editableStructure(document, structureId);
  return { label: `Delete ${record.name}`, structureId: null, k: null, ops: removalOps(document, record) };
}

/** What of a record may be set without touching voxels. */
export type StructurePatch = Partial<
  Pick<StructureRecord, 'name' | 'color' | 'interpretedType' | 'fmaCode' | 'isLocked' | 'review'>
>;

/**
 * Renames, recolours, locks or marks as reviewed. A name is taken as it is: two of the same name are a finding of the
 * checks, not an error. null where nothing changes.
 * Throws `not-found` STRUCTURE_UNKNOWN; `conflict` GROUP_LOCKED, but colour and review may change in a locked set.
 */
export function changeStructure(
  document: EditDocument,
  structureId: string,
  patch: StructurePatch,
  label: string,
): EditDraft | null {
  const before = structureOf(document, structureId);
  const keys = Object.keys(patch) as (keyof StructurePatch)[];
  if (keys.some((key) => key !== 'color' && key !== 'review')) openGroup(document, before.groupId);
  const changed = keys.filter((key) => JSON.stringify(patch[key]) !== JSON.stringify(before[key]));
  if (changed.length === 0) return null;
  const name = patch.name === undefined ? before.name : patch.name.trim().slice(0, NAME_LENGTH);
  if (name === '') throw new AppError('invalid-input', 'STRUCTURE_NAME', 'A structure needs a name.');
  return { label, structureId, k: null, ops: [changeOp(before, { ...before, ...patch, name })] };
}

/** The structure at another place of its group, 0 first. null where it is there already. */
export function moveStructure(document: EditDocument, structureId: string, place: number): EditDraft | null {
  const record = structureOf(document, structureId);
  const members = membersOf(document, record.groupId);
  const others = members.filter(({ id }) => id !== structureId);
  const at = Math.min(Math.max(place, 0), others.length);
  const sorted = [...others.slice(0, at), record, ...others.slice(at)];
  const ops = sorted.flatMap((one, order) => (one.order === order ? [] : [changeOp(one, { ...one, order })]));
  const isSame = sorted.every((one, n) => one.id === members[n]?.id);
  return isSame ? null : { label: `Move ${record.name}`, structureId, k: null, ops };
}
