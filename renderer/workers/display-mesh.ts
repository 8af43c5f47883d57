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
    normals[t] = normal[0] as number;
    normals[t + 1] = normal[1] as number;
    normals[t + 2] = normal[2] as number;
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

/** Vertices with their normals as they grow: at most one for each corner. */
class Split {
  readonly normals: Float64Array;
  readonly sources: Uint32Array;
  count = 0;

  constructor(corners: number) {
    this.normals = new Float64Array(3 * corners);
    this.sources = new Uint32Array(corners);
  }

  add(source: number): void {
    this.sources[this.count++] = source;
  }

  /** Whether the normal of a vertex so far and a triangle's are within 40 degrees, or either has none. */
  isSmooth(vertex: number, faces: Float32Array, face: number): boolean {
    const { normals } = this;
    const at = 3 * vertex;
    const x = faces[face] as number;
    const y = faces[face + 1] as number;
    const z = faces[face + 2] as number;
    const nx = normals[at] as number;
    const ny = normals[at + 1] as number;
    const nz = normals[at + 2] as number;
    const length = Math.sqrt((x * x + y * y + z * z) * (nx * nx + ny * ny + nz * nz));
    return length === 0 || x * nx + y * ny + z * nz >= SMOOTH_COS * length;
  }

  lean(vertex: number, faces: Float32Array, face: number): void {
    const { normals } = this;
    const at = 3 * vertex;
    normals[at] = (normals[at] as number) + (faces[face] as number);
    normals[at + 1] = (normals[at + 1] as number) + (faces[face + 1] as number);
    normals[at + 2] = (normals[at + 2] as number) + (faces[face + 2] as number);
  }
}

/** Corners of triangles as vtk.js takes them, from the vertex of each corner. */
function cellsOf(vertexOf: Uint32Array): Uint32Array<ArrayBuffer> {
  const cells = new Uint32Array((vertexOf.length / 3) * 4);
  for (let from = 0, to = 0; from < vertexOf.length; from += 3, to += 4) {
    cells[to] = 3;
    cells[to + 1] = vertexOf[from] as number;
    cells[to + 2] = vertexOf[from + 1] as number;
    cells[to + 3] = vertexOf[from + 2] as number;
  }
  return cells;
}

/** Vertices are doubled where triangles meet at more than 40 degrees; the surface itself stays where it is. */
export function displayMesh(mesh: TriangleMesh): DisplayMesh {
  const { positions: p, indices } = mesh;
  const faces = areaNormals(mesh);
  const { starts, corners } = cornersByVertex(indices, p.length / 3);
  const split = new Split(indices.length);
  const vertexOf = new Uint32Array(indices.length);
  for (let v = 0; v < p.length / 3; v++) {
    const first = split.count;
    for (let n = starts[v] as number; n < (starts[v + 1] as number); n++) {
      const corner = corners[n] as number;
      const face = corner - (corner % 3);
      let own = first;
      while (own < split.count && !split.isSmooth(own, faces, face)) own++;
      if (own === split.count) split.add(v);
      split.lean(own, faces, face);
      vertexOf[corner] = own;
    }
  }
  return { ...drawnVertices(p, split), cells: cellsOf(vertexOf), sources: split.sources.slice(0, split.count) };
}

/** Places of the vertices, and their normals made as long as 1. */
function drawnVertices(p: Float32Array, split: Split): Pick<DisplayMesh, 'positions' | 'normals'> {
  const { count } = split;
  const positions = new Float32Array(3 * count);
  const normals = new Float32Array(3 * count);
  for (let v = 0; v < count; v++) {
    const from = 3 * (split.sources[v] as number);
    const x = split.normals[3 * v] as number;
    const y = split.normals[3 * v + 1] as number;
    const z = split.normals[3 * v + 2] as number;
    const length = Math.sqrt(x * x + y * y + z * z) || 1;
    for (let axis = 0; axis < 3; axis++) positions[3 * v + axis] = p[from + axis] as number;
    normals[3 * v] = x / length;
    normals[3 * v + 1] = y / length;
    normals[3 * v + 2] = z / length;
  }
  return { positions, normals };
}
