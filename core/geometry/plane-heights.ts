import { type ImageGeometry, kDirection } from './image-geometry.ts';

/** Heights of the planes along their normal, mm from the LPS origin, ascending with k. */
export function planeHeightsMm(g: ImageGeometry): Float64Array {
  const n = kDirection(g);
  const o = g.planeOriginsLps;
  const heights = new Float64Array(g.size[2]);
  for (let k = 0; k < heights.length; k++) {
    const at = 3 * k;
    heights[k] = (o[at] as number) * n[0] + (o[at + 1] as number) * n[1] + (o[at + 2] as number) * n[2];
  }
  return heights;
}

/**
 * Continuous plane number of a height; beyond the ends the stack goes on with `stepMm`.
 * @param heightsMm of `planeHeightsMm`
 */
export function planeNumberAt(heightsMm: Float64Array, stepMm: number, heightMm: number): number {
  const last = heightsMm.length - 1;
  const first = heightsMm[0] as number;
  if (heightMm <= first) return (heightMm - first) / stepMm;
  const end = heightsMm[last] as number;
  if (heightMm >= end) return last + (heightMm - end) / stepMm;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((heightsMm[middle] as number) <= heightMm) low = middle;
    else high = middle;
  }
  return low + (heightMm - (heightsMm[low] as number)) / ((heightsMm[high] as number) - (heightsMm[low] as number));
}
