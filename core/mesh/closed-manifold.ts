// Is a triangle soup a closed 2-manifold? Judged as a reader of the file would: corners are the same vertex when their
// float32 coordinates are exactly the same.

import type { TriangleMesh } from './triangle-mesh.ts';
import { firstTwins, hasNoArea } from './weld.ts';

export interface ManifoldReport {
  /** True when the surface has triangles and nothing below is counted. */
  readonly isClosedManifold: boolean;
  /** Edges with one triangle. */
  readonly openEdges: number;
  /** Edges with more than two triangles. */
  readonly nonManifoldEdges: number;
  /** Edges whose two triangles run the same way along them: one of the two is inside out. */
  readonly misorientedEdges: number;
  /** Vertices whose triangles form more than one fan. Judged only when all edges are good. */
  readonly nonManifoldVertices: number;
  /** Triangles with two corners in one place or without area. */
  readonly degenerateTriangles: number;
  /** Connected shells, cavities included. */
  readonly shells: number;
}

interface HalfEdges {
  /** Half-edge h runs from origin[h] to origin[next(h)]. */
  readonly origin: Uint32Array;
  /** Half-edges that leave vertex v: leaving[start[v]] … leaving[start[v + 1] - 1]. */
  readonly start: Uint32Array;
  readonly leaving: Uint32Array;
}

const next = (h: number): number => (h % 3 === 2 ? h - 2 : h + 1);

function halfEdges(origin: Uint32Array, vertices: number): HalfEdges {
  const start = new Uint32Array(vertices + 1);
  for (let h = 0; h < origin.length; h++) start[origin[h] as number] = (start[origin[h] as number] as number) + 1;
  let sum = 0;
  for (let v = 0; v <= vertices; v++) {
    sum += start[v] as number;
    start[v] = sum;
  }
  const leaving = new Uint32Array(origin.length);
  for (let h = 0; h < origin.length; h++) {
    const slot = (start[origin[h] as number] as number) - 1;
    start[origin[h] as number] = slot;
    leaving[slot] = h;
  }
  return { origin, start, leaving };
}

interface EdgeCounts {
  open: number;
  crowded: number;
  misoriented: number;
}

/** Counts bad edges and fills `twin` (the half-edge back) for good ones. */
function pairEdges({ origin, start, leaving }: HalfEdges, twin: Int32Array): EdgeCounts {
  const counts: EdgeCounts = { open: 0, crowded: 0, misoriented: 0 };
  const target = origin.map((_, h) => origin[next(h)] as number);
  for (let h = 0; h < origin.length; h++) {
    const a = origin[h] as number;
    const b = target[h] as number;
    let there = 0;
    let first = -1;
    for (let n = start[a] as number; n < (start[a + 1] as number); n++) {
      if (target[leaving[n] as number] === b && there++ === 0) first = leaving[n] as number;
    }
    let back = 0;
    let opposite = -1;
    for (let n = start[b] as number; n < (start[b + 1] as number); n++) {
      if (target[leaving[n] as number] === a && back++ === 0) opposite = leaving[n] as number;
    }
    if (there === 1 && back === 1) {
      twin[h] = opposite;
      continue;
    }
    // A bad edge is counted once: at its first half-edge from the lower vertex, or from the upper if there is none.
    if (first !== h || (a > b && back > 0)) continue;
    if (there + back === 1) counts.open++;
    else if (there + back === 2) counts.misoriented++;
    else counts.crowded++;
  }
  return counts;
}

/** Vertices whose leaving half-edges are not all met in one turn around the vertex. */
function countSplitVertices({ start, leaving }: HalfEdges, twin: Int32Array): number {
  let split = 0;
  for (let v = 0; v + 1 < start.length; v++) {
    const degree = (start[v + 1] as number) - (start[v] as number);
    if (degree === 0) continue;
    const first = leaving[start[v] as number] as number;
    let turn = 0;
    let h = first;
    do {
      h = twin[next(next(h))] as number;
      turn++;
    } while (h !== first && turn <= degree);
    if (turn !== degree) split++;
  }
  return split;
}

function countShells({ origin, start }: HalfEdges): number {
  const parent = Uint32Array.from({ length: start.length - 1 }, (_, v) => v);
  const rootOf = (vertex: number): number => {
    let v = vertex;
    while (parent[v] !== v) {
      parent[v] = parent[parent[v] as number] as number;
      v = parent[v] as number;
    }
    return v;
  };
  for (let h = 0; h < origin.length; h++) {
    const a = rootOf(origin[h] as number);
    const b = rootOf(origin[next(h)] as number);
    if (a !== b) parent[a] = b;
  }
  let shells = 0;
  for (let v = 0; v < parent.length; v++) {
    if (parent[v] === v && start[v + 1] !== start[v]) shells++;
  }
  return shells;
}

/** Judges a mesh after welding equal float32 coordinates. Throws RangeError for an index without a vertex. */
export function checkClosedManifold(mesh: TriangleMesh): ManifoldReport {
  const twins = firstTwins(mesh.positions);
  const origin = mesh.indices.map((vertex) => {
    const first = twins[vertex];
    if (first === undefined) throw new RangeError(`vertex ${vertex} of ${twins.length}`);
    return first;
  });
  let degenerate = 0;
  for (let h = 0; h < origin.length; h += 3) {
    if (hasNoArea(mesh.positions, origin[h] as number, origin[h + 1] as number, origin[h + 2] as number)) degenerate++;
  }
  const edges = halfEdges(origin, twins.length);
  const twin = new Int32Array(origin.length).fill(-1);
  const { open, crowded, misoriented } = pairEdges(edges, twin);
  const goodEdges = open + crowded + misoriented === 0;
  const split = goodEdges ? countSplitVertices(edges, twin) : 0;
  return {
    isClosedManifold: origin.length > 0 && goodEdges && split === 0 && degenerate === 0,
    openEdges: open,
    nonManifoldEdges: crowded,
    misorientedEdges: misoriented,
    nonManifoldVertices: split,
    degenerateTriangles: degenerate,
    shells: countShells(edges),
  };
}
