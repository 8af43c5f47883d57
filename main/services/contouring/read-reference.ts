import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageGeometry } from '../../../core/geometry/index.ts';
import type { Mask } from '../../../core/volume/index.ts';
import { mapNodeError } from '../../platform/node-error.ts';
import { structureName } from '../compare/index.ts';
import { readMaskOnGrid } from '../exchange/read-mask.ts';

/** Masks of a folder (NAME.nii.gz and the other mask formats) for the structures in `names`, on the grid of the image. */
export async function readReferenceMasks(
  folder: string,
  names: readonly string[],
  geometry: ImageGeometry,
): Promise<ReadonlyMap<string, Mask>> {
  const files = await readdir(folder).catch((error: unknown) => {
    throw mapNodeError(error, `Reading ${folder}`);
  });
  const masks = new Map<string, Mask>();
  for (const file of files.sort()) {
    const name = structureName(file);
    if (names.includes(name)) masks.set(name, (await readMaskOnGrid(name, join(folder, file), geometry)).mask);
  }
  return masks;
}
