// A part as it is drawn: smooth where it is smooth, sharp along the edges of cuts, holes and letters.

import { doubleAreaVector } from '../../core/geometry/index.ts';
import type { TriangleMesh } from '../../core/mesh/index.ts';
import type { DisplayMesh } from './print-messages.ts';

/** Triangles whose normals are further apart than this do not share their shading. */
const SHARP_DEG = 40;
const SMOOTH_COS = Math.cos((SHARP_DEG * Math.PI) / 180);

/** Normals of the triangles, as long as their areas doubled, mm2. */
function areaNormals({ positions, indices }: TriangleMesh): Float32Array {
  const normals = new Float32Array(indices.length);
  const normal = new Float64Array(3);
  for (let t = 0; t < indices.length; t += 3) {
    const [a, b, c] = [indices[t] as number, indices[t + 1] as number, indices[t + 2] as number];
    doubleAreaVector(positions, 3 * a, 3 * b, 3 * c, normal);
    normals.set(normal, t);
  }
  return normals;
}

/** Triangle corners around each vertex: those of vertex v are `corners[starts[v]]` to `corners[starts[v + 1]] - 1`. */
function cornersByVertex(indices: Uint32Array, vertices: number): { starts: Uint32Array; corners: Uint32Array } {
  const starts = new Uint32Array(vertices + 1);
  for (const vertex of indices) starts[vertex + 1] = (starts[vertex + 1] as number) + 1;
  for (let v = 0; v < vertices; v++) starts[v + 1] = (starts[v + 1] as number) + (starts[v] as number);
  const next = starts.slice();
  const corners = new Uint32Array(indices.length);
  for (let corner = 0; corner < indices.length; corner++) {
    const vertex = indices[corner] as number;
    corners[next[vertex] as number] = corner;
    next[vertex] = (next[vertex] as number) + 1;
  }
  return { starts, corners };
}

/** Vertices with their normals as they grow. */
class Split {
  readonly normals: number[] = [];
  readonly sources: number[] = [];

  add(source: number): number {
    this.sources.push(source);
    this.normals.push(0, 0, 0);
    return this.sources.length - 1;
  }

  /** Cosine between the normal of a vertex so far and a triangle's; 1 where either has none. */
  cosine(vertex: number, faces: Float32Array, face: number): number {
    const [x, y, z] = [faces[face] as number, faces[face + 1] as number, faces[face + 2] as number];
    const at = 3 * vertex;
    const [nx, ny, nz] = [this.normals[at] as number, this.normals[at + 1] as number, this.normals[at + 2] as number];
    const length = Math.hypot(x, y, z) * Math.hypot(nx, ny, nz);
    return length === 0 ? 1 : (x * nx + y * ny + z * nz) / length;
  }

  lean(vertex: number, faces: Float32Array, face: number): void {
    for (let axis = 0; axis < 3; axis++) {
      const at = 3 * vertex + axis;
      this.normals[at] = (this.normals[at] as number) + (faces[face + axis] as number);
    }
  }
}

/** Corners of triangles as vtk.js takes them, from the vertex of each corner. */
function cellsOf(vertexOf: Uint32Array): Uint32Array<ArrayBuffer> {
  const cells = new Uint32Array((vertexOf.length / 3) * 4);
  for (let from = 0, to = 0; from < vertexOf.length; from += 3, to += 4) {
    cells[to] = 3;
    cells.set(vertexOf.subarray(from, from + 3), to + 1);
  }
  return cells;
}

/** Vertices are doubled where triangles meet at more than 40 degrees; the surface itself stays where it is. */
export function displayMesh(mesh: TriangleMesh): DisplayMesh {
  const { positions: p, indices } = mesh;
  const faces = areaNormals(mesh);
  const { starts, corners } = cornersByVertex(indices, p.length / 3);
  const split = new Split();
  const vertexOf = new Uint32Array(indices.length);
  for (let v = 0; v < p.length / 3; v++) {
    const first = split.sources.length;
    for (let n = starts[v] as number; n < (starts[v + 1] as number); n++) {
      const corner = corners[n] as number;
      const face = corner - (corner % 3);
      let own = first;
      while (own < split.sources.length && split.cosine(own, faces, face) < SMOOTH_COS) own++;
      if (own === split.sources.length) split.add(v);
      split.lean(own, faces, face);
      vertexOf[corner] = own;
    }
  }
  const count = split.sources.length;
  const positions = new Float32Array(3 * count);
  const normals = new Float32Array(3 * count);
  for (let v = 0; v < count; v++) {
    const from = 3 * (split.sources[v] as number);
    positions.set(p.subarray(from, from + 3), 3 * v);
    const [x, y, z] = [3 * v, 3 * v + 1, 3 * v + 2].map((at) => split.normals[at] as number) as [
      number,
      number,
      number,
    ];
    const length = Math.hypot(x, y, z) || 1;
    normals[3 * v] = x / length;
    normals[3 * v + 1] = y / length;
    normals[3 * v + 2] = z / length;
  }
  return { positions, normals, cells: cellsOf(vertexOf), sources: Uint32Array.from(split.sources) };
}
