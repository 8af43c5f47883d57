// Triangles of a file that another program made, for a step that joins or cuts with it: decoded, repaired where that can
// be done for certain, refused where it cannot.

import fs from 'node:fs';
import { basename, extname, join } from 'node:path';
import { decodeEncapsulatedStl, isDicom } from '../../../core/dicom/index.ts';
import { AppError } from '../../../core/error/index.ts';
import type { Vec3 } from '../../../core/geometry/index.ts';
import { computeEnclosedVolumeMm3, type TriangleMesh, triangleCount } from '../../../core/mesh/index.ts';
import { boxOf } from '../../../core/offset/index.ts';
import { checkForeignFileSize, decodeForeign, repairForeign } from '../../../core/solid/index.ts';
import { withNodeErrors } from '../../platform/node-error.ts';
import { loadSolids } from '../../platform/solid-engine.ts';

/** A file of a disk, or bytes with a name that says their format. */
export type MeshSource = { readonly path: string } | { readonly name: string; readonly bytes: Uint8Array };

export interface ForeignMesh {
  readonly mesh: TriangleMesh;
  readonly triangles: number;
  readonly volumeMl: number;
  readonly minLps: Vec3;
  readonly maxLps: Vec3;
  /** What had to be put right, in a few words each. */
  readonly repairs: readonly string[];
  /** What was taken for what the file does not say. */
  readonly notes: readonly string[];
}

/** The file, or the files of a folder by name: what a browser hands over lies in a folder of its own. */
export const filesAt = (path: string): readonly string[] =>
  withNodeErrors(`Reading ${path}`, () =>
    fs.statSync(path).isDirectory()
      ? fs
          .readdirSync(path)
          .sort()
          .map((name) => join(path, name))
      : [path],
  );

/** The bytes of a mesh file, not yet looked at. Throws `resource` MESH_FILE_TOO_LARGE, what the system refuses. */
export function readMeshBytes(path: string): Uint8Array<ArrayBuffer> {
  return withNodeErrors(`Reading ${path}`, () => {
    checkForeignFileSize(fs.statSync(path).size);
    return fs.readFileSync(path);
  });
}

/** The same error with the file in front, where it does not name it. */
function ofFile(error: unknown, what: string): unknown {
  if (!(error instanceof AppError) || error.message.includes(what)) return error;
  const { kind, code, message, data, retryable } = error;
  return new AppError(kind, code, `${what}: ${message}`, { data, retryable, cause: error });
}

/** A closed, outward solid without self-intersection. Throws as `readMeshBytes`, `decodeForeign` and `repairForeign`. */
export async function readForeignMesh(source: MeshSource): Promise<ForeignMesh> {
  const path = 'path' in source ? source.path : source.name;
  const what = basename(path);
  try {
    const bytes = 'path' in source ? readMeshBytes(source.path) : source.bytes;
    // The unit is stated in it: nothing is taken for granted then.
    const decoded = isDicom(bytes)
      ? { ...decodeForeign(decodeEncapsulatedStl(bytes).stl, '.stl'), notes: [] }
      : decodeForeign(bytes, extname(path));
    const { mesh, repairs } = repairForeign(await loadSolids(), decoded.mesh, what);
    const volumeMl = computeEnclosedVolumeMm3(mesh) / 1000;
    const { lowLps, highLps } = boxOf(mesh);
    const facts = { triangles: triangleCount(mesh), volumeMl, minLps: lowLps, maxLps: highLps };
    return { mesh, ...facts, repairs, notes: decoded.notes };
  } catch (error) {
    throw ofFile(error, what);
  }
}

/** `readForeignMesh` as a task of a compute thread. */
export const foreignMesh = (source: MeshSource): Promise<ForeignMesh> => readForeignMesh(source);
