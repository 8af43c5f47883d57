import { nextHalfEdge, type TriangleMesh } from '../../mesh/index.ts';
import { EdgeTable } from './edges.ts';

export interface Oriented {
  readonly indices: Uint32Array<ArrayBuffer>;
  readonly turned: number;
  /** Neighbours that cannot be made to agree, as on a Möbius strip. */
  readonly contradictions: number;
}

/** Turns triangles round so that neighbours agree; in each piece the majority keeps its direction. */
export function agreeWithNeighbours({ positions, indices }: TriangleMesh): Oriented {
  const edges = new EdgeTable(indices, positions.length / 3);
  const triangles = indices.length / 3;
  const side = new Int8Array(triangles);
  let turned = 0;
  let contradictions = 0;
  for (let seed = 0; seed < triangles; seed++) {
    if (side[seed] !== 0) continue;
    side[seed] = 1;
    const piece = [seed];
    let against = 0;
    for (let n = 0; n < piece.length; n++) {
      const t = piece[n] as number;
      for (let h = 3 * t; h < 3 * t + 3; h++) {
        if (edges.count(h) !== 2) continue;
        const other = edges.other(h);
        const agrees = edges.from(other) === edges.to(h) ? (side[t] as number) : -(side[t] as number);
        const u = Math.floor(other / 3);
        if (side[u] === 0) {
          side[u] = agrees;
          if (agrees < 0) against++;
          piece.push(u);
        } else if (side[u] !== agrees) contradictions++;
      }
    }
    if (2 * against > piece.length) {
      for (const t of piece) side[t] = -(side[t] as number);
      against = piece.length - against;
    }
    turned += against;
  }
  return { indices: turnedTriangles(indices, (t) => (side[t] as number) < 0), turned, contradictions };
}

export function turnedTriangles(indices: Uint32Array, isTurned: (t: number) => boolean): Uint32Array<ArrayBuffer> {
  const turned = Uint32Array.from(indices);
  for (let t = 0; t < indices.length; t += 3) {
    if (!isTurned(t / 3)) continue;
    turned[t + 1] = indices[t + 2] as number;
    turned[t + 2] = indices[t + 1] as number;
  }
  return turned;
}

/**
 * Where four or more triangles meet at an edge, the two that enclose a wedge of material are kept together, and their
 * vertices become their own. Counts edges where as many triangles do not run each way.
 */
export function separateWedges({ positions: p, indices }: TriangleMesh): {
  readonly mesh: TriangleMesh;
  readonly separated: number;
  readonly hopeless: number;
} {
  const edges = new EdgeTable(indices, p.length / 3);
  const twin = new Int32Array(indices.length).fill(-1);
  let separated = 0;
  let hopeless = 0;
  for (let h = 0; h < indices.length; h++) {
    if (twin[h] !== -1 || edges.count(h) === 1) continue;
    if (edges.count(h) === 2) {
      twin[h] = edges.other(h);
      twin[edges.other(h)] = h;
      continue;
    }
    const met = edges.around(h);
    const pairs = wedgesAt(p, edges, met);
    if (pairs === null) {
      hopeless++;
      for (const other of met) twin[other] = other;
      continue;
    }
    separated++;
    for (const [a, b] of pairs) {
      twin[a] = b;
      twin[b] = a;
    }
  }
  return { mesh: splitFans(p, indices, twin), separated, hopeless };
}

/** Pairs of half-edges with material between them; null where the directions do not allow it. */
function wedgesAt(p: Float32Array, edges: EdgeTable, met: readonly number[]): [number, number][] | null {
  const [a, b] = [3 * edges.from(met[0] as number), 3 * edges.to(met[0] as number)];
  const along = [0, 1, 2].map((axis) => (p[b + axis] as number) - (p[a + axis] as number)) as [number, number, number];
  const length = Math.hypot(...along);
  const axis = along.map((x) => x / length) as [number, number, number];
  const across = (h: number): [number, number, number] => {
    const c = 3 * edges.from(nextHalfEdge(nextHalfEdge(h)));
    return [0, 1, 2].map((n) => (p[c + n] as number) - (p[a + n] as number)) as [number, number, number];
  };
  const crossOf = (u: readonly number[], v: readonly number[]): [number, number, number] => {
    const [ux, uy, uz] = u as [number, number, number];
    const [vx, vy, vz] = v as [number, number, number];
    return [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
  };
  const dotOf = (u: readonly number[], v: readonly number[]): number =>
    u.reduce((sum, x, n) => sum + x * (v[n] as number), 0);
  const first = across(met[0] as number);
  const x = first.map((component, n) => component - dotOf(first, axis) * (axis[n] as number));
  const y = crossOf(axis, x);
  const fan = met
    .map((h) => {
      const out = across(h);
      const angle = Math.atan2(dotOf(out, y), dotOf(out, x));
      return { h, angle: angle < -1e-12 ? angle + 2 * Math.PI : angle, isForward: 3 * edges.from(h) === a };
    })
    .sort((u, v) => u.angle - v.angle);
  // Seen along the edge, with angles growing counter-clockwise, a triangle that runs along the edge has its material at
  // smaller angles (its normal points to larger ones).
  const pairs: [number, number][] = [];
  for (let n = 0; n < fan.length; n++) {
    const [one, other] = [fan[n] as (typeof fan)[0], fan[(n + 1) % fan.length] as (typeof fan)[0]];
    if (!one.isForward && other.isForward) pairs.push([one.h, other.h]);
  }
  return 2 * pairs.length === fan.length ? pairs : null;
}

/** A vertex for each fan of triangles that hang together by their edges. */
function splitFans(p: Float32Array, indices: Uint32Array, twin: Int32Array): TriangleMesh {
  const parent = Uint32Array.from({ length: indices.length }, (_, corner) => corner);
  const rootOf = (corner: number): number => {
    let c = corner;
    while (parent[c] !== c) {
      parent[c] = parent[parent[c] as number] as number;
      c = parent[c] as number;
    }
    return c;
  };
  for (let h = 0; h < indices.length; h++) {
    const other = twin[h] as number;
    if (other < 0 || other === h) continue;
    // The ends of the one are the beginnings of the other, where they agree in direction.
    const agrees = indices[h] === indices[nextHalfEdge(other)];
    parent[rootOf(h)] = rootOf(agrees ? nextHalfEdge(other) : other);
    parent[rootOf(nextHalfEdge(h))] = rootOf(agrees ? other : nextHalfEdge(other));
  }
  const number = new Map<number, number>();
  const split = new Uint32Array(indices.length);
  const points: number[] = [];
  for (let corner = 0; corner < indices.length; corner++) {
    const root = rootOf(corner);
    let vertex = number.get(root);
    if (vertex === undefined) {
      vertex = points.push(indices[corner] as number) - 1;
      number.set(root, vertex);
    }
    split[corner] = vertex;
  }
  const positions = new Float32Array(3 * points.length);
  for (const [n, vertex] of points.entries()) positions.set(p.subarray(3 * vertex, 3 * vertex + 3), 3 * n);
  return { positions, indices: split };
}
