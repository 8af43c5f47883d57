// Each file of shared/dicom/transfer-syntaxes alone: what comes of it. Values are judged by pydicom and Pillow (raw, RLE,
// deflated, JPEG 2000) and by dcmtk (JPEG, JPEG-LS).
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { scanPaths } from '../../main/dicom/index.ts';
import { describeWithShared, sharedPath } from '../support/shared-data.ts';
import { tempFolder } from '../support/temp-folder.ts';

interface Row {
  readonly file: string;
  /** In words, what is special about it. */
  readonly what: string;
  /** Imported: its size and the sum of its values. Refused: the code. Kept: the kind of object. Ignored. */
  readonly outcome:
    | { readonly size: readonly number[]; readonly sum: number }
    | { readonly refused: string }
    | { readonly kept: string }
    | 'ignored';
  /** Warnings beside the one that the series has a single slice. */
  readonly warnings?: readonly string[];
  /** A file without a place in the patient: the same for a copy that was given one. */
  readonly whenPlaced?: {
    readonly size: readonly number[];
    readonly sum: number;
    readonly warnings: readonly string[];
    /** Decoders of lossy JPEG may differ in the last bit (ITU-T T.83). */
    readonly tolerance?: number;
  };
}

const MR = { size: [64, 64, 1], sum: 2_125_338 };
const NO_PLACE = { refused: 'DICOM_NO_GEOMETRY' } as const;
const UNSCALED = ['DICOM_NO_FRAME_OF_REFERENCE', 'DICOM_NO_THICKNESS'];

const TABLE: readonly Row[] = [
  { file: 'CT_small.dcm', what: 'explicit little endian', outcome: { size: [128, 128, 1], sum: -1_950_906 } },
  {
    file: 'no_meta.dcm',
    what: 'no preamble, no meta information, one stray byte in front',
    outcome: { size: [128, 128, 1], sum: -1_950_906 },
  },
  { file: 'MR_small.dcm', what: 'explicit little endian, signed', outcome: MR },
  { file: 'MR_small_implicit.dcm', what: 'implicit little endian', outcome: MR },
  { file: 'MR_small_bigendian.dcm', what: 'explicit big endian', outcome: MR },
  { file: 'MR_small_expb.dcm', what: 'explicit big endian', outcome: MR },
  { file: 'MR_small_padded.dcm', what: 'bytes behind the pixels', outcome: MR },
  { file: 'MR_small_RLE.dcm', what: 'RLE', outcome: MR },
  { file: 'MR_small_jpeg_ls_lossless.dcm', what: 'JPEG-LS', outcome: MR },
  { file: 'MR_small_jp2klossless.dcm', what: 'JPEG 2000 lossless', outcome: MR },
  {
    file: '693_J2KI.dcm',
    what: 'JPEG 2000 lossy, 14 bits declared, 16 in the stream',
    outcome: { size: [512, 512, 1], sum: -270_617_240 },
    warnings: ['DICOM_LOSSY', 'DICOM_NO_FRAME_OF_REFERENCE'],
  },
  {
    file: 'J2K_pixelrep_mismatch.dcm',
    what: 'signed in the header, unsigned in the JPEG 2000 stream: the header names the sign, the stream the bits',
    outcome: { size: [512, 512, 1], sum: -172_605_258 },
  },
  {
    file: 'examples_overlay.dcm',
    what: '12 of 16 bits, an overlay',
    outcome: { size: [484, 300, 1], sum: 27_833_052 },
  },
  {
    file: 'JPGExtended.dcm',
    what: 'JPEG extended, 12 bits',
    outcome: NO_PLACE,
    whenPlaced: {
      size: [256, 1024, 1],
      sum: 3_766_786,
      warnings: ['DICOM_LOSSY', 'DICOM_NO_THICKNESS'],
      tolerance: 1,
    },
  },
  {
    file: 'JPEG-lossy.dcm',
    what: 'the same with wrong scan parameters',
    outcome: NO_PLACE,
    whenPlaced: {
      size: [256, 1024, 1],
      sum: 3_766_786,
      warnings: ['DICOM_LOSSY', 'DICOM_NO_THICKNESS'],
      tolerance: 1,
    },
  },
  {
    file: 'JPEG2000.dcm',
    what: 'JPEG 2000 lossy, signed',
    outcome: NO_PLACE,
    whenPlaced: { size: [256, 1024, 1], sum: 3_527_976, warnings: ['DICOM_LOSSY', 'DICOM_NO_THICKNESS'] },
  },
  {
    file: 'JPEGLSNearLossless_16.dcm',
    what: 'JPEG-LS near-lossless, 16 bits',
    outcome: NO_PLACE,
    whenPlaced: { size: [10, 50, 1], sum: 6_007_250, warnings: ['DICOM_LOSSY', ...UNSCALED] },
  },
  {
    file: 'image_dfl.dcm',
    what: 'deflated, 8 bits',
    outcome: NO_PLACE,
    whenPlaced: { size: [512, 512, 1], sum: 33_322_688, warnings: UNSCALED },
  },
  { file: 'ExplVR_BigEnd.dcm', what: 'ultrasound in colour, without a place', outcome: NO_PLACE },
  { file: 'MR_truncated.dcm', what: 'pixels cut short', outcome: { refused: 'DICOM_TRUNCATED' } },
  { file: 'UN_sequence.dcm', what: 'a sequence of unknown VR, no pixels', outcome: { refused: 'DICOM_TRUNCATED' } },
  { file: 'badVR.dcm', what: 'a dose whose VRs are wrong', outcome: { kept: 'RTDOSE' } },
  { file: 'liver_1frame.dcm', what: 'a segmentation', outcome: { kept: 'structures' } },
  { file: 'no_meta_group_length.dcm', what: 'radiotherapy image without pixels', outcome: 'ignored' },
];

