// A structure set made from masks for a destination: names, colours, holes and choice are the profile's.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { decodeRtstruct } from '../../core/dicom/index.ts';
import { regularGeometry } from '../../core/geometry/index.ts';
import { encodeNifti } from '../../core/volume-files/index.ts';
import { writeCtSeries } from '../support/ct-writer.ts';
import { runLimner } from '../support/run-limner.ts';
import { testFolder } from '../support/temp-folder.ts';

const geometry = regularGeometry({ size: [7, 7, 4], spacingMm: [1, 1, 2], originLps: [0, 0, 0] });
/** A ring on two planes. */
const ring = Uint8Array.from({ length: 196 }, (_, at) => {
  const [i, j, k] = [at % 7, Math.floor(at / 7) % 7, Math.floor(at / 49)];
  const d = Math.max(Math.abs(i - 3), Math.abs(j - 3));
  return k > 0 && k < 3 && d > 0 && d < 3 ? 1 : 0;
});

it('rtstruct takes a profile', async () => {
  const folder = testFolder();
  const [image, mask, profile, out] = ['ct', 'a.nii', 'own.json', 'rs.dcm'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
    string,
  ];
  mkdirSync(image);
  writeCtSeries(image, geometry);
  writeFileSync(mask, encodeNifti(ring, geometry));
  writeFileSync(
    profile,
    JSON.stringify({
      version: 1,
      id: 'own',
      title: 'Own',
      holes: 'xor',
      names: { maxLength: 12 },
      colours: { ORGAN: '#102030' },
      structures: { leaveOut: ['z*'] },
    }),
  );
  const masks = ['Glnd_Submand_L', 'zRing'].flatMap((name) => ['--mask', `${name}=${mask}`]);
  const run = await runLimner(['rtstruct', '--image', image, ...masks, '--out', out, '--profile', profile]);
  expect(run.exitCode).toBe(0);
  const { warnings } = run.json<{ warnings: { code: string; message: string }[] }>();
  expect(warnings).toEqual(
    expect.arrayContaining([
      { code: 'EXPORT_NAME_CHANGED', message: 'Own: Glnd_Submand_L as Glnd_Subma_L.' },
      { code: 'EXPORT_LEFT_OUT', message: 'Own: left out zRing.' },
    ]),
  );
  const [only, second] = decodeRtstruct(readFileSync(out)).rois;
  expect(second).toBeUndefined();
  expect(only).toMatchObject({ name: 'Glnd_Subma_L', colourRgb: [16, 32, 48] });
  expect(only?.contours.map(({ geometricType }) => geometricType)).toEqual(new Array(4).fill('CLOSEDPLANAR_XOR'));
  const unknown = await runLimner(['rtstruct', '--image', image, ...masks, '--out', out, '--profile', 'nowhere']);
  expect([unknown.exitCode === 0, unknown.stderr]).toEqual([false, expect.stringContaining('nowhere')]);
});
