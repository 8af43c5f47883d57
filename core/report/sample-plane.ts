// Values of an image or a mask on a patient plane, by trilinear interpolation through the image's true planes: each
// plane keeps its own origin, so tilted and unevenly spaced stacks come out undistorted.

import {
  type ImageGeometry,
  iDirection,
  jDirection,
  kDirection,
  planeHeightsMm,
  planeNumberAt,
  type Vec3,
} from '../geometry/index.ts';
import type { Box3 } from '../volume/index.ts';
import type { DisplayLattice, PatientAxis } from './display-lattice.ts';
import type { ValueGrid } from './picture.ts';

export type PlaneName = 'axial' | 'coronal' | 'sagittal';

export interface PlaneAxes {
  /** Patient axis across the plane. */
  readonly normal: PatientAxis;
  /** Patient axis along a row; pictures always run towards growing LPS (left, or posterior on sagittals). */
  readonly right: PatientAxis;
  /** Patient axis along a column, and whether pictures run towards growing (posterior) or falling LPS (inferior). */
  readonly down: PatientAxis;
  readonly downGrows: boolean;
  /** Letters at the left, right, top and bottom edge. */
  readonly letters: readonly [string, string, string, string];
}

/** Radiological display: the patient's right is on the picture's left, anterior is at the top or left. */
export const PLANE_AXES: Readonly<Record<PlaneName, PlaneAxes>> = {
  axial: { normal: 2, right: 0, down: 1, downGrows: true, letters: ['R', 'L', 'A', 'P'] },
  coronal: { normal: 1, right: 0, down: 2, downGrows: false, letters: ['R', 'L', 'S', 'I'] },
  sagittal: { normal: 0, right: 1, down: 2, downGrows: false, letters: ['A', 'P', 'S', 'I'] },
};

/** Voxels of a box inside a grid; i fastest. An image is its whole grid, a mask its bounding box. */
export interface BoxedVoxels {
  readonly box: Box3;
  readonly voxels: ArrayLike<number>;
}

/** Maps LPS mm to the continuous voxel index (i, j, k), written to `out`. */
export function gridLocator(g: ImageGeometry): (x: number, y: number, z: number, out: Float64Array) => void {
  const heights = planeHeightsMm(g);
  const origins = Float64Array.from(g.planeOriginsLps);
  const [ix, iy, iz] = iDirection(g).map((c) => c / g.spacingMm[0]) as unknown as Vec3;
  const [jx, jy, jz] = jDirection(g).map((c) => c / g.spacingMm[1]) as unknown as Vec3;
  const [nx, ny, nz] = kDirection(g);
  const last = g.size[2] - 1;
  return (x, y, z, out) => {
    const k = planeNumberAt(heights, g.spacingMm[2], x * nx + y * ny + z * nz);
    const below = Math.max(0, Math.min(last - 1, Math.floor(k)));
    const above = Math.min(last, below + 1);
    const f = k - below;
    const ox = (origins[3 * below] as number) * (1 - f) + (origins[3 * above] as number) * f;
    const oy = (origins[3 * below + 1] as number) * (1 - f) + (origins[3 * above + 1] as number) * f;
    const oz = (origins[3 * below + 2] as number) * (1 - f) + (origins[3 * above + 2] as number) * f;
    out[0] = (x - ox) * ix + (y - oy) * iy + (z - oz) * iz;
    out[1] = (x - ox) * jx + (y - oy) * jy + (z - oz) * jz;
    out[2] = k;
  };
}

/** Rows and columns of a plane of the lattice, as half-open ranges of lattice indices. */
export interface PlaneWindow {
  readonly right0: number;
  readonly right1: number;
  readonly down0: number;
  readonly down1: number;
}

export const wholePlane = (lattice: DisplayLattice, plane: PlaneName): PlaneWindow => ({
  right0: 0,
  right1: lattice.count[PLANE_AXES[plane].right],
  down0: 0,
  down1: lattice.count[PLANE_AXES[plane].down],
});

/**
 * Values at the lattice points of one plane. Rows and columns run towards growing LPS whatever the plane (pictures turn
 * the z axis over later). A point further than half a voxel from the box gets `outside`; one nearer takes the border
 * value of an image, or fades to `outside` where `fade` is set (a mask ends half a voxel beyond its last centre).
 */
