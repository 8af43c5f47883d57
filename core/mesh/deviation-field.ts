// How far every vertex of a surface lies outside or inside another one: what the colour map and its figures show.

import { doubleAreaVector } from '../geometry/index.ts';
import { closestOnTriangle } from './closest-on-triangle.ts';
import { type NearestTriangle, TriangleGrid } from './triangle-grid.ts';
import type { TriangleMesh } from './triangle-mesh.ts';

export interface DeviationField {
  /** Of every vertex, mm: positive outside the reference. */
  readonly distancesMm: Float32Array<ArrayBuffer>;
  /** Mean, 95th percentile and largest of their sizes, mm. */
  readonly meanMm: number;
  readonly p95Mm: number;
  readonly maxMm: number;
}

type Vec = [number, number, number];

/** Area-free normals whose sign with the way to a point tells outside from inside even where an edge or a corner is
 * nearest: those of triangles, edges (sum of two) and corners (sum by angle). Baerentzen and Aanaes, Signed distance
 * computation using the angle weighted pseudonormal, 2005. */
class PseudoNormals {
  readonly #mesh: TriangleMesh;
  readonly #faces: Float32Array;
  readonly #corners: Float32Array;
  /** Triangles around vertex v: list[start[v]] … list[start[v + 1] - 1]. */
  readonly #start: Uint32Array;
  readonly #list: Uint32Array;

  constructor(mesh: TriangleMesh) {
    const { positions, indices } = mesh;
    this.#mesh = mesh;
    this.#faces = new Float32Array(indices.length);
    this.#corners = new Float32Array(positions.length);
    this.#start = new Uint32Array(positions.length / 3 + 1);
    this.#list = new Uint32Array(indices.length);
    for (const vertex of indices) this.#start[vertex] = (this.#start[vertex] as number) + 1;
    for (let v = 0, sum = 0; v < this.#start.length; v++) {
      sum += this.#start[v] as number;
      this.#start[v] = sum;
    }
    const normal = new Float64Array(3);
    for (let n = 0; n < indices.length; n += 3) {
      const at = [0, 1, 2].map((corner) => 3 * (indices[n + corner] as number)) as Vec;
      doubleAreaVector(positions, at[0], at[1], at[2], normal);
      const length = Math.hypot(...normal) || 1;
      for (let axis = 0; axis < 3; axis++) this.#faces[n + axis] = (normal[axis] as number) / length;
      for (let corner = 0; corner < 3; corner++) this.#addCorner(n, at, corner);
    }
  }

  #addCorner(n: number, at: Vec, corner: number): void {
    const vertex = (at[corner] as number) / 3;
    const slot = (this.#start[vertex] as number) - 1;
    this.#start[vertex] = slot;
    this.#list[slot] = n / 3;
    const angle = angleAt(
      this.#mesh.positions,
      at[corner] as number,
      at[(corner + 1) % 3] as number,
      at[(corner + 2) % 3] as number,
    );
    for (let axis = 0; axis < 3; axis++) {
      const to = 3 * vertex + axis;
      this.#corners[to] = (this.#corners[to] as number) + angle * (this.#faces[n + axis] as number);
    }
  }

  /** Sign of a point, seen from triangle t, to which none is nearer. */
  sign(t: number, point: Vec): number {
    const { positions: p, indices } = this.#mesh;
    const vertices = [0, 1, 2].map((n) => indices[3 * t + n] as number) as Vec;
    const shares = nearestShares(p, vertices, point);
    const away = [0, 1, 2].map((axis) => {
      const foot = vertices.reduce((sum, v, n) => sum + (shares[n] as number) * (p[3 * v + axis] as number), 0);
      return (point[axis] as number) - foot;
    });
    const touched = [0, 1, 2].filter((n) => (shares[n] as number) > 1e-7).map((n) => vertices[n] as number);
    const along = (normals: Float32Array, item: number) =>
      away.reduce((sum, d, axis) => sum + d * (normals[3 * item + axis] as number), 0);
    if (touched.length === 1) return along(this.#corners, touched[0] as number) < 0 ? -1 : 1;
    if (touched.length === 3) return along(this.#faces, t) < 0 ? -1 : 1;
    const [a, b] = touched as [number, number];
    let sum = 0;
    for (let n = this.#start[a] as number; n < (this.#start[a + 1] as number); n++) {
      const face = this.#list[n] as number;
      if (indices.subarray(3 * face, 3 * face + 3).includes(b)) sum += along(this.#faces, face);
    }
    return sum < 0 ? -1 : 1;
  }
}

function angleAt(p: Float32Array, at: number, b: number, c: number): number {
  let [dot, uu, vv] = [0, 0, 0];
  for (let axis = 0; axis < 3; axis++) {
    const u = (p[b + axis] as number) - (p[at + axis] as number);
    const v = (p[c + axis] as number) - (p[at + axis] as number);
    dot += u * v;
    uu += u * u;
    vv += v * v;
  }
  return Math.acos(Math.max(-1, Math.min(1, dot / (Math.sqrt(uu * vv) || 1))));
}

const nearest = new Float64Array(5);

/** Shares of the corners in the point of a triangle that is nearest to (x, y, z). */
function nearestShares(p: Float32Array, [a, b, c]: Vec, point: Vec): Vec {
  closestOnTriangle(p, 3 * a, 3 * b, 3 * c, ...point, nearest);
  const [s, t] = [nearest[3] as number, nearest[4] as number];
  return [1 - s - t, s, t];
}

/** Signed distance of every vertex of `mesh` to a closed reference. Throws RangeError when the reference is empty. */
export function deviationField(mesh: TriangleMesh, reference: TriangleMesh): DeviationField {
  if (reference.indices.length === 0) throw new RangeError('a reference without triangles');
  const { positions: p } = mesh;
  const grid = new TriangleGrid(reference);
  const normals = new PseudoNormals(reference);
  const found: NearestTriangle = { triangle: -1, distanceMm: 0 };
  const distancesMm = new Float32Array(p.length / 3);
  for (let v = 0, at = 0; v < distancesMm.length; v++, at += 3) {
    const point: Vec = [p[at] as number, p[at + 1] as number, p[at + 2] as number];
    grid.nearestOfAll(...point, 1.5 * found.distanceMm, found);
    distancesMm[v] = found.distanceMm * normals.sign(found.triangle, point);
  }
  const sizes = distancesMm.map(Math.abs).sort();
  const sum = sizes.reduce((total, size) => total + size, 0);
  const rank = Math.max(0, Math.ceil(0.95 * sizes.length) - 1);
  return {
    distancesMm,
    meanMm: sizes.length === 0 ? 0 : sum / sizes.length,
    p95Mm: sizes[rank] ?? 0,
    maxMm: sizes.at(-1) ?? 0,
  };
}
