import { type ImageGeometry, planePointLps } from '../geometry/index.ts';
import type { Mask } from '../volume/index.ts';
import { relativeThickness } from './overlap.ts';

/** Voxels that are looked at one by one before the search that is quicker for many. */
const NEAR = 16;

/** Where the next 0 or 1 of a row lies, its end where there is none. */
function nextOf(value: 0 | 1, row: Uint8Array, from: number): number {
  const near = Math.min(row.length, from + NEAR);
  for (let at = from; at < near; at++) if (row[at] === value) return at;
  const found = row.indexOf(value, near);
  return found < 0 ? row.length : found;
}

/** Mean of the voxel centres in LPS mm, by the true position of every plane; on an uneven stack each slice counts by its
 * own thickness. Null for an empty mask. */
export function computeCentroidLps(mask: Mask, geometry: ImageGeometry): [number, number, number] | null {
  const { box, voxels } = mask;
  const width = box.i1 - box.i0;
  const thickness = relativeThickness(geometry);
  const sum = [0, 0, 0];
  let total = 0;
  let at = 0;
  for (let k = box.k0; k < box.k1; k++) {
    let count = 0;
    let sumI = 0;
    let sumJ = 0;
    for (let j = box.j0; j < box.j1; j++, at += width) {
      const row = voxels.subarray(at, at + width);
      // Of a run its ends say all.
      for (let from = nextOf(1, row, 0); from < width; ) {
        const to = nextOf(0, row, from);
        const length = to - from;
        count += length;
        sumI += ((from + to - 1) * length) / 2;
        sumJ += j * length;
        from = nextOf(1, row, to);
      }
    }
    if (count === 0) continue;
    const centre = planePointLps(geometry, box.i0 + sumI / count, sumJ / count, k);
    const weight = count * (thickness[k] as number);
    for (let axis = 0; axis < 3; axis++) sum[axis] = (sum[axis] as number) + (centre[axis] as number) * weight;
    total += weight;
  }
  return total === 0 ? null : (sum.map((s) => s / total) as [number, number, number]);
}
