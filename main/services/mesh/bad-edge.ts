// Where a mesh is not closed: only asked for when it is known not to be, so it may take its time.

import type { TriangleMesh } from '../../../core/mesh/index.ts';

interface Edge {
  /** First corner, a vertex number. */
  readonly from: number;
  readonly to: number;
  faces: number;
  /** Faces that run from the smaller to the larger vertex, less those that run back. */
  turn: number;
}

/** Vertex numbers by coordinates: what a reader of the file takes for one point is one. */
function weldedCorners({ positions: p, indices }: TriangleMesh): Uint32Array {
  const first = new Map<string, number>();
  return indices.map((vertex) => {
    const key = `${p[3 * vertex]} ${p[3 * vertex + 1]} ${p[3 * vertex + 2]}`;
    const known = first.get(key) ?? vertex;
    first.set(key, known);
    return known;
  });
}

function countEdges(corners: Uint32Array): Map<string, Edge> {
  const edges = new Map<string, Edge>();
  for (let at = 0; at < corners.length; at++) {
    const a = corners[at] as number;
    const b = corners[at % 3 === 2 ? at - 2 : at + 1] as number;
    const [from, to] = a < b ? [a, b] : [b, a];
    const key = `${from} ${to}`;
    const edge = edges.get(key) ?? { from, to, faces: 0, turn: 0 };
    edges.set(key, edge);
    edge.faces++;
    edge.turn += a < b ? 1 : -1;
  }
  return edges;
}

/** The worst kind of bad edge, how often there is one, and near what place the first lies. */
export function findBadEdge(mesh: TriangleMesh, placeInWords: (lps: ArrayLike<number>) => string): string {
  const edges = [...countEdges(weldedCorners(mesh)).values()];
  const kinds = [
    {
      isBad: ({ faces }: Edge) => faces > 2,
      says: (n: number, faces: number) => `${n === 1 ? '1 edge is' : `${n} edges are`} shared by ${faces} faces`,
    },
    {
      isBad: ({ faces }: Edge) => faces === 1,
      says: (n: number) => `it is open along ${n === 1 ? '1 edge' : `${n} edges`}`,
    },
    {
      isBad: ({ faces, turn }: Edge) => faces === 2 && turn !== 0,
      says: (n: number) => `${n === 1 ? '1 edge joins' : `${n} edges join`} faces that look to opposite sides`,
    },
  ];
  for (const { isBad, says } of kinds) {
    const bad = edges.filter(isBad);
    const first = bad[0];
    if (first === undefined) continue;
    const middle = [0, 1, 2].map(
      (axis) =>
        ((mesh.positions[3 * first.from + axis] as number) + (mesh.positions[3 * first.to + axis] as number)) / 2,
    );
    return `${says(bad.length, first.faces)} near ${placeInWords(middle)}`;
  }
  return 'it is not closed';
}

/** Near what place more than one fan of faces meets in a point. */
export function findSplitPoint(mesh: TriangleMesh, placeInWords: (lps: ArrayLike<number>) => string): string {
  const corners = weldedCorners(mesh);
  const rims = new Map<number, [number, number][]>();
  for (let at = 0; at < corners.length; at++) {
    const t = at - (at % 3);
    const [b, c] = [corners[t + ((at + 1) % 3)] as number, corners[t + ((at + 2) % 3)] as number];
    const rim = rims.get(corners[at] as number) ?? [];
    rim.push([b, c]);
    rims.set(corners[at] as number, rim);
  }
  for (const [vertex, rim] of rims) {
    const next = new Map(rim);
    const [start] = next.keys();
    let steps = 0;
    for (let v = start; v !== undefined && steps <= rim.length; v = next.get(v)) {
      steps++;
      if (next.get(v) === start) break;
    }
    if (steps < rim.length) return ` near ${placeInWords(mesh.positions.subarray(3 * vertex, 3 * vertex + 3))}`;
  }
  return '';
}
