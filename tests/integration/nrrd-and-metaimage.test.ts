// NRRD and MetaImage: ours read by plastimatch, and every way of writing them by hand read by us.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { isSameGrid } from '../../core/geometry/index.ts';
import { maskFromDense } from '../../core/volume/index.ts';
import { encodeMetaImage, encodeNrrd } from '../../core/volume-files/index.ts';
import { readMaskFile, readVolumeFile } from '../../main/volume-files/index.ts';
import {
  GRID,
  joined,
  metaImageHeader,
  nrrdHeader,
  nrrdInRas,
  nrrdOfValues,
  RAW,
  VALUES,
  writerIn,
} from '../support/hand-written-volumes.ts';
import { expectNear, rasAffine, readByNibabel } from '../support/nibabel.ts';
import { convertByPlastimatch } from '../support/plastimatch.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { PHANTOM_GRIDS, ramp } from '../support/volume-phantom.ts';

const folder = tempFolder();
const write = writerIn(folder);

it('plastimatch converts both, on every grid, to the same NIfTI', () => {
  const outputs = PHANTOM_GRIDS.flatMap(([name, g]) =>
    [encodeNrrd(ramp(g), g), encodeMetaImage(ramp(g), g)].map((bytes, n) => {
      const path = join(folder, `grid-${name}.${['nrrd', 'mha'][n]}`);
      const out = `${path}.nii`;
      writeFileSync(path, bytes);
      convertByPlastimatch(path, out);
      return { out, g };
    }),
  );
  readByNibabel(...outputs.map(({ out }) => out)).forEach((read, n) => {
    const { g } = outputs[n] as (typeof outputs)[number];
    expectNear(read.affine, rasAffine(g), 1e-3);
    expect(read.values).toEqual([...ramp(g)]);
  });
});

const last = (...paths: readonly string[]) => paths.at(-1) as string;
const big = Uint8Array.from(RAW, (_, at) => RAW[at ^ 1] as number);

it.each([
  ['attached raw', () => write('a.nrrd', joined(nrrdHeader({}), RAW))],
  ['gzip', () => write('b.nrrd', joined(nrrdHeader({ encoding: 'gzip' }), gzipSync(RAW)))],
  ['big endian', () => write('c.nrrd', joined(nrrdHeader({ endian: 'big' }), big))],
  ['CRLF lines', () => write('d.nrrd', joined(nrrdHeader({}).replaceAll('\n', '\r\n'), RAW))],
  ['RAS', () => write('e.nrrd', joined(nrrdInRas(), RAW))],
  ['detached', () => last(write('f.raw', RAW), write('f.nhdr', nrrdHeader({ 'data file': 'f.raw' })))],
  [
    'detached gzip',
    () =>
      last(
        write('g.raw.gz', gzipSync(RAW)),
        write('g.nhdr', nrrdHeader({ 'data file': './g.raw.gz', encoding: 'gz' })),
      ),
  ],
  [
    'bytes to skip',
    () =>
      last(write('h.raw', joined('xyz', RAW)), write('h.nhdr', nrrdHeader({ 'data file': 'h.raw', 'byte skip': '3' }))),
  ],
  [
    'the last bytes of a file',
    () =>
      last(
        write('i.raw', joined('header of any length', RAW)),
        write('i.nhdr', nrrdHeader({ 'data file': 'i.raw', 'byte skip': '-1' })),
      ),
  ],
  ['an axis of one value', () => write('j.nrrd', joined(nrrdOfValues(1), RAW))],
  [
    'MetaImage, detached',
    () => last(write('k.raw', RAW), write('k.mhd', metaImageHeader({ ElementDataFile: 'k.raw' }))),
  ],
  [
    'MetaImage, compressed',
    () => write('l.mha', joined(metaImageHeader({ CompressedData: 'True' }), deflateSync(RAW))),
  ],
  ['MetaImage, big endian', () => write('m.mha', joined(metaImageHeader({ BinaryDataByteOrderMSB: 'True' }), big))],
] as const)('reads %s', async (_name, make) => {
  const path = make();
  const { geometry, voxels } = await readVolumeFile(path);
  expect(isSameGrid(geometry, GRID)).toBe(true);
  expect(voxels).toBeInstanceOf(Int16Array);
  expect([...voxels]).toEqual([...VALUES]);
  expect(await readMaskFile(path)).toEqual({
    geometry,
    mask: maskFromDense(voxels, geometry.size),
    hasSeveralValues: true,
  });
});
