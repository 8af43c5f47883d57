// PLY, binary little endian: float32 x, y, z a vertex and a list of three vertex numbers a face, mm.

import { AppError } from '../error/index.ts';
import { BED_FRAME, LPS_FRAME, type MeshFrame } from './mesh-frame.ts';
import type { TriangleMesh } from './triangle-mesh.ts';

const VERTEX_BYTES = 12;
const FACE_BYTES = 13;

const headerOf = (vertices: number, faces: number, frame: MeshFrame): string =>
  [
    'ply',
    'format binary_little_endian 1.0',
    `comment Limner, ${frame}`,
    `element vertex ${vertices}`,
    'property float x',
    'property float y',
    'property float z',
    `element face ${faces}`,
    'property list uchar uint vertex_indices',
    'end_header',
    '',
  ].join('\n');

export function encodePly({ positions, indices }: TriangleMesh, frame: MeshFrame = LPS_FRAME): Uint8Array<ArrayBuffer> {
  const vertices = positions.length / 3;
  const faces = indices.length / 3;
  const header = new TextEncoder().encode(headerOf(vertices, faces, frame));
  const bytes = new Uint8Array(header.length + vertices * VERTEX_BYTES + faces * FACE_BYTES);
  bytes.set(header);
  const view = new DataView(bytes.buffer);
  let at = header.length;
  for (let n = 0; n < positions.length; n++, at += 4) view.setFloat32(at, positions[n] as number, true);
  for (let n = 0; n < indices.length; n += 3, at += FACE_BYTES) {
    view.setUint8(at, 3);
    for (let corner = 0; corner < 3; corner++) {
      view.setUint32(at + 1 + 4 * corner, indices[n + corner] as number, true);
    }
  }
  return bytes;
}

/** Reads the PLY that `encodePly` writes (this header and no other). Throws `corrupt-data` when it is anything else. */
export function decodePly(bytes: Uint8Array): TriangleMesh {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 400));
  const vertices = Number(/element vertex (\d+)\n/.exec(start)?.[1]);
  const faces = Number(/element face (\d+)\n/.exec(start)?.[1]);
  const frame = start.includes(`comment Limner, ${BED_FRAME}\n`) ? BED_FRAME : LPS_FRAME;
  const header = headerOf(vertices, faces, frame);
  if (!start.startsWith(header) || bytes.length !== header.length + vertices * VERTEX_BYTES + faces * FACE_BYTES) {
    throw new AppError('corrupt-data', 'PLY_CONTENT', 'The PLY file is cut short or not one of ours. Export it again.');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const positions = new Float32Array(3 * vertices);
  let at = header.length;
  for (let n = 0; n < positions.length; n++, at += 4) positions[n] = view.getFloat32(at, true);
  const indices = new Uint32Array(3 * faces);
  for (let n = 0; n < indices.length; n += 3, at += FACE_BYTES) {
    for (let corner = 0; corner < 3; corner++) indices[n + corner] = view.getUint32(at + 1 + 4 * corner, true);
  }
  return { positions, indices };
}
