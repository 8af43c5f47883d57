// The dose on a whole lattice of a plane. Where image and dose are not tilted against each other, which is nearly always,
// one index of the grid stays as it is, one changes along u alone and one along v alone: what belongs to a column or a row
// is then worked out once, and a point costs two values and a share.

import { add, dot, scale, type Vec3 } from '../geometry/index.ts';
import type { CutPlane } from './cut-plane.ts';
import { type DoseGrid, doseIndex, EDGE_VOXELS, sampleAtIndex } from './dose-grid.ts';

/** A value that changes evenly over a plane: `c + u * du + v * dv`. */
export interface Ramp {
  readonly c: number;
  readonly du: number;
  readonly dv: number;
}

export const rampAt = ({ c, du, dv }: Ramp, u: number, v: number): number => c + u * du + v * dv;

/** Where a plane lies in a dose: continuous i and j, and the height along the normal, mm, of which `kAt` makes k. */
export interface PlaneInDose {
  readonly i: Ramp;
  readonly j: Ramp;
  readonly heightMm: Ramp;
  readonly kAt: (heightMm: number) => number;
  readonly normal: Vec3;
}

export function planeInDose(dose: DoseGrid, { originLps: o, uLps, vLps }: CutPlane): PlaneInDose {
  const { iOf, jOf, originLps, kAt, normal } = doseIndex(dose);
  const rampOf = (axis: Vec3, from: Vec3): Ramp => ({ c: dot(from, axis), du: dot(uLps, axis), dv: dot(vLps, axis) });
  const fromFirst = add(o, scale(originLps, -1));
  return { i: rampOf(iOf, fromFirst), j: rampOf(jOf, fromFirst), heightMm: rampOf(normal, o), kAt, normal };
}

/** What is said of points outside the outermost voxel centres: NaN, or the dose of the edge, for what is cut off later. */
export type BeyondGrid = 'nothing' | 'edge';

/** Places along an axis: the lower one of two voxels and the share of the upper; NaN: beyond all of them. */
interface Places {
  readonly low: Int32Array;
  readonly share: Float64Array;
}

function placesOf(indices: Float64Array, count: number, beyond: BeyondGrid): Places {
  const low = new Int32Array(indices.length);
  const share = new Float64Array(indices.length);
  for (let n = 0; n < indices.length; n++) {
    const index = indices[n] as number;
    const isKnown = index >= -EDGE_VOXELS && index <= count - 1 + EDGE_VOXELS;
    const within = Math.min(Math.max(index, 0), count - 1);
    low[n] = Math.min(Math.floor(within), count - 2);
    share[n] = isKnown || beyond === 'edge' ? within - (low[n] as number) : Number.NaN;
  }
  return { low, share };
}

/** Axes of the grid by what moves along them. */
interface Turn {
  readonly still: 0 | 1 | 2;
  readonly alongU: 0 | 1 | 2;
  readonly alongV: 0 | 1 | 2;
}

const farthest = (mm: Float64Array): number => mm.reduce((most, at) => Math.max(most, Math.abs(at)), 0);

/** null: the plane is tilted in the grid. */
function turnOf(ramps: readonly Ramp[], us: Float64Array, vs: Float64Array): Turn | null {
  const [u, v] = [farthest(us), farthest(vs)];
  const byU = ramps.map(({ du }) => Math.abs(du) * u > EDGE_VOXELS);
  const byV = ramps.map(({ dv }) => Math.abs(dv) * v > EDGE_VOXELS);
  const turn = {
    still: [0, 1, 2].findIndex((axis) => !byU[axis] && !byV[axis]),
    alongU: [0, 1, 2].findIndex((axis) => byU[axis] && !byV[axis]),
    alongV: [0, 1, 2].findIndex((axis) => !byU[axis] && byV[axis]),
  };
  return turn.still < 0 || turn.alongU < 0 || turn.alongV < 0 ? null : (turn as Turn);
}

/** The dose between two planes of voxels: columns along the axis of u, rows along that of v. */
function sliceOf({ geometry: { size }, gy }: DoseGrid, { still, alongU, alongV }: Turn, at: Places): Float64Array {
  const strides = [1, size[0], size[0] * size[1]] as const;
  const [columns, rows] = [size[alongU], size[alongV]];
  const [low, share] = [(at.low[0] as number) * strides[still], at.share[0] as number];
  const slice = new Float64Array(columns * rows);
  for (let row = 0, n = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, n++) {
      const from = low + column * strides[alongU] + row * strides[alongV];
      const near = gy[from] as number;
      slice[n] = near + ((gy[from + strides[still]] as number) - near) * share;
    }
  }
  return slice;
}

/**
 * The dose at every point (us[column], vs[row]) of a plane, trilinear, row by row into `to`.
 * @param us mm on the plane, as `vs`
 * @param to Gy; us.length * vs.length of them
 */
export function sampleRaster(
  dose: DoseGrid,
  plane: CutPlane,
  us: Float64Array,
  vs: Float64Array,
  beyond: BeyondGrid,
  to: Float64Array,
): void {
  const { i, j, heightMm, kAt } = planeInDose(dose, plane);
  const { size } = dose.geometry;
  const ramps = [i, j, heightMm] as const;
  const indexAt = (axis: 0 | 1 | 2, u: number, v: number) => {
    const value = rampAt(ramps[axis], u, v);
    return axis === 2 ? kAt(value) : value;
  };
  const turn = turnOf(ramps, us, vs);
  if (turn === null) {
    const within = (index: number, axis: 0 | 1 | 2) =>
      beyond === 'edge' ? Math.min(Math.max(index, 0), size[axis] - 1) : index;
    for (let row = 0, n = 0; row < vs.length; row++) {
      for (let column = 0; column < us.length; column++, n++) {
        const [u, v] = [us[column] as number, vs[row] as number];
        const at = (axis: 0 | 1 | 2) => within(indexAt(axis, u, v), axis);
        to[n] = sampleAtIndex(dose, at(0), at(1), at(2));
      }
    }
    return;
  }
  const { still, alongU, alongV } = turn;
  const columns = size[alongU];
  const slice = sliceOf(dose, turn, placesOf(Float64Array.of(indexAt(still, 0, 0)), size[still], beyond));
  const onU = placesOf(
    us.map((u) => indexAt(alongU, u, 0)),
    columns,
    beyond,
  );
  const onV = placesOf(
    vs.map((v) => indexAt(alongV, 0, v)),
    size[alongV],
    beyond,
  );
  const line = new Float64Array(columns);
  for (let row = 0, n = 0; row < vs.length; row++) {
    const [first, down] = [(onV.low[row] as number) * columns, onV.share[row] as number];
    for (let column = 0; column < columns; column++) {
      const near = slice[first + column] as number;
      line[column] = near + ((slice[first + columns + column] as number) - near) * down;
    }
    for (let column = 0; column < us.length; column++, n++) {
      const at = onU.low[column] as number;
      const near = line[at] as number;
      to[n] = near + ((line[at + 1] as number) - near) * (onU.share[column] as number);
    }
  }
}
