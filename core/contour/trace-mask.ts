// Mask -> closed polygons, by marching squares at the level 0.5: a vertex lies half-way between a voxel centre inside
// and its neighbour outside, so no voxel centre is nearer to a contour than 0.35 voxels and every rasteriser that tests
// centres gets the same mask back, rounding or not.
//
// Saddle rule: two voxels that touch only by a corner are joined (the structure is 8-connected, its background
// 4-connected), so a diagonal contact stays one loop.

import { boxSize, type Mask } from '../volume/index.ts';
import type { PlanarLoop } from './planar-loop.ts';

// Headings while the inside is kept on the right hand (i to the right, j down): 0 up, 1 right, 2 down, 3 left.
// At heading h the crack walked along lies between the voxel and its neighbour at -90 degrees of h.
const LEFT_OF_I = [-1, 0, 1, 0];
const LEFT_OF_J = [0, -1, 0, 1];

/** A plane of the mask with a border of one empty voxel, so that no step needs a bounds check. */
interface PaddedPlane {
  readonly width: number;
  readonly cells: Uint8Array;
  /** 1 where the crack on the low-i side of a voxel was walked: every loop, outer or hole, has one. */
  readonly walked: Uint8Array;
  /** Offset in `cells` of one step ahead, and of one step to the left, by heading. */
  readonly ahead: Int32Array;
  readonly left: Int32Array;
}

function paddedPlane(bi: number, bj: number): PaddedPlane {
  const width = bi + 2;
  const cells = new Uint8Array(width * (bj + 2));
  return {
    width,
    cells,
    walked: new Uint8Array(cells.length),
    ahead: Int32Array.of(-width, 1, width, -1),
    left: Int32Array.of(-1, -width, 1, width),
  };
}

/** Vertices in half voxels, relative to the padded plane; grows as needed and is reused for every loop. */
interface Trail {
  halves: Int32Array;
  length: number;
}

/** Walks one loop from the low-i crack of the voxel at `start`, and leaves its corners in `trail`. */
function walkLoop(plane: PaddedPlane, start: number, trail: Trail): void {
  const { cells, walked, ahead, left, width } = plane;
  let at = start;
  let heading = 0;
  let lastStep = -1;
  let firstStep = -1;
  trail.length = 0;
  do {
    if (heading === 0) walked[at] = 1;
    const front = at + (ahead[heading] as number);
    const frontLeft = front + (left[heading] as number);
    // -1 turns left (also across a saddle), 0 goes straight on, 1 turns right.
    const turn = cells[frontLeft] === 1 ? -1 : cells[front] === 1 ? 0 : 1;
    // Direction of the segment that starts here, in eighths of a turn: equal neighbours are exactly collinear.
    const step = (2 * heading + turn + 8) & 7;
    if (step !== lastStep) {
      if (trail.length + 2 > trail.halves.length) {
        const larger = new Int32Array(trail.halves.length * 2);
        larger.set(trail.halves);
        trail.halves = larger;
      }
      const j = Math.floor(at / width);
      trail.halves[trail.length++] = 2 * (at - j * width) + (LEFT_OF_I[heading] as number);
      trail.halves[trail.length++] = 2 * j + (LEFT_OF_J[heading] as number);
      if (firstStep < 0) firstStep = step;
      lastStep = step;
    }
    if (turn < 0) at = frontLeft;
    else if (turn === 0) at = front;
    heading = (heading + turn + 4) & 3;
  } while (at !== start || heading !== 0);
  // The walk may have started in the middle of a straight run.
  if (lastStep === firstStep) {
    trail.length -= 2;
    trail.halves.copyWithin(0, 2, trail.length + 2);
  }
}

/**
 * The outlines of a mask, plane by plane: outer loops run i -> j (clockwise on screen), holes the other way. Exactly
 * collinear points are left out. Order: growing k, then the first voxel of the loop in j, i order; an outer loop comes
 * before its holes. Lorensen and Cline 1987 (marching cubes), in the plane.
 */
export function traceMask(mask: Mask): PlanarLoop[] {
  const [bi, bj, bk] = boxSize(mask.box);
  const loops: PlanarLoop[] = [];
  if (bi * bj * bk === 0) return loops;
  const plane = paddedPlane(bi, bj);
  const { cells, walked, width } = plane;
  const trail: Trail = { halves: new Int32Array(4096), length: 0 };
  for (let k = 0; k < bk; k++) {
    for (let j = 0; j < bj; j++) {
      const from = (k * bj + j) * bi;
      cells.set(mask.voxels.subarray(from, from + bi), (j + 1) * width + 1);
    }
    walked.fill(0);
    for (let start = width + 1; start < cells.length - width; start++) {
      if (cells[start] === 0 || cells[start - 1] === 1 || walked[start] === 1) continue;
      walkLoop(plane, start, trail);
      loops.push({ k: mask.box.k0 + k, ij: indexPoints(trail, mask.box.i0, mask.box.j0) });
    }
  }
  return loops;
}

/** Half voxels of the padded plane -> continuous index of the image. */
function indexPoints(trail: Trail, i0: number, j0: number): Float64Array {
  const ij = new Float64Array(trail.length);
  for (let at = 0; at < ij.length; at += 2) {
    ij[at] = (trail.halves[at] as number) / 2 - 1 + i0;
    ij[at + 1] = (trail.halves[at + 1] as number) / 2 - 1 + j0;
  }
  return ij;
}
