// The part of a class's probability field that can matter, cut out of the model grid: what crosses the process border
// and what is brought back to the image, one class at a time.

import type { Size3 } from '../geometry/index.ts';

/** Probabilities of one class over a box of the model grid, array order. Outside the box they are below the level at
 * which the box was cut. */
export interface ClassBox {
  readonly channel: number;
  readonly start: Size3;
  readonly size: Size3;
  readonly values: Float32Array;
}

/** Half-open box over the model grid. */
export interface GridBox {
  readonly start: Size3;
  readonly end: Size3;
}

/** Smallest box of the voxels at or above `level`, grown by one voxel (interpolation reaches that far); null if none. */
export function boxAbove(field: Float32Array, size: Size3, level: number): GridBox | null {
  const [na, nb, nc] = size;
  const start = [na, nb, nc];
  const end = [0, 0, 0];
  for (let a = 0; a < na; a++) {
    for (let b = 0; b < nb; b++) {
      const row = (a * nb + b) * nc;
      let first = 0;
      while (first < nc && (field[row + first] as number) < level) first++;
      if (first === nc) continue;
      let last = nc - 1;
      while ((field[row + last] as number) < level) last--;
      start[0] = Math.min(start[0] as number, a);
      end[0] = a + 1;
      start[1] = Math.min(start[1] as number, b);
      end[1] = Math.max(end[1] as number, b + 1);
      start[2] = Math.min(start[2] as number, first);
      end[2] = Math.max(end[2] as number, last + 1);
    }
  }
  if (end[0] === 0) return null;
  return {
    start: start.map((n) => Math.max(0, n - 1)) as unknown as Size3,
    end: end.map((n, axis) => Math.min(size[axis] as number, n + 1)) as unknown as Size3,
  };
}

/** Smallest box that holds both. */
export const joinBoxes = (a: GridBox, b: GridBox): GridBox => ({
  start: a.start.map((n, axis) => Math.min(n, b.start[axis] as number)) as unknown as Size3,
  end: a.end.map((n, axis) => Math.max(n, b.end[axis] as number)) as unknown as Size3,
});

/** A copy of `box` out of a field on the model grid. */
export function cutBox(field: Float32Array, size: Size3, box: GridBox, channel: number): ClassBox {
  const cut: Size3 = [box.end[0] - box.start[0], box.end[1] - box.start[1], box.end[2] - box.start[2]];
  const values = new Float32Array(cut[0] * cut[1] * cut[2]);
  let at = 0;
  for (let a = box.start[0]; a < box.end[0]; a++) {
    for (let b = box.start[1]; b < box.end[1]; b++) {
      const row = (a * size[1] + b) * size[2];
      values.set(field.subarray(row + box.start[2], row + box.end[2]), at);
      at += cut[2];
    }
  }
  return { channel, start: box.start, size: cut, values };
}
