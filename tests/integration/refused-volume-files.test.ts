// Volume files that are not read, and what is said of them: the same as an image and as a mask.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encodeNifti } from '../../core/volume-files/index.ts';
import { readMaskFile, readVolumeFile } from '../../main/volume-files/index.ts';
import { joined, metaImageHeader, nrrdHeader, nrrdOfValues, RAW, writerIn } from '../support/hand-written-volumes.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { PHANTOM_GRIDS, ramp } from '../support/volume-phantom.ts';

const folder = tempFolder();
const write = writerIn(folder);

/** Reading as an image and reading as a mask refuse a file with the same words. */
async function expectRefused(path: string, expected: { readonly kind: string; readonly code: string }): Promise<void> {
  const error: Error = await readVolumeFile(path).then(
    () => expect.fail('it was read'),
    (thrown) => thrown,
  );
  expect(error).toMatchObject(expected);
  await expect(readMaskFile(path)).rejects.toMatchObject({ ...expected, message: error.message });
}

describe('NRRD and MetaImage that are refused', () => {
  const withChangedByte = (bytes: Uint8Array, at: number) =>
    bytes.map((value, n) => (n === bytes.length + at ? value ^ 1 : value));

  it.each([
    [
      'no space',
      () => write('r1.nrrd', joined(nrrdHeader({ space: null }), RAW)),
      'unsupported',
      'NRRD_NO_ORIENTATION',
    ],
    [
      'a scanner space',
      () => write('r2.nrrd', joined(nrrdHeader({}, 'scanner-xyz'), RAW)),
      'unsupported',
      'NRRD_SPACE',
    ],
    [
      'text encoding',
      () => write('r3.nrrd', joined(nrrdHeader({ encoding: 'ascii' }), RAW)),
      'unsupported',
      'NRRD_ENCODING',
    ],
    [
      // Half a megabyte of brackets that open: each was looked for to the end of the line, for half a minute.
      'a vector that never closes',
      () => write('r3b.nrrd', joined(nrrdHeader({ 'space origin': `${'('.repeat(500_000)}0,0,0` }), RAW)),
      'corrupt-data',
      'VOLUME_HEADER',
    ],
    ['two values a voxel', () => write('r4.nrrd', joined(nrrdOfValues(2), RAW)), 'unsupported', 'VOLUME_NOT_3D'],
    [
      'a data file elsewhere',
      () => write('r5.nhdr', nrrdHeader({ 'data file': '../../etc/passwd' })),
      'denied',
      'VOLUME_DATA_FILE',
    ],
    [
      'an absolute data file',
      () => write('r6.mhd', metaImageHeader({ ElementDataFile: '/etc/passwd' })),
      'denied',
      'VOLUME_DATA_FILE',
    ],
    [
      'a missing data file',
      () => write('r7.mhd', metaImageHeader({ ElementDataFile: 'gone.raw' })),
      'not-found',
      'PATH_NOT_FOUND',
    ],
    [
      'cut voxels',
      () => write('r8.nrrd', joined(nrrdHeader({}), RAW.subarray(0, 100))),
      'corrupt-data',
      'VOLUME_TRUNCATED',
    ],
    [
      'a cut gzip stream',
      () => write('r9.nrrd', joined(nrrdHeader({ encoding: 'gzip' }), gzipSync(RAW).subarray(0, 60))),
      'corrupt-data',
      'VOLUME_TRUNCATED',
    ],
    [
      'a damaged gzip stream',
      () =>
        write(
          'r10.nrrd',
          joined(
            nrrdHeader({ encoding: 'gzip' }),
            gzipSync(RAW).map((v, at) => (at > 20 && at < 40 ? 255 : v)),
          ),
        ),
      'corrupt-data',
      'VOLUME_COMPRESSION',
    ],
    [
      'a gzip stream whose checksum is of other bytes',
      () => write('r10b.nrrd', joined(nrrdHeader({ encoding: 'gzip' }), withChangedByte(gzipSync(RAW), -8))),
      'corrupt-data',
      'VOLUME_COMPRESSION',
    ],
    [
      'a gzip stream whose length is of other bytes',
      () => write('r10c.nrrd', joined(nrrdHeader({ encoding: 'gzip' }), withChangedByte(gzipSync(RAW), -4))),
      'corrupt-data',
      'VOLUME_COMPRESSION',
    ],
    [
      'a gzip stream without its end',
      () => write('r10d.nrrd', joined(nrrdHeader({ encoding: 'gzip' }), gzipSync(RAW).subarray(0, -8))),
      'corrupt-data',
      'VOLUME_TRUNCATED',
    ],
    [
      'a gzip stream of fewer voxels',
      () => write('r10e.nrrd', joined(nrrdHeader({ encoding: 'gzip' }), gzipSync(RAW.subarray(0, 100)))),
      'corrupt-data',
      'VOLUME_TRUNCATED',
    ],
    [
      'zero spacing',
      () => write('r11.mha', joined(metaImageHeader({ ElementSpacing: '1 0 1' }), RAW)),
      'invalid-input',
      'VOLUME_SPACING',
    ],
    [
      'negative spacing',
      () => write('r12.mha', joined(metaImageHeader({ ElementSpacing: '1 -1 1' }), RAW)),
      'invalid-input',
      'VOLUME_SPACING',
    ],
    [
      'a singular matrix',
      () => write('r13.mha', joined(metaImageHeader({ TransformMatrix: '1 0 0 1 0 0 0 0 1' }), RAW)),
      'invalid-input',
      'VOLUME_SINGULAR',
    ],
    [
      'no voxels at all',
      () => write('r14.mha', joined(metaImageHeader({ DimSize: '5 0 3' }), RAW)),
      'invalid-input',
      'VOLUME_SIZE',
    ],
    [
      '60 000 x 60 000 x 100',
      () => write('r15.mha', joined(metaImageHeader({ DimSize: '60000 60000 100' }), RAW)),
      'resource',
      'VOLUME_TOO_LARGE',
    ],
    [
      'a compressed lie',
      () =>
        write(
          'r16.mha',
          joined(metaImageHeader({ DimSize: '1000 1000 500', CompressedData: 'True' }), deflateSync(RAW)),
        ),
      'corrupt-data',
      'VOLUME_TRUNCATED',
    ],
    [
      'more than promised',
      () => write('r17.mha', joined(metaImageHeader({ CompressedData: 'True' }), deflateSync(new Uint8Array(30e6)))),
      'corrupt-data',
      'VOLUME_TOO_LONG',
    ],
    ['a text file', () => write('r18.nrrd', 'hello'), 'invalid-input', 'VOLUME_FORMAT'],
    ['an empty file', () => write('r19.nii', ''), 'invalid-input', 'VOLUME_FORMAT'],
  ] as const)('refuses %s', async (_name, make, kind, code) => {
    await expectRefused(make(), { kind, code });
  });
});

