import { doubleAreaVector } from '../../core/geometry/index.ts';
import type { TriangleMesh } from '../../core/mesh/index.ts';

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

/** One round of averaging: each normal becomes the mean of those of the triangles around its vertex. */
function averageOnce(normals: Float32Array, indices: Uint32Array): Float32Array<ArrayBuffer> {
  const out = new Float32Array(normals.length);
  for (let t = 0; t < indices.length; t += 3) {
    const a = 3 * (indices[t] as number);
    const b = 3 * (indices[t + 1] as number);
    const c = 3 * (indices[t + 2] as number);
    for (let axis = 0; axis < 3; axis++) {
      const sum = (normals[a + axis] as number) + (normals[b + axis] as number) + (normals[c + axis] as number);
      out[a + axis] = (out[a + axis] as number) + sum;
      out[b + axis] = (out[b + axis] as number) + sum;
      out[c + axis] = (out[c + axis] as number) + sum;
    }
  }
  normalise(out);
  return out;
}

/**
 * Unit normals to shade a surface of voxels with, outwards: averaged over the triangles near by, so that the steps between
 * slices, which are none of the organ, throw no shadows. The surface itself stays where it is.
 */
export function shadingNormals(mesh: TriangleMesh): Float32Array<ArrayBuffer> {
  let normals = vertexNormals(mesh);
  for (let round = 0; round < SHADING_ROUNDS; round++) normals = averageOnce(normals, mesh.indices);
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
