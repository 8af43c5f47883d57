// Triangles of a file that another program made, for a step that joins or cuts with it.

import fs from 'node:fs';
import { extname } from 'node:path';
import { AppError } from '../../../core/error/index.ts';
import {
  decodeObjObjects,
  decodePly,
  decodeStlBinary,
  decodeThreeMf,
  type TriangleMesh,
} from '../../../core/mesh/index.ts';
import { withNodeErrors } from '../../platform/node-error.ts';

/** A file above this holds more triangles than any part that prints. */
const LARGEST_BYTES = 512 << 20;

const DECODERS: Readonly<Record<string, (bytes: Uint8Array) => readonly TriangleMesh[]>> = {
  '.stl': (bytes) => [decodeStlBinary(bytes)],
  '.ply': (bytes) => [decodePly(bytes)],
  '.obj': (bytes) => decodeObjObjects(bytes).map(({ mesh }) => mesh),
  '.3mf': (bytes) => decodeThreeMf(bytes).map(({ mesh }) => mesh),
};

/** Throws `unsupported` MESH_FORMAT, `resource` MESH_TOO_LARGE, and what the decoders throw. */
export async function readMeshFile(path: string): Promise<TriangleMesh> {
  const decode = DECODERS[extname(path).toLowerCase()];
  if (decode === undefined) {
    throw new AppError(
      'unsupported',
      'MESH_FORMAT',
      `${path}: a mesh is read from .stl, .3mf, .obj or .ply. Convert it.`,
    );
  }
  const bytes = withNodeErrors(`Reading ${path}`, () => {
    const { size } = fs.statSync(path);
    if (size > LARGEST_BYTES) {
      throw new AppError('resource', 'MESH_TOO_LARGE', `${path}: it is larger than 512 MB. Simplify it first.`);
    }
    return fs.readFileSync(path);
  });
  return join(decode(bytes));
}

function join(meshes: readonly TriangleMesh[]): TriangleMesh {
  const positions = new Float32Array(meshes.reduce((sum, mesh) => sum + mesh.positions.length, 0));
  const indices = new Uint32Array(meshes.reduce((sum, mesh) => sum + mesh.indices.length, 0));
  let [vertex, index] = [0, 0];
  for (const mesh of meshes) {
    positions.set(mesh.positions, 3 * vertex);
    indices.set(
      mesh.indices.map((number) => number + vertex),
      index,
    );
    vertex += mesh.positions.length / 3;
    index += mesh.indices.length;
  }
  return { positions, indices };
}
