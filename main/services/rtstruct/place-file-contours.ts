// Contours of a file on the planes of an image: which have voxels, and which are beside them.

import { isInVoxels, layContours, type PlacedLoop, type PlaneOfImage, voxelsOf } from '../../../core/contour/index.ts';
import type { DecodedContour } from '../../../core/dicom/index.ts';
import type { ImageGeometry } from '../../../core/geometry/index.ts';
import type { Mask } from '../../../core/volume/index.ts';

export interface FilePlaces {
  readonly loops: readonly PlacedLoop[];
  readonly mask: Mask;
  /** Plane of each contour; null: it has no voxels. */
  readonly planeOf: readonly (number | null)[];
  /** The contour has no voxels. */
  isBeside(at: number): boolean;
  /** The contour lies on no slice: it can only be written as it came. */
  isOffSlices(at: number): boolean;
  /** The contour is a point or an open line. */
  isLine(at: number): boolean;
}

export function placeFileContours(
  contours: readonly DecodedContour[],
  geometry: ImageGeometry,
  planeOfImage: PlaneOfImage,
): FilePlaces {
  const laid = layContours(geometry, contours, planeOfImage);
  const { loops, sources, fates } = laid;
  const planeOf = new Array<number | null>(contours.length).fill(null);
  loops.forEach(({ k }, at) => {
    planeOf[sources[at] as number] = k;
  });
  return {
    loops: loops.map((loop, at) => ({
      ...loop,
      pointsLps: contours[sources[at] as number]?.xyz ?? new Float64Array(0),
    })),
    mask: voxelsOf(laid, geometry),
    planeOf,
    isBeside: (at) => !isInVoxels(fates[at] ?? 'point'),
    isOffSlices: (at) => fates[at] === 'resampled' || !isInVoxels(fates[at] ?? 'point'),
    isLine: (at) => fates[at] === 'point' || fates[at] === 'open' || fates[at] === 'short',
  };
}
