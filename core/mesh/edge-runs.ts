// Half-edges edge by edge. Sorted, not looked up at a vertex: a hub may have a hundred thousand of them.

import { sortedBy } from './counting-sort.ts';

export interface EdgeRuns {
  /** All half-edges, the highest number of each edge first. */
  readonly halfEdges: Uint32Array;
  /** Edge e has halfEdges[start[e]] … halfEdges[start[e + 1] - 1], in whatever direction they run. */
  readonly start: Uint32Array;
}

export const nextHalfEdge = (h: number): number => (h % 3 === 2 ? h - 2 : h + 1);

/** Half-edge h runs from corner h of `indices` to the next corner of its triangle. */
export function edgeRuns(indices: Uint32Array, vertices: number): EdgeRuns {
  const lower = new Uint32Array(indices.length);
  const upper = new Uint32Array(indices.length);
  const falling = new Uint32Array(indices.length);
  for (let h = 0; h < indices.length; h++) {
    const from = indices[h] as number;
    const to = indices[nextHalfEdge(h)] as number;
    lower[h] = Math.min(from, to);
    upper[h] = Math.max(from, to);
    falling[h] = indices.length - 1 - h;
  }
  const halfEdges = sortedBy(sortedBy(falling, upper, vertices), lower, vertices);
  const start = new Uint32Array(indices.length + 1);
  let edges = 0;
  for (let n = 0; n < halfEdges.length; n++) {
    const h = halfEdges[n] as number;
    const before = halfEdges[n === 0 ? 0 : n - 1] as number;
    if (n === 0 || lower[before] !== lower[h] || upper[before] !== upper[h]) start[edges++] = n;
  }
  start[edges] = halfEdges.length;
  return { halfEdges, start: start.subarray(0, edges + 1) };
}
