// Closed polygons on the acquired planes of an image, and the measures that need no image.

import type { ImageGeometry } from '../geometry/index.ts';
import { voxelInPlaneSteps } from './plane-frame.ts';

/** One closed polygon on plane `k`; `ij` holds continuous voxel indices i0, j0, i1, j1, … (whole = voxel centre). The
 * last point joins the first and is not repeated. Loops of one structure combine by the even-odd rule, plane by plane:
 * a hole is a loop inside a loop. */
export interface PlanarLoop {
  readonly k: number;
  readonly ij: Float64Array;
}

/** Signed area in voxels: positive where i -> j is the way round (outer loops of `traceMask`), negative for holes. */
export function loopAreaVoxels(loop: PlanarLoop): number {
  const { ij } = loop;
  let twice = 0;
  let i0 = ij[ij.length - 2] as number;
  let j0 = ij[ij.length - 1] as number;
  for (let at = 0; at < ij.length; at += 2) {
    const i = ij[at] as number;
    const j = ij[at + 1] as number;
    twice += i0 * j - i * j0;
    i0 = i;
    j0 = j;
  }
  return twice / 2;
}

/** x, y, z in LPS mm of every point of the loop, on the plane where it was acquired. */
export function loopPointsLps(g: ImageGeometry, loop: PlanarLoop): Float64Array {
  const { ij, k } = loop;
  const { iStep, jStep } = voxelInPlaneSteps(g);
  const xyz = new Float64Array((ij.length / 2) * 3);
  const [ox, oy, oz] = [3 * k, 3 * k + 1, 3 * k + 2].map((at) => g.planeOriginsLps[at] as number) as [
    number,
    number,
    number,
  ];
  let out = 0;
  for (let at = 0; at < ij.length; at += 2) {
    const i = ij[at] as number;
    const j = ij[at + 1] as number;
    xyz[out++] = ox + i * iStep[0] + j * jStep[0];
    xyz[out++] = oy + i * iStep[1] + j * jStep[1];
    xyz[out++] = oz + i * iStep[2] + j * jStep[2];
  }
  return xyz;
}

/** Centroid in LPS mm of the area inside the loops (planes weigh alike); null when they enclose nothing. Loops must be
 * oriented as `traceMask` leaves them: holes the other way round. */
export function areaCentroidLps(g: ImageGeometry, loops: readonly PlanarLoop[]): [number, number, number] | null {
  const sum: [number, number, number] = [0, 0, 0];
  let area = 0;
  const { iStep, jStep } = voxelInPlaneSteps(g);
  for (const { ij, k } of loops) {
    let [a, mi, mj] = [0, 0, 0];
    let i0 = ij[ij.length - 2] as number;
    let j0 = ij[ij.length - 1] as number;
    for (let at = 0; at < ij.length; at += 2) {
      const i = ij[at] as number;
      const j = ij[at + 1] as number;
      const c = (i0 * j - i * j0) / 2;
      a += c;
      mi += (c * (i0 + i)) / 3;
      mj += (c * (j0 + j)) / 3;
      i0 = i;
      j0 = j;
    }
    area += a;
    for (let axis = 0; axis < 3; axis++) {
      const origin = g.planeOriginsLps[3 * k + axis] as number;
      sum[axis] = (sum[axis] as number) + a * origin + mi * (iStep[axis] as number) + mj * (jStep[axis] as number);
    }
  }
  return area === 0 ? null : [sum[0] / area, sum[1] / area, sum[2] / area];
}
