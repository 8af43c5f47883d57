// Edits from changed planes: the planes themselves, and what the structure's record says about them.

import { AppError } from '../error/index.ts';
import type { Edit, EditDocument, EditOp, SliceChange, SliceContent, StructureRecord } from './document.ts';
import type { PlaneChange } from './region.ts';
import { isEmptySlice, isSameSlice } from './slice-bits.ts';

/** An edit that has no identity and no time yet: both are given where it is made. */
export type EditDraft = Pick<Edit, 'label' | 'structureId' | 'k' | 'ops'>;

export interface SliceEditOptions {
  /** Plane in hand; else the first one that changed. */
  readonly k?: number;
  /** What the voxels were computed from. Without it a structure that was derived stands for itself from now on. */
  readonly derivedFrom?: StructureRecord['derivedFrom'];
}

/** Throws `not-found` STRUCTURE_UNKNOWN. */
export function structureOf(document: EditDocument, structureId: string): StructureRecord {
  const record = document.structures.get(structureId);
  if (record === undefined) {
    throw new AppError('not-found', 'STRUCTURE_UNKNOWN', 'This structure is not there any more.');
  }
  return record;
}

/** Why the structure may not be changed, for the status line; null: it may. */
export function lockReason(document: EditDocument, structureId: string): string | null {
  const record = document.structures.get(structureId);
  if (record === undefined) return 'Choose a structure first.';
  const group = document.groups.get(record.groupId);
  if (group?.isLocked === true) return `Version ${group.version} is locked. Make version ${group.version + 1} to edit.`;
  return record.isLocked ? `${record.name} is locked.` : null;
}

/** Throws `not-found` STRUCTURE_UNKNOWN, `conflict` STRUCTURE_LOCKED. */
export function editableStructure(document: EditDocument, structureId: string): StructureRecord {
  const record = structureOf(document, structureId);
  const reason = lockReason(document, structureId);
  if (reason !== null) throw new AppError('conflict', 'STRUCTURE_LOCKED', reason);
  return record;
}

/** Indices of both, growing, each once. */
export const mergeIndices = (a: readonly number[], b: readonly number[]): number[] =>
  [...new Set([...a, ...b])].sort((p, q) => p - q);

/** The record after its planes were changed by a person: the review of these planes is gone, and with it that of the
 * structure; all other planes stay reviewed. */
export function touchedRecord(
  record: StructureRecord,
  planes: readonly number[],
  derivedFrom: StructureRecord['derivedFrom'] = null,
): StructureRecord {
  const changed = new Set(planes);
  return {
    ...record,
    review: {
      isReviewed: false,
      at: null,
      reason: null,
      slices: record.review.slices.filter((k) => !changed.has(k)),
    },
    editedSlices: mergeIndices(record.editedSlices, planes),
    derivedFrom,
    contentRev: record.contentRev + 1,
  };
}

/** The op that gives the planes their new voxels; points that were imported with a plane end with it. */
export function slicesOp(
  document: EditDocument,
  structureId: string,
  changes: readonly PlaneChange[],
): Extract<EditOp, { type: 'slices' }> {
  const own = document.slices.get(structureId);
  return {
    type: 'slices',
    structureId,
    changes: changes.map(({ k, after }): SliceChange => {
      const content: SliceContent | null =
        after === null || isEmptySlice(after) ? null : { bits: after, importedLoops: null };
      return { k, before: own?.get(k) ?? null, after: content };
    }),
  };
}

/**
 * One edit of the planes of one structure; null when nothing differs from the document.
 * @param label what was done; the structure's name is added: 'Brush on SpinalCord'.
 * Throws `not-found` STRUCTURE_UNKNOWN, `conflict` STRUCTURE_LOCKED.
 */
export function createSliceEdit(
  document: EditDocument,
  structureId: string,
  changes: readonly PlaneChange[],
  label: string,
  options: SliceEditOptions = {},
): EditDraft | null {
  const record = editableStructure(document, structureId);
  const own = document.slices.get(structureId);
  const differing = changes
    .filter(({ k, after }) => !isSameSlice(own?.get(k)?.bits ?? null, after))
    .sort((a, b) => a.k - b.k);
  if (differing.length === 0) return null;
  const planes = differing.map(({ k }) => k);
  return {
    label: `${label} on ${record.name}`,
    structureId,
    k: options.k ?? (planes[0] as number),
    ops: [
      slicesOp(document, structureId, differing),
      {
        type: 'structure',
        id: structureId,
        before: record,
        after: touchedRecord(record, planes, options.derivedFrom ?? null),
      },
    ],
  };
}
