// Which doses of a case may be laid over a series, and why the others may not.

import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createClient, createInMemoryTransports, windowContract } from '../../core/contract/index.ts';
import { regularGeometry } from '../../core/geometry/index.ts';
import { createWindowApp } from '../../main/app/create-window-app.ts';
import type { KeptDose } from '../../main/services/dose/case-dose.ts';
import { caseDoses, doseValues } from '../../main/services/dose/dose-task.ts';
import { writeCtSeries } from '../support/ct-writer.ts';
import { buildDose, type DoseFileOptions } from '../support/rtdose-builder.ts';
import { testFolder } from '../support/temp-folder.ts';

const FRAME = '1.2.7';
/** Images in which every dose of `buildDose` lies. */
const IMAGES = regularGeometry({
  size: [20, 20, 20],
  spacingMm: [2, 2, 2],
  originLps: [-20, -30, 20],
  frameOfReferenceUid: FRAME,
});
const TASK = { sums: [], plans: [], sets: [], seriesId: 's-1', geometry: IMAGES, patientId: 'p-1' };
const kept = (objectId: string, options: DoseFileOptions, words: Partial<KeptDose> = {}): KeptDose => ({
  ...{ objectId, bytes: buildDose({ frameOfReferenceUid: FRAME, patientId: 'p-1', ...options }) },
  ...{ referenceGy: null, place: null },
  ...words,
});
const list = async (options: DoseFileOptions, words?: Partial<KeptDose>) =>
  (await caseDoses({ ...TASK, doses: [kept('o-1', options, words)] }))[0];

describe('a dose of a case', () => {
  it('is offered with what it is and how high it goes', async () => {
    const row = await list({ patientId: 'p-1', summation: 'PLAN' });
    expect(row).toMatchObject({ doseId: 'o-1', label: 'PLAN', blocked: null, grid: { size: [4, 3, 2] } });
    expect(row?.maxGy).toBeCloseTo(0.23, 5);
  });

  it.each<[string, DoseFileOptions, RegExp]>([
    ['in another frame of reference', { frameOfReferenceUid: '1.2.8' }, /another frame of reference/],
    ['of another patient', { patientId: 'p-2' }, /another patient/],
    ['without a unit', { units: 'RELATIVE' }, /what it is in Gy/],
    ['that is an error', { type: 'ERROR' }, /not a dose/],
    ['of one plane', { size: [4, 3, 1] }, /single plane/],
    ['without a frame of reference', { without: [0x00200052] }, /names no frame of reference/],
    ['that cannot be read', { scaling: null }, /./],
  ])('%s says why it is not shown', async (_, options, why) => {
    expect((await list({ patientId: 'p-1', ...options }))?.blocked).toMatch(why);
  });

  it('that says the same of itself as another one is told apart from it', async () => {
    const doses = ['1.2.9.1', '1.2.9.2', '1.2.9.3'].map((sopInstanceUid, at) =>
      kept(`o-${at}`, { sopInstanceUid, seriesInstanceUid: sopInstanceUid, summation: at === 1 ? 'FRACTION' : 'PLAN' }),
    );
    const labels = (await caseDoses({ ...TASK, doses })).map(({ label }) => label);
    expect(labels).toEqual(['PLAN (dose 1 of 2)', 'FRACTION', 'PLAN (dose 2 of 2)']);
  });

  it('of a file a plane is one dose, whose values come as one grid', async () => {
    const plane = (n: number): DoseFileOptions => ({
      size: [4, 3, 1],
      position: [-10, -20, 30 + 2 * n],
      offsets: null,
      sopInstanceUid: `1.2.9.${n}`,
      seriesInstanceUid: '1.2.9',
      stored: () => 100 * n,
    });
    const doses = [0, 1, 2].map((n) => kept(`o-${n}`, plane(n)));
    const rows = await caseDoses({ ...TASK, doses });
    expect(rows.map(({ doseId, grid }) => [doseId, grid?.size])).toEqual([['o-0', [4, 3, 3]]]);
    const gy = await doseValues({ doses, sums: [], doseId: 'o-0' });
    expect([gy[0], gy[12], gy[24]].map((value) => value?.toFixed(2))).toEqual(['0.00', '1.00', '2.00']);
  });

  it('without a unit is one in Gy when a person has said what 1 is, and says so', async () => {
    const options: DoseFileOptions = { units: 'RELATIVE' };
    expect(await list(options)).toMatchObject({ needs: 'reference', relative: { referenceGy: null } });
    const said = await list(options, { referenceGy: 70 });
    expect(said).toMatchObject({ blocked: null, warnings: [{ code: 'DOSE_REFERENCE_SAID' }] });
    expect(said?.maxGy).toBeCloseTo(0.23 * 70, 4);
    const gy = await doseValues({ doses: [kept('o-1', options, { referenceGy: 70 })], sums: [], doseId: 'o-1' });
    expect(Math.max(...gy)).toBeCloseTo(0.23 * 70, 4);
  });

  it.each<[string, DoseFileOptions]>([
    ['names no frame of reference', { without: [0x00200052] }],
    ['names another one', { frameOfReferenceUid: '1.2.8' }],
  ])('that %s lies on the images that a person named, never where it does not fit', async (_, options) => {
    const place = { seriesId: 's-1', frameOfReferenceUid: FRAME };
    expect(await list(options)).toMatchObject({ needs: 'place', insidePercent: 100 });
    expect(await list(options, { place })).toMatchObject({ blocked: null, isPlaceSaid: true });
    expect(await list(options, { place: { seriesId: 's-2', frameOfReferenceUid: '1.2.77' } })).toMatchObject({
      needs: 'place',
    });
    expect(await list({ ...options, position: [500, 0, 0] })).toMatchObject({ needs: null, insidePercent: 0 });
    expect(await list({ ...options, patientId: 'p-2' }, { place })).toMatchObject({
      blocked: expect.stringMatching(/another patient/),
    });
  });
});

