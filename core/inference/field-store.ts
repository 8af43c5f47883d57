// Finished rows of probabilities -> what of each class can matter, kept as rectangles of 16 bits: an organ fills a hundredth
// of a CT, and thirty dense fields of a native one would take nine gigabytes.

import type { Size3 } from '../geometry/index.ts';
import { planeOf } from './blend.ts';
import { type ClassBox, type ClassExtent, PROBABILITY_UNIT } from './class-box.ts';

/** Half-open rectangle in the plane of a row. */
interface Rect {
  readonly o0: number;
  readonly o1: number;
  readonly i0: number;
  readonly i1: number;
}

interface KeptPiece extends Rect {
  readonly row: number;
  readonly values: Uint16Array;
}

export interface FieldStorePlan {
  /** Of the part whose rows come. */
  readonly size: Size3;
  /** Where the part begins in the grid; parts may overlap where they agree. */
  readonly start: Size3;
  readonly axis: 0 | 1 | 2;
  /** Output channel of every field of a row. */
  readonly channels: readonly number[];
  /** Fields that are wanted, by place in `channels`. The others are kept only beside these, as their rivals; null: there are
   * no rivals, the others are not kept. */
  readonly wanted: readonly number[];
  readonly keepsRivals: boolean;
  /** By place in `channels`: what is below this everywhere around can be left out. */
  readonly levels: readonly number[];
}

export interface FieldStore {
  /** Takes the probabilities of the next row; those of the row before must not have changed. */
  add(row: number, values: Float32Array): void;
  /** After the last row. */
  finish(): void;
}

/** What the stores of all parts of a grid keep. */
export interface FieldCollection {
  readonly pieces: readonly (readonly KeptPiece[])[];
}

export interface StoredFields {
  /** Classes that are somewhere at or above their level, and their rivals, by channel. */
  readonly extents: readonly ClassExtent[];
  /** The field of one class; null where it has no extent. */
  box(channel: number): ClassBox | null;
}

const join = (a: Rect | null, b: Rect | null): Rect | null =>
  a === null
    ? b
    : b === null
      ? a
      : {
          o0: Math.min(a.o0, b.o0),
          o1: Math.max(a.o1, b.o1),
          i0: Math.min(a.i0, b.i0),
          i1: Math.max(a.i1, b.i1),
        };

const meet = (a: Rect | null, b: Rect | null): Rect | null => {
  if (a === null || b === null) return null;
  const rect = {
    o0: Math.max(a.o0, b.o0),
    o1: Math.min(a.o1, b.o1),
    i0: Math.max(a.i0, b.i0),
    i1: Math.min(a.i1, b.i1),
  };
  return rect.o0 < rect.o1 && rect.i0 < rect.i1 ? rect : null;
};

/** Smallest rectangle of the values at or above `level`, null for none. */
function rectAbove(field: Float32Array, inner: number, level: number): Rect | null {
  let [o0, o1, i0, i1] = [-1, 0, inner, 0];
  for (let row = 0, o = 0; row < field.length; row += inner, o++) {
    let first = 0;
    while (first < inner && (field[row + first] as number) < level) first++;
    if (first === inner) continue;
    let last = inner - 1;
    while ((field[row + last] as number) < level) last--;
    if (o0 < 0) o0 = o;
    o1 = o + 1;
    if (first < i0) i0 = first;
    if (last >= i1) i1 = last + 1;
  }
  return o0 < 0 ? null : { o0, o1, i0, i1 };
}

/** For the fields of `channels`. */
export const createFieldCollection = (channels: readonly number[]): FieldCollection => ({
  pieces: channels.map(() => []),
});

