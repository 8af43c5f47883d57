// Writes a surface to a file that another program will print or plan with, so what is judged is not the mesh in memory
// but the very bytes that go out.

import { extname } from 'node:path';
import { AppError } from '../../../core/error/index.ts';
import {
  checkClosedManifold,
  decodeObj,
  decodePly,
  decodeStlBinary,
  encodeObj,
  encodePly,
  encodeStlBinary,
  type TriangleMesh,
} from '../../../core/mesh/index.ts';
import { writeFileAtomically } from '../../platform/atomic-write.ts';
import { type FileSystemPort, nodeFileSystem } from '../../platform/file-system.ts';

interface MeshFormat {
  readonly encode: (mesh: TriangleMesh) => Uint8Array<ArrayBuffer>;
  readonly decode: (bytes: Uint8Array) => TriangleMesh;
}

const FORMATS: Readonly<Record<string, MeshFormat>> = {
  '.stl': { encode: encodeStlBinary, decode: decodeStlBinary },
  '.obj': { encode: encodeObj, decode: decodeObj },
  '.ply': { encode: encodePly, decode: decodePly },
};

/**
 * Throws `unsupported` unless the path ends in .stl, .obj or .ply, in any case. To be called before a surface is made.
 */
export function requireMeshFormat(path: string): MeshFormat {
  const format = FORMATS[extname(path).toLowerCase()];
  if (format === undefined) {
    throw new AppError(
      'unsupported',
      'MESH_FORMAT',
      `A surface cannot be written as "${extname(path)}". Let the file name end in .stl, .obj or .ply.`,
    );
  }
  return format;
}

/**
 * Writes a mesh as binary STL, OBJ or binary PLY, as the extension says, whole or not at all.
 * Throws `internal` MESH_NOT_CLOSED, and writes nothing, when the decoded bytes are not a closed 2-manifold;
 * `invalid-input` MESH_EMPTY for a mesh without triangles; `unsupported` for another extension; an `AppError` for what
 * the operating system refuses.
 */
export function writeMeshFile(path: string, mesh: TriangleMesh, port: FileSystemPort = nodeFileSystem): void {
  const { encode, decode } = requireMeshFormat(path);
  if (mesh.indices.length === 0) {
    throw new AppError('invalid-input', 'MESH_EMPTY', 'There is no surface to write. Choose another mask.');
  }
  const bytes = encode(mesh);
  const report = checkClosedManifold(decode(bytes));
  if (!report.isClosedManifold) {
    const { openEdges, nonManifoldEdges, misorientedEdges, nonManifoldVertices, degenerateTriangles } = report;
    throw new AppError(
      'internal',
      'MESH_NOT_CLOSED',
      `The surface was not written: it would not be closed (edges: ${openEdges} open, ${nonManifoldEdges} shared by more than two, ${misorientedEdges} misoriented; ${nonManifoldVertices} split vertices; ${degenerateTriangles} degenerate triangles). Please report this with the mask.`,
    );
  }
  writeFileAtomically(path, [bytes], port);
}
