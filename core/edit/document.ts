// What a person works on: the structures of one image series, as plain immutable records, and the edits that change
// them. An edit holds what was before and what is after, so it can be taken back, replayed, stored and shown.

import type { SliceBits } from './slice-bits.ts';

/** Where structures came from together: a model's run, an imported set, a copy of one, or a person. */
export interface GroupRecord {
  readonly id: string;
  readonly kind: 'auto' | 'imported' | 'manual' | 'copied';
  readonly label: string;
  /** Of a set: 1, 2, …; a changed copy of an imported set has the next number and its origin as parent. */
  readonly version: number;
  readonly parentGroupId: string | null;
  /** An imported set stays as it came; editing makes the next version. */
  readonly isLocked: boolean;
  /** The stored set that it came from. */
  readonly structureSetId: string | null;
  readonly model: { readonly id: string; readonly version: string } | null;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

export interface ReviewState {
  readonly isReviewed: boolean;
  /** ISO 8601, UTC. */
  readonly at: string | null;
  /** Why it was marked with unseen slices. */
  readonly reason: string | null;
  /** Planes k that stand reviewed, growing. A change of a plane takes it out again. */
  readonly slices: readonly number[];
}

export interface StructureRecord {
  readonly id: string;
  readonly groupId: string;
  /** Place in its group, growing; need not be dense. */
  readonly order: number;
  readonly name: string;
  /** `#rrggbb`. */
  readonly color: string;
  /** RT ROI Interpreted Type (3006,00A4), or an empty text. */
  readonly interpretedType: string;
  readonly fmaCode: string | null;
  readonly origin: 'auto' | 'imported' | 'manual' | 'derived';
  /** The region of a stored set that it came as, through all its versions: whose points, open lines and contours beside
   * the planes belong to it. */
  readonly roi?: { readonly structureSetId: string; readonly number: number } | undefined;
  readonly isLocked: boolean;
  readonly review: ReviewState;
  /** Planes k that a person changed, growing. */
  readonly editedSlices: readonly number[];
  /** What it was computed from (margin, Boolean, crop): out of date once a source's `contentRev` is another. */
  readonly derivedFrom: {
    readonly operation: string;
    readonly sources: readonly { readonly structureId: string; readonly contentRev: number }[];
  } | null;
  /** Another one with every change of its voxels; a number stands for the same voxels for ever. */
  readonly contentRev: number;
}

/** Points in LPS, mm, as x, y, z, x, y, z, … */
export interface MeasurementRecord {
  readonly id: string;
  readonly kind: 'distance' | 'angle' | 'area' | 'huCircle';
  readonly view: 'axial' | 'coronal' | 'sagittal' | '3d';
  readonly pointsLps: readonly number[];
  readonly label: string;
}

/** One plane of a structure. */
export interface SliceContent {
  readonly bits: SliceBits;
  /** The points as they were imported, LPS mm (x, y, z, …), one array a loop: the truth of this plane until somebody
   * edits it. null: the voxels are. */
  readonly importedLoops: readonly Float64Array[] | null;
}

export interface SliceChange {
  readonly k: number;
  readonly before: SliceContent | null;
  readonly after: SliceContent | null;
}

interface RecordOp<T extends string, R> {
  readonly type: T;
  readonly id: string;
  /** null: it was not there. */
  readonly before: R | null;
  /** null: it is gone. */
  readonly after: R | null;
}

export type EditOp =
  | RecordOp<'group', GroupRecord>
  | RecordOp<'structure', StructureRecord>
  | RecordOp<'measurement', MeasurementRecord>
  | { readonly type: 'slices'; readonly structureId: string; readonly changes: readonly SliceChange[] };

export interface Edit {
  readonly id: string;
  /** For History and the tooltips of undo and redo: 'Brush on SpinalCord'. */
  readonly label: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly structureId: string | null;
  /** Plane on which it was made. */
  readonly k: number | null;
  readonly ops: readonly EditOp[];
}

export interface EditDocument {
  readonly groups: ReadonlyMap<string, GroupRecord>;
  readonly structures: ReadonlyMap<string, StructureRecord>;
  readonly measurements: ReadonlyMap<string, MeasurementRecord>;
  /** By structure, then plane k. */
  readonly slices: ReadonlyMap<string, ReadonlyMap<number, SliceContent>>;
}

export const EMPTY_DOCUMENT: EditDocument = {
  groups: new Map(),
  structures: new Map(),
  measurements: new Map(),
  slices: new Map(),
};

const withRecord = <R>(records: ReadonlyMap<string, R>, id: string, record: R | null): ReadonlyMap<string, R> => {
  const next = new Map(records);
  if (record === null) next.delete(id);
  else next.set(id, record);
  return next;
};

const withSlices = (
  slices: EditDocument['slices'],
  structureId: string,
  changes: readonly SliceChange[],
): EditDocument['slices'] => {
  const planes = new Map(slices.get(structureId));
  for (const { k, after } of changes) {
    if (after === null) planes.delete(k);
    else planes.set(k, after);
  }
  const next = new Map(slices);
  if (planes.size === 0) next.delete(structureId);
  else next.set(structureId, planes);
  return next;
};

function applyOp(document: EditDocument, op: EditOp): EditDocument {
  switch (op.type) {
    case 'group':
      return { ...document, groups: withRecord(document.groups, op.id, op.after) };
    case 'structure':
      return { ...document, structures: withRecord(document.structures, op.id, op.after) };
    case 'measurement':
      return { ...document, measurements: withRecord(document.measurements, op.id, op.after) };
    case 'slices':
      return { ...document, slices: withSlices(document.slices, op.structureId, op.changes) };
  }
}

/** The document after the edit; the document given stays as it is. */
export const applyEdit = (document: EditDocument, edit: Pick<Edit, 'ops'>): EditDocument =>
  edit.ops.reduce(applyOp, document);

const invertOp = (op: EditOp): EditOp =>
  op.type === 'slices'
    ? { ...op, changes: op.changes.map(({ k, before, after }) => ({ k, before: after, after: before })) }
    : ({ ...op, before: op.after, after: op.before } as EditOp);

/** applyEdit(applyEdit(d, e), invertEdit(e)) = d, where e was made for d. */
export const invertEdit = (edit: Edit): Edit => ({ ...edit, ops: edit.ops.map(invertOp).reverse() });
