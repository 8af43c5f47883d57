// Volume files against nibabel, plastimatch and hand-written headers, on disk.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ImageGeometry, isSameGrid, regularGeometry, voxelCount } from '../../core/geometry/index.ts';
import { maskFromDense } from '../../core/volume/index.ts';
import { encodeMetaImage, encodeNifti, encodeNrrd } from '../../core/volume-files/index.ts';
import {
  MASK_FILE_EXTENSIONS,
  type MaskFileFormat,
  readMaskFile,
  readVolumeFile,
  writeMaskFile,
} from '../../main/volume-files/index.ts';
import { runPython } from '../support/run-python.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { PHANTOM_GRIDS, ramp, tiltedGrid } from '../support/volume-phantom.ts';

const folder = tempFolder();

/** Reading as an image and reading as a mask refuse a file with the same words. */
async function expectRefused(path: string, expected: { readonly kind: string; readonly code: string }): Promise<void> {
  const error: Error = await readVolumeFile(path).then(
    () => expect.fail('it was read'),
    (thrown) => thrown,
  );
  expect(error).toMatchObject(expected);
  await expect(readMaskFile(path)).rejects.toMatchObject({ ...expected, message: error.message });
}

/** Affine in RAS of voxel index to mm, worked out from the geometry without the code under test. */
function rasAffine(g: ImageGeometry): number[][] {
  const at = (k: number, axis: number) => g.planeOriginsLps[3 * k + axis] as number;
  return [0, 1, 2].map((axis) => {
    const sign = axis < 2 ? -1 : 1;
    const column = (c: number) => sign * (g.direction[3 * c + axis] as number) * (g.spacingMm[c] as number);
    return [column(0), column(1), sign * (at(1, axis) - at(0, axis)), sign * at(0, axis)];
  });
}

// One call of the interpreter for many files: its imports take longer than all the work.
const READ_NIFTI = `
import sys, json, nibabel as nib, numpy as np
def read(path):
  im = nib.load(path); q, code = im.get_qform(coded=True)
  return {'affine': im.affine[:3].tolist(), 'qform': None if q is None else q[:3].tolist(), 'shape': list(im.shape),
    'dtype': str(im.get_data_dtype()), 'values': np.asarray(im.dataobj).flatten(order='F').tolist()}
print(json.dumps([read(path) for path in sys.argv[1:]]))`;

interface ReadByNibabel {
  readonly affine: number[][];
  readonly qform: number[][] | null;
  readonly shape: number[];
  readonly dtype: string;
  readonly values: number[];
}

const readByNibabel = (...paths: readonly string[]) => runPython<ReadByNibabel[]>(READ_NIFTI, ...paths);

function only<T>(list: readonly T[]): T {
  if (list.length !== 1) throw new Error(`${list.length} instead of 1`);
  return list[0] as T;
}

const expectNear = (actual: number[][], expected: number[][], tolerance = 1e-4) => {
  actual.forEach((row, r) => {
    row.forEach((value, c) => {
      expect(Math.abs(value - (expected[r]?.[c] as number))).toBeLessThan(tolerance);
    });
  });
};

describe('NIfTI that we write, read by nibabel', () => {
  it('has the sform, qform and values of every grid', () => {
    const paths = PHANTOM_GRIDS.map(([name]) => join(folder, `ours-${name}.nii`));
    PHANTOM_GRIDS.forEach(([, g], n) => {
      writeFileSync(paths[n] as string, encodeNifti(ramp(g), g));
    });
    readByNibabel(...paths).forEach((read, n) => {
      const [, g] = PHANTOM_GRIDS[n] as (typeof PHANTOM_GRIDS)[number];
      expectNear(read.affine, rasAffine(g));
      expectNear(read.qform ?? [], rasAffine(g));
      expect(read.shape).toEqual([5, 4, 3]);
      expect(read.dtype).toBe('int16');
      expect(read.values).toEqual([...ramp(g)]);
    });
  });

  it('a tilted stack keeps its sheared sform and has no qform', () => {
    const g = tiltedGrid();
    const path = join(folder, 'tilted.nii');
    writeFileSync(path, encodeNifti(ramp(g), g));
    const read = only(readByNibabel(path));
    expectNear(read.affine, rasAffine(g));
    expect(read.qform).toBeNull();
  });
});

