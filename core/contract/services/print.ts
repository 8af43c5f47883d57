// The printable model of a document: its steps are kept with the case, every version, and replay on the masks as they are
// now.

import * as z from 'zod';
import { command, job, query } from '../define.ts';
import { PrintedModel, PrinterLimits, RecipeSchema } from './printed.ts';
import { GrantedPath } from './series.ts';

const Id = z.string().min(1).max(64);

/** `dcm`: Encapsulated STL in the patient and frame of reference of the series, one object a part. */
export const PRINT_FORMATS = ['3mf', 'stl', 'obj', 'ply', 'dcm'] as const;

/** Which structure of the document a recipe means by a name. */
export const PrintSourceWire = z.object({ structureId: Id, name: z.string().min(1).max(128) });

/** A structure that is no longer as it was. */
export const PrintChange = z.object({
  structureId: Id,
  name: z.string(),
  how: z.enum(['changed', 'removed']),
});

/** For what a model is looked at: a printer and a material of the window's lists, and the least wall that holds. */
export const PrintSetup = z.object({
  printerId: z.string().min(1).max(64),
  materialId: z.string().min(1).max(64),
  minWallMm: z.number().positive().max(100),
});
export type PrintSetup = z.infer<typeof PrintSetup>;

const Lps = z.tuple([z.number(), z.number(), z.number()]);
const MeasurePick = z.object({ partName: z.string().min(1).max(256), atLps: Lps });

/** One side of what lies between two things: a part of the model, or any structure of the document. */
const MeasureEnd = z.union([
  z.object({ part: z.string().min(1).max(256) }),
  z.object({ structureId: Id, structure: z.string().min(1).max(128) }),
]);

/** What was measured, without the figures: they are read from the model as it is. */
export const PrintMeasureWire = z.discriminatedUnion('kind', [
  z.object({ id: Id, kind: z.literal('distance'), picks: z.array(MeasurePick).length(2) }),
  z.object({ id: Id, kind: z.literal('angle'), picks: z.array(MeasurePick).length(3) }),
  z.object({ id: Id, kind: z.literal('between'), from: MeasureEnd, to: MeasureEnd }),
]);
export type PrintMeasureWire = z.infer<typeof PrintMeasureWire>;

export const PrintState = z.object({
  documentId: Id,
  /** Grows by one with every version that is kept, undo and redo; 0: nothing was kept yet. */
  rev: z.number().int().nonnegative(),
  /** null: no model, or all steps were taken back. */
  recipe: RecipeSchema.nullable(),
  sources: z.array(PrintSourceWire),
  /** Of this version: a measure is made and taken back like a step. */
  measures: z.array(PrintMeasureWire),
  /** Structures that were drawn on, or are gone, since the steps were kept. They replay on what is there now. */
  changed: z.array(PrintChange),
  /** Versions, oldest first; those from `head` on were taken back and can be done again. */
  history: z.array(z.object({ label: z.string(), at: z.string() })),
  head: z.number().int().nonnegative(),
  /** Meshes of other programs that steps may name as `file`. */
  meshes: z.array(z.object({ name: z.string(), bytes: z.number().int() })),
  /** null: nobody chose. */
  setup: PrintSetup.nullable(),
  /** What was written last; null: nothing. */
  exported: z
    .object({
      at: z.string(),
      format: z.enum(PRINT_FORMATS),
      /** The steps are still those that were written. */
      hasSameSteps: z.boolean(),
      changed: z.array(PrintChange),
    })
    .nullable(),
});
export type PrintState = z.infer<typeof PrintState>;

const Base = z.object({ documentId: Id, baseRev: z.number().int().nonnegative() });

export const ForeignMeshFacts = z.object({
  /** Under which steps may name it. */
  name: z.string(),
  triangles: z.number().int(),
  volumeMl: z.number(),
  /** About it, mm. */
  minLps: z.tuple([z.number(), z.number(), z.number()]),
  maxLps: z.tuple([z.number(), z.number(), z.number()]),
  /** What was put right, in a few words each; the file is kept as it came and repaired the same way each time. */
  repairs: z.array(z.string()),
  /** What was taken for what the file does not say: unit, frame. */
  notes: z.array(z.string()),
});
export type ForeignMeshFacts = z.infer<typeof ForeignMeshFacts>;

/** Triangles, little endian, base64: float32 x, y, z (LPS mm) and uint32 corners. */
export const MeshWire = z.object({ positions: z.string(), indices: z.string() });

export const print = {
  get: query(z.object({ documentId: Id }), PrintState),
  /** One more version. `conflict` PRINT_STALE when `baseRev` is not the present one; `invalid-input` PRINT_RECIPE names
   * step and field. Answered when it is on disk. */
  keep: command(
    Base.extend({
      label: z.string().min(1).max(128),
      sources: z.array(PrintSourceWire),
      /** null takes all steps away. */
      recipe: RecipeSchema.nullable(),
      measures: z.array(PrintMeasureWire).max(500).optional(),
    }),
    PrintState,
  ),
  /** `conflict` NOTHING_TO_UNDO. */
  undo: command(Base, PrintState),
  redo: command(Base, PrintState),
  /** Kept with the case; no version of the steps. */
  setUp: command(z.object({ documentId: Id, setup: PrintSetup }), PrintState),
  /** Keeps meshes of other programs with the case: a file, or all files of a folder. Checked first; where one of them
   * cannot be used none is kept. */
  addMeshes: job(z.object({ documentId: Id, path: GrantedPath }), z.array(ForeignMeshFacts)),
  /** The triangles of a kept mesh, as steps get them. */
  mesh: job(z.object({ documentId: Id, name: z.string().min(1).max(256) }), MeshWire),
  /** Computes the steps on the masks as they are now and writes the parts. Either every file is written or none. */
  export: job(
    z.object({
      documentId: Id,
      sources: z.array(PrintSourceWire).min(1),
      recipe: RecipeSchema,
      format: z.enum(PRINT_FORMATS),
      /** A folder. */
      destination: GrantedPath,
      /** Without an ending; left out: the name of the one structure, or `model`. */
      fileName: z.string().min(1).max(64).optional(),
      printer: PrinterLimits.optional(),
    }),
    PrintedModel.extend({ folder: z.string() }),
  ),
};
