// What became of each region of a structure set on the planes of one image. Every region is listed, and every contour of
// it counted: nothing goes away silently.

import {
  CONTOUR_FATES,
  type ContourFate,
  isInVoxels,
  layContours,
  openFate,
  type PlanarLoop,
  type PlaneOfImage,
} from '../contour/index.ts';
import type { ImageGeometry } from '../geometry/index.ts';
import { boxSize, type Mask } from '../volume/index.ts';
import type { DecodedContour, DecodedRoi, DecodedRtstruct } from './rtstruct-decoded.ts';
import type { SeriesWarning } from './types.ts';

/**
 * What a region is here:
 * - `drawn`: it has voxels (some of its contours may be kept beside them, see `contours`)
 * - `off-plane`: closed contours, none of which lies on a plane of the image
 * - `point`, `open`: points or open lines alone
 * - `empty`: no contours in the file
 * - `unplaced`: its images are not there yet, so nobody knows
 * - `refused`: see its warnings
 */
export const ROI_FATES = ['drawn', 'off-plane', 'point', 'open', 'empty', 'unplaced', 'refused'] as const;
export type RoiFate = (typeof ROI_FATES)[number];

export interface RoiReport {
  readonly number: number;
  readonly name: string;
  readonly fate: RoiFate;
  /** Contours of the file. */
  readonly contours: number;
  /** Points of the file. */
  readonly points: number;
  /** How many contours met which fate; those that none met are absent. */
  readonly fates: Readonly<Partial<Record<ContourFate, number>>>;
  /** Planes of the image that it is drawn on. */
  readonly planes: number;
  readonly warnings: readonly SeriesWarning[];
}

/** A contour beside the voxels of its structure: shown and written back as it came (see `KeptContour`). */
export interface ContourBeside extends DecodedContour {
  readonly fate: Exclude<ContourFate, 'drawn' | 'by-image' | 'repeated' | 'resampled'>;
}

/** A region on the planes of an image. */
export interface PlacedRoi {
  readonly report: RoiReport;
  readonly loops: readonly PlanarLoop[];
  /** For each loop, the contour that it is. */
  readonly sources: readonly DecodedContour[];
  readonly kept: readonly ContourBeside[];
  /** Voxels of contours on planes of their own; null: those of the loops, see `voxelsOf`. */
  readonly resampled: Mask | null;
}

/** The images of a series, in k order. */
export interface PlaneImages {
  readonly sopInstanceUids: readonly string[];
  /** Of planes that are frames; null or absent for a plane that is a file. */
  readonly frameNumbers?: readonly (number | null)[];
}

/** Finds the plane that a contour names. A frame must be named by its number. */
export function planeFinder({ sopInstanceUids, frameNumbers }: PlaneImages): PlaneOfImage {
  const planes = new Map(sopInstanceUids.map((uid, k) => [`${uid} ${frameNumbers?.[k] ?? ''}`, k]));
  return ({ sopInstanceUid, frameNumber }) =>
    planes.get(`${sopInstanceUid} ${frameNumber ?? ''}`) ?? planes.get(`${sopInstanceUid} `) ?? null;
}

/** True when a region lies in another frame of reference than `frame`; one that names none lies in the one that its
 * structure set refers to. */
export const isRoiElsewhere = (roi: DecodedRoi, set: DecodedRtstruct, frame: string | null): boolean => {
  if (frame === null) return false;
  if (roi.frameOfReferenceUid !== null) return roi.frameOfReferenceUid !== frame;
  return set.frameOfReferenceUids.length > 0 && !set.frameOfReferenceUids.includes(frame);
};

/** True when every region of a set lies in another frame of reference. */
export const isSetElsewhere = (set: DecodedRtstruct, frame: string | null): boolean =>
  set.rois.length > 0 && set.rois.every((roi) => isRoiElsewhere(roi, set, frame));

function countFates(fates: readonly ContourFate[]): RoiReport['fates'] {
  const counts = CONTOUR_FATES.map((fate) => [fate, fates.filter((one) => one === fate).length] as const);
  return Object.fromEntries(counts.filter(([, n]) => n > 0));
}

