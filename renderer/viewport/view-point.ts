// From a place on the screen to a place in the patient.

import { type CutView, indexFromUv, lpsFromIndex, type Vec3, type ViewPointUv } from '../../core/geometry/index.ts';
import type { ViewImage, ViewPoint } from './view-types.ts';

/** LPS mm of a cut at continuous (a, b), also where the cut has left a drifting stack. */
export function lpsOfCut({ geometry }: ViewImage, view: CutView, cut: number, a: number, b: number): Vec3 {
  return lpsFromIndex(geometry, continuousIndex(view, cut, a, b));
}

function continuousIndex(view: CutView, cut: number, a: number, b: number): Vec3 {
  const ijk: [number, number, number] = [0, 0, 0];
  ijk[view.aAxis] = a;
  ijk[view.bAxis] = b;
  if (view.fixedAxis === 2) {
    ijk[2] = cut;
    return ijk;
  }
  const last = view.bCount - 1;
  const low = Math.min(Math.max(Math.floor(b), 0), Math.max(last - 1, 0));
  const from = view.fixedShift[low] as number;
  const shift = last === 0 ? from : from + (b - low) * ((view.fixedShift[low + 1] as number) - from);
  ijk[view.fixedAxis] = cut + view.lowestShift - shift;
  return ijk;
}

/** Stored value of the voxel that holds a continuous index; null outside the image and for planes not read yet. */
export function valueAt(
  { geometry: { size }, voxels, readPlanes, earlyPlane = null }: ViewImage,
  [i, j, k]: Vec3,
): number | null {
  const [x, y, z] = [Math.round(i), Math.round(j), Math.round(k)];
  const isRead = z < Math.min(size[2], readPlanes) || z === earlyPlane;
  const isInside = x >= 0 && y >= 0 && z >= 0 && x < size[0] && y < size[1] && isRead;
  return isInside ? (voxels[(z * size[1] + y) * size[0] + x] as number) : null;
}

export function viewPointAt(
  image: ViewImage,
  view: CutView,
  cut: number,
  uv: ViewPointUv,
  screen: { readonly xPx: number; readonly yPx: number; readonly pxPerMm: number },
): ViewPoint {
  const { a, b } = indexFromUv(view, uv);
  const exact = continuousIndex(view, cut, a, b);
  const fixed = Math.round(exact[view.fixedAxis] as number);
  const ijk: [number, number, number] = [exact[0], exact[1], exact[2]];
  ijk[view.fixedAxis] = fixed >= 0 && fixed < view.fixedCount ? fixed : -1;
  const value = valueAt(image, ijk);
  const { size } = image.geometry;
  const isInside = ijk.every((n, axis) => n >= -0.5 && n < (size[axis] as number) - 0.5);
  return { view, cut, ...uv, ...screen, ijk, lps: lpsFromIndex(image.geometry, exact), value, isInside };
}
