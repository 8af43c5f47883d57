// Openings closed by discs: no growth goes through one. A disc takes no voxel away; it closes the faces between voxels
// whose centres lie on either side of it, so that what is on the near side stays whole to the last voxel.

import { AppError } from '../error/index.ts';
import { add, cross, dot, norm, normalise, scale, subtract, type Vec3 } from '../geometry/index.ts';
import type { CellBox } from './cell-box.ts';
import { type StackFrame, stackFromLps } from './stack-frame.ts';

export interface Closure {
  readonly centreLps: Vec3;
  /** Unit vector; both ways mean the same disc. */
  readonly normalLps: Vec3;
  /** Infinity: the whole plane. */
  readonly radiusMm: number;
}

/** Bits of a cell: the face to its next neighbour along i, j or k is closed. */
export const WALL_I = 1;
export const WALL_J = 2;
export const WALL_K = 4;

/**
 * The disc of a line drawn on a slice, at right angles to the slice: the line is its diameter.
 * Throws `invalid-input` CLOSURE_LINE for a line without length.
 */
export function closureOfLine(fromLps: Vec3, toLps: Vec3, depthLps: Vec3): Closure {
  const along = subtract(toLps, fromLps);
  const normal = cross(along, depthLps);
  if (!(norm(normal) > 1e-6)) {
    throw new AppError(
      'invalid-input',
      'CLOSURE_LINE',
      'The line has no length: draw it from rim to rim of the opening.',
    );
  }
  return {
    centreLps: scale(add(fromLps, toLps), 0.5),
    normalLps: normalise(normal),
    radiusMm: norm(along) / 2,
  };
}

/**
 * The disc whose rim goes through three points.
 * Throws `invalid-input` CLOSURE_POINTS for points on one line.
 */
export function closureOfRim(a: Vec3, b: Vec3, c: Vec3): Closure {
  const [u, v] = [subtract(b, a), subtract(c, a)];
  const normal = cross(u, v);
  const square = dot(normal, normal);
  if (!(norm(normal) > 1e-6 * norm(u) * norm(v)) || !(square > 0)) {
    throw new AppError(
      'invalid-input',
      'CLOSURE_POINTS',
      'Three points on one line span no plane: take them around the opening.',
    );
  }
  const offset = scale(add(scale(cross(normal, u), dot(v, v)), scale(cross(v, normal), dot(u, u))), 1 / (2 * square));
  return { centreLps: add(a, offset), normalLps: normalise(normal), radiusMm: norm(offset) };
}

interface StackDisc {
  readonly centre: Vec3;
  readonly normal: Vec3;
  readonly radiusMm: number;
}

const discOf = (frame: StackFrame, { centreLps, normalLps, radiusMm }: Closure): StackDisc => ({
  centre: stackFromLps(frame, centreLps),
  normal: [dot(normalLps, frame.axesLps[0]), dot(normalLps, frame.axesLps[1]), dot(normalLps, frame.axesLps[2])],
  radiusMm,
});

/** Longest step from a voxel to a neighbour, mm. */
function longestStep(frame: StackFrame): number {
  let most = Math.hypot(frame.iStepMm, frame.jStepMm);
  for (let k = 1; k < frame.heightMm.length; k++) {
    const of = (list: Float64Array) => (list[k] as number) - (list[k - 1] as number);
    most = Math.max(most, Math.hypot(of(frame.xShiftMm), of(frame.yShiftMm), of(frame.heightMm)));
  }
  return most;
}

function wallsOfDisc(frame: StackFrame, { box, size }: CellBox, disc: StackDisc, walls: Uint8Array): void {
  const { centre, normal, radiusMm } = disc;
  const reach = radiusMm + longestStep(frame);
  const rim = radiusMm * radiusMm * (1 + 1e-9);
  const sideOf = (x: number, y: number, h: number) =>
    (x - centre[0]) * normal[0] + (y - centre[1]) * normal[1] + (h - centre[2]) * normal[2];
  const isClosed = (p: Vec3, side: number, q: Vec3) => {
    const other = sideOf(q[0], q[1], q[2]);
    if (side < 0 === other < 0) return false;
    const share = side / (side - other);
    let square = 0;
    for (const n of [0, 1, 2] as const) square += (p[n] + share * (q[n] - p[n]) - centre[n]) ** 2;
    return square <= rim;
  };
  for (let k = box.k0; k < box.k1; k++) {
    const h = frame.heightMm[k] as number;
    if (Math.abs(h - centre[2]) > reach) continue;
    const [dx, dy] = [frame.xShiftMm[k] as number, frame.yShiftMm[k] as number];
    const range = (shift: number, middle: number, step: number, from: number, to: number) => [
      Math.max(from, Math.floor((middle - reach - shift) / step)),
      Math.min(to, Math.ceil((middle + reach - shift) / step) + 1),
    ];
    const [j0 = 0, j1 = 0] = range(dy, centre[1], frame.jStepMm, box.j0, box.j1);
    const [i0 = 0, i1 = 0] = range(dx, centre[0], frame.iStepMm, box.i0, box.i1);
    for (let j = j0; j < j1; j++) {
      const y = j * frame.jStepMm + dy;
      let at = ((k - box.k0) * size[1] + j - box.j0) * size[0] + i0 - box.i0;
      for (let i = i0; i < i1; i++, at++) {
        const x = i * frame.iStepMm + dx;
        const side = sideOf(x, y, h);
        if (Math.abs(side) > reach) continue;
        const p: Vec3 = [x, y, h];
        let bits = 0;
        if (i + 1 < box.i1 && isClosed(p, side, [x + frame.iStepMm, y, h])) bits |= WALL_I;
        if (j + 1 < box.j1 && isClosed(p, side, [x, y + frame.jStepMm, h])) bits |= WALL_J;
        if (k + 1 < box.k1) {
          const [sx, sy] = [(frame.xShiftMm[k + 1] as number) - dx, (frame.yShiftMm[k + 1] as number) - dy];
          if (isClosed(p, side, [x + sx, y + sy, frame.heightMm[k + 1] as number])) bits |= WALL_K;
        }
        if (bits !== 0) walls[at] = (walls[at] as number) | bits;
      }
    }
  }
}

/** The closed faces of a box of cells; null where nothing is closed. */
export function closureWalls(frame: StackFrame, cells: CellBox, closures: readonly Closure[]): Uint8Array | null {
  if (closures.length === 0) return null;
  const walls = new Uint8Array(cells.cells.length);
  for (const closure of closures) wallsOfDisc(frame, cells, discOf(frame, closure), walls);
  return walls;
}

/** Which discs were gone around: both sides of a closed face are `value`. */
export function closuresGoneAround(
  frame: StackFrame,
  box: CellBox,
  closures: readonly Closure[],
  cells: Uint8Array,
  value: number,
): number[] {
  const [ni, nj] = box.size;
  return closures.flatMap((closure, n) => {
    const walls = closureWalls(frame, box, [closure]) as Uint8Array;
    for (let at = 0; at < walls.length; at++) {
      const bits = walls[at] as number;
      if (bits === 0 || cells[at] !== value) continue;
      if ((bits & WALL_I) !== 0 && cells[at + 1] === value) return [n];
      if ((bits & WALL_J) !== 0 && cells[at + ni] === value) return [n];
      if ((bits & WALL_K) !== 0 && cells[at + ni * nj] === value) return [n];
    }
    return [];
  });
}