function fateOf(fates: readonly ContourFate[], contours: readonly DecodedContour[]): RoiFate {
  if (fates.some(isInVoxels)) return 'drawn';
  if (fates.some((fate) => fate === 'off-plane' || fate === 'tilted')) return 'off-plane';
  const isLine = (fate: ContourFate, at: number) =>
    fate === 'open' || (fate === 'short' && (contours[at]?.xyz.length ?? 0) > 3);
  if (fates.some(isLine)) return 'open';
  return contours.some(({ xyz }) => xyz.length > 0) ? 'point' : 'empty';
}

const totalPoints = ({ contours }: DecodedRoi): number => contours.reduce((sum, { xyz }) => sum + xyz.length / 3, 0);

const unplaced = (roi: DecodedRoi, fate: RoiFate, ...warnings: readonly SeriesWarning[]): PlacedRoi => ({
  report: {
    number: roi.number,
    name: roi.name,
    fate,
    contours: roi.contours.length,
    points: totalPoints(roi),
    fates: {},
    planes: 0,
    warnings,
  },
  loops: [],
  sources: [],
  kept: [],
  resampled: null,
});

/** What can be said of a region while its images are not there. */
export function reportUnplaced(roi: DecodedRoi): RoiReport {
  if (roi.refusal !== null) return unplaced(roi, 'refused', roi.refusal).report;
  if (roi.contours.length === 0) return unplaced(roi, 'empty').report;
  const fates = roi.contours.map(openFate);
  const isOpen = fates.every((fate) => fate !== null);
  return unplaced(roi, isOpen ? fateOf(fates, roi.contours) : 'unplaced').report;
}

/** How contours are laid on an image. */
export interface PlacingOptions {
  readonly planeOfImage?: PlaneOfImage | undefined;
  /** A person said that the coordinates belong to these images although the frame of reference has another name. */
  readonly isFrameConfirmed?: boolean | undefined;
}

/** Planes with voxels. */
function drawnPlanes({ box, voxels }: Mask): number {
  const [ni, nj, nk] = boxSize(box);
  const planes = Array.from({ length: nk }, (_, k) => voxels.subarray(k * ni * nj, (k + 1) * ni * nj));
  return planes.filter((plane) => plane.includes(1)).length;
}

/** One region on the planes of an image: loops for its voxels, and what is kept beside them. */
export function placeRoi(
  roi: DecodedRoi,
  set: DecodedRtstruct,
  geometry: ImageGeometry,
  { planeOfImage, isFrameConfirmed = false }: PlacingOptions = {},
): PlacedRoi {
  if (roi.refusal !== null) return unplaced(roi, 'refused', roi.refusal);
  const frame = geometry.frameOfReferenceUid;
  // Where one region names this frame, those of another are meant to be elsewhere, whatever was confirmed.
  if (isRoiElsewhere(roi, set, frame) && !(isFrameConfirmed && isSetElsewhere(set, frame))) {
    const message = 'The structure belongs to another frame of reference than this image and was left out.';
    return unplaced(roi, 'refused', { code: 'ROI_OTHER_FRAME', message });
  }
  if (roi.contours.length === 0) {
    return unplaced(roi, 'empty', { code: 'ROI_EMPTY', message: 'The structure has no contours.' });
  }
  const { loops, sources, fates, warnings, resampled } = layContours(geometry, roi.contours, planeOfImage);
  const kept = roi.contours.flatMap((contour, at): ContourBeside[] => {
    const fate = fates[at] as ContourFate;
    return isInVoxels(fate) ? [] : [{ ...contour, fate: fate as ContourBeside['fate'] }];
  });
  return {
    report: {
      number: roi.number,
      name: roi.name,
      fate: fateOf(fates, roi.contours),
      contours: roi.contours.length,
      points: totalPoints(roi),
      fates: countFates(fates),
      planes: resampled === null ? new Set(loops.map(({ k }) => k)).size : drawnPlanes(resampled),
      warnings: warnings.map(({ code, message }) => ({ code, message })),
    },
    loops,
    sources: sources.map((at) => roi.contours[at] as DecodedContour),
    kept,
    resampled,
  };
}
