// Which parts of a plane lie inside closed lines: cells that are inside whole, and the cells that the border cuts in
// strips. Along a row the ends of a strip are exact; across it there are eight strips a cell.

/** Strips of a cell that the border cuts. */
export const STRIPS = 8;
const ALL_STRIPS = 2 ** STRIPS - 1;

/** A part of the plane: a point in it and its area, mm. */
export type CoverPart = (uMm: number, vMm: number, areaMm2: number) => void;

/** Where in its cell part number n is looked at, 0 to 1 along every axis. Middles of cells would line up along a gradient
 * of the dose and fall into few bins; these points spread evenly (Roberts 2018, the R3 sequence of the plastic numbers). */
export const pointInCell = (n: number): readonly [number, number, number] => [
  (0.5 + n * 0.8191725133961645) % 1,
  (0.5 + n * 0.6710436067037893) % 1,
  (0.5 + n * 0.5497004779019703) % 1,
];

interface Bounds {
  readonly u0: number;
  readonly v0: number;
  readonly u1: number;
  readonly v1: number;
}

function boundsOf(loops: readonly Float64Array[]): Bounds {
  let [u0, v0, u1, v1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const uv of loops) {
    for (let at = 0; at < uv.length; at += 2) {
      u0 = Math.min(u0, uv[at] as number);
      u1 = Math.max(u1, uv[at] as number);
      v0 = Math.min(v0, uv[at + 1] as number);
      v1 = Math.max(v1, uv[at + 1] as number);
    }
  }
  return { u0, v0, u1, v1 };
}

/** For every strip the u at which a line crosses its middle, sorted. */
function crossingsOf(loops: readonly Float64Array[], v0: number, stripMm: number, strips: number): number[][] {
  const crossings: number[][] = Array.from({ length: strips }, () => []);
  for (const uv of loops) {
    let pu = uv[uv.length - 2] as number;
    let pv = uv[uv.length - 1] as number;
    for (let at = 0; at < uv.length; at += 2) {
      const qu = uv[at] as number;
      const qv = uv[at + 1] as number;
      const [low, high] = pv < qv ? [pv, qv] : [qv, pv];
      const slope = (qu - pu) / (qv - pv);
      // Middles v with low <= v < high: every corner counts once.
      const first = Math.max(0, Math.ceil((low - v0) / stripMm - 0.5));
      const end = Math.min(strips, Math.ceil((high - v0) / stripMm - 0.5));
      for (let n = first; n < end; n++) crossings[n]?.push(pu + (v0 + (n + 0.5) * stripMm - pv) * slope);
      pu = qu;
      pv = qv;
    }
  }
  for (const row of crossings) row.sort((a, b) => a - b);
  return crossings;
}

/**
 * Calls `part` for all that lies inside the lines by the even-odd rule.
 * @param cellMm largest side of a cell
 * @param firstCell number of the first cell, for `pointInCell`
 * @returns that of the next plane's first cell
 */
export function coverPlane(loops: readonly Float64Array[], cellMm: number, firstCell: number, part: CoverPart): number {
  const { u0, v0, u1, v1 } = boundsOf(loops);
  if (!(u1 > u0 && v1 > v0)) return firstCell;
  const rows = Math.ceil((v1 - v0) / cellMm);
  const columns = Math.ceil((u1 - u0) / cellMm) + 1;
  // Rows end with the lines, so that straight edges along them are met exactly.
  const rowMm = (v1 - v0) / rows;
  const stripMm = rowMm / STRIPS;
  const crossings = crossingsOf(loops, v0, stripMm, rows * STRIPS);
  const covered = new Uint8Array(columns);
  let cells = firstCell;
  for (let row = 0; row < rows; row++) {
    covered.fill(0);
    for (let strip = 0; strip < STRIPS; strip++) {
      const v = v0 + (row * STRIPS + strip + 0.5) * stripMm;
      const at = crossings[row * STRIPS + strip] as number[];
      const piece = (from: number, to: number) =>
        part(u0 + ((from + to) / 2) * cellMm, v, (to - from) * cellMm * stripMm);
      for (let n = 0; n + 1 < at.length; n += 2) {
        const [from, to] = [at[n] as number, at[n + 1] as number];
        coverStrip((from - u0) / cellMm, (to - u0) / cellMm, 1 << strip, covered, piece);
      }
    }
    for (let column = 0; column < columns; column++) {
      const strips = covered[column] as number;
      if (strips === 0) continue;
      const [a, b] = pointInCell(cells++);
      const u = u0 + (column + a) * cellMm;
      if (strips === ALL_STRIPS) part(u, v0 + (row + b) * rowMm, cellMm * rowMm);
      else {
        for (let strip = 0; strip < STRIPS; strip++) {
          if ((strips & (1 << strip)) === 0) continue;
          part(u, v0 + (row * STRIPS + strip + 0.5) * stripMm, cellMm * stripMm);
        }
      }
    }
  }
  return cells;
}

/** Notes the cells that `from` to `to` (in cells) covers from end to end, and gives the pieces of the others. */
function coverStrip(
  from: number,
  to: number,
  bit: number,
  covered: Uint8Array,
  piece: (from: number, to: number) => void,
): void {
  if (!(to > from)) return;
  const first = Math.floor(from);
  const last = Math.floor(to);
  if (first === last) {
    piece(from, to);
    return;
  }
  if (from > first) piece(from, first + 1);
  else covered[first] = (covered[first] as number) | bit;
  for (let cell = first + 1; cell < last; cell++) covered[cell] = (covered[cell] as number) | bit;
  if (to > last) piece(last, to);
}

/** Lines along which the area of a plane is measured, at most. */
const MOST_AREA_STRIPS = 4_000;

/** Area of the rectangle around the lines, mm². */
export function boundsAreaMm2(loops: readonly Float64Array[]): number {
  const { u0, v0, u1, v1 } = boundsOf(loops);
  return u1 > u0 && v1 > v0 ? (u1 - u0) * (v1 - v0) : 0;
}

/** Area inside the lines by the even-odd rule, mm². @param finestMm distance of the lines along which it is measured */
export function coveredAreaMm2(loops: readonly Float64Array[], finestMm: number): number {
  const { v0, v1 } = boundsOf(loops);
  if (!(v1 > v0)) return 0;
  const stripMm = Math.max(finestMm, (v1 - v0) / MOST_AREA_STRIPS);
  const strips = Math.ceil((v1 - v0) / stripMm);
  let sum = 0;
  for (const at of crossingsOf(loops, v0, stripMm, strips)) {
    for (let n = 0; n + 1 < at.length; n += 2) sum += (at[n + 1] as number) - (at[n] as number);
  }
  return sum * stripMm;
}
