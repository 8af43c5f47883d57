// Exact Euclidean distances from lattice points to the nearest point of a set, on an anisotropic lattice: along i by two
// scans of every row, then outwards through rows and planes until no nearer point is possible. Two surfaces of one organ
// mostly lie a few rows apart; where they do not, the row to take comes from the lower envelope of parabolas along j
// (Felzenszwalb and Huttenlocher, Theory of Computing 8, 2012), made for the columns that need it. Steps are kept instead
// of squared distances, so that every result is computed in double precision from whole numbers.

const NONE = 0xffff;

/** Rows on either side that are looked at one by one before a column's envelope is made. */
const NEAR_ROWS = 12;

export interface LatticeSet {
  readonly size: readonly [number, number, number];
  /** Linear indices (i fastest), not empty. */
  readonly points: Int32Array;
}

/** Steps along i to the nearest point of the set in the same row; NONE where the row has none. */
function stepsAlongRows(set: LatticeSet): Uint16Array {
  const [ni, nj, nk] = set.size;
  const steps = new Uint16Array(ni * nj * nk).fill(NONE);
  const { points } = set;
  for (let n = 0; n < points.length; ) {
    const rowStart = Math.floor((points[n] as number) / ni) * ni;
    const rowEnd = rowStart + ni;
    for (; n < points.length && (points[n] as number) < rowEnd; n++) steps[points[n] as number] = 0;
    for (let at = rowStart, last = NONE; at < rowEnd; at++) {
      last = steps[at] === 0 ? 0 : last === NONE ? NONE : last + 1;
      steps[at] = last;
    }
    for (let at = rowEnd - 1, last = NONE; at >= rowStart; at--) {
      last = steps[at] === 0 ? 0 : last === NONE ? NONE : last + 1;
      if (last < (steps[at] as number)) steps[at] = last;
    }
  }
  return steps;
}

/** For a column (all j at one i, k) the row of the plane's nearest point as seen from each j, made when first asked for. */
class NearestRows {
  readonly #steps: Uint16Array;
  readonly #ni: number;
  readonly #nj: number;
  readonly #aspect: number;
  readonly #rows: Uint16Array;
  readonly #isMade: Uint8Array;
  readonly #envelope: { readonly rows: Int32Array; readonly heights: Float64Array; readonly from: Float64Array };

  constructor(steps: Uint16Array, size: LatticeSet['size'], spacingMm: readonly [number, number, number]) {
    const [ni, nj, nk] = size;
    this.#steps = steps;
    this.#ni = ni;
    this.#nj = nj;
    this.#aspect = spacingMm[0] / spacingMm[1];
    this.#rows = new Uint16Array(steps.length);
    this.#isMade = new Uint8Array(ni * nk);
    this.#envelope = { rows: new Int32Array(nj), heights: new Float64Array(nj), from: new Float64Array(nj) };
  }

  /** The plane must hold a point. */
  rowAt(i: number, j: number, k: number): number {
    const start = k * this.#ni * this.#nj + i;
    if (this.#isMade[k * this.#ni + i] === 0) {
      this.#isMade[k * this.#ni + i] = 1;
      this.#makeColumn(start);
    }
    return this.#rows[start + j * this.#ni] as number;
  }

  #makeColumn(start: number): void {
    const { rows, heights, from } = this.#envelope;
    let top = -1;
    for (let j = 0, at = start; j < this.#nj; j++, at += this.#ni) {
      const step = this.#steps[at] as number;
      if (step === NONE) continue;
      // Parabolas in units of the row distance: height + (row difference)^2.
      const height = (step * this.#aspect) ** 2;
      let crossing = Number.NEGATIVE_INFINITY;
      while (top >= 0) {
        const row = rows[top] as number;
        crossing = (height - (heights[top] as number) + (j - row) * (j + row)) / (2 * (j - row));
        if (crossing > (from[top] as number)) break;
        top--;
      }
      if (crossing >= this.#nj) continue;
      top++;
      rows[top] = j;
      heights[top] = height;
      from[top] = top === 0 ? Number.NEGATIVE_INFINITY : crossing;
    }
    for (let j = 0, at = start, n = 0; j < this.#nj; j++, at += this.#ni) {
      while (n < top && (from[n + 1] as number) <= j) n++;
      this.#rows[at] = rows[n] as number;
    }
  }
}

function planesWithPoints({ size, points }: LatticeSet): Uint8Array {
  const isOccupied = new Uint8Array(size[2]);
  const plane = size[0] * size[1];
  for (let n = 0; n < points.length; n++) isOccupied[Math.floor((points[n] as number) / plane)] = 1;
  return isOccupied;
}

/**
 * Distance in mm from each of `queries` (linear lattice indices) to the nearest point of `set`, exact.
 * The lattice may have up to 65 534 points along an axis.
 */
export function computeNearestDistances(
  queries: Int32Array,
  set: LatticeSet,
  spacingMm: readonly [number, number, number],
): Float64Array {
  const [ni, nj, nk] = set.size;
  const [si, sj, sk] = spacingMm;
  const plane = ni * nj;
  const steps = stepsAlongRows(set);
  const isOccupied = planesWithPoints(set);
  let nearestRows: NearestRows | undefined;
  const distancesMm = new Float64Array(queries.length);
  for (let n = 0; n < queries.length; n++) {
    const query = queries[n] as number;
    if (steps[query] === 0) continue;
    const k = Math.floor(query / plane);
    const j = Math.floor((query - k * plane) / ni);
    const i = query - k * plane - j * ni;
    let best = Number.POSITIVE_INFINITY;
    for (let dk = 0; dk < nk; dk++) {
      const alongK = dk * sk * (dk * sk);
      if (alongK >= best) break;
      for (let other = k - dk; other <= k + dk; other += dk === 0 ? 1 : 2 * dk) {
        if (other < 0 || other >= nk || isOccupied[other] === 0) continue;
        const column = other * plane + i;
        let dj = 0;
        for (; dj <= NEAR_ROWS; dj++) {
          const alongJ = dj * sj * (dj * sj);
          if (alongJ + alongK >= best) break;
          const before = j - dj < 0 ? NONE : (steps[column + (j - dj) * ni] as number);
          const after = j + dj >= nj ? NONE : (steps[column + (j + dj) * ni] as number);
          const step = Math.min(before, after);
          if (step === NONE) continue;
          const squared = step * si * (step * si) + alongJ + alongK;
          if (squared < best) best = squared;
        }
        if (dj <= NEAR_ROWS) continue;
        nearestRows ??= new NearestRows(steps, set.size, spacingMm);
        const row = nearestRows.rowAt(i, j, other);
        const alongI = (steps[column + row * ni] as number) * si;
        const squared = alongI * alongI + (row - j) * sj * ((row - j) * sj) + alongK;
        if (squared < best) best = squared;
      }
    }
    distancesMm[n] = Math.sqrt(best);
  }
  return distancesMm;
}
