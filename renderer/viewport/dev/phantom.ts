// A picture whose every voxel is known, for the tests and the page of the viewport; not shipped.

import { slicesFromMask } from '../../../core/edit/index.ts';
import { createCutViews, type ImageGeometry, type Vec3 } from '../../../core/geometry/index.ts';
import { maskFromDense } from '../../../core/volume/index.ts';
import type { ViewContour, ViewImage } from '../view-types.ts';

/** Value of the marked block: at the patient's right, anterior, superior end. */
export const MARK_VALUE = 1000;
export const BODY_VALUE = 40;
export const AIR_VALUE = -1000;

/** A body (an ellipse in every plane, centre in the middle) with a bright block towards right, anterior and superior. */
export function phantomVoxels(size: readonly [number, number, number]): Int16Array<ArrayBuffer> {
  const [ni, nj, nk] = size;
  const voxels = new Int16Array(ni * nj * nk).fill(AIR_VALUE);
  for (let k = 0, at = 0; k < nk; k++) {
    for (let j = 0; j < nj; j++) {
      for (let i = 0; i < ni; i++, at++) {
        const x = (i + 0.5) / ni - 0.5;
        const y = (j + 0.5) / nj - 0.5;
        if ((x / 0.45) ** 2 + (y / 0.38) ** 2 < 1) voxels[at] = BODY_VALUE + (((i * 7 + j * 13 + k * 5) % 21) - 10);
        const isMark = i >= 0.2 * ni && i < 0.3 * ni && j >= 0.3 * nj && j < 0.4 * nj && k >= 0.7 * nk && k < 0.9 * nk;
        if (isMark) voxels[at] = MARK_VALUE;
      }
    }
  }
  return voxels;
}

export const phantomImage = (geometry: ImageGeometry, voxels = phantomVoxels(geometry.size)): ViewImage => ({
  geometry,
  views: createCutViews(geometry),
  voxels,
  readPlanes: geometry.size[2],
});

/** An ellipsoid of voxels as a structure. */
export function ellipsoid(
  geometry: ImageGeometry,
  centre: Vec3,
  radii: Vec3,
  look: Pick<ViewContour, 'structureId' | 'name' | 'color' | 'state'> & Partial<ViewContour>,
): ViewContour {
  const [ni, nj, nk] = geometry.size;
  const dense = new Uint8Array(ni * nj * nk);
  for (let k = 0, at = 0; k < nk; k++) {
    for (let j = 0; j < nj; j++) {
      for (let i = 0; i < ni; i++, at++) {
        const r =
          ((i - centre[0]) / radii[0]) ** 2 + ((j - centre[1]) / radii[1]) ** 2 + ((k - centre[2]) / radii[2]) ** 2;
        if (r <= 1) dense[at] = 1;
      }
    }
  }
  const planes = slicesFromMask(maskFromDense(dense, geometry.size));
  const slices = new Map([...planes].map(([k, bits]) => [k, { bits, importedLoops: null }] as const));
  const isReviewed = look.state === 'reviewed';
  return {
    slices,
    reviewedSlices: isReviewed ? new Set(slices.keys()) : new Set(),
    isDoubled: false,
    ...look,
  };
}
