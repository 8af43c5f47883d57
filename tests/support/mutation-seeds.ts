// The real files from which the mutation tests start.

import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { MutatedFormat, SeedFile } from './mutate.ts';
import { hasSharedData, sharedPath } from './shared-data.ts';

const fixtures = resolve(import.meta.dirname, '../fixtures/mutation-seeds');
const sampleSlice = resolve(import.meta.dirname, '../../resources/sample-cases/openkbp-pt_222/ct/CT.060.dcm');

/** One of each encoding, the small ones, so that most of the time goes into damage and not into reading. */
const ENCODINGS = [
  'CT_small',
  'MR_small',
  'MR_small_RLE',
  'MR_small_bigendian',
  'MR_small_implicit',
  'MR_small_jp2klossless',
  'MR_small_jpeg_ls_lossless',
  'MR_small_padded',
  'JPEG2000',
  'JPEG-lossy',
  'JPGExtended',
  'JPEGLSNearLossless_16',
  '693_J2KI',
  'image_dfl',
  'no_meta',
  'badVR',
  'UN_sequence',
  'liver_1frame',
  'ExplVR_BigEnd',
];

const RT = ['pydicom_rtstruct', 'pydicom_rtdose', 'pydicom_rtplan'];

const FILES: Readonly<Record<Exclude<MutatedFormat, 'dicom'>, readonly string[]>> = {
  nifti: ['ct.nii', 'ct.nii.gz', 'ct-nifti2.nii', 'pair.hdr'],
  nrrd: ['ct.nrrd', 'mask.nrrd', 'detached.nhdr'],
};

/** Read before and beside the damaged file where it is one of two. */
export const COMPANIONS = [join(fixtures, 'pair.img'), join(fixtures, 'detached.raw')];

export function mutationSeeds(format: MutatedFormat): SeedFile[] {
  const shared = hasSharedData()
    ? [
        ...ENCODINGS.map((name) => sharedPath('dicom/transfer-syntaxes', `${name}.dcm`)),
        ...RT.map((name) => sharedPath('dicom/rt', `${name}.dcm`)),
      ]
    : [];
  const paths = format === 'dicom' ? [sampleSlice, ...shared] : FILES[format].map((name) => join(fixtures, name));
  return paths.map((path) => ({ name: basename(path), bytes: readFileSync(path) }));
}
