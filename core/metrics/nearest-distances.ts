// Exact Euclidean distances from lattice points to the nearest point of a set, on an anisotropic lattice. The separable
// scheme of Felzenszwalb and Huttenlocher (Theory of Computing 8, 2012): nearest along i by two scans, nearest within the
// plane by the lower envelope of parabolas along j, and along k only for the points that are asked for. Offsets are kept
// instead of squared distances, so that every result is computed in double precision from whole steps.

const NONE = 0xffff;

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

interface EnvelopeScratch {
  readonly rows: Int32Array;
  readonly heights: Float64Array;
  readonly from: Float64Array;
}

/**
 * For column i of a plane and every j, the row whose nearest point is the closest one in the plane (NONE: empty plane).
 */
function nearestRowsOfColumn(
  steps: Uint16Array,
  nearestRow: Uint16Array,
  start: number,
  [ni, nj]: readonly [number, number],
  [stepI, stepJ]: readonly [number, number],
  { rows, heights, from }: EnvelopeScratch,
): void {
  let top = -1;
  for (let j = 0, at = start; j < nj; j++, at += ni) {
    const step = steps[at] as number;
    if (step === NONE) continue;
    // Parabolas in units of the row distance: height + (row difference)^2.
    const height = ((step * stepI) / stepJ) ** 2;
    let crossing = Number.NEGATIVE_INFINITY;
    while (top >= 0) {
      const row = rows[top] as number;
      crossing = (height - (heights[top] as number) + (j - row) * (j + row)) / (2 * (j - row));
      if (crossing > (from[top] as number)) break;
      top--;
    }
    if (top < 0) crossing = Number.NEGATIVE_INFINITY;
    if (crossing >= nj) continue;
    top++;
    rows[top] = j;
    heights[top] = height;
    from[top] = crossing;
  }
  if (top < 0) return;
  for (let j = 0, at = start, n = 0; j < nj; j++, at += ni) {
    while (n < top && (from[n + 1] as number) <= j) n++;
    nearestRow[at] = rows[n] as number;
  }
}

function nearestRows(steps: Uint16Array, set: LatticeSet, spacingMm: readonly [number, number, number]): Uint16Array {
  const [ni, nj, nk] = set.size;
  const nearestRow = new Uint16Array(steps.length).fill(NONE);
  const scratch = { rows: new Int32Array(nj), heights: new Float64Array(nj), from: new Float64Array(nj) };
  const isOccupied = new Uint8Array(nk);
  for (const point of set.points) isOccupied[Math.floor(point / (ni * nj))] = 1;
  for (let k = 0; k < nk; k++) {
    if (isOccupied[k] === 0) continue;
    for (let i = 0; i < ni; i++) {
      nearestRowsOfColumn(steps, nearestRow, k * ni * nj + i, [ni, nj], [spacingMm[0], spacingMm[1]], scratch);
    }
  }
  return nearestRow;
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
  const steps = stepsAlongRows(set);
  const nearestRow = nearestRows(steps, set, spacingMm);
  const plane = ni * nj;
  const distancesMm = new Float64Array(queries.length);
  for (let n = 0; n < queries.length; n++) {
    const query = queries[n] as number;
    if (steps[query] === 0) continue;
    const k = Math.floor(query / plane);
    const inPlane = query - k * plane;
    const j = Math.floor(inPlane / ni);
    const i = inPlane - j * ni;
    let best = Number.POSITIVE_INFINITY;
    for (let dk = 0; dk < nk; dk++) {
      const alongK = dk * sk * (dk * sk);
      if (alongK >= best) break;
      for (let other = k - dk; other <= k + dk; other += dk === 0 ? 1 : 2 * dk) {
        if (other < 0 || other >= nk) continue;
        const row = nearestRow[other * plane + inPlane] as number;
        if (row === NONE) continue;
        const x = (steps[other * plane + row * ni + i] as number) * si;
        const y = (row - j) * sj;
        const squared = x * x + y * y + alongK;
        if (squared < best) best = squared;
      }
    }
    distancesMm[n] = Math.sqrt(best);
  }
  return distancesMm;
}
