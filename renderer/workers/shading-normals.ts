import { doubleAreaVector } from '../../core/geometry/index.ts';
import { type Neighbours, neighboursOf, type TriangleMesh } from '../../core/mesh/index.ts';

/** What the edges of voxels leave on a surface is a few triangles wide; this reaches over it. */
const SHADING_ROUNDS = 12;

/** Makes every normal of length 1. */
function normalise(normals: Float32Array): void {
  for (let at = 0; at < normals.length; at += 3) {
    const x = normals[at] as number;
    const y = normals[at + 1] as number;
    const z = normals[at + 2] as number;
    const length = Math.sqrt(x * x + y * y + z * z) || 1;
    normals[at] = x / length;
    normals[at + 1] = y / length;
    normals[at + 2] = z / length;
  }
}

/** One round of averaging: each normal becomes the mean of those of the triangles around its vertex. On a closed surface a
 * neighbour is a corner of two of them, the vertex itself one of all. */
function averageOnce(normals: Float32Array, { start, list }: Neighbours, out: Float32Array): void {
  for (let vertex = 0, at = 0, n = 0; vertex + 1 < start.length; vertex++, at += 3) {
    const end = start[vertex + 1] as number;
    const own = (end - n) / 2;
    let x = own * (normals[at] as number);
    let y = own * (normals[at + 1] as number);
    let z = own * (normals[at + 2] as number);
    for (; n < end; n++) {
      const other = 3 * (list[n] as number);
      x += normals[other] as number;
      y += normals[other + 1] as number;
      z += normals[other + 2] as number;
    }
    const scale = 1 / (Math.sqrt(x * x + y * y + z * z) || 1);
    out[at] = x * scale;
    out[at + 1] = y * scale;
    out[at + 2] = z * scale;
  }
}

/**
 * Unit normals to shade a surface of voxels with, outwards: averaged over the triangles near by, so that the steps between
 * slices, which are none of the organ, throw no shadows. The surface itself stays where it is.
 */
export function shadingNormals(mesh: TriangleMesh): Float32Array<ArrayBuffer> {
  let normals = vertexNormals(mesh);
  let next = new Float32Array(normals.length);
  const neighbours = neighboursOf(mesh.indices, normals.length / 3);
  for (let round = 0; round < SHADING_ROUNDS; round++) {
    averageOnce(normals, neighbours, next);
    [normals, next] = [next, normals];
  }
  return normals;
}

/** Unit normals of the vertices, outwards: the mean of the triangles around each, weighed by their areas. */
function vertexNormals({ positions: p, indices }: TriangleMesh): Float32Array<ArrayBuffer> {
  const normals = new Float32Array(p.length);
  const normal = new Float64Array(3);
  for (let t = 0; t < indices.length; t += 3) {
    const a = 3 * (indices[t] as number);
    const b = 3 * (indices[t + 1] as number);
    const c = 3 * (indices[t + 2] as number);
    doubleAreaVector(p, a, b, c, normal);
    for (let corner = 0; corner < 3; corner++) {
      const at = corner === 0 ? a : corner === 1 ? b : c;
      normals[at] = (normals[at] as number) + (normal[0] as number);
      normals[at + 1] = (normals[at + 1] as number) + (normal[1] as number);
      normals[at + 2] = (normals[at + 2] as number) + (normal[2] as number);
    }
  }
  normalise(normals);
  return normals;
}
