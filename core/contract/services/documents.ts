// The document of an image series: its structures as a person works on them. Every change is an edit that is on disk
// before the answer comes, so work is never lost and undo outlives a restart.

import * as z from 'zod';
import { DOCUMENT_EXPORT_FORMATS } from '../choices.ts';
import { command, job, query } from '../define.ts';
import { realNumbers, wholeNumbers } from '../number-lists.ts';
import { GrantedPath, Warning } from './series.ts';
import { ImportedSets } from './structure-sets.ts';

const Id = z.string().min(1).max(64);
const Color = z.string().regex(/^#[0-9a-fA-F]{6}$/);
const Index = z.number().int().nonnegative();
/** Names may hold anything that DICOM's LO does. */
const Name = z.string().min(1).max(64);

export const GroupWire = z.object({
  id: Id,
  kind: z.enum(['auto', 'imported', 'manual', 'copied']),
  label: z.string().max(128),
  version: z.number().int().positive(),
  parentGroupId: Id.nullable(),
  isLocked: z.boolean(),
  structureSetId: Id.nullable(),
  model: z.object({ id: z.string(), version: z.string() }).nullable(),
  createdAt: z.string(),
});

export const StructureWire = z.object({
  id: Id,
  groupId: Id,
  order: z.number(),
  name: Name,
  color: Color,
  interpretedType: z.string().max(16),
  fmaCode: z.string().max(32).nullable(),
  origin: z.enum(['auto', 'imported', 'manual', 'derived']),
  roi: z.object({ structureSetId: Id, number: z.number().int() }).optional(),
  isLocked: z.boolean(),
  review: z.object({
    isReviewed: z.boolean(),
    at: z.string().nullable(),
    reason: z.string().max(256).nullable(),
    slices: wholeNumbers,
  }),
  editedSlices: wholeNumbers,
  derivedFrom: z
    .object({
      operation: z.string().max(64),
      sources: z.array(z.object({ structureId: Id, contentRev: z.number().int() })),
    })
    .nullable(),
  contentRev: z.number().int().nonnegative(),
});

export const MeasurementWire = z.object({
  id: Id,
  kind: z.enum(['distance', 'angle', 'area', 'huCircle']),
  view: z.enum(['axial', 'coronal', 'sagittal', '3d']),
  pointsLps: z.array(z.number()).max(3000),
  label: z.string().max(128),
});

/** See core/edit, `SliceWire`. */
export const SliceWireSchema = z.object({
  runs: wholeNumbers,
  loops: z.array(realNumbers).nullable(),
});

const recordOp = <T extends string, R extends z.ZodType>(type: T, record: R) =>
  z.object({ type: z.literal(type), id: Id, before: record.nullable(), after: record.nullable() });

export const EditOpSchema = z.discriminatedUnion('type', [
  recordOp('group', GroupWire),
  recordOp('structure', StructureWire),
  recordOp('measurement', MeasurementWire),
  z.object({
    type: z.literal('slices'),
    structureId: Id,
    changes: z.array(z.object({ k: Index, before: SliceWireSchema.nullable(), after: SliceWireSchema.nullable() })),
  }),
]);

export const EditSchema = z.object({
  id: Id,
  label: z.string().min(1).max(128),
  at: z.string(),
  structureId: Id.nullable(),
  k: Index.nullable(),
  ops: z.array(EditOpSchema).min(1),
});

export const HistoryRow = z.object({
  editId: Id,
  label: z.string(),
  at: z.string(),
  structureId: Id.nullable(),
  k: Index.nullable(),
  /** Another window that is open made it. */
  isOthers: z.boolean().optional(),
});

export const DocumentState = z.object({
  documentId: Id,
  seriesId: Id,
  /** Grows by one with every edit, undo and redo. */
  rev: z.number().int().nonnegative(),
  groups: z.array(GroupWire),
  structures: z.array(StructureWire),
  measurements: z.array(MeasurementWire),
  slices: z.array(z.object({ structureId: Id, planes: z.array(z.object({ k: Index, slice: SliceWireSchema })) })),
  /** Planes that were shown long enough, by structure. */
  seen: z.array(z.object({ structureId: Id, slices: wholeNumbers })),
  /** Time that a person spent on each structure, ms. */
  spentMs: z.array(z.object({ structureId: Id, ms: z.number().nonnegative() })),
  /** Last mode, layout, slice and so on: the window's own, kept as it is. */
  view: z.string().nullable(),
  /** Oldest first; steps from `head` on were undone and can be redone. */
  history: z.array(HistoryRow),
  head: z.number().int().nonnegative(),
  /** A set that could not be brought onto the images, and why. */
  warnings: z.array(Warning),
});
export type DocumentState = z.infer<typeof DocumentState>;

const Base = z.object({ documentId: Id, baseRev: z.number().int().nonnegative() });

/** The step to take back or do again, beneath those of other windows; left out: the newest. */
const Step = Base.extend({ editId: Id.optional() });

const Three = z.tuple([z.number(), z.number(), z.number()]);

/** Lies like a model's grid: array axis a runs along the LPS component `component[a]`, backwards where `sign[a]` is -1. */
export const UncertaintyWire = z.object({
  /** 'disagreement' of several networks or mirrored views, 'entropy' of one answer. */
  kind: z.enum(['disagreement', 'entropy']),
  /** Of the whole grid; the first voxel's centre, LPS mm. */
  originLps: Three,
  spacingMm: Three,
  component: Three,
  sign: Three,
  /** The box of the grid outside which everything is 0. */
  start: Three,
  size: Three,
  /** One byte a voxel of the box, array order (last axis contiguous), 0 sure to 255; deflated (zlib), base64. */
  values: z.string(),
});

export const MarkSeen = z.object({
  documentId: Id,
  seen: z.array(z.object({ structureId: Id, slices: wholeNumbers })).min(1),
});

export const documents = {
  /** Makes the document on first opening, from the structure sets of the series. Opening takes over sets that arrived
   * since. */
  open: command(z.object({ seriesId: Id }), DocumentState),
  /** `conflict` DOCUMENT_STALE when `baseRev` is not the present one. Answered when the edit is on disk. */
  append: command(
    Base.extend({
      edit: EditSchema,
      /** True: what the edit sets and clears on a plane is put into what the library holds there, instead of in its place;
       * for edits that were made without knowing of another window's. */
      merges: z.boolean().default(false),
    }),
    z.object({
      rev: z.number().int(),
      /** Structures that another window has removed: what a merging edit did to them was left out. */
      dropped: z.array(Id).default([]),
    }),
  ),
  /** The edit to apply: the inverse of the one taken back. `conflict` NOTHING_TO_UNDO, STEP_IN_THE_WAY. */
  undo: command(Step, z.object({ rev: z.number().int(), edit: EditSchema })),
  redo: command(Step, z.object({ rev: z.number().int(), edit: EditSchema })),
  markSeen: command(MarkSeen, z.object({})),
  addTime: command(
    z.object({ documentId: Id, spent: z.array(z.object({ structureId: Id, ms: z.number().positive() })).min(1) }),
    z.object({}),
  ),
  saveView: command(z.object({ documentId: Id, view: z.string().max(100_000) }), z.object({})),
  /** Structures of another document of the same patient and frame of reference, brought to this one's planes: one edit,
   * appended here. `safety` for another patient, and for another frame that the registration does not link. */
  copyGroup: command(
    Base.extend({
      fromSeriesId: Id,
      groupId: Id,
      /** Object of the case, through which the frames of reference are linked. */
      registrationId: Id.nullable().default(null),
    }),
    /** `warnings`: of structures that the planes cut, or that lie beside them. */
    z.object({ rev: z.number().int(), edit: EditSchema, warnings: z.array(Warning) }),
  ),
  /** Structures of a file that names no series (a label map, a segmentation of 3D Slicer, a mask) as a locked group: one
   * edit. `invalid-input` for another grid than the images'. */
  takeFile: job(
    Base.extend({ path: GrantedPath }),
    z.object({ rev: z.number().int(), structures: z.number().int(), warnings: z.array(Warning) }),
  ),
  /** Writes structures of the document; planes that nobody edited keep their imported points in an RTSTRUCT. */
  export: job(
    z.object({
      documentId: Id,
      structureIds: z.array(Id).min(1),
      formats: z.array(z.enum(DOCUMENT_EXPORT_FORMATS)).min(1),
      destination: GrantedPath,
      /** What was open when a person exported all the same; written into the report. */
      openPoints: z.array(z.string().max(256)),
      /** What the destination of an RTSTRUCT asks (core/destination, `DestinationProfile`); null: nothing. */
      profile: z.record(z.string(), z.json()).nullable().default(null),
    }),
    z.object({
      /** Of those that left: as they are called here and there. */
      names: z.array(z.object({ name: z.string(), leavesAs: z.string() })),
      folder: z.string(),
      files: z.array(z.string()),
      structures: z.number().int(),
      contours: z.number().int(),
      warnings: z.array(Warning),
    }),
  ),
  /** How sure the model was of what it made, on the grid on which it worked; null where none was kept. */
  uncertainty: query(z.object({ structureSetId: Id }), z.object({ uncertainty: UncertaintyWire.nullable() })),
  /** The imported sets of a series: what became of each region, and its contours that are in no voxel. */
  imported: query(z.object({ seriesId: Id }), ImportedSets),
  history: query(z.object({ documentId: Id }), z.object({ history: z.array(HistoryRow), head: z.number().int() })),
};
