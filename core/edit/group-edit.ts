// Edits of sets: a new version of a locked one, and renaming, locking and deleting them.

import { AppError } from '../error/index.ts';
import type { EditDocument, EditOp, GroupRecord, SliceContent, StructureRecord } from './document.ts';
import type { EditDraft } from './slice-edit.ts';

/** Throws `not-found` GROUP_UNKNOWN. */
function groupOf(document: EditDocument, groupId: string): GroupRecord {
  const group = document.groups.get(groupId);
  if (group === undefined) throw new AppError('not-found', 'GROUP_UNKNOWN', 'This set is not there any more.');
  return group;
}

const structuresOf = (document: EditDocument, groupId: string): StructureRecord[] =>
  [...document.structures.values()].filter((one) => one.groupId === groupId).sort((a, b) => a.order - b.order);

/** The set that all versions of a set go back to. */
function rootOf(document: EditDocument, group: GroupRecord): string {
  let at = group;
  for (const seen = new Set([at.id]); at.parentGroupId !== null; seen.add(at.id)) {
    const parent = document.groups.get(at.parentGroupId);
    if (parent === undefined || seen.has(parent.id)) break;
    at = parent;
  }
  return at.id;
}

/** The number of the next version of a set: one more than the highest of all that come from the same one. */
export function nextVersion(document: EditDocument, groupId: string): number {
  const root = rootOf(document, groupOf(document, groupId));
  const versions = [...document.groups.values()].filter((one) => rootOf(document, one) === root);
  return Math.max(...versions.map(({ version }) => version)) + 1;
}

export interface NewVersion {
  readonly groupId: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Identity of the copy of each structure. */
  readonly structureId: (original: string) => string;
}

/**
 * The next version of a set, open for editing: every structure with its planes, imported points and review. Planes are
 * shared, not copied. Throws `not-found` GROUP_UNKNOWN.
 */
export function createVersion(document: EditDocument, groupId: string, made: NewVersion): EditDraft {
  const parent = groupOf(document, groupId);
  const group: GroupRecord = {
    ...parent,
    id: made.groupId,
    kind: 'copied',
    version: nextVersion(document, groupId),
    parentGroupId: parent.id,
    isLocked: false,
    structureSetId: null,
    createdAt: made.at,
  };
  const members = structuresOf(document, groupId);
  const newIds = new Map(members.map(({ id }) => [id, made.structureId(id)]));
  const ops: EditOp[] = [{ type: 'group', id: group.id, before: null, after: group }];
  for (const original of members) {
    const id = newIds.get(original.id) as string;
    const sources = original.derivedFrom?.sources.map((source) => ({
      ...source,
      structureId: newIds.get(source.structureId) ?? source.structureId,
    }));
    const record: StructureRecord = {
      ...original,
      id,
      groupId: group.id,
      isLocked: false,
      derivedFrom: original.derivedFrom === null ? null : { ...original.derivedFrom, sources: sources ?? [] },
    };
    ops.push({ type: 'structure', id, before: null, after: record });
    const contents: ReadonlyMap<number, SliceContent> | undefined = document.slices.get(original.id);
    if (contents === undefined) continue;
    const changes = [...contents].map(([k, after]) => ({ k, before: null, after }));
    ops.push({ type: 'slices', structureId: id, changes });
  }
  return { label: `Version ${group.version} of ${parent.label}`, structureId: null, k: null, ops };
}

/** Renames or locks a set. null where nothing changes. Throws `not-found` GROUP_UNKNOWN. */
export function changeGroup(
  document: EditDocument,
  groupId: string,
  patch: Partial<Pick<GroupRecord, 'label' | 'isLocked'>>,
  label: string,
): EditDraft | null {
  const before = groupOf(document, groupId);
  const after = { ...before, ...patch };
  if (after.label === before.label && after.isLocked === before.isLocked) return null;
  return { label, structureId: null, k: null, ops: [{ type: 'group', id: groupId, before, after }] };
}

/** The set and all its structures gone; a locked one too, as it came from somewhere. Throws `not-found` GROUP_UNKNOWN. */
export function deleteGroup(document: EditDocument, groupId: string): EditDraft {
  const group = groupOf(document, groupId);
  const ops: EditOp[] = [];
  for (const record of structuresOf(document, groupId)) {
    const contents = document.slices.get(record.id);
    if (contents !== undefined) {
      const changes = [...contents].map(([k, before]) => ({ k, before, after: null }));
      ops.push({ type: 'slices', structureId: record.id, changes });
    }
    ops.push({ type: 'structure', id: record.id, before: record, after: null });
  }
  ops.push({ type: 'group', id: groupId, before: group, after: null });
  return { label: `Delete ${group.label}`, structureId: null, k: null, ops };
}

/** True when a structure was computed from something that has changed since, or is gone. */
export const isOutOfDate = (document: EditDocument, record: StructureRecord): boolean =>
  record.derivedFrom?.sources.some(
    ({ structureId, contentRev }) => document.structures.get(structureId)?.contentRev !== contentRev,
  ) ?? false;