const WRITE_NIFTI = `
import sys, json, nibabel as nib, numpy as np
for spec in json.load(open(sys.argv[1])):
  a = np.vstack([np.array(spec['affine']), [0, 0, 0, 1]]); n = spec['shape']
  v = (np.arange(np.prod(n)) * 7 - 100).reshape(n, order='F').astype(spec['dtype'])
  kind = {1: nib.Nifti1Image, 2: nib.Nifti2Image, 0: nib.Nifti1Pair}[spec.get('version', 1)]
  if spec.get('big'):
    h = nib.Nifti1Header(endianness='>'); h.set_data_dtype(v.dtype.newbyteorder('>')); im = kind(v, a, h)
  else:
    im = kind(v, a, dtype=spec['dtype'])
  form = spec.get('form', 'both')
  im.set_sform(a, code=0 if form == 'qform' else 1); im.set_qform(a, code=0 if form == 'sform' else 1)
  if 'units' in spec: im.header.set_xyzt_units(spec['units'])
  nib.save(im, spec['path'])
print('{}')`;

interface NiftiSpec {
  readonly path: string;
  readonly affine: number[][];
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly version?: number;
  readonly big?: boolean;
  readonly form?: string;
  readonly units?: string;
}

function writeByNibabel(specs: readonly NiftiSpec[]): void {
  const list = join(folder, 'specs.json');
  writeFileSync(list, JSON.stringify(specs));
  runPython(WRITE_NIFTI, list);
}

describe('NIfTI that nibabel writes', () => {
  const variants = [
    ['int16.nii', { dtype: 'int16' }],
    ['float64.nii.gz', { dtype: 'float64' }],
    ['uint8-wraps.nii.gz', { dtype: 'uint8' }],
    ['int64.nii', { dtype: 'int64' }],
    ['uint32.nii', { dtype: 'uint32' }],
    ['version-2.nii.gz', { dtype: 'int32', version: 2 }],
    ['big-endian.nii', { dtype: 'int16', big: true }],
    ['big-endian-float.nii.gz', { dtype: 'float32', big: true }],
    ['qform-only.nii', { dtype: 'int16', form: 'qform' }],
    ['sform-only.nii', { dtype: 'int16', form: 'sform' }],
    ['pair.hdr', { dtype: 'int16', version: 0 }],
  ] as const;

  beforeAll(() => {
    const specs = variants.flatMap(([name, options]) =>
      PHANTOM_GRIDS.map(([gridName, g]) => ({
        path: join(folder, `${gridName}-${name}`),
        affine: rasAffine(g),
        shape: g.size,
        ...options,
      })),
    );
    writeByNibabel(specs);
  });

  it.each(variants)('%s, on every grid', async (name, options) => {
    for (const [gridName, g] of PHANTOM_GRIDS) {
      const path = join(folder, `${gridName}-${name}`);
      const { geometry, voxels } = await readVolumeFile(path);
      expect(isSameGrid(geometry, g), gridName).toBe(true);
      const expected =
        options.dtype === 'uint8'
          ? Uint8Array.from(ramp(g))
          : options.dtype === 'uint32'
            ? Uint32Array.from(ramp(g))
            : ramp(g);
      expect([...voxels]).toEqual([...expected]);
    }
  });

  it('applies slope and intercept: whole results stay Int16', async () => {
    const [, g] = PHANTOM_GRIDS[0] as (typeof PHANTOM_GRIDS)[number];
    const bytes = encodeNifti(ramp(g), g);
    const view = new DataView(bytes.buffer);
    view.setFloat32(112, 2, true);
    view.setFloat32(116, -1024, true);
    writeFileSync(join(folder, 'whole.nii'), bytes);
    const whole = await readVolumeFile(join(folder, 'whole.nii'));
    expect(whole.voxels).toBeInstanceOf(Int16Array);
    expect([...whole.voxels]).toEqual([...ramp(g)].map((value) => 2 * value - 1024));
    view.setFloat32(112, 0.5, true);
    writeFileSync(join(folder, 'half.nii'), bytes);
    const half = await readVolumeFile(join(folder, 'half.nii'));
    const read = only(readByNibabel(join(folder, 'half.nii')));
    expect([...half.voxels]).toEqual(read.values);
  });

  it('takes metres and micrometres for what they are', async () => {
    const affine = [
      [-0.001, 0, 0, 0.1],
      [0, -0.002, 0, 0.2],
      [0, 0, 0.003, 0.3],
    ];
    const path = join(folder, 'metres.nii');
    writeByNibabel([{ path, affine, shape: [5, 4, 3], dtype: 'int16', units: 'meter' }]);
    const { geometry } = await readVolumeFile(path);
    geometry.spacingMm.forEach((mm, axis) => {
      expect(mm).toBeCloseTo(axis + 1, 5);
    });
    expect(geometry.planeOriginsLps[0]).toBeCloseTo(-100, 4);
  });

  it('writes back the affine of a file bit for bit', async () => {
    const pathOf = (name: string) => join(folder, `exact-${name}.nii`);
    const odd = (g: ImageGeometry) => rasAffine(g).map((row) => row.map((value) => Math.fround(value * 1.0123 + 1e-7)));
    writeByNibabel(
      PHANTOM_GRIDS.map(([name, g]) => ({
        path: pathOf(name),
        affine: odd(g),
        shape: g.size,
        dtype: 'int16',
        form: 'sform',
      })),
    );
    for (const [name] of PHANTOM_GRIDS) {
      const path = pathOf(name);
      const { geometry, voxels } = await readVolumeFile(path);
      const sform = (bytes: Uint8Array) => Buffer.from(bytes).subarray(280, 328).toString('hex');
      expect(sform(encodeNifti(voxels as Int16Array, geometry)), name).toBe(sform(readFileSync(path)));
    }
  });
});

