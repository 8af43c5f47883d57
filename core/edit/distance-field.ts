// Signed distance to the edge of a shape in a plane, exact and in mm: two scans along each row, then the lower envelope
// of parabolas down each column (Felzenszwalb and Huttenlocher, Theory of Computing 8, 2012).

import { forEachRun, type Rect, type SliceBits } from './slice-bits.ts';

/** Negative inside. `values[(j - rect.j0) * width + i - rect.i0]`, mm. */
export interface DistanceField {
  readonly rect: Rect;
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

const FAR = 1e12;

/** Squared mm to the nearest cell that is `value`. */
function squaredDistances(
  cells: Uint8Array,
  value: 0 | 1,
  width: number,
  height: number,
  iStep: number,
  jStep: number,
): Float64Array {
  const squared = new Float64Array(cells.length);
  for (let row = 0; row < cells.length; row += width) {
    let steps = FAR;
    for (let at = row; at < row + width; at++) {
      steps = cells[at] === value ? 0 : steps + 1;
      squared[at] = steps;
    }
    steps = FAR;
    for (let at = row + width - 1; at >= row; at--) {
      steps = cells[at] === value ? 0 : steps + 1;
      const mm = Math.min(steps, squared[at] as number) * iStep;
      squared[at] = mm * mm;
    }
  }
  const rows = new Int32Array(height);
  const heights = new Float64Array(height);
  const from = new Float64Array(height);
  const unit = 1 / (jStep * jStep);
  for (let i = 0; i < width; i++) {
    let top = -1;
    for (let j = 0; j < height; j++) {
      const level = (squared[j * width + i] as number) * unit;
      if (level >= FAR) continue;
      let crossing = Number.NEGATIVE_INFINITY;
      while (top >= 0) {
        const row = rows[top] as number;
        crossing = (level - (heights[top] as number) + (j - row) * (j + row)) / (2 * (j - row));
        if (crossing > (from[top] as number)) break;
        top--;
      }
      top++;
      rows[top] = j;
      heights[top] = level;
      from[top] = top === 0 ? Number.NEGATIVE_INFINITY : crossing;
    }
    for (let j = 0, n = 0; j < height; j++) {
      while (n < top && (from[n + 1] as number) <= j) n++;
      squared[j * width + i] =
        top < 0 ? FAR : ((heights[n] as number) + (j - (rows[n] as number)) ** 2) * jStep * jStep;
    }
  }
  return squared;
}

/** Distances over `rect`, which must hold the shape with a border of one voxel. The edge lies half-way between a voxel
 * inside and its neighbour outside. */
export function distanceField(bits: SliceBits, rect: Rect, iStepMm: number, jStepMm: number): DistanceField {
  const [width, height] = [rect.i1 - rect.i0, rect.j1 - rect.j0];
  const cells = new Uint8Array(width * height);
  forEachRun(bits, (j, from, to) => {
    const row = (j - rect.j0) * width - rect.i0;
    cells.fill(1, row + from, row + to);
  });
  const outside = squaredDistances(cells, 1, width, height, iStepMm, jStepMm);
  const inside = squaredDistances(cells, 0, width, height, iStepMm, jStepMm);
  const half = Math.min(iStepMm, jStepMm) / 2;
  const values = new Float32Array(cells.length);
  for (let at = 0; at < cells.length; at++) {
    values[at] = cells[at] === 1 ? half - Math.sqrt(inside[at] as number) : Math.sqrt(outside[at] as number) - half;
  }
  return { rect, width, height, values };
}

/** Value at continuous voxel indices, bilinear; beyond the field that of its border and the way there. */
export function fieldAt(field: DistanceField, i: number, j: number, iStepMm: number, jStepMm: number): number {
  const { rect, width, height, values } = field;
  const x = Math.min(Math.max(i - rect.i0, 0), width - 1);
  const y = Math.min(Math.max(j - rect.j0, 0), height - 1);
  const [x0, y0] = [Math.min(Math.floor(x), width - 2), Math.min(Math.floor(y), height - 2)];
  const [fx, fy] = [x - x0, y - y0];
  const at = y0 * width + x0;
  const top = (values[at] as number) * (1 - fx) + (values[at + 1] as number) * fx;
  const bottom = (values[at + width] as number) * (1 - fx) + (values[at + width + 1] as number) * fx;
  const beyondI = (i - rect.i0 - x) * iStepMm;
  const beyondJ = (j - rect.j0 - y) * jStepMm;
  const beyond = beyondI === 0 && beyondJ === 0 ? 0 : Math.hypot(beyondI, beyondJ);
  return top * (1 - fy) + bottom * fy + beyond;
}
