import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SeriesWarning } from '../../../core/dicom/index.ts';
import type { ImageGeometry } from '../../../core/geometry/index.ts';
import type { Mask } from '../../../core/volume/index.ts';
import { mapNodeError } from '../../platform/node-error.ts';
import { structureName } from '../compare/index.ts';
import { readMaskOnGrid } from '../exchange/read-mask.ts';

export interface ReferenceMasks {
  readonly masks: ReadonlyMap<string, Mask>;
  /** A label map in place of a mask would make every Dice too low without a word. */
  readonly warnings: readonly SeriesWarning[];
}

/** Masks of a folder (NAME.nii.gz and the other mask formats) for the structures in `names`, on the grid of the image. */
export async function readReferenceMasks(
  folder: string,
  names: readonly string[],
  geometry: ImageGeometry,
): Promise<ReferenceMasks> {
  const files = await readdir(folder).catch((error: unknown) => {
    throw mapNodeError(error, `Reading ${folder}`);
  });
  const masks = new Map<string, Mask>();
  const warnings: SeriesWarning[] = [];
  for (const file of files.sort()) {
    const name = structureName(file);
    if (!names.includes(name)) continue;
    const read = await readMaskOnGrid(name, join(folder, file), geometry);
    masks.set(name, read.mask);
    warnings.push(...read.warnings);
  }
  return { masks, warnings };
}
