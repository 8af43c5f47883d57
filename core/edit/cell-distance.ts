// Exact distances in mm from every set cell of a box to the nearest one that is not set: along rows, then the lower
// envelope of parabolas along columns and along the stack, whose planes may lie at uneven heights (Felzenszwalb and
// Huttenlocher, Theory of Computing 8, 2012). Planes of a tilted stack lie sideways of one another: there the drift is
// taken in whole voxels, so a distance may be off by half a voxel of the plane.

import type { CellBox } from './cell-box.ts';
import type { StackFrame } from './stack-frame.ts';

/** Lower envelope of the parabolas of one line of cells. */
interface Line {
  /** Places in mm, growing; one before the first cell and one behind the last, which are never set. */
  readonly places: Float64Array;
  readonly squares: Float64Array;
  readonly order: Int32Array;
  readonly from: Float64Array;
}

function createLine(places: Float64Array): Line {
  const { length } = places;
  return {
    places,
    squares: new Float64Array(length),
    order: new Int32Array(length),
    from: new Float64Array(length),
  };
}

/** Puts the envelope's values in the place of `squares`. */
function settle({ places, squares, order, from }: Line, out: Float64Array): void {
  const count = places.length;
  let top = -1;
  for (let n = 0; n < count; n++) {
    const p = places[n] as number;
    const height = (squares[n] as number) + p * p;
    let crossing = Number.NEGATIVE_INFINITY;
    while (top >= 0) {
      const last = order[top] as number;
      const q = places[last] as number;
      crossing = (height - (squares[last] as number) - q * q) / (2 * (p - q));
      if (crossing > (from[top] as number)) break;
      top--;
    }
    top++;
    order[top] = n;
    from[top] = top === 0 ? Number.NEGATIVE_INFINITY : crossing;
  }
  for (let n = 0, at = 0; n < count; n++) {
    const p = places[n] as number;
    while (at < top && (from[at + 1] as number) <= p) at++;
    const best = order[at] as number;
    const away = p - (places[best] as number);
    out[n] = (squares[best] as number) + away * away;
  }
}

function alongRows(squares: Float32Array, isSet: Uint8Array, value: number, ni: number, stepMm: number): void {
  for (let row = 0; row < squares.length; row += ni) {
    let steps = 0;
    for (let at = row; at < row + ni; at++) {
      steps = isSet[at] === value ? steps + 1 : 0;
      squares[at] = steps;
    }
    steps = 0;
    for (let at = row + ni - 1; at >= row; at--) {
      steps = Math.min(steps + 1, squares[at] as number);
      squares[at] = (steps * stepMm) ** 2;
    }
  }
}

/** One line of cells `starts[n] + i`; -1: beyond the box. */
function alongLine(squares: Float32Array, line: Line, starts: Int32Array, i: number, out: Float64Array): void {
  const last = starts.length;
  let isBlank = true;
  for (let n = 0; n < last; n++) {
    const start = starts[n] as number;
    const square = start < 0 ? 0 : (squares[start + i] as number);
    line.squares[n + 1] = square;
    if (square > 0) isBlank = false;
  }
  if (isBlank) return;
  line.squares[0] = 0;
  line.squares[last + 1] = 0;
  settle(line, out);
  for (let n = 0; n < last; n++) {
    const start = starts[n] as number;
    if (start >= 0) squares[start + i] = out[n + 1] as number;
  }
}

function alongColumns(squares: Float32Array, { size: [ni, nj, nk] }: CellBox, stepMm: number): void {
  const line = createLine(Float64Array.from({ length: nj + 2 }, (_, n) => n * stepMm));
  const [starts, out] = [new Int32Array(nj), new Float64Array(nj + 2)];
  for (let k = 0; k < nk; k++) {
    for (let j = 0; j < nj; j++) starts[j] = (k * nj + j) * ni;
    for (let i = 0; i < ni; i++) alongLine(squares, line, starts, i, out);
  }
}

function alongStack(squares: Float32Array, { box, size: [ni, nj, nk] }: CellBox, frame: StackFrame): void {
  const heights = frame.heightMm.subarray(box.k0, box.k1);
  const places = new Float64Array(nk + 2);
  places.set(heights, 1);
  places[0] = (places[1] as number) - frame.kStepMm;
  places[nk + 1] = (places[nk] as number) + frame.kStepMm;
  const line = createLine(places);
  const drift = (shift: Float64Array, step: number) =>
    Int32Array.from({ length: nk }, (_, k) =>
      Math.round(((shift[box.k0 + k] as number) - (shift[box.k0] as number)) / step),
    );
  const [di, dj] = [drift(frame.xShiftMm, frame.iStepMm), drift(frame.yShiftMm, frame.jStepMm)];
  const [starts, out] = [new Int32Array(nk), new Float64Array(nk + 2)];
  const isUpright = di.every((n) => n === 0) && dj.every((n) => n === 0);
  const span = (list: Int32Array) => [Math.min(...list, 0), Math.max(...list, 0)] as const;
  const [[i0, i1], [j0, j1]] = [span(di), span(dj)];
  for (let j = j0; j < nj + j1; j++) {
    for (let i = i0; i < ni + i1; i++) {
      if (!isUpright || i === 0) {
        for (let k = 0; k < nk; k++) {
          const [column, row] = [i - (di[k] as number), j - (dj[k] as number)];
          const isIn = column >= 0 && column < ni && row >= 0 && row < nj;
          starts[k] = isIn ? (k * nj + row) * ni + (isUpright ? 0 : column) : -1;
        }
      }
      alongLine(squares, line, starts, isUpright ? i : 0, out);
    }
  }
}

/**
 * Squared mm from the centre of every cell that is `value` to that of the nearest one that is not; 0 for the others.
 * @param cells of the size of `box`
 */
export function squaredDistancesMm2(frame: StackFrame, box: CellBox, cells: Uint8Array, value: number): Float32Array {
  const squares = new Float32Array(cells.length);
  if (cells.length === 0) return squares;
  alongRows(squares, cells, value, box.size[0], frame.iStepMm);
  alongColumns(squares, box, frame.jStepMm);
  alongStack(squares, box, frame);
  return squares;
}

/** From a voxel's centre to the face between it and what is not set: distances run between centres. */
export const halfStepMm = ({ iStepMm, jStepMm, kStepMm }: StackFrame): number =>
  Math.min(iStepMm, jStepMm, kStepMm) / 2;