export function samplePlane(options: {
  readonly geometry: ImageGeometry;
  readonly source: BoxedVoxels;
  readonly lattice: DisplayLattice;
  readonly plane: PlaneName;
  readonly index: number;
  readonly window: PlaneWindow;
  readonly outside: number;
  readonly fade: boolean;
}): ValueGrid {
  const { geometry, source, lattice, window, outside, fade } = options;
  const axes = PLANE_AXES[options.plane];
  const width = window.right1 - window.right0;
  const height = window.down1 - window.down0;
  const values = new Float32Array(width * height);
  if (lattice.source !== null) {
    copyPlane(source, lattice, lattice.source, axes, options.index, window, outside, values);
    return { width, height, values };
  }
  const locate = gridLocator(geometry);
  const read = trilinear(source, outside, fade);
  const point = [0, 0, 0];
  const at = new Float64Array(3);
  point[axes.normal] = lattice.startLps[axes.normal] + options.index * lattice.stepMm[axes.normal];
  for (let row = 0; row < height; row++) {
    point[axes.down] = lattice.startLps[axes.down] + (window.down0 + row) * lattice.stepMm[axes.down];
    for (let column = 0; column < width; column++) {
      point[axes.right] = lattice.startLps[axes.right] + (window.right0 + column) * lattice.stepMm[axes.right];
      locate(point[0] as number, point[1] as number, point[2] as number, at);
      values[row * width + column] = read(at[0] as number, at[1] as number, at[2] as number);
    }
  }
  return { width, height, values };
}

/** The same for a lattice whose points are the voxels: each value is read where it lies. */
function copyPlane(
  source: BoxedVoxels,
  lattice: DisplayLattice,
  voxelAxes: NonNullable<DisplayLattice['source']>,
  axes: PlaneAxes,
  index: number,
  window: PlaneWindow,
  outside: number,
  values: Float32Array,
): void {
  const { box, voxels } = source;
  const starts = [box.i0, box.j0, box.k0] as const;
  const counts = [box.i1 - box.i0, box.j1 - box.j0, box.k1 - box.k0] as const;
  const strides = [1, counts[0], counts[0] * counts[1]] as const;
  /** Offset in memory of a lattice index on one patient axis, or -1 outside the box. */
  const offset = (axis: PatientAxis, at: number): number => {
    const { index: voxelAxis, reversed } = voxelAxes[axis] as { index: PatientAxis; reversed: boolean };
    const inBox = (reversed ? lattice.count[axis] - 1 - at : at) - starts[voxelAxis];
    return inBox < 0 || inBox >= counts[voxelAxis] ? -1 : inBox * strides[voxelAxis];
  };
  const width = window.right1 - window.right0;
  const columns = Int32Array.from({ length: width }, (_, column) => offset(axes.right, window.right0 + column));
  const plane = offset(axes.normal, index);
  for (let row = 0; row < window.down1 - window.down0; row++) {
    const line = offset(axes.down, window.down0 + row);
    for (let column = 0; column < width; column++) {
      const across = columns[column] as number;
      values[row * width + column] =
        plane < 0 || line < 0 || across < 0 ? outside : (voxels[plane + line + across] as number);
    }
  }
}

/** Offsets below this share of a voxel are rounding, and would mix in a neighbour's value for nothing. */
const SNAP_VOXELS = 1e-4;

const snap = (v: number): number => (Math.abs(v - Math.round(v)) < SNAP_VOXELS ? Math.round(v) : v);

function trilinear(source: BoxedVoxels, outside: number, fade: boolean) {
  const { box, voxels } = source;
  const [ni, nj, nk] = [box.i1 - box.i0, box.j1 - box.j0, box.k1 - box.k0];
  const margin = fade ? 1 : 0.5;
  const voxel = (i: number, j: number, k: number): number => {
    if (fade) {
      if (i < 0 || j < 0 || k < 0 || i >= ni || j >= nj || k >= nk) return outside;
      return voxels[(k * nj + j) * ni + i] as number;
    }
    const ci = i < 0 ? 0 : i >= ni ? ni - 1 : i;
    const cj = j < 0 ? 0 : j >= nj ? nj - 1 : j;
    const ck = k < 0 ? 0 : k >= nk ? nk - 1 : k;
    return voxels[(ck * nj + cj) * ni + ci] as number;
  };
  const inside = (v: number, n: number) => v >= -margin && v <= n - 1 + margin;
  return (gridI: number, gridJ: number, gridK: number): number => {
    const i = snap(gridI - box.i0);
    const j = snap(gridJ - box.j0);
    const k = snap(gridK - box.k0);
    if (!inside(i, ni) || !inside(j, nj) || !inside(k, nk)) return outside;
    const i0 = Math.floor(i);
    const j0 = Math.floor(j);
    const k0 = Math.floor(k);
    const fi = i - i0;
    const fj = j - j0;
    const fk = k - k0;
    let sum = 0;
    for (let corner = 0; corner < 8; corner++) {
      const di = corner & 1;
      const dj = (corner >> 1) & 1;
      const dk = corner >> 2;
      const weight = (di ? fi : 1 - fi) * (dj ? fj : 1 - fj) * (dk ? fk : 1 - fk);
      if (weight !== 0) sum += weight * voxel(i0 + di, j0 + dj, k0 + dk);
    }
    return sum;
  };
}
