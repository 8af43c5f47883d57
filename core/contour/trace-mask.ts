// Mask -> closed polygons on its planes; how they run is said in trace-plane.ts and keyholes.ts.

import { boxSize, type Mask } from '../volume/index.ts';
import { joinHoles } from './keyholes.ts';
import type { PlanarLoop } from './planar-loop.ts';
import { type PaddedPlane, paddedPlane, type TracedLoop, tracePlane } from './trace-plane.ts';

/** Half voxels of the padded plane -> continuous index of the image. */
function indexPoints(halves: Int32Array, i0: number, j0: number): Float64Array {
  const ij = new Float64Array(halves.length);
  for (let at = 0; at < ij.length; at += 2) {
    ij[at] = (halves[at] as number) / 2 - 1 + i0;
    ij[at + 1] = (halves[at + 1] as number) / 2 - 1 + j0;
  }
  return ij;
}

type Finish = (plane: PaddedPlane, loops: readonly TracedLoop[], firstLoop: number) => readonly Int32Array[];

function trace(mask: Mask, finish: Finish): PlanarLoop[] {
  const [bi, bj, bk] = boxSize(mask.box);
  const traced: PlanarLoop[] = [];
  if (bi * bj * bk === 0) return traced;
  const plane = paddedPlane(bi, bj);
  let firstLoop = 1;
  for (let k = 0; k < bk; k++) {
    for (let j = 0; j < bj; j++) {
      const from = (k * bj + j) * bi;
      plane.cells.set(mask.voxels.subarray(from, from + bi), (j + 1) * plane.width + 1);
    }
    const loops = tracePlane(plane, firstLoop);
    for (const halves of finish(plane, loops, firstLoop)) {
      traced.push({ k: mask.box.k0 + k, ij: indexPoints(halves, mask.box.i0, mask.box.j0) });
    }
    firstLoop += loops.length;
  }
  return traced;
}

/**
 * The outlines of a mask on the 0.5 iso-line, plane by plane, every hole a loop of its own (even-odd). Outer loops run
 * i -> j (clockwise on screen), holes the other way; exactly collinear points are left out; voxels that touch by a
 * corner are joined. Order: growing k, then the first voxel of the loop in j, i order, an outer loop before its holes.
 * Lorensen and Cline 1987 (marching cubes), in the plane.
 */
export const traceMask = (mask: Mask): PlanarLoop[] => trace(mask, (_, loops) => loops.map((loop) => loop.halves));

/**
 * The same outlines with every hole joined to the outline around it by a channel of no width, as RTSTRUCT asks
 * (PS3.3 C.8.8.6.3): the polygons of a plane do not overlap, so union and even-odd agree on them.
 */
export const traceMaskWithKeyholes = (mask: Mask): PlanarLoop[] => trace(mask, joinHoles);
