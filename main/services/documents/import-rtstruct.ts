// Regions of an RTSTRUCT -> planes of a document with the points as they came, and the contours that are in no voxel.

import { voxelsOf } from '../../../core/contour/index.ts';
import {
  type ContourBeside,
  checkSharedFrame,
  type DecodedContour,
  type DecodedRoi,
  decodeRtstruct,
  fmaIdOfRoi,
  type PlacedRoi,
  placeRoi,
  planeFinder,
  type RoiReport,
  type SeriesWarning,
} from '../../../core/dicom/index.ts';
import type { ImageGeometry } from '../../../core/geometry/index.ts';
import type { PackedPlanes } from '../../store/plane-codec.ts';
import type { SetOnImages } from '../rtstruct/set-on-images.ts';
import { planesOfMask } from './plane-masks.ts';

export interface ImportedRoi {
  /** null: of a file without regions, such as a segmentation. */
  readonly number: number | null;
  readonly name: string;
  readonly colourRgb: readonly [number, number, number] | null;
  readonly interpretedType: string;
  /** Code that the file gives it, of the Foundational Model of Anatomy. */
  readonly fmaId?: string | null;
  readonly planes: PackedPlanes;
}

export interface ImportedSet {
  readonly rois: readonly ImportedRoi[];
  readonly warnings: readonly SeriesWarning[];
}

export interface KeptRoi {
  readonly report: RoiReport;
  readonly kept: readonly ContourBeside[];
}

const CLOSED_PLANAR = 'CLOSED_PLANAR';

interface PlacedSet {
  readonly placed: readonly (readonly [DecodedRoi, PlacedRoi])[];
  readonly warnings: readonly SeriesWarning[];
}

function placeAll({ bytes, geometry, isFrameConfirmed, ...images }: SetOnImages): PlacedSet {
  const set = decodeRtstruct(bytes);
  if (!isFrameConfirmed) checkSharedFrame(set, geometry);
  const options = { planeOfImage: planeFinder(images), isFrameConfirmed };
  const placed = set.rois.map((roi) => [roi, placeRoi(roi, set, geometry, options)] as const);
  return { placed, warnings: set.warnings };
}

/** Points by plane. Planes with points of a kind that the document cannot hold as they are, are left to the voxels. */
function pointsByPlane({ loops, sources }: PlacedRoi): Map<number, Float64Array[]> {
  const loopsOf = new Map<number, Float64Array[]>();
  const inexact = new Set<number>();
  loops.forEach(({ k }, at) => {
    const { geometricType, xyz } = sources[at] as DecodedContour;
    if (geometricType !== CLOSED_PLANAR) inexact.add(k);
    const onPlane = loopsOf.get(k);
    if (onPlane === undefined) loopsOf.set(k, [xyz]);
    else onPlane.push(xyz);
  });
  for (const k of inexact) loopsOf.delete(k);
  return loopsOf;
}

const planesOf = (placed: PlacedRoi, geometry: ImageGeometry): PackedPlanes =>
  planesOfMask(voxelsOf(placed, geometry), pointsByPlane(placed));

/**
 * The regions of an RTSTRUCT on the planes of an image: their points as they came and the voxels inside. One that is
 * refused is left out with a warning; all others are there, empty ones too. Throws `safety` when all lie in another frame
 * of reference, as `checkSharedFrame` does.
 */
export function importRtstruct(set: SetOnImages): ImportedSet {
  const all = placeAll(set);
  const warnings: SeriesWarning[] = [...all.warnings];
  const rois = all.placed.flatMap(([roi, placed]): ImportedRoi[] => {
    const { number, name, colourRgb, interpretedType } = roi;
    const { fate, warnings: own } = placed.report;
    for (const { code, message } of own) {
      // An empty region is there to be drawn, and points and lines are shown as what they are: nothing is amiss.
      if (code !== 'ROI_EMPTY' && code !== 'CONTOUR_NOT_CLOSED')
        warnings.push({ code, message: `${name}: ${message}` });
    }
    if (fate === 'refused') return [];
    const planes = planesOf(placed, set.geometry);
    return [{ number, name, colourRgb, interpretedType, fmaId: fmaIdOfRoi(roi), planes }];
  });
  return { rois, warnings };
}

export interface KeptSet {
  readonly rois: readonly KeptRoi[];
  /** About the set as a whole: contours of no listed region. */
  readonly warnings: readonly SeriesWarning[];
}

/** What became of each region, with the contours that are in no voxel. Throws as `importRtstruct`. */
export function keptSet(set: SetOnImages): KeptSet {
  const { placed, warnings } = placeAll(set);
  return { rois: placed.map(([, { report, kept }]) => ({ report, kept })), warnings };
}

/** Its regions alone. */
export const keptContours = (set: SetOnImages): readonly KeptRoi[] => keptSet(set).rois;
