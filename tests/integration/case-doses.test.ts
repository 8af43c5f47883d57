// Which doses of a case may be laid over a series, and why the others may not.

import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createClient, createInMemoryTransports, windowContract } from '../../core/contract/index.ts';
import { createWindowApp } from '../../main/app/create-window-app.ts';
import { caseDoses, doseValues } from '../../main/services/dose/dose-task.ts';
import { buildDose, type DoseFileOptions } from '../support/rtdose-builder.ts';
import { testFolder } from '../support/temp-folder.ts';

const FRAME = '1.2.7';
const list = async (options: DoseFileOptions, bytes = buildDose({ frameOfReferenceUid: FRAME, ...options })) => {
  const [row] = await caseDoses({
    doses: [{ objectId: 'o-1', bytes }],
    plans: [],
    sets: [],
    frameOfReferenceUid: FRAME,
    patientId: 'p-1',
  });
  return row;
};

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

  it('of a file a plane is one dose, whose values come as one grid', async () => {
    const plane = (n: number) =>
      buildDose({
        size: [4, 3, 1],
        position: [0, 0, 2 * n],
        offsets: null,
        sopInstanceUid: `1.2.9.${n}`,
        seriesInstanceUid: '1.2.9',
        frameOfReferenceUid: FRAME,
        stored: () => 100 * n,
      });
    const doses = [0, 1, 2].map((n) => ({ objectId: `o-${n}`, bytes: plane(n) }));
    const task = { doses, plans: [], sets: [], frameOfReferenceUid: FRAME, patientId: '' };
    const rows = await caseDoses(task);
    expect(rows.map(({ doseId, grid }) => [doseId, grid?.size])).toEqual([['o-0', [4, 3, 3]]]);
    const gy = await doseValues({ doses, doseId: 'o-0' });
    expect([gy[0], gy[12], gy[24]].map((value) => value?.toFixed(2))).toEqual(['0.00', '1.00', '2.00']);
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
