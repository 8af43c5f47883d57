// Binary STL: 80 bytes of header, a count, then 50 bytes a triangle (normal, three corners, two spare bytes), all little
// endian, float32, mm.

import { AppError } from '../error/index.ts';
import { doubleAreaVector } from '../geometry/index.ts';
import { LPS_FRAME, type MeshFrame } from './mesh-frame.ts';
import type { TriangleMesh } from './triangle-mesh.ts';
import { firstTwins } from './weld.ts';

const HEADER_BYTES = 80;
const TRIANGLE_BYTES = 50;

/** What every file says about itself; readers take a file that begins with `solid` for text. */
const headerOf = (frame: MeshFrame): string => `Binary STL, Limner, ${frame}`;

/** Unit normals follow from the corners. The header holds no patient data. */
export function encodeStlBinary(
  { positions: p, indices }: TriangleMesh,
  frame: MeshFrame = LPS_FRAME,
): Uint8Array<ArrayBuffer> {
  const triangles = indices.length / 3;
  const bytes = new Uint8Array(HEADER_BYTES + 4 + triangles * TRIANGLE_BYTES);
  bytes.set(new TextEncoder().encode(headerOf(frame)));
  const view = new DataView(bytes.buffer);
  view.setUint32(HEADER_BYTES, triangles, true);
  const normal = new Float64Array(3);
  let at = HEADER_BYTES + 4;
  for (let t = 0; t < indices.length; t += 3, at += TRIANGLE_BYTES) {
    const a = 3 * (indices[t] as number);
    const b = 3 * (indices[t + 1] as number);
    const c = 3 * (indices[t + 2] as number);
    doubleAreaVector(p, a, b, c, normal);
    const [nx, ny, nz] = [normal[0] as number, normal[1] as number, normal[2] as number];
    const length = Math.sqrt(nx * nx + ny * ny + nz * nz) || 1;
    view.setFloat32(at, nx / length, true);
    view.setFloat32(at + 4, ny / length, true);
    view.setFloat32(at + 8, nz / length, true);
    for (let corner = 0; corner < 3; corner++) {
      const from = corner === 0 ? a : corner === 1 ? b : c;
      const to = at + 12 + 12 * corner;
      view.setFloat32(to, p[from] as number, true);
      view.setFloat32(to + 4, p[from + 1] as number, true);
      view.setFloat32(to + 8, p[from + 2] as number, true);
    }
  }
  return bytes;
}

/** Triangles of a binary STL, corners with the same coordinates welded. Throws `corrupt-data` when the length does not
 * fit the count. */
export function decodeStlBinary(bytes: Uint8Array): TriangleMesh {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const triangles = bytes.length >= HEADER_BYTES + 4 ? view.getUint32(HEADER_BYTES, true) : -1;
  if (bytes.length !== HEADER_BYTES + 4 + triangles * TRIANGLE_BYTES) {
    throw new AppError(
      'corrupt-data',
      'STL_LENGTH',
      'The STL file is cut short or is not a binary STL. Export it again.',
    );
  }
  const corners = new Float32Array(9 * triangles);
  for (let t = 0, out = 0; t < triangles; t++) {
    const at = HEADER_BYTES + 4 + t * TRIANGLE_BYTES + 12;
    for (let n = 0; n < 9; n++) corners[out++] = view.getFloat32(at + 4 * n, true);
  }
  return weldCorners(corners);
}

/** Indexed mesh from nine coordinates a triangle. */
function weldCorners(corners: Float32Array<ArrayBuffer>): TriangleMesh {
  const twins = firstTwins(corners);
  const indices = new Uint32Array(twins.length);
  const positions = new Float32Array(corners.length);
  let vertices = 0;
  for (let corner = 0; corner < twins.length; corner++) {
    const first = twins[corner] as number;
    if (first !== corner) {
      indices[corner] = indices[first] as number;
      continue;
    }
    positions.set(corners.subarray(3 * corner, 3 * corner + 3), 3 * vertices);
    indices[corner] = vertices++;
  }
  return { positions: positions.slice(0, 3 * vertices), indices };
}