function setDims(view: DataView, values: Readonly<Record<number, number>>): void {
  for (const [at, value] of Object.entries(values)) view.setInt16(Number(at), value, true);
}

describe('NIfTI that is refused', () => {
  const [, g] = PHANTOM_GRIDS[0] as (typeof PHANTOM_GRIDS)[number];
  const changed = (
    name: string,
    change: (view: DataView) => void,
    bytes = encodeNifti(Float32Array.from(ramp(g)), g),
  ) => {
    change(new DataView(bytes.buffer));
    return write(name, bytes);
  };

  it.each([
    ['NaN voxels', (v: DataView) => v.setFloat32(352 + 4 * 23, Number.NaN, true), 'invalid-input', 'VOLUME_NOT_FINITE'],
    [
      'an infinite voxel',
      (v: DataView) => v.setFloat32(352, Number.POSITIVE_INFINITY, true),
      'invalid-input',
      'VOLUME_NOT_FINITE',
    ],
    ['zero spacing', (v: DataView) => v.setFloat32(280, 0, true), 'invalid-input', 'VOLUME_SPACING'],
    ['zero pixdim', (v: DataView) => v.setFloat32(80, 0, true), 'invalid-input', 'VOLUME_SPACING'],
    ['NaN in the affine', (v: DataView) => v.setFloat32(284, Number.NaN, true), 'invalid-input', 'VOLUME_SPACING'],
    ['NaN in the origin', (v: DataView) => v.setFloat32(292, Number.NaN, true), 'invalid-input', 'VOLUME_ORIGIN'],
    ['a sheared plane', (v: DataView) => v.setFloat32(284, 0.4, true), 'unsupported', 'VOLUME_SHEARED'],
    ['implausible spacing', (v: DataView) => v.setFloat32(280, 5000, true), 'safety', 'VOLUME_SPACING_IMPLAUSIBLE'],
    ['neither sform nor qform', (v: DataView) => v.setInt32(252, 0, true), 'unsupported', 'NIFTI_NO_ORIENTATION'],
    ['four volumes', (v: DataView) => setDims(v, { 40: 4, 48: 4 }), 'unsupported', 'VOLUME_NOT_3D'],
    ['RGB', (v: DataView) => v.setInt16(70, 128, true), 'unsupported', 'VOLUME_COLOUR'],
    ['complex numbers', (v: DataView) => v.setInt16(70, 32, true), 'unsupported', 'VOLUME_TYPE'],
    ['a negative size', (v: DataView) => v.setInt16(42, -5, true), 'invalid-input', 'VOLUME_SIZE'],
    ['voxels inside the header', (v: DataView) => v.setFloat32(108, 100, true), 'corrupt-data', 'VOLUME_HEADER'],
    [
      '30 000 x 30 000 x 30 000',
      (v: DataView) => setDims(v, { 42: 30_000, 44: 30_000, 46: 30_000 }),
      'resource',
      'VOLUME_TOO_LARGE',
    ],
    ['more voxels than bytes', (v: DataView) => v.setInt16(42, 500, true), 'corrupt-data', 'VOLUME_TRUNCATED'],
    ['Analyze 7.5', (v: DataView) => v.setInt32(344, 0, true), 'unsupported', 'NIFTI_ANALYZE'],
  ] as const)('%s', async (name, change, kind, code) => {
    await expectRefused(changed(`bad-${name}.nii`, change), { kind, code });
    if (code === 'VOLUME_HEADER') return;
    const bytes = readFileSync(join(folder, `bad-${name}.nii`));
    await expectRefused(write(`bad-${name}.nii.gz`, gzipSync(bytes)), { kind, code });
  });

  it('names the first voxel that is NaN and how many there are', async () => {
    const path = changed('named.nii', (v) => v.setFloat32(352 + 4 * 23, Number.NaN, true));
    await expect(readVolumeFile(path)).rejects.toThrowError(
      '1 of 60 voxels are NaN or infinite, the first at (3, 0, 1).',
    );
  });

  it('uneven slices do not go into a volume file', () => {
    const uneven = { ...g, planeOriginsLps: g.planeOriginsLps.map((value, at) => (at === 8 ? value + 1 : value)) };
    expect(() => encodeNifti(ramp(g), uneven)).toThrowError(/unevenly spaced/);
  });
});