describe('masks', () => {
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
    const read = only(readByNibabel(path));
    expect(read.dtype).toBe('uint8');
    expect(read.values).toEqual([...dense]);
  });

  it.each(['nrrd', 'metaimage'] as const)('plastimatch reads %s to the same voxels and place', async (format) => {
    const path = join(folder, `judge${MASK_FILE_EXTENSIONS[format]}`);
    const out = join(folder, `judge-${format}.nii`);
    writeMaskFile(path, mask, g, format);
    execFileSync('plastimatch', ['convert', '--input', path, '--output-img', out, '--output-type', 'uchar'], {
      stdio: 'ignore',
    });
    const read = only(readByNibabel(out));
    expectNear(read.affine, rasAffine(g));
    expect(read.values).toEqual([...dense]);
  });
});

describe('NRRD and MetaImage', () => {
  it('plastimatch converts both, on every grid, to the same NIfTI', () => {
    const outputs = PHANTOM_GRIDS.flatMap(([name, g]) =>
      [encodeNrrd(ramp(g), g), encodeMetaImage(ramp(g), g)].map((bytes, n) => {
        const path = join(folder, `grid-${name}.${['nrrd', 'mha'][n]}`);
        const out = `${path}.nii`;
        writeFileSync(path, bytes);
        execFileSync('plastimatch', ['convert', '--input', path, '--output-img', out], { stdio: 'ignore' });
        return { out, g };
      }),
    );
    readByNibabel(...outputs.map(({ out }) => out)).forEach((read, n) => {
      const { g } = outputs[n] as (typeof outputs)[number];
      expectNear(read.affine, rasAffine(g), 1e-3);
      expect(read.values).toEqual([...ramp(g)]);
    });
  });

  const [, g] = PHANTOM_GRIDS[7] as (typeof PHANTOM_GRIDS)[number];
  const values = ramp(g);
  const raw = new Uint8Array(values.buffer);
  const vector = (v: readonly number[]) => `(${v.join(',')})`;
  const steps = [0, 1, 2].map((c) =>
    [0, 1, 2].map((axis) => (g.direction[3 * c + axis] as number) * (g.spacingMm[c] as number)),
  );
  const origin = g.planeOriginsLps.slice(0, 3);
  const nrrd = (changes: Record<string, string | null>, space = 'left-posterior-superior') => {
    const fields: Record<string, string | null> = {
      type: 'short',
      dimension: '3',
      space,
      sizes: g.size.join(' '),
      'space directions': steps.map(vector).join(' '),
      endian: 'little',
      encoding: 'raw',
      'space origin': vector(origin),
      ...changes,
    };
    const lines = Object.entries(fields).flatMap(([key, value]) => (value === null ? [] : [`${key}: ${value}`]));
    return `NRRD0004\n# made by hand\n${lines.join('\n')}\nnote:=text\n\n`;
  };
  const joined = (head: string, body: Uint8Array) => Buffer.concat([Buffer.from(head), body]);
  const write = (name: string, bytes: Uint8Array | string) => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  const last = (...paths: readonly string[]) => paths.at(-1) as string;
  const big = Uint8Array.from(raw, (_, at) => raw[at ^ 1] as number);
  const ras = (v: readonly number[]) => [-(v[0] as number), -(v[1] as number), v[2] as number];

  it.each([
    ['attached raw', () => write('a.nrrd', joined(nrrd({}), raw))],
    ['gzip', () => write('b.nrrd', joined(nrrd({ encoding: 'gzip' }), gzipSync(raw)))],
    ['big endian', () => write('c.nrrd', joined(nrrd({ endian: 'big' }), big))],
    ['CRLF lines', () => write('d.nrrd', joined(nrrd({}).replaceAll('\n', '\r\n'), raw))],
    [
      'RAS',
      () =>
        write(
          'e.nrrd',
          joined(
            nrrd(
              { 'space directions': steps.map((v) => vector(ras(v))).join(' '), 'space origin': vector(ras(origin)) },
              'right-anterior-superior',
            ),
            raw,
          ),
        ),
    ],
    ['detached', () => last(write('f.raw', raw), write('f.nhdr', nrrd({ 'data file': 'f.raw' })))],
    [
      'detached gzip',
      () =>
        last(write('g.raw.gz', gzipSync(raw)), write('g.nhdr', nrrd({ 'data file': './g.raw.gz', encoding: 'gz' }))),
    ],
    [
      'bytes to skip',
      () => last(write('h.raw', joined('xyz', raw)), write('h.nhdr', nrrd({ 'data file': 'h.raw', 'byte skip': '3' }))),
    ],
    [
      'the last bytes of a file',
      () =>
        last(
          write('i.raw', joined('header of any length', raw)),
          write('i.nhdr', nrrd({ 'data file': 'i.raw', 'byte skip': '-1' })),
        ),
    ],
    [
      'an axis of one value',
      () =>
        write(
          'j.nrrd',
          joined(
            nrrd({
              dimension: '4',
              sizes: `1 ${g.size.join(' ')}`,
              'space directions': `none ${steps.map(vector).join(' ')}`,
            }),
            raw,
          ),
        ),
    ],
    ['MetaImage, detached', () => last(write('k.raw', raw), write('k.mhd', meta({ ElementDataFile: 'k.raw' })))],
    ['MetaImage, compressed', () => write('l.mha', joined(meta({ CompressedData: 'True' }), deflateSync(raw)))],
    ['MetaImage, big endian', () => write('m.mha', joined(meta({ BinaryDataByteOrderMSB: 'True' }), big))],
  ] as const)('reads %s', async (_name, make) => {
    const path = make();
    const { geometry, voxels } = await readVolumeFile(path);
    expect(isSameGrid(geometry, g)).toBe(true);
    expect(voxels).toBeInstanceOf(Int16Array);
    expect([...voxels]).toEqual([...values]);
    expect(await readMaskFile(path)).toEqual({
      geometry,
      mask: maskFromDense(voxels, geometry.size),
      hasSeveralValues: true,
    });
  });

  const withChangedByte = (bytes: Uint8Array, at: number) =>
    bytes.map((value, n) => (n === bytes.length + at ? value ^ 1 : value));

  function meta(changes: Record<string, string>): string {
    const fields: Record<string, string> = {
      ObjectType: 'Image',
      NDims: '3',
      BinaryData: 'True',
      BinaryDataByteOrderMSB: 'False',
      CompressedData: 'False',
      TransformMatrix: g.direction.join(' '),
      Offset: origin.join(' '),
      CenterOfRotation: '0 0 0',
      ElementSpacing: g.spacingMm.join(' '),
      DimSize: g.size.join(' '),
      ElementType: 'MET_SHORT',
      ElementDataFile: 'LOCAL',
      ...changes,
    };
    return `${Object.entries(fields)
      .map(([key, value]) => `${key} = ${value}`)
      .join('\n')}\n`;
  }

  it.each([
    ['no space', () => write('r1.nrrd', joined(nrrd({ space: null }), raw)), 'unsupported', 'NRRD_NO_ORIENTATION'],
    ['a scanner space', () => write('r2.nrrd', joined(nrrd({}, 'scanner-xyz'), raw)), 'unsupported', 'NRRD_SPACE'],
    ['text encoding', () => write('r3.nrrd', joined(nrrd({ encoding: 'ascii' }), raw)), 'unsupported', 'NRRD_ENCODING'],
    [
      'two values a voxel',
      () =>
        write(
          'r4.nrrd',
          joined(
            nrrd({
              dimension: '4',
              sizes: `2 ${g.size.join(' ')}`,
              'space directions': `none ${steps.map(vector).join(' ')}`,
            }),
            raw,
          ),
        ),
      'unsupported',
      'VOLUME_NOT_3D',
    ],
    [
      'a data file elsewhere',
      () => write('r5.nhdr', nrrd({ 'data file': '../../etc/passwd' })),
      'denied',
      'VOLUME_DATA_FILE',
    ],
    [
      'an absolute data file',
      () => write('r6.mhd', meta({ ElementDataFile: '/etc/passwd' })),
      'denied',
      'VOLUME_DATA_FILE',
    ],
    [
      'a missing data file',
      () => write('r7.mhd', meta({ ElementDataFile: 'gone.raw' })),
      'not-found',
      'PATH_NOT_FOUND',
    ],
    ['cut voxels', () => write('r8.nrrd', joined(nrrd({}), raw.subarray(0, 100))), 'corrupt-data', 'VOLUME_TRUNCATED'],
    [
      'a cut gzip stream',
      () => write('r9.nrrd', joined(nrrd({ encoding: 'gzip' }), gzipSync(raw).subarray(0, 60))),
      'corrupt-data',
      'VOLUME_TRUNCATED',
    ],
    [
      'a damaged gzip stream',
      () =>
        write(
          'r10.nrrd',
          joined(
            nrrd({ encoding: 'gzip' }),
            gzipSync(raw).map((v, at) => (at > 20 && at < 40 ? 255 : v)),
          ),
        ),
      'corrupt-data',
      'VOLUME_COMPRESSION',
    ],
    [
      'a gzip stream whose checksum is of other bytes',
      () => write('r10b.nrrd', joined(nrrd({ encoding: 'gzip' }), withChangedByte(gzipSync(raw), -8))),
      'corrupt-data',
      'VOLUME_COMPRESSION',
    ],
    [
      'a gzip stream whose length is of other bytes',
      () => write('r10c.nrrd', joined(nrrd({ encoding: 'gzip' }), withChangedByte(gzipSync(raw), -4))),
      'corrupt-data',
      'VOLUME_COMPRESSION',
    ],
    [
      'a gzip stream without its end',
      () => write('r10d.nrrd', joined(nrrd({ encoding: 'gzip' }), gzipSync(raw).subarray(0, -8))),
      'corrupt-data',
      'VOLUME_TRUNCATED',
    ],
    [
      'a gzip stream of fewer voxels',
      () => write('r10e.nrrd', joined(nrrd({ encoding: 'gzip' }), gzipSync(raw.subarray(0, 100)))),
      'corrupt-data',
      'VOLUME_TRUNCATED',
    ],
    [
      'zero spacing',
      () => write('r11.mha', joined(meta({ ElementSpacing: '1 0 1' }), raw)),
      'invalid-input',
      'VOLUME_SPACING',
    ],
    [
      'negative spacing',
      () => write('r12.mha', joined(meta({ ElementSpacing: '1 -1 1' }), raw)),
      'invalid-input',
      'VOLUME_SPACING',
    ],
    [
      'a singular matrix',
      () => write('r13.mha', joined(meta({ TransformMatrix: '1 0 0 1 0 0 0 0 1' }), raw)),
      'invalid-input',
      'VOLUME_SINGULAR',
    ],
    [
      'no voxels at all',
      () => write('r14.mha', joined(meta({ DimSize: '5 0 3' }), raw)),
      'invalid-input',
      'VOLUME_SIZE',
    ],
    [
      '60 000 x 60 000 x 100',
      () => write('r15.mha', joined(meta({ DimSize: '60000 60000 100' }), raw)),
      'resource',
      'VOLUME_TOO_LARGE',
    ],
    [
      'a compressed lie',
      () => write('r16.mha', joined(meta({ DimSize: '1000 1000 500', CompressedData: 'True' }), deflateSync(raw))),
      'corrupt-data',
      'VOLUME_TRUNCATED',
    ],
    [
      'more than promised',
      () => write('r17.mha', joined(meta({ CompressedData: 'True' }), deflateSync(new Uint8Array(30e6)))),
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
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
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
    const zipped = join(folder, `bad-${name}.nii.gz`);
    writeFileSync(zipped, gzipSync(bytes));
    await expectRefused(zipped, { kind, code });
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
