// Files in, files out: what the exchange services must never do to a user's files.

import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { AppError } from '../../core/error/index.ts';
import { regularGeometry } from '../../core/geometry/index.ts';
import { encodeNifti } from '../../core/volume-files/index.ts';
import { createApp } from '../../main/app/create-app.ts';
import { findImageSeries } from '../../main/services/exchange/image-series.ts';
import { makeMasks } from '../../main/services/exchange/make-masks.ts';
import { makeRtstruct } from '../../main/services/exchange/make-rtstruct.ts';
import { writeCtSeries } from '../support/ct-writer.ts';
import { buildSlice } from '../support/dicom-builder.ts';
import { testFolder } from '../support/temp-folder.ts';

const geometry = regularGeometry({ size: [6, 5, 4], spacingMm: [1, 1, 2], originLps: [0, 0, 0] });
const ports = { signal: new AbortController().signal, report: () => undefined };

it('an RTSTRUCT never takes the place of an image or mask that it is made from', async () => {
  const folder = testFolder();
  const image = join(folder, 'ct');
  mkdirSync(image);
  writeCtSeries(image, geometry);
  const mask = join(folder, 'a.nii');
  writeFileSync(mask, encodeNifti(new Uint8Array(120).fill(1), geometry));
  const slice = join(image, readdirSync(image)[2] as string);
  const link = join(folder, 'link.dcm');
  symlinkSync(slice, link);
  const before = [slice, mask].map((path) => readFileSync(path));

  for (const outputFile of [slice, mask, link]) {
    const made = makeRtstruct({ image, masks: [{ name: 'A', path: mask }], outputFile }, ports);
    await expect(made).rejects.toMatchObject({ kind: 'invalid-input', code: 'OUTPUT_IS_INPUT' });
  }
  expect([slice, mask].map((path) => readFileSync(path))).toEqual(before);
  const other = join(image, 'rtstruct.dcm');
  expect(await makeRtstruct({ image, masks: [{ name: 'A', path: mask }], outputFile: other }, ports)).toMatchObject({
    verified: true,
  });
});

it('masks from the structure set of another patient say so', async () => {
  const folder = testFolder();
  const [image, other] = [join(folder, 'ct'), join(folder, 'other')];
  writeCtSeries(image, geometry);
  writeCtSeries(other, geometry, { patientId: 'SOMEONE-ELSE' });
  const mask = join(folder, 'a.nii');
  writeFileSync(mask, encodeNifti(new Uint8Array(120).fill(1), geometry));
  const rtstruct = join(folder, 'rtstruct.dcm');
  await makeRtstruct({ image, masks: [{ name: 'A', path: mask }], outputFile: rtstruct }, ports);

  const warningsOn = async (grid: string) => {
    const out = join(folder, 'masks');
    const { structures } = await makeMasks(
      { rtstruct, image: grid, outputFolder: out, format: 'nifti', linksByGeometry: false },
      ports,
    );
    return structures.map(({ warnings }) => warnings.map(({ code }) => code));
  };
  expect(await warningsOn(image)).toEqual([[]]);
  expect(await warningsOn(other)).toEqual([['RTSTRUCT_OTHER_PATIENT']]);
});

it('a label map that is given as a mask is said to be one, whoever reads it', async () => {
  const folder = testFolder();
  const image = join(folder, 'ct');
  mkdirSync(image);
  writeCtSeries(image, geometry);
  const [labels, mask] = [join(folder, 'labels.nii'), join(folder, 'mask.nii')];
  const voxels = new Uint8Array(120).fill(1, 40, 70).fill(2, 70, 80);
  writeFileSync(labels, encodeNifti(voxels, geometry));
  writeFileSync(
    mask,
    encodeNifti(
      voxels.map((value) => (value > 0 ? 255 : 0)),
      geometry,
    ),
  );
  const app = createApp({ libraryFolder: null });
  const { exchange } = app.client;
  const warningsOf = async (path: string) => {
    const masks = [{ name: 'Brainstem', path }];
    const results = [
      await exchange.rtstruct({ image, masks, outputFile: join(folder, 'rs.dcm') }),
      await exchange.mesh({
        masks,
        recipe: { version: 1, steps: [{ name: 'surface' }] },
        meshes: [],
        outputFile: join(folder, 'surface.stl'),
        recipeFile: null,
      }),
      await exchange.compare({ reference: mask, test: path, tolerancesMm: [1] }),
    ];
    return results.map(({ warnings }) =>
      warnings.filter(({ code }) => code === 'MASK_SEVERAL_VALUES').map(({ message }) => message),
    );
  };
  expect(await warningsOf(mask)).toEqual([[], [], []]);
  const said = 'the file holds several values; every voxel that is not 0 was taken as one structure.';
  expect(await warningsOf(labels)).toEqual([
    [expect.stringContaining(`Mask Brainstem: ${said}`)],
    [expect.stringContaining(`${labels}: ${said}`)],
    [expect.stringContaining(`mask (test): ${said}`)],
  ]);
  app.close();
});

it('several volumes are named once a series, and said to be parts of it where they are', async () => {
  const folder = testFolder();
  for (const k of [0, 1, 2, 3]) {
    const frameOfReferenceUid = k < 2 ? '1.2.3.91' : '1.2.3.92';
    const slice = buildSlice({ position: [0, 0, 2 * k], sopInstanceUid: `1.2.3.8.${k + 1}`, frameOfReferenceUid });
    writeFileSync(join(folder, `${k}.dcm`), slice);
  }
  const error = await findImageSeries(folder, ports).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ kind: 'conflict', code: 'IMAGE_SEVERAL_SERIES' });
  const { data, message } = error as AppError;
  expect(data).toEqual({ seriesInstanceUids: [expect.stringMatching(/^1\.2\./)] });
  expect(message).toMatch(/holds several volumes \(series [\d.]+ in 2 parts that form no one stack\)/);
});
