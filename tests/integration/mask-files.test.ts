// Masks in every format of file that we write: read again by us, by nibabel and by plastimatch.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isSameGrid, regularGeometry, voxelCount } from '../../core/geometry/index.ts';
import { maskFromDense } from '../../core/volume/index.ts';
import {
  MASK_FILE_EXTENSIONS,
  type MaskFileFormat,
  readVolumeFile,
  writeMaskFile,
} from '../../main/volume-files/index.ts';
import { expectNear, rasAffine, readOneByNibabel } from '../support/nibabel.ts';
import { convertByPlastimatch } from '../support/plastimatch.ts';
import { tempFolder } from '../support/temp-folder.ts';

const folder = tempFolder();

const g = regularGeometry({ size: [41, 33, 17], spacingMm: [0.9, 1.1, 2.5], originLps: [-20, 3, 5] });
const dense = Uint8Array.from({ length: voxelCount(g.size) }, (_, n) => {
  const [i, j, k] = [n % 41, Math.floor(n / 41) % 33, Math.floor(n / (41 * 33))];
  return (i - 20) ** 2 + (j - 14) ** 2 + 4 * (k - 8) ** 2 < 150 || (i === 40 && k === 16) ? 1 : 0;
});
const mask = maskFromDense(dense, g.size);

it.each(Object.keys(MASK_FILE_EXTENSIONS) as MaskFileFormat[])('%s comes back as it was', async (format) => {
  const path = join(folder, `mask${MASK_FILE_EXTENSIONS[format]}`);
  writeMaskFile(path, mask, g, format);
  const { geometry, voxels } = await readVolumeFile(path);
  expect(isSameGrid(geometry, g)).toBe(true);
  expect(Buffer.compare(Buffer.from(voxels as Uint8Array), Buffer.from(dense))).toBe(0);
});

it('nibabel reads the gzipped mask', () => {
  const path = join(folder, 'mask-nibabel.nii.gz');
  writeMaskFile(path, mask, g, 'nifti-gz');
  const read = readOneByNibabel(path);
  expect(read.dtype).toBe('uint8');
  expect(read.values).toEqual([...dense]);
});

it.each(['nrrd', 'metaimage'] as const)('plastimatch reads %s to the same voxels and place', async (format) => {
  const path = join(folder, `judge${MASK_FILE_EXTENSIONS[format]}`);
  const out = join(folder, `judge-${format}.nii`);
  writeMaskFile(path, mask, g, format);
  convertByPlastimatch(path, out, 'uchar');
  const read = readOneByNibabel(out);
  expectNear(read.affine, rasAffine(g));
  expect(read.values).toEqual([...dense]);
});
