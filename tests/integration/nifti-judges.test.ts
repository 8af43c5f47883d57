// NIfTI that we write, read by nibabel, and NIfTI that nibabel writes, read by us.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ImageGeometry, isSameGrid } from '../../core/geometry/index.ts';
import { encodeNifti } from '../../core/volume-files/index.ts';
import { readVolumeFile } from '../../main/volume-files/index.ts';
import { expectNear, rasAffine, readByNibabel, readOneByNibabel, writeByNibabel } from '../support/nibabel.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { PHANTOM_GRIDS, ramp, tiltedGrid } from '../support/volume-phantom.ts';

const folder = tempFolder();

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
    const read = readOneByNibabel(path);
    expectNear(read.affine, rasAffine(g));
    expect(read.qform).toBeNull();
  });
});

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
    writeByNibabel(folder, specs);
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
    const read = readOneByNibabel(join(folder, 'half.nii'));
    expect([...half.voxels]).toEqual(read.values);
  });

  it('takes metres and micrometres for what they are', async () => {
    const affine = [
      [-0.001, 0, 0, 0.1],
      [0, -0.002, 0, 0.2],
      [0, 0, 0.003, 0.3],
    ];
    const path = join(folder, 'metres.nii');
    writeByNibabel(folder, [{ path, affine, shape: [5, 4, 3], dtype: 'int16', units: 'meter' }]);
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
      folder,
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