describe('a sum of doses', () => {
  const beam = (n: number, over: DoseFileOptions = {}): DoseFileOptions => ({ summation: 'BEAM', beam: n, ...over });
  const sumOf = async (...files: readonly DoseFileOptions[]) => {
    const doses = files.map((options, n) => kept(`o-${n}`, options));
    const sums = [{ sumId: 'sum', parts: doses.map(({ objectId }) => objectId) }];
    const row = (await caseDoses({ ...TASK, doses, sums })).at(-1);
    return { row, gy: () => doseValues({ doses, sums, doseId: 'sum' }) };
  };

  it('is each of its voxels added up, and says of what it is the sum', async () => {
    const { row, gy } = await sumOf(beam(5), beam(1), beam(2));
    expect(row).toMatchObject({ label: 'Sum of beams 1, 2, 5', blocked: null, parts: ['o-0', 'o-1', 'o-2'] });
    expect(row?.warnings).toMatchObject([{ code: 'DOSE_SUMMED' }]);
    expect((await gy())[7]).toBeCloseTo(3 * 0.07, 5);
  });

  it('on different grids is shown where all are known', async () => {
    const { row, gy } = await sumOf(beam(1), beam(2, { position: [-11, -20, 30] }));
    expect(row).toMatchObject({ blocked: null, grid: { size: [3, 3, 2] } });
    expect(row?.warnings.map(({ code }) => code)).toEqual(['DOSE_SUMMED', 'DOSE_SUM_RESAMPLED']);
    // At 1 mm of the 2.5 mm between two voxels that differ by 0.01 Gy.
    expect((await gy())[1]).toBeCloseTo(0.01 + 0.014, 5);
  });

  it.each<[string, readonly DoseFileOptions[], RegExp]>([
    ['one beam twice', [beam(1), beam(1)], /same beam/],
    ['one plan twice', [{}, {}], /same plan/],
    ['a plan and its beam', [{}, beam(1)], /of different sums/],
    ['two grids apart', [beam(1), beam(2, { position: [-31, -20, 30] })], /no region where all/],
    ['two patients', [beam(1), beam(2, { patientId: 'p-2' })], /another patient/],
    ['a part in other units', [beam(1), beam(2, { units: 'RELATIVE' })], /what 1 stands for/],
    ['physical and effective', [beam(1), beam(2, { type: 'EFFECTIVE' })], /differ in unit, type/],
  ])('is refused with its reason: %s', async (_, files, why) => {
    const { row } = await sumOf(...files);
    expect(row?.blocked).toMatch(why);
  });
});

