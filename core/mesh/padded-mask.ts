// The voxels of a mask with one empty voxel around them, so that a surface also closes where the structure touches the
// border of the image, together with where its planes lie.

import { AppError } from '../error/index.ts';
import { type ImageGeometry, planeOrigin } from '../geometry/index.ts';
import { boxSize, type Mask, shrinkMask } from '../volume/index.ts';

/** Padded voxel (x, y, z) has its centre at planeOriginsLps[z] + x * stepI + y * stepJ. */
export interface PaddedMask {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  /** 0 or 1, x fastest. */
  readonly voxels: Uint8Array;
  /** LPS mm from one voxel to the next along i and j. */
  readonly stepI: readonly [number, number, number];
  readonly stepJ: readonly [number, number, number];
  /** Image voxel (i, j, k) of padded voxel (0, 0, 0). */
  readonly firstVoxel: readonly [number, number, number];
  /** LPS mm of padded voxel (0, 0, z): x, y, z of every plane. Planes outside the stack continue its last step. */
  readonly planeOriginsLps: Float64Array;
}

const triple = (direction: readonly number[], at: number, factor: number): readonly [number, number, number] => [
  (direction[at] as number) * factor,
  (direction[at + 1] as number) * factor,
  (direction[at + 2] as number) * factor,
];

/** LPS of voxel (0, 0, k) for k from -1 to size[2]. */
function planeOriginBeyond(g: ImageGeometry, k: number): readonly [number, number, number] {
  const last = g.size[2] - 1;
  if (k >= 0 && k <= last) return planeOrigin(g, k);
  const edge = planeOrigin(g, k < 0 ? 0 : last);
  const sign = k < 0 ? -1 : 1;
  const inner = last === 0 ? null : planeOrigin(g, k < 0 ? 1 : last - 1);
  const step = inner === null ? triple(g.direction, 6, sign * g.spacingMm[2]) : null;
  return [0, 1, 2].map((axis) => {
    const at = edge[axis] as number;
    return at + (step === null ? at - ((inner as readonly number[])[axis] as number) : (step[axis] as number));
  }) as unknown as readonly [number, number, number];
}

/** Throws `invalid-input` when the mask is empty or was made for another grid. */
export function padMask(mask: Mask, geometry: ImageGeometry): PaddedMask {
  if (mask.size.some((n, axis) => n !== geometry.size[axis])) {
    throw new AppError(
      'invalid-input',
      'MESH_GRID',
      `A mask of ${mask.size.join(' x ')} voxels does not fit an image of ${geometry.size.join(' x ')}. Use the image it was drawn on.`,
    );
  }
  const tight = shrinkMask(mask);
  const [bi, bj, bk] = boxSize(tight.box);
  if (bi * bj * bk === 0) {
    throw new AppError('invalid-input', 'MESH_EMPTY', 'The mask is empty, so it has no surface. Choose another mask.');
  }
  const [width, height, depth] = [bi + 2, bj + 2, bk + 2];
  const voxels = new Uint8Array(width * height * depth);
  for (let k = 0, from = 0; k < bk; k++) {
    for (let j = 0; j < bj; j++, from += bi) {
      voxels.set(tight.voxels.subarray(from, from + bi), ((k + 1) * height + j + 1) * width + 1);
    }
  }
  const stepI = triple(geometry.direction, 0, geometry.spacingMm[0]);
  const stepJ = triple(geometry.direction, 3, geometry.spacingMm[1]);
  const planeOriginsLps = new Float64Array(3 * depth);
  for (let z = 0; z < depth; z++) {
    const plane = planeOriginBeyond(geometry, tight.box.k0 - 1 + z);
    for (let axis = 0; axis < 3; axis++) {
      planeOriginsLps[3 * z + axis] =
        (plane[axis] as number) +
        (tight.box.i0 - 1) * (stepI[axis] as number) +
        (tight.box.j0 - 1) * (stepJ[axis] as number);
    }
  }
  const firstVoxel = [tight.box.i0 - 1, tight.box.j0 - 1, tight.box.k0 - 1] as const;
  return { width, height, depth, voxels, firstVoxel, stepI, stepJ, planeOriginsLps };
}
