// What a file of triangles may hold. Counts are checked before memory is asked for.

import { AppError } from '../../error/index.ts';

export type ForeignFormat = 'STL' | 'OBJ' | 'PLY' | '3MF';

/** Twenty times the finest model that is printed; 90 MB as a mesh. */
export const MAX_TRIANGLES = 5_000_000;
export const MAX_VERTICES = 3 * MAX_TRIANGLES;
const MAX_FILE_BYTES = 1024 ** 3;

/** To be asked before the file is read. Throws `resource` MESH_FILE_TOO_LARGE. */
export function checkForeignFileSize(byteLength: number): void {
  if (byteLength <= MAX_FILE_BYTES) return;
  const gigabytes = (byteLength / 1024 ** 3).toFixed(1);
  throw new AppError(
    'resource',
    'MESH_FILE_TOO_LARGE',
    `The mesh file has ${gigabytes} GB; at most 1 GB can be read. Simplify it where it was made.`,
  );
}

/** Throws `resource` MESH_TOO_MANY. */
export function checkCounts(triangles: number, vertices: number): void {
  if (triangles <= MAX_TRIANGLES && vertices <= MAX_VERTICES) return;
  throw new AppError(
    'resource',
    'MESH_TOO_MANY',
    `The mesh file has more than ${MAX_TRIANGLES / 1e6} million triangles or their corners. Simplify it where it was made.`,
  );
}

export const damaged = (format: ForeignFormat, why: string): AppError =>
  new AppError('corrupt-data', 'MESH_FILE_DAMAGED', `The ${format} file is damaged: ${why} Export it again.`);

export const unsupported = (format: ForeignFormat, why: string): AppError =>
  new AppError('unsupported', 'MESH_FILE_KIND', `The ${format} file cannot be used: ${why}`);
