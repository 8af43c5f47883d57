// What became of the structure sets of an import, region by region.

import * as z from 'zod';
import { realNumbers } from '../number-lists.ts';
import { Warning } from './series.ts';

const Count = z.number().int().nonnegative();

/** See `RoiReport` in core/dicom. */
export const RoiRow = z.object({
  /** (3006,0022) */
  number: z.number().int(),
  name: z.string(),
  /** drawn: has voxels (`fates.resampled`: from planes of its own); off-plane: closed contours, none on a slice; point, open: points or open lines alone; empty: no
   * contours; unplaced: its images are not there yet; refused: see the warnings. */
  fate: z.enum(['drawn', 'off-plane', 'point', 'open', 'empty', 'unplaced', 'refused']),
  /** Of the file. */
  contours: Count,
  points: Count,
  /** How many contours met which fate; see `CONTOUR_FATES` in core/contour. Those that none met are absent. */
  fates: z.record(z.string(), Count),
  /** Slices that it is drawn on. */
  planes: Count,
  warnings: z.array(Warning),
});
export type RoiRow = z.infer<typeof RoiRow>;

/** A series of the same patient that a set does not name, and how its contours lie there. */
export const SetCandidate = z.object({
  seriesId: z.string(),
  modality: z.string(),
  description: z.string(),
  /** Closed contours of the set, those on slices of the series, those of them within its edges; slices with contours. */
  closed: Count,
  onPlanes: Count,
  inside: Count,
  planes: Count,
  /** False: it cannot be confirmed. */
  fits: z.boolean(),
});
export type SetCandidate = z.infer<typeof SetCandidate>;

export const SetReport = z.object({
  structureSetId: z.string(),
  caseId: z.string(),
  label: z.string(),
  /** null: it names no images that are there. */
  seriesId: z.string().nullable(),
  /** As in `StructureSetRow`. */
  link: z.enum(['series', 'images', 'frame', 'confirmed']).nullable(),
  /** In the order of the file. */
  rois: z.array(RoiRow),
  /** About the set as a whole: contours of no listed region. */
  warnings: z.array(Warning),
  /** For a set without images: the series of its patient, the best first. */
  candidates: z.array(SetCandidate),
});
export type SetReport = z.infer<typeof SetReport>;

/** A set that lies on a series, with its contours that are in no voxel. */
export const ImportedSet = z.object({
  structureSetId: z.string(),
  label: z.string(),
  link: SetReport.shape.link,
  /** As in `SetReport`. */
  warnings: SetReport.shape.warnings,
  rois: z.array(
    RoiRow.extend({
      kept: z.array(
        z.object({
          fate: z.enum(['off-plane', 'tilted', 'point', 'open', 'short']),
          isClosed: z.boolean(),
          /** x, y, z, … mm */
          pointsLps: realNumbers,
        }),
      ),
    }),
  ),
});
export type ImportedSet = z.infer<typeof ImportedSet>;

/** The sets of a series that can be placed, and why the others cannot. */
export const ImportedSets = z.object({ sets: z.array(ImportedSet), warnings: z.array(Warning) });
export type ImportedSets = z.infer<typeof ImportedSets>;
