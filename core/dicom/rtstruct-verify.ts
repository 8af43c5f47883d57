// The check before a structure set is put in place: what was written, read as a stranger would, is what was meant.

import { type ContourWarningCode, contoursToMask, type PatientContour, type PlaneOfImage } from '../contour/index.ts';
import { AppError } from '../error/index.ts';
import type { ImageGeometry } from '../geometry/index.ts';
import { isSameMask, type Mask } from '../volume/index.ts';
import { decodeRtstruct } from './rtstruct-decode.ts';

/** What a structure was meant to be. */
export interface MeantStructure {
  readonly name: string;
  readonly mask: Mask;
  /** Contours of a file that go out as they came: the last ones of the structure. */
  readonly verbatim?: readonly PatientContour[];
}

export interface VerifiedStructure {
  readonly name: string;
  readonly contours: number;
  readonly points: number;
}

const notIdentical = (why: string): AppError =>
  new AppError(
    'internal',
    'RTSTRUCT_NOT_IDENTICAL',
    `The structure set was not written: read back, ${why}. Nothing was put in place; please report this.`,
  );

/** Largest error of a coordinate in the 16 bytes of a DS, mm (within metres of the origin). */
const TEXT_ERROR_MM = 1e-9;

/** Contours of a file may reach beyond the image or name a slice that they lie beside: the voxels are compared anyway. */
const HARMLESS: readonly ContourWarningCode[] = ['CONTOUR_OUTSIDE_IMAGE', 'CONTOUR_BY_IMAGE', 'CONTOUR_OTHER_IMAGE'];

const isSameContour = (a: PatientContour, b: PatientContour): boolean =>
  a.geometricType === b.geometricType &&
  a.xyz.length === b.xyz.length &&
  a.xyz.every((value, at) => Math.abs(value - (b.xyz[at] as number)) <= TEXT_ERROR_MM);

/**
 * Decodes the bytes, rasterises every structure on the planes of the image, and compares it voxel by voxel with the mask
 * that it was made from; verbatim contours are compared point by point.
 * `masks` by ROI number. Throws `internal` RTSTRUCT_NOT_IDENTICAL at the first difference.
 */
export function verifyRtstruct(
  bytes: Uint8Array,
  masks: ReadonlyMap<number, MeantStructure>,
  geometry: ImageGeometry,
  planeOfImage?: PlaneOfImage,
): VerifiedStructure[] {
  const { rois } = decodeRtstruct(bytes);
  if (rois.length !== masks.size) throw notIdentical(`it holds ${rois.length} structures instead of ${masks.size}`);
  return rois.map(({ number, name, contours }) => {
    const meant = masks.get(number);
    if (meant === undefined) throw notIdentical(`it holds a region ${number} that was not written`);
    if (name !== meant.name.trim()) throw notIdentical(`region ${number} has another name`);
    const { mask } = contoursToMask(geometry, contours, planeOfImage);
    const { verbatim = [] } = meant;
    const own = contours.length - verbatim.length;
    if (own < 0 || !verbatim.every((contour, at) => isSameContour(contour, contours[own + at] as typeof contour))) {
      throw notIdentical(`region ${number} has other points than its file`);
    }
    const { warnings } = contoursToMask(geometry, contours.slice(0, own), planeOfImage);
    const lost = warnings.find(({ code }) => !HARMLESS.includes(code));
    if (lost !== undefined) throw notIdentical(`in region ${number} ${lost.message}`);
    if (!isSameMask(mask, meant.mask)) throw notIdentical(`region ${number} covers other voxels than its mask`);
    return { name, contours: contours.length, points: contours.reduce((sum, c) => sum + c.xyz.length / 3, 0) };
  });
}
