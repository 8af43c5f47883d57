// How sure the network was, as an image on the grid of the input.

import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { hasSingleAffine, type ImageGeometry } from '../../../core/geometry/index.ts';
import { uncertaintyOnImage } from '../../../core/inference/index.ts';
import { encodeNifti } from '../../../core/volume-files/index.ts';
import { type KeptUncertainty, runSteps } from '../../inference/index.ts';
import { writeFileAtomically } from '../../platform/atomic-write.ts';
import type { StagingFolder } from '../../platform/staging-folder.ts';
import type { WarningRow } from './export-formats.ts';

const FILE = 'uncertainty.nii.gz';

/** Writes it where there is one and NIfTI can hold it; else a warning says why not. */
export async function exportUncertainty(
  uncertainty: KeptUncertainty | null,
  geometry: ImageGeometry,
  { staging, signal }: { readonly staging: StagingFolder; readonly signal: AbortSignal },
): Promise<{ readonly file: string | null; readonly warnings: readonly WarningRow[] }> {
  if (uncertainty === null) return { file: null, warnings: [] };
  if (!hasSingleAffine(geometry)) {
    const message =
      'The slices are unevenly spaced or shifted, which NIfTI cannot hold, so no uncertainty was written.';
    return { file: null, warnings: [{ code: 'EXPORT_NIFTI_UNEVEN', message }] };
  }
  const voxels = await runSteps(uncertaintyOnImage(uncertainty.map, uncertainty.grid, geometry), signal);
  writeFileAtomically(staging.path(FILE), [await promisify(gzip)(encodeNifti(voxels, geometry), { level: 4 })]);
  return { file: FILE, warnings: [] };
}
