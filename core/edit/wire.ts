// Documents and edits as JSON values: what travels between window and main process, and what the library stores.

import type { Edit, EditOp, GroupRecord, MeasurementRecord, SliceContent, StructureRecord } from './document.ts';
import { decodeRuns, encodeRuns } from './structure-slices.ts';

/** `runs`: see `encodeRuns`; `loops`: LPS mm, x, y, z, … */
export interface SliceWire {
  readonly runs: number[];
  readonly loops: number[][] | null;
}

export interface SliceChangeWire {
  readonly k: number;
  readonly before: SliceWire | null;
  readonly after: SliceWire | null;
}

export type EditOpWire =
  | {
      readonly type: 'group';
      readonly id: string;
      readonly before: GroupRecord | null;
      readonly after: GroupRecord | null;
    }
  | {
      readonly type: 'structure';
      readonly id: string;
      readonly before: StructureRecord | null;
      readonly after: StructureRecord | null;
    }
  | {
      readonly type: 'measurement';
      readonly id: string;
      readonly before: MeasurementRecord | null;
      readonly after: MeasurementRecord | null;
    }
  | { readonly type: 'slices'; readonly structureId: string; readonly changes: SliceChangeWire[] };

export interface EditWire extends Omit<Edit, 'ops'> {
  readonly ops: EditOpWire[];
}

/** Columns and rows of the image's planes (size[0], size[1]). */
export interface PlaneSize {
  readonly columns: number;
  readonly rows: number;
}

export const sliceToWire = ({ bits, importedLoops }: SliceContent, plane: PlaneSize): SliceWire => ({
  runs: encodeRuns(bits, plane.columns),
  loops: importedLoops === null ? null : importedLoops.map((loop) => [...loop]),
});

/** null for a plane without voxels and points. Throws RangeError for runs that leave the plane. */
export function sliceFromWire({ runs, loops }: SliceWire, plane: PlaneSize): SliceContent | null {
  const bits = decodeRuns(runs, plane.columns, plane.rows);
  if (bits === null && loops === null) return null;
  return {
    bits: bits ?? { i0: 0, j0: 0, wordsPerRow: 0, rows: 0, words: new Uint32Array(0) },
    importedLoops: loops === null ? null : loops.map((loop) => Float64Array.from(loop)),
  };
}

export const editToWire = (edit: Edit, plane: PlaneSize): EditWire => ({
  ...edit,
  ops: edit.ops.map(
    (op): EditOpWire =>
      op.type !== 'slices'
        ? op
        : {
            ...op,
            changes: op.changes.map(({ k, before, after }) => ({
              k,
              before: before && sliceToWire(before, plane),
              after: after && sliceToWire(after, plane),
            })),
          },
  ),
});

/** Throws RangeError for runs that leave the plane. */
export const editFromWire = (edit: EditWire, plane: PlaneSize): Edit => ({
  ...edit,
  ops: edit.ops.map(
    (op): EditOp =>
      op.type !== 'slices'
        ? op
        : {
            ...op,
            changes: op.changes.map(({ k, before, after }) => ({
              k,
              before: before && sliceFromWire(before, plane),
              after: after && sliceFromWire(after, plane),
            })),
          },
  ),
});
