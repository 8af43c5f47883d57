// limner dvh, as a planner would call it.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { DvhResult } from '../../core/contract/index.ts';
import { buildDose } from '../support/rtdose-builder.ts';
import { boxContours, buildStructureSet } from '../support/rtstruct-builder.ts';
import { runLimner, temporaryFolder } from '../support/run-limner.ts';

let folder: string;
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await temporaryFolder();
  // 10 to 50 Gy along x.
  const ramp = { size: [21, 21, 21], pixelSpacing: [2, 2], position: [0, 0, 0], scaling: 0.001 } as const;
  writeFileSync(at('rd.dcm'), buildDose({ ...ramp, stored: (i) => 10_000 + 2_000 * i }));
  const regions = [
    { name: 'Parotid_L', contours: boxContours([10, 10, 10], [20, 30, 22], 4) },
    { name: 'PTV=a', contours: boxContours([25, 10, 10], [35, 30, 22], 4), interpretedType: 'PTV' },
  ];
  writeFileSync(at('rs.dcm'), buildStructureSet(regions));
  writeFileSync(at('far.dcm'), buildStructureSet(regions, { frame: '1.2.99' }));
});

it('answers with figures, constraints, tables and a plot', async () => {
  const files = ['--csv', at('a.csv'), '--constraints-csv', at('b.csv'), '--plot', at('c.svg')];
  const asked = ['--target', 'PTV=a=36', '--metrics', 'V25Gy[cc],D1cc', '--constraints', 'quantec-head-neck'];
  const run = await runLimner(['dvh', '--dose', at('rd.dcm'), '--structures', at('rs.dcm'), ...asked, ...files]);
  expect(run.stderr).not.toContain('Parotid');
  const { structures, constraints } = run.json<DvhResult>();
  expect(run.exitCode).toBe(0);
  expect(structures.map(({ name, prescriptionGy }) => [name, prescriptionGy])).toEqual([
    ['Parotid_L', null],
    ['PTV=a', 36],
  ]);
  expect(structures[0]?.figures['V25Gy[cc]']).toBeCloseTo(1.2, 1);
  expect(structures[0]?.figures['D1cc[Gy]']).toBeCloseTo(25.83, 1);
  expect(structures[1]?.target?.coveragePercent).toBeCloseTo(90, 0);
  expect(constraints?.results.find(({ structure }) => structure === 'Parotid_L')).toMatchObject({
    limit: 25,
    metric: 'Mean[Gy]',
  });
  expect(readFileSync(at('a.csv'), 'utf8').split('\r\n')[0]).toContain('PTV=a cumulative (ml)');
  expect(readFileSync(at('b.csv'), 'utf8')).toContain('not-evaluable');
  expect(readFileSync(at('c.svg'), 'utf8')).toContain('Parotid_L');
});

it.each([
  ['nothing to work on', [], 2, 'CLI_USAGE'],
  ['a target without a dose', ['--dose', 'rd.dcm', '--structures', 'rs.dcm', '--target', 'PTV'], 2, 'CLI_USAGE'],
  ['another frame of reference', ['--dose', 'rd.dcm', '--structures', 'far.dcm'], 8, 'DOSE_FRAME_OF_REFERENCE'],
  ['structures in place of a dose', ['--dose', 'rs.dcm', '--structures', 'rs.dcm'], 2, 'RTDOSE_WRONG_OBJECT'],
  ['a file that is not there', ['--dose', 'none.dcm', '--structures', 'rs.dcm'], 3, 'PATH_NOT_FOUND'],
])('refuses %s', async (_, args, exitCode, code) => {
  const run = await runLimner(['dvh', ...args.map((arg) => (arg.endsWith('.dcm') ? at(arg) : arg))]);
  expect(run.json()).toMatchObject({ error: { code } });
  expect(run.exitCode).toBe(exitCode);
});

it('takes dose and structures from the library by the case', async () => {
  const library = at('library');
  mkdirSync(at('in'));
  for (const name of ['rd.dcm', 'rs.dcm']) writeFileSync(join(at('in'), name), readFileSync(at(name)));
  const imported = await runLimner(['import', at('in'), '--library', library]);
  const { cases } = imported.json<{ cases: { caseId: string }[] }>();
  const run = await runLimner(['dvh', '--case', cases[0]?.caseId ?? '', '--library', library, '--only', 'Parotid_L']);
  expect(run.json<DvhResult>().structures[0]?.figures['Mean[Gy]']).toBeCloseTo(25, 1);
});