const judged = tempFolder();
const placed = tempFolder();
const folder = sharedPath('dicom/transfer-syntaxes');

const valuesOf = (file: string): Float32Array => {
  const bytes = readFileSync(join(judged, `${file}.f32`));
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
};

async function expectImage(
  path: string,
  file: string,
  expected: { readonly size: readonly number[]; readonly sum: number },
  warnings: readonly string[],
  tolerance: number,
) {
  const { series, refused } = await scanPaths([path]);
  expect(refused).toEqual([]);
  const [one] = series;
  expect(one?.geometry.size).toEqual(expected.size);
  expect(one?.warnings.map(({ code }) => code).sort()).toEqual(['DICOM_SINGLE_SLICE', ...warnings].sort());
  const judge = valuesOf(file);
  const voxels = one?.volume.voxels ?? new Float32Array();
  expect(voxels.length).toBe(judge.length);
  let sum = 0;
  let worst = 0;
  for (let at = 0; at < voxels.length; at++) {
    sum += voxels[at] as number;
    worst = Math.max(worst, Math.abs((voxels[at] as number) - (judge[at] as number)));
  }
  expect({ sum, isNear: worst <= tolerance }).toEqual({ sum: expected.sum, isNear: true });
}

describeWithShared('one file of each encoding', () => {
  beforeAll(() => {
    const images = TABLE.filter(({ outcome, whenPlaced }) => Object.hasOwn(Object(whenPlaced ?? outcome), 'size'));
    const script = resolve(import.meta.dirname, '../support/judge-pixels.py');
    const paths = images.map(({ file }) => join(folder, file));
    execFileSync('/usr/bin/python3', [script, placed, judged, ...paths], { stdio: ['ignore', 'pipe', 'ignore'] });
  });

  it.each(TABLE)('$file ($what)', async ({ file, outcome, warnings = [], whenPlaced }) => {
    const path = join(folder, file);
    if (outcome !== 'ignored' && 'size' in outcome) {
      await expectImage(path, file, outcome, warnings, 0);
      return;
    }
    const { series, refused, ignored, objects, structureSets } = await scanPaths([path]);
    expect({
      series: series.length,
      refused: refused.map(({ code }) => code),
      kept: [...objects.map(({ kind }) => kind), ...structureSets.map(() => 'structures')],
      ignored,
    }).toEqual({
      series: 0,
      refused: outcome !== 'ignored' && 'refused' in outcome ? [outcome.refused] : [],
      kept: outcome !== 'ignored' && 'kept' in outcome ? [outcome.kept] : [],
      ignored: outcome === 'ignored' ? 1 : 0,
    });
    if (whenPlaced !== undefined) {
      await expectImage(join(placed, file), file, whenPlaced, whenPlaced.warnings, whenPlaced.tolerance ?? 0);
    }
  });

  it('leaves no file of the folder out', () => {
    const names = execFileSync('ls', [folder], { encoding: 'utf8' }).trim().split('\n');
    expect(TABLE.map(({ file }) => file).sort()).toEqual(names.sort());
  });
});
