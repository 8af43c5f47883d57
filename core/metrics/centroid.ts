import { type ImageGeometry, planePointLps } from '../geometry/index.ts';
import type { Mask } from '../volume/index.ts';
import { relativeThickness } from './overlap.ts';

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
    for (let j = box.j0; j < box.j1; j++) {
      for (let i = 0; i < width; i++) {
        if (voxels[at++] === 0) continue;
        count++;
        sumI += i;
        sumJ += j;
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
