// Is a triangle soup a closed 2-manifold? Judged as a reader of the file would: corners are the same vertex when their
// float32 coordinates are exactly the same.

import { edgeRuns, nextHalfEdge } from './edge-runs.ts';
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
  /** Half-edge h runs from origin[h] to origin[nextHalfEdge(h)]. */
  readonly origin: Uint32Array;
  /** Half-edges that leave vertex v: leaving[start[v]] … leaving[start[v + 1] - 1]. */
  readonly start: Uint32Array;
  readonly leaving: Uint32Array;
}

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
function pairEdges(origin: Uint32Array, vertices: number, twin: Int32Array): EdgeCounts {
  const counts: EdgeCounts = { open: 0, crowded: 0, misoriented: 0 };
  const { halfEdges, start } = edgeRuns(origin, vertices);
  for (let edge = 0; edge + 1 < start.length; edge++) {
    const at = start[edge] as number;
    const count = (start[edge + 1] as number) - at;
    const first = halfEdges[at] as number;
    const last = halfEdges[at + count - 1] as number;
    const from = origin[first] as number;
    // A triangle with a corner twice has an edge from there to there, which is its own way back.
    if (from === origin[nextHalfEdge(first)]) {
      if (count === 1) twin[first] = first;
      else counts.crowded++;
    } else if (count === 1) counts.open++;
    else if (count > 2) counts.crowded++;
    else if (origin[last] === from) counts.misoriented++;
    else {
      twin[first] = last;
      twin[last] = first;
    }
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
      h = twin[nextHalfEdge(nextHalfEdge(h))] as number;
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
    const b = rootOf(origin[nextHalfEdge(h)] as number);
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
  const { open, crowded, misoriented } = pairEdges(origin, twins.length, twin);
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