function serve(folder: string) {
  const app = createWindowApp({ libraryFolder: join(folder, 'library'), mode: 'write' });
  onTestFinished(() => app.close());
  const { client: end, server } = createInMemoryTransports();
  app.attach(server);
  return { client: createClient(windowContract, end), grantPath: app.grantPath };
}

it('reads a template from a file, also from the folder in which a browser hands it over', async () => {
  const folder = testFolder();
  const { client, grantPath } = serve(folder);
  const line = { structure: 'Larynx', metric: 'Mean', relation: '<' as const, limit: 44 };
  const template = { name: 'Ours', source: 'the clinic', constraints: [line] };
  mkdirSync(join(folder, 'upload'));
  writeFileSync(join(folder, 'upload', 'ours.json'), JSON.stringify(template));
  for (const path of ['upload', 'upload/ours.json']) {
    expect(await client.doses.readTemplate({ path: grantPath(join(folder, path)) })).toEqual(template);
  }
  writeFileSync(join(folder, 'upload', 'second.json'), '{}');
  await expect(client.doses.readTemplate({ path: grantPath(join(folder, 'upload')) })).rejects.toMatchObject({
    code: 'DOSE_TEMPLATE',
  });
  expect((await client.doses.templates({})).templates.map(({ name }) => name)).toContain('OpenKBP, head and neck');
});

it('writes tables beside those that are there', async () => {
  const folder = testFolder();
  const { client, grantPath } = serve(folder);
  const destination = grantPath(folder);
  const tables = [{ name: 'dvh' as const, csv: 'a' }];
  await client.doses.saveTables({ destination, tables });
  expect((await client.doses.saveTables({ destination, tables })).files).toEqual(['dvh (2).csv']);
  expect(readdirSync(folder).filter((name) => name.endsWith('.csv'))).toEqual(['dvh (2).csv', 'dvh.csv']);
  expect(existsSync(join(folder, 'constraints.csv'))).toBe(false);
});

it('keeps sums and what a person said with the case, and refuses what may not be added', async () => {
  const folder = testFolder();
  const files = join(folder, 'in');
  mkdirSync(files);
  writeCtSeries(files, IMAGES, { patientId: 'p-1' });
  const write = (name: string, options: DoseFileOptions) =>
    writeFileSync(join(files, name), kept('', { sopInstanceUid: `1.2.6.${name.length}`, ...options }).bytes);
  write('d1', { summation: 'BEAM', beam: 1 });
  write('d22', { summation: 'BEAM', beam: 2 });
  write('d333', { units: 'RELATIVE' });
  write('d4444', { frameOfReferenceUid: '1.2.8' });
  const { client, grantPath } = serve(folder);
  const { cases } = await client.library.import({ paths: [grantPath(files)], linksByGeometry: false });
  const seriesId = cases[0]?.series[0]?.seriesId ?? '';
  const rows = async () => (await client.doses.list({ seriesId })).doses;
  const [one, two, relative, other] = (await rows()).map(({ doseId }) => doseId) as [string, string, string, string];
  await expect(client.doses.addUp({ seriesId, doseIds: [one, relative] })).rejects.toMatchObject({ code: 'DOSE_SUM' });
  const { doseId } = await client.doses.addUp({ seriesId, doseIds: [one, two] });
  expect((await client.doses.addUp({ seriesId, doseIds: [two, one] })).doseId).toBe(doseId);
  await client.doses.sayReference({ seriesId, doseId: relative, referenceGy: 60 });
  await client.doses.confirmPlace({ seriesId, doseId: other, isConfirmed: true });
  expect(await rows()).toMatchObject([
    { blocked: null },
    { blocked: null },
    { blocked: null, relative: { referenceGy: 60 } },
    { blocked: null, isPlaceSaid: true },
    { doseId, parts: [one, two].sort() },
  ]);
  await client.doses.confirmPlace({ seriesId, doseId: other, isConfirmed: false });
  await client.doses.removeSum({ seriesId, doseId });
  expect(await rows()).toMatchObject([{}, {}, {}, { needs: 'place', isPlaceSaid: false }]);
});
