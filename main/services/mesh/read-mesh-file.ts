// Triangles of a file that another program made, for a step that joins or cuts with it.

import fs from 'node:fs';
import { basename, extname } from 'node:path';
import { AppError } from '../../../core/error/index.ts';
import {
  computeEnclosedVolumeMm3,
  decodeObjObjects,
  decodePly,
  decodeStlBinary,
  decodeThreeMf,
  type TriangleMesh,
  triangleCount,
} from '../../../core/mesh/index.ts';
import { joinMeshes } from '../../../core/solid/index.ts';
import { withNodeErrors } from '../../platform/node-error.ts';
import { judgeSolid } from './judge-parts.ts';

/** A file above this holds more triangles than any part that prints. */
const LARGEST_BYTES = 512 << 20;

/** A file of a disk, or bytes with a name that says their format. */
export type MeshSource = { readonly path: string } | { readonly name: string; readonly bytes: Uint8Array };

export interface ForeignMesh {
  readonly mesh: TriangleMesh;
  readonly triangles: number;
  readonly volumeMl: number;
  /** What had to be put right, in a few words each. */
  readonly repairs: readonly string[];
}

const DECODERS: Readonly<Record<string, (bytes: Uint8Array) => readonly TriangleMesh[]>> = {
  '.stl': (bytes) => [decodeStlBinary(bytes)],
  '.ply': (bytes) => [decodePly(bytes)],
  '.obj': (bytes) => decodeObjObjects(bytes).map(({ mesh }) => mesh),
  '.3mf': (bytes) => decodeThreeMf(bytes).map(({ mesh }) => mesh),
};

/** The bytes of a mesh file, not yet looked at. Throws `unsupported` MESH_FORMAT, `resource` MESH_TOO_LARGE. */
export function readMeshBytes(path: string): Uint8Array {
  requireMeshEnding(path);
  return withNodeErrors(`Reading ${path}`, () => {
    const { size } = fs.statSync(path);
    if (size > LARGEST_BYTES) {
      throw new AppError('resource', 'MESH_TOO_LARGE', `${path}: it is larger than 512 MB. Simplify it first.`);
    }
    return fs.readFileSync(path);
  });
}

function requireMeshEnding(path: string) {
  const decode = DECODERS[extname(path).toLowerCase()];
  if (decode !== undefined) return decode;
  throw new AppError(
    'unsupported',
    'MESH_FORMAT',
    `${path}: a mesh is read from .stl, .3mf, .obj or .ply. Convert it first.`,
  );
}

/** A closed solid out of a file. Throws as `readMeshBytes`, what the decoders throw, `corrupt-data` MESH_NOT_CLOSED. */
export function readForeignMesh(source: MeshSource): ForeignMesh {
  const path = 'path' in source ? source.path : source.name;
  const bytes = 'path' in source ? readMeshBytes(source.path) : source.bytes;
  const mesh = joinMeshes(requireMeshEnding(path)(bytes));
  const what = basename(path);
  if (mesh.indices.length === 0) {
    throw new AppError('invalid-input', 'MESH_EMPTY', `${what} holds no triangles. Choose another file.`);
  }
  judgeSolid(mesh, {
    what,
    kind: 'corrupt-data',
    code: 'MESH_NOT_CLOSED',
    advice: 'Repair it in the program that made it.',
  });
  return { mesh, triangles: triangleCount(mesh), volumeMl: computeEnclosedVolumeMm3(mesh) / 1000, repairs: [] };
}

/** `readForeignMesh` as a task of a compute thread. */
export const foreignMesh = (source: MeshSource): ForeignMesh => readForeignMesh(source);
