// The structures of histograms: from structure sets on their own planes, from masks by their outlines.

import { statSync } from 'node:fs';
import { traceMask } from '../../../core/contour/index.ts';
import {
  type DecodedRtstruct,
  type DecodedSegmentation,
  decodeRtstruct,
  isDicom,
  isRoiElsewhere,
  isSegmentation,
  type SeriesWarning,
  segmentationGrid,
  segmentationMasks,
} from '../../../core/dicom/index.ts';
import { planesOfContours, planesOfGrid, type StructurePlane } from '../../../core/dose/index.ts';
import { AppError } from '../../../core/error/index.ts';
import type { ImageGeometry } from '../../../core/geometry/index.ts';
import type { Mask } from '../../../core/volume/index.ts';
import { indexPaths } from '../../dicom/scan-paths.ts';
import { withNodeErrors } from '../../platform/node-error.ts';
import { readMaskFile, severalValuesWarning } from '../../volume-files/index.ts';
import { findMaskFiles, structureName } from '../compare/mask-names.ts';
import { readMaskOnGrid } from '../exchange/read-mask.ts';
import { readRtstructBytes } from '../rtstruct/read-rtstruct-masks.ts';
import { structureColour } from '../rtstruct/structure-colours.ts';
import { readSegmentation } from '../segmentation/read-segmentation.ts';
import { aboutFile } from './read-doses.ts';

/** A structure ready for its histogram. */
export interface PlannedStructure {
  readonly name: string;
  /** (3006,0022); null of a mask. */
  readonly number: number | null;
  readonly colourRgb: readonly [number, number, number];
  /** (3006,00A4), '' where nothing says it. */
  readonly interpretedType: string;
  readonly planes: readonly StructurePlane[];
  readonly warnings: readonly SeriesWarning[];
}

export interface ReadStructures {
  readonly structures: readonly PlannedStructure[];
  /** The set that they come from; null of masks. */
  readonly set: DecodedRtstruct | null;
  /** Where masks lie; null of a set. */
  readonly maskFrameUids: readonly (string | null)[];
}

/**
 * The frame of reference in which a set is compared with a dose: of those in which the dose lies the one that it names.
 * @param frames by the file of the dose, then by a person's word; none: not compared
 */
export const frameIn = (set: DecodedRtstruct, frames: readonly string[]): string | null =>
  frames.find((uid) => set.frameOfReferenceUids.includes(uid)) ?? frames[0] ?? null;

/**
 * Structures of a set, in its order. Regions of another frame of reference than the dose are named and left empty.
 * @param frame of the dose; null: not compared
 */
export function structuresOfSet(
  set: DecodedRtstruct,
  image: ImageGeometry | null,
  frame: string | null,
): PlannedStructure[] {
  const steps = set.rois.flatMap((roi) => stepOf(planesOfContours(roi.contours, image).planes));
  const nominalMm = steps.length === 0 ? null : ([...steps].sort((a, b) => a - b)[steps.length >> 1] as number);
  return set.rois.map((roi, at) => {
    const { number, name, interpretedType } = roi;
    const known = { number, name, interpretedType, colourRgb: roi.colourRgb ?? structureColour(at) };
    if (isRoiElsewhere(roi, set, frame)) {
      const message = 'The structure belongs to another frame of reference than the dose and was left out.';
      return { ...known, planes: [], warnings: [{ code: 'ROI_OTHER_FRAME', message }] };
    }
    if (roi.contours.length === 0) {
      return { ...known, planes: [], warnings: [{ code: 'ROI_EMPTY', message: 'The structure has no contours.' }] };
    }
    return { ...known, ...planesOfContours(roi.contours, image, nominalMm) };
  });
}

/** Thickness of the planes of a structure that has several. */
function stepOf(planes: readonly StructurePlane[]): number[] {
  const middle = planes.length > 1 ? planes[planes.length >> 1] : undefined;
  return middle === undefined ? [] : [middle.highMm - middle.lowMm];
}

/** A mask by its 0.5 iso-line, plane by plane. */
export const structureOfMask = (
  name: string,
  at: number,
  mask: Mask,
  geometry: ImageGeometry,
  warnings: readonly SeriesWarning[],
): PlannedStructure => ({
  name,
  number: null,
  colourRgb: structureColour(at),
  interpretedType: '',
  planes: planesOfGrid(geometry, traceMask(mask)),
  warnings,
});

