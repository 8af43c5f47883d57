// Every structure of five patients as an oncologist drew it, through our RTSTRUCT and the rasteriser of plastimatch.

import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { type ImageGeometry, regularGeometry } from '../../core/geometry/index.ts';
import { denseFromMask, maskFromDense } from '../../core/volume/index.ts';
import { type StructureToWrite, writeRtstructFile } from '../../main/services/rtstruct/index.ts';
import { writeCtSeries } from '../support/ct-writer.ts';
import { masksOfPlastimatch } from '../support/plastimatch.ts';
import { APPLICATION, imageOfSeries } from '../support/rtstruct-image.ts';
import { describeWithShared, sharedPath } from '../support/shared-data.ts';
import { testFolder } from '../support/temp-folder.ts';

const PATIENTS = ['0522c0017', '0522c0331', '0522c0669', 'TCGA-CV-7236', 'TCGA-CV-A6JO'];
const LEAST_DICE = 0.999;
const LEAST_ML = 1;

interface Drawn {
  readonly geometry: ImageGeometry;
  readonly voxels: Uint8Array;
}

/** An NRRD of the set: gzip, uint8, axes along LPS. */
function readDrawn(path: string): Drawn {
  const bytes = readFileSync(path);
  const split = bytes.indexOf('\n\n') + 2;
  const header = bytes.subarray(0, split).toString('latin1');
  const numbers = (key: string) =>
    (new RegExp(`^${key}: (.*)$`, 'm').exec(header)?.[1] ?? '').match(/-?[\d.]+(e-?\d+)?/g) ?? [];
  const [ni = 0, nj = 0, nk = 0] = numbers('sizes').map(Number);
  const directions = numbers('space directions').map(Number);
  const [x = 0, y = 0, z = 0] = numbers('space origin').map(Number);
  const spacingMm = [directions[0] ?? 1, directions[4] ?? 1, directions[8] ?? 1] as const;
  const geometry = regularGeometry({ size: [ni, nj, nk], spacingMm: [...spacingMm], originLps: [x, y, z] });
  return { geometry, voxels: new Uint8Array(gunzipSync(bytes.subarray(split))) };
}

function dice(a: Uint8Array, b: Uint8Array): number {
  let [both, sum] = [0, 0];
  for (let at = 0; at < a.length; at++) {
    const [p, q] = [Number(a[at] !== 0), Number(b[at] !== 0)];
    both += p & q;
    sum += p + q;
  }
  return (2 * both) / sum;
}

describeWithShared('structures of five patients', () => {
  it.each(PATIENTS)('%s keeps a Dice of 0.999', (patient) => {
    const folder = testFolder();
    const from = sharedPath('datasets/tcia-hn-oar', patient, 'oncologist');
    const names = readdirSync(from).map((file) => file.replace(/\.nrrd$/, ''));
    const drawn = names.map((name) => readDrawn(join(from, `${name}.nrrd`)));
    const geometry = drawn[0]?.geometry as ImageGeometry;
    const ct = join(folder, 'ct');
    const image = imageOfSeries(writeCtSeries(ct, geometry));
    const structures = names.map(
      (name, at): StructureToWrite => ({
        name,
        mask: maskFromDense(drawn[at]?.voxels ?? new Uint8Array(0), geometry.size),
        generationAlgorithm: 'MANUAL',
        generationDescription: '',
        review: 'not-stated',
      }),
    );
    const path = join(folder, 'set.dcm');
    writeRtstructFile({ path, image, geometry, structures, label: 'Oncologist', application: APPLICATION });
    const out = join(folder, 'read');
    mkdirSync(out);
    const read = masksOfPlastimatch(path, ct, out);
    const [x, y, z] = geometry.spacingMm;
    const bad = structures.flatMap(({ name, mask }) => {
      const own = denseFromMask(mask);
      const ml = (own.reduce((sum, voxel) => sum + voxel, 0) * x * y * z) / 1000;
      const kept = ml > LEAST_ML ? dice(own, read.get(name) ?? new Uint8Array(own.length)) : 1;
      return kept >= LEAST_DICE ? [] : [{ name, ml, kept }];
    });
    expect(bad).toEqual([]);
  });
});
