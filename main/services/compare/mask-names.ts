// Which file of a folder holds which structure.

import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError } from '../../../core/error/index.ts';

/** Longest first: `.nii.gz` must not leave `.nii` behind. */
const MASK_EXTENSIONS = ['.nii.gz', '.nii', '.nrrd', '.mha', '.mhd'] as const;

const maskExtension = (fileName: string): string | undefined =>
  MASK_EXTENSIONS.find((extension) => fileName.toLowerCase().endsWith(extension));

/** The file name less its extensions: `Parotid_L.nii.gz` holds Parotid_L. */
export function structureName(path: string): string {
  const fileName = basename(path);
  return fileName.slice(0, fileName.length - (maskExtension(fileName)?.length ?? 0));
}

/**
 * The mask files directly in a folder, by structure name. Throws `invalid-input` when there are none, or two for one
 * structure (`Heart.nii.gz` beside `Heart.nrrd`).
 */
export async function findMaskFiles(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { withFileTypes: true });
  const files = new Map<string, string>();
  for (const entry of entries) {
    if (entry.isDirectory() || entry.name.startsWith('.') || maskExtension(entry.name) === undefined) continue;
    const name = structureName(entry.name);
    if (files.has(name)) {
      throw new AppError(
        'invalid-input',
        'COMPARE_DUPLICATE_NAME',
        `${folder} has two masks named ${name}, which differ only in the file type: keep one of them.`,
      );
    }
    files.set(name, join(folder, entry.name));
  }
  if (files.size === 0) {
    throw new AppError(
      'invalid-input',
      'COMPARE_NO_MASKS',
      `${folder} holds no mask: expected files ending in ${MASK_EXTENSIONS.join(', ')}.`,
    );
  }
  return files;
}
