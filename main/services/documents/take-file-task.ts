// A file of structures on the planes of an open document's images, read in a computing thread.

import type { ImageGeometry } from '../../../core/geometry/index.ts';
import type { PackedPlanes } from '../../store/plane-codec.ts';
import { readStructureFile } from '../segmentation/read-structure-file.ts';
import { planesOfMask } from './plane-masks.ts';

export interface TakeFileTask {
  readonly path: string;
  readonly geometry: ImageGeometry;
  /** Of the images. */
  readonly patientId: string;
}

export interface TakenFile {
  readonly structures: readonly {
    readonly name: string;
    readonly colourRgb: readonly [number, number, number] | null;
    readonly fmaId: string | null;
    readonly planes: PackedPlanes;
  }[];
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}

/** Reads a file on the planes of the images, in a computing thread. Throws as `readStructureFile`. */
export async function takeFileTask({ path, geometry, patientId }: TakeFileTask): Promise<TakenFile> {
  const options = { geometry, patientId, name: null, labelsPath: null, fraction: null, isResampled: false };
  const { structures, warnings } = await readStructureFile(path, options);
  return {
    structures: structures.map(({ name, colourRgb, fmaId, mask }) => ({
      name,
      colourRgb,
      fmaId,
      planes: planesOfMask(mask),
    })),
    warnings: [
      ...warnings,
      ...structures.flatMap(({ name, warnings: own }) =>
        own.map(({ code, message }) => ({ code, message: `${name}: ${message}` })),
      ),
    ],
  };
}
