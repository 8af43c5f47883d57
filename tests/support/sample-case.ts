// The bundled sample case, read here without the code under test: a CT as an image volume, its clinical contours as
// masks. Only what these files need of DICOM and NIfTI.

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import dicomParser from 'dicom-parser';
import { regularGeometry } from '../../core/geometry/index.ts';
import { type ImageVolume, type Mask, maskFromDense } from '../../core/volume/index.ts';

const folder = resolve(import.meta.dirname, '../../resources/sample-cases/openkbp-pt_222');

/** Its name in the set that models are measured on. */
export const SAMPLE_CASE = 'pt_222';

export const SAMPLE_STRUCTURES = [
  'Bone_Mandible',
  'Brainstem',
  'Esophagus',
  'Larynx',
  'Parotid_L',
  'Parotid_R',
  'SpinalCord',
] as const;

/** The CT in HU; the series is axial with unit direction cosines, so its grid lies along LPS. */
export function readSampleCt(): ImageVolume<Int16Array> {
  const slices = readdirSync(join(folder, 'ct')).map((name) => {
    const bytes = readFileSync(join(folder, 'ct', name));
    const data = dicomParser.parseDicom(bytes);
    const numbers = (tag: string) => (data.string(tag) ?? '').split('\\').map(Number);
    const pixels = data.elements['x7fe00010'];
    if (pixels === undefined) throw new Error(`no pixels in ${name}`);
    return {
      position: numbers('x00200032') as [number, number, number],
      spacing: numbers('x00280030') as [number, number],
      columns: data.uint16('x00280011') ?? 0,
      rows: data.uint16('x00280010') ?? 0,
      intercept: numbers('x00281052')[0] ?? 0,
      frame: data.string('x00200052') ?? null,
      stored: new Uint16Array(
        bytes.buffer.slice(bytes.byteOffset + pixels.dataOffset, bytes.byteOffset + pixels.dataOffset + pixels.length),
      ),
    };
  });
  slices.sort((a, b) => a.position[2] - b.position[2]);
  const [first, second] = slices;
  if (first === undefined || second === undefined) throw new Error('the sample case is not there');
  const geometry = regularGeometry({
    size: [first.columns, first.rows, slices.length],
    spacingMm: [first.spacing[1], first.spacing[0], second.position[2] - first.position[2]],
    originLps: first.position,
    frameOfReferenceUid: first.frame,
  });
  const voxels = new Int16Array(first.columns * first.rows * slices.length);
  slices.forEach((slice, k) => {
    for (let at = 0; at < slice.stored.length; at++) {
      voxels[k * slice.stored.length + at] = (slice.stored[at] as number) + slice.intercept;
    }
  });
  return { geometry, voxels };
}

/** One clinical contour; the file is on the CT's grid. */
export function readSampleMask(name: (typeof SAMPLE_STRUCTURES)[number]): Mask {
  const file = gunzipSync(readFileSync(join(folder, 'clinical', `${name}.nii.gz`)));
  const size = [42, 44, 46].map((at) => file.readInt16LE(at)) as [number, number, number];
  return maskFromDense(file.subarray(file.readFloatLE(108)), size);
}