/** The segments of a DICOM segmentation, on the planes of the image or on its own. */
export function structuresOfSegmentation(set: DecodedSegmentation, image: ImageGeometry | null): ReadStructures {
  const geometry = image ?? segmentationGrid(set);
  const { structures, warnings } = segmentationMasks(set, geometry);
  return {
    structures: structures.map(({ name, mask, colourRgb, interpretedType, warnings: own }, at) => {
      const planned = structureOfMask(name, at, mask, geometry, [...warnings, ...own]);
      return { ...planned, colourRgb: colourRgb ?? planned.colourRgb, interpretedType };
    }),
    set: null,
    maskFrameUids: [geometry.frameOfReferenceUid],
  };
}

/** The bytes of a DICOM file; null for other formats. Throws as `readRtstructBytes` does. */
function readDicomFile(path: string): Uint8Array | null {
  const bytes = readRtstructBytes(path);
  return isDicom(bytes) ? bytes : null;
}

async function readMask(name: string, path: string, at: number, image: ImageGeometry | null, signal: AbortSignal) {
  if (image !== null) {
    const { mask, warnings } = await readMaskOnGrid(name, path, image);
    return { structure: structureOfMask(name, at, mask, image, warnings), frame: image.frameOfReferenceUid };
  }
  const { mask, geometry, hasSeveralValues } = await readMaskFile(path, signal);
  const warnings = hasSeveralValues ? [severalValuesWarning(`Mask ${name}`)] : [];
  return { structure: structureOfMask(name, at, mask, geometry, warnings), frame: geometry.frameOfReferenceUid };
}

/** The masks of a folder, or the one structure set in it. */
async function filesOf(
  folder: string,
  signal: AbortSignal,
): Promise<{ masks: ReadonlyMap<string, string> } | { bytes: Uint8Array }> {
  try {
    return { masks: await findMaskFiles(folder) };
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== 'COMPARE_NO_MASKS') throw thrown;
  }
  const { structureSets } = await indexPaths([folder], { signal });
  const [only, second] = structureSets;
  if (only !== undefined && second === undefined) return { bytes: only.bytes };
  throw new AppError(
    only === undefined ? 'not-found' : 'conflict',
    'DOSE_STRUCTURES',
    only === undefined
      ? `${folder} holds neither masks nor a structure set. Name an RTSTRUCT or mask files.`
      : `${folder} holds ${structureSets.length} structure sets. Name one of the files.`,
  );
}

export interface StructureSource {
  readonly path: string;
  /** For a mask; null: its file name. */
  readonly name: string | null;
}

/**
 * Structures of the named files. Throws `invalid-input` where a structure set is mixed with others, and what reading
 * throws.
 * @param image the grid of masks and the planes of contours, or null
 * @param frames in which the dose lies; none where they are not to be compared
 */
export async function readStructures(
  sources: readonly StructureSource[],
  image: ImageGeometry | null,
  frames: readonly string[],
  signal: AbortSignal,
): Promise<ReadStructures> {
  const masks: { name: string; path: string }[] = [];
  const sets: Uint8Array[] = [];
  let setPath = '';
  for (const { path, name } of sources) {
    const isFolder = withNodeErrors(`Reading ${path}`, () => statSync(path)).isDirectory();
    if (isFolder) {
      const found = await filesOf(path, signal);
      if ('bytes' in found) sets.push(found.bytes);
      else for (const [maskName, maskPath] of found.masks) masks.push({ name: maskName, path: maskPath });
      continue;
    }
    const set = readDicomFile(path);
    if (set !== null) setPath = path;
    if (set === null) masks.push({ name: name ?? structureName(path), path });
    else sets.push(set);
  }
  const [set, second] = sets;
  if (second !== undefined || (set !== undefined && masks.length > 0)) {
    throw new AppError(
      'invalid-input',
      'DOSE_STRUCTURES_MIXED',
      'Give one structure set, or masks: several sets and sets beside masks have structures of the same name.',
    );
  }
  if (set !== undefined && isSegmentation(set)) return structuresOfSegmentation(await readSegmentation(set), image);
  if (set !== undefined) {
    const decoded = setPath === '' ? decodeRtstruct(set) : await aboutFile(setPath, () => decodeRtstruct(set));
    return { structures: structuresOfSet(decoded, image, frameIn(decoded, frames)), set: decoded, maskFrameUids: [] };
  }
  const structures: PlannedStructure[] = [];
  const maskFrameUids: (string | null)[] = [];
  for (const [at, { name, path }] of masks.entries()) {
    signal.throwIfAborted();
    const read = await readMask(name, path, at, image, signal);
    structures.push(read.structure);
    maskFrameUids.push(read.frame);
  }
  return { structures, set: null, maskFrameUids };
}