/** Starts empty; rows come in ascending order, all of them. What is kept is added to `into`. */
export function createFieldStore(plan: FieldStorePlan, into: FieldCollection): FieldStore {
  const { size, start, axis, channels, wanted, keepsRivals, levels } = plan;
  const [nOuter, nInner] = planeOf(size, axis);
  const [oStart, iStart] = planeOf(start, axis);
  const plane = nOuter * nInner;
  const count = channels.length;
  const isWanted = channels.map((_, n) => wanted.includes(n));
  const none = (): (Rect | null)[] => new Array<Rect | null>(count).fill(null);
  let before = none();
  let last: { readonly row: number; readonly values: Float32Array; readonly rects: (Rect | null)[] } | null = null;

  // Interpolation reaches one voxel further, across rows too.
  const grown = (rect: Rect | null): Rect | null =>
    rect === null
      ? null
      : {
          o0: Math.max(0, rect.o0 - 1),
          o1: Math.min(nOuter, rect.o1 + 1),
          i0: Math.max(0, rect.i0 - 1),
          i1: Math.min(nInner, rect.i1 + 1),
        };

  const cut = (values: Float32Array, n: number, row: number, rect: Rect): KeptPiece => {
    const width = rect.i1 - rect.i0;
    const out = new Uint16Array((rect.o1 - rect.o0) * width);
    let at = 0;
    for (let o = rect.o0; o < rect.o1; o++) {
      const from = n * plane + o * nInner;
      for (let i = rect.i0; i < rect.i1; i++) out[at++] = (values[from + i] as number) / PROBABILITY_UNIT + 0.5;
    }
    return {
      row: row + start[axis],
      o0: rect.o0 + oStart,
      o1: rect.o1 + oStart,
      i0: rect.i0 + iStart,
      i1: rect.i1 + iStart,
      values: out,
    };
  };

  const keep = (after: (Rect | null)[]) => {
    if (last === null) return;
    const { row, values, rects } = last;
    const around = rects.map((rect, n) => grown(join(rect, join(before[n] ?? null, after[n] ?? null))));
    let stage: Rect | null = null;
    for (const n of wanted) stage = join(stage, around[n] ?? null);
    for (let n = 0; n < count; n++) {
      if (!isWanted[n] && !keepsRivals) continue;
      const rect = isWanted[n] ? (around[n] ?? null) : meet(around[n] ?? null, stage);
      if (rect !== null) (into.pieces[n] as KeptPiece[]).push(cut(values, n, row, rect));
    }
    before = rects;
  };

  return {
    add: (row, values) => {
      const rects = levels.map((level, n) =>
        isWanted[n] || keepsRivals ? rectAbove(values.subarray(n * plane, (n + 1) * plane), nInner, level) : null,
      );
      keep(rects);
      last = { row, values, rects };
    },
    finish: () => {
      keep(none());
      last = null;
    },
  };
}

/** Start and size in array order of what lies from row r0 to r1 within a rectangle. */
function toBox(axis: 0 | 1 | 2, r: readonly [number, number], rect: Rect): { start: Size3; size: Size3 } {
  const ranges: [number, number][] = [
    [rect.o0, rect.o1],
    [rect.i0, rect.i1],
  ];
  ranges.splice(axis, 0, [r[0], r[1]]);
  return {
    start: ranges.map(([from]) => from) as unknown as Size3,
    size: ranges.map(([from, to]) => to - from) as unknown as Size3,
  };
}

/** The fields of a whole grid, when all parts of it are in. `axis` and `channels` are those of the stores. */
export function toStoredFields(
  { pieces }: FieldCollection,
  axis: 0 | 1 | 2,
  channels: readonly number[],
): StoredFields {
  const extents: ClassExtent[] = [];
  const byChannel = new Map<number, { readonly extent: ClassExtent; readonly pieces: readonly KeptPiece[] }>();
  for (const [n, list] of pieces.entries()) {
    if (list.length === 0) continue;
    const rect = list.reduce<Rect | null>(join, null) as Rect;
    const first = list.reduce((least, { row }) => Math.min(least, row), Infinity);
    const last = list.reduce((most, { row }) => Math.max(most, row), 0);
    const extent = { channel: channels[n] as number, ...toBox(axis, [first, last + 1], rect) };
    extents.push(extent);
    byChannel.set(extent.channel, { extent, pieces: list });
  }
  return {
    extents,
    box: (channel) => {
      const found = byChannel.get(channel);
      return found === undefined ? null : assemble(axis, found.extent, found.pieces);
    },
  };
}

function assemble(axis: 0 | 1 | 2, extent: ClassExtent, pieces: readonly KeptPiece[]): ClassBox {
  const { start, size } = extent;
  const values = new Uint16Array(size[0] * size[1] * size[2]);
  const strides = [size[1] * size[2], size[2], 1];
  const [outer, inner] = [0, 1, 2].filter((a) => a !== axis) as [number, number];
  const [stepRow, stepO, stepI] = [strides[axis], strides[outer], strides[inner]] as [number, number, number];
  for (const piece of pieces) {
    let at = 0;
    const base = (piece.row - (start[axis] as number)) * stepRow - (start[inner] as number) * stepI;
    for (let o = piece.o0; o < piece.o1; o++) {
      const line = base + (o - (start[outer] as number)) * stepO;
      for (let i = piece.i0; i < piece.i1; i++) values[line + i * stepI] = piece.values[at++] as number;
    }
  }
  return { ...extent, values, unit: PROBABILITY_UNIT };
}
