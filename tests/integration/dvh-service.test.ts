// Dose, structures and plan together: what belongs together, what is refused, what is said.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DvhInput } from '../../core/contract/index.ts';
import { regularGeometry } from '../../core/geometry/index.ts';
import { encodeNifti } from '../../core/volume-files/index.ts';
import { makeDvh } from '../../main/services/dose/make-dvh.ts';
import { importPaths } from '../../main/services/library/index.ts';
import { openLibrary } from '../../main/store/index.ts';
import { writeCtSeries } from '../support/ct-writer.ts';
import { dicomFile } from '../support/dicom-builder.ts';
import { buildDose, type DoseFileOptions } from '../support/rtdose-builder.ts';
import { boxContours, buildStructureSet } from '../support/rtstruct-builder.ts';
import { testFolder } from '../support/temp-folder.ts';

const ports = { signal: new AbortController().signal, report: () => undefined, library: null };

/** 10 to 50 Gy along x, from 0 to 40 mm; 40 x 40 x 40 mm. */
const RAMP: DoseFileOptions = {
  size: [21, 21, 21],
  pixelSpacing: [2, 2],
  position: [0, 0, 0],
  scaling: 0.001,
  stored: (i) => 10_000 + 2_000 * i,
};
/** 10 x 20 x 12 mm = 2.4 ml, 20 to 30 Gy. */
const ORGAN = { name: 'Parotid_L', contours: boxContours([10, 10, 10], [20, 30, 22], 4) };
const TARGET = { name: 'PTV', contours: boxContours([25, 10, 10], [35, 30, 22], 4), interpretedType: 'PTV' };
/** Half of it beyond the dose. */
const EDGE = { name: 'Edge', contours: boxContours([30, 10, 10], [50, 30, 22], 4) };

interface Files {
  readonly doses?: readonly DoseFileOptions[];
  readonly structures?: Uint8Array;
}

function write({ doses = [RAMP], structures = buildStructureSet([ORGAN, TARGET, EDGE]) }: Files = {}) {
  const folder = testFolder();
  mkdirSync(join(folder, 'doses'));
  doses.forEach((options, n) => {
    writeFileSync(join(folder, 'doses', `rd${n}.dcm`), buildDose(options));
  });
  writeFileSync(join(folder, 'rs.dcm'), structures);
  return folder;
}

const request = (folder: string, over: Partial<DvhInput> = {}): DvhInput => ({
  caseId: null,
  doses: [{ path: join(folder, 'doses') }],
  sum: false,
  structures: [{ path: join(folder, 'rs.dcm'), name: null }],
  image: null,
  plan: null,
  prescriptionGy: null,
  targets: [],
  relativeReferenceGy: null,
  isGeometryTrusted: false,
  only: null,
  metrics: [],
  constraints: null,
  bins: false,
  csv: null,
  constraintsCsv: null,
  plot: null,
  ...over,
});
const run = (files: Files = {}, over: Partial<DvhInput> = {}) => makeDvh(request(write(files), over), ports);
const meanOf = (result: Awaited<ReturnType<typeof run>>, name = 'Parotid_L') =>
  result.structures.find((structure) => structure.name === name)?.figures['Mean[Gy]'];

describe('a histogram of every structure', () => {
  it('has figures, curve and indices, and says what lies outside the dose', async () => {
    const result = await run({}, { prescriptionGy: 30, metrics: ['V25Gy[cc]'], bins: true });
    const [organ, target, edge] = result.structures;
    expect(organ).toMatchObject({ volumeMl: 2.4, outsidePercent: 0, isPartial: false, target: null, warnings: [] });
    expect(organ?.figures['Mean[Gy]']).toBeCloseTo(25, 1);
    expect(organ?.figures['V25Gy[cc]']).toBeCloseTo(1.2, 1);
    expect(organ?.curve.cumulativeMl.length).toBe(organ?.curve.differentialMl?.length);
    expect(target?.target?.coveragePercent).toBe(100);
    expect(target?.target?.isodoseMl).toBeCloseTo(20 * 40 * 40 * 0.001, 1);
    expect(edge).toMatchObject({ isPartial: true, volumeMl: 4.8, warnings: [{ code: 'STRUCTURE_OUTSIDE_DOSE' }] });
    expect(edge?.outsidePercent).toBeCloseTo(50, 1);
    expect(edge?.figures['Mean[Gy]']).toBeCloseTo(45, 1);
    expect(result).toMatchObject({ dose: { summationTypes: ['PLAN'], maxGy: 50 }, warnings: [], constraints: null });
  });

  it('judges a template, and writes tables and plot', async () => {
    const folder = write();
    const out = (name: string) => ({ outputFile: join(folder, name) });
    const constraints = [
      { structure: 'Parotid_L', metric: 'Mean', relation: '<', limit: 26 },
      { structure: 'Edge', metric: 'Max', relation: '<', limit: 60 },
      { structure: 'Larynx', metric: 'Max', relation: '<', limit: 60 },
    ];
    writeFileSync(join(folder, 'own.json'), JSON.stringify({ name: 'own', source: 'clinic', constraints }));
    const files = { csv: out('a.csv'), constraintsCsv: out('b.csv'), plot: out('c.svg') };
    const result = await makeDvh(request(folder, { constraints: { path: join(folder, 'own.json') }, ...files }), ports);
    expect(result.constraints).toMatchObject({ name: 'own', met: 1, notMet: 0, notEvaluable: 2 });
    const rows = readFileSync(join(folder, 'a.csv'), 'utf8').trim().split('\r\n');
    expect(rows[201]?.split(',').slice(0, 3).map(Number)).toEqual([20, 2.4, 100]);
    expect(readFileSync(join(folder, 'b.csv'), 'utf8')).toContain('Parotid_L,Mean[Gy],<,26');
    expect(readFileSync(join(folder, 'c.svg'), 'utf8')).toMatch(/^<svg /);
  });
});

describe('doses', () => {
  const beam = (n: number): DoseFileOptions => ({ ...RAMP, summation: 'BEAM', beam: n });

  it('are added up only on request', async () => {
    await expect(run({ doses: [beam(1), beam(2)] })).rejects.toMatchObject({ kind: 'conflict', code: 'DOSE_SEVERAL' });
    const sum = await run({ doses: [beam(1), beam(2)] }, { sum: true });
    expect(meanOf(sum)).toBeCloseTo(50, 1);
    expect(sum.warnings.map(({ code }) => code)).toEqual(['DOSE_SUMMED']);
  });

  it('of a part of the plan are that, and it is said', async () => {
    const result = await run({ doses: [beam(3)] });
    expect(result.warnings).toMatchObject([
      { code: 'DOSE_NOT_A_PLAN', message: expect.stringContaining('BEAM of beam 3') },
    ]);
  });

  it('of a file a plane are one', async () => {
    const plane = (k: number): DoseFileOptions => ({
      ...RAMP,
      size: [21, 21, 1],
      offsets: null,
      position: [0, 0, 2 * k],
    });
    const result = await run({ doses: Array.from({ length: 21 }, (_, k) => plane(20 - k)) });
    expect(result.dose.size).toEqual([21, 21, 21]);
    expect(meanOf(result)).toBeCloseTo(25, 1);
  });

  it('in shares of something need to know of what', async () => {
    const doses = [{ ...RAMP, units: 'RELATIVE', scaling: 0.00001 }];
    await expect(run({ doses })).rejects.toMatchObject({ code: 'DOSE_RELATIVE' });
    const said = await run({ doses }, { relativeReferenceGy: 100 });
    expect(meanOf(said)).toBeCloseTo(25, 1);
    expect(said.warnings).toMatchObject([{ code: 'DOSE_REFERENCE_SAID', message: expect.stringMatching(/as 100 Gy/) }]);
  });

  it.each<[string, readonly DoseFileOptions[], Partial<DvhInput>, string]>([
    ['an error', [{ ...RAMP, type: 'ERROR' }], {}, 'DOSE_IS_ERROR'],
    ['a plan and its beam', [RAMP, beam(1)], { sum: true }, 'DOSE_SUM_MIXED'],
    [
      'one dose twice',
      [
        { ...RAMP, sopInstanceUid: '1.2.3' },
        { ...RAMP, sopInstanceUid: '1.2.3', scaling: 0.002 },
      ],
      { sum: true },
      'DOSE_SUM_MIXED',
    ],
    ['two patients', [beam(1), { ...beam(2), patientId: 'P2' }], { sum: true }, 'DOSE_SUM_DIFFERENT'],
    ['two grids apart', [beam(1), { ...beam(2), position: [99, 0, 0] }], { sum: true }, 'DOSE_GRIDS_APART'],
  ])('are refused: %s', async (_, doses, over, code) => {
    const folder = write({ doses });
    const paths = readdirSync(join(folder, 'doses')).map((name) => ({ path: join(folder, 'doses', name) }));
    await expect(makeDvh(request(folder, { doses: paths, ...over }), ports)).rejects.toMatchObject({ code });
  });
});

describe('what does not belong together', () => {
  const other = buildStructureSet([ORGAN], { frame: '1.2.3.99' });

  it('is refused, unless a person says that it lies in one space', async () => {
    await expect(run({ structures: other })).rejects.toMatchObject({ kind: 'safety', code: 'DOSE_FRAME_OF_REFERENCE' });
    const trusted = await run({ structures: other }, { isGeometryTrusted: true });
    expect(meanOf(trusted)).toBeCloseTo(25, 1);
    expect(trusted.warnings.map(({ code }) => code)).toEqual(['DOSE_FRAME_UNKNOWN']);
  });

  it('may be of another patient only within one frame, and then it is said', async () => {
    const result = await run({ structures: buildStructureSet([ORGAN], { patientId: 'P2' }) });
    expect(result.warnings.map(({ code }) => code)).toEqual(['DOSE_OTHER_PATIENT']);
    const structures = buildStructureSet([ORGAN], { patientId: 'P2', frame: '1.2.3.99' });
    const trusted = await run({ structures }, { isGeometryTrusted: true });
    expect(trusted.warnings.at(-1)?.message).toMatch(/only what somebody said/);
  });

  it('a plan that the dose does not name', async () => {
    const folder = write();
    const plan = join(folder, 'rp.dcm');
    const uid = (value: string) =>
      writeFileSync(
        plan,
        dicomFile([
          { tag: 0x00080016, vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.481.5' },
          { tag: 0x00080018, vr: 'UI', value },
          { tag: 0x300a0002, vr: 'SH', value: 'Plan' },
          {
            tag: 0x300a0010,
            vr: 'SQ',
            value: [
              [
                { tag: 0x300a0014, vr: 'CS', value: 'VOLUME' },
                { tag: 0x300a0020, vr: 'CS', value: 'TARGET' },
                { tag: 0x300a0026, vr: 'DS', value: '40' },
                { tag: 0x30060084, vr: 'IS', value: '2' },
              ],
            ],
          },
        ]),
      );
    uid('1.2.3.51');
    await expect(makeDvh(request(folder, { plan: { path: plan } }), ports)).rejects.toMatchObject({
      code: 'DOSE_PLAN',
    });
    const cut = join(folder, 'cut.dcm');
    writeFileSync(cut, readFileSync(plan).subarray(0, -1));
    await expect(makeDvh(request(folder, { plan: { path: cut } }), ports)).rejects.toMatchObject({
      message: expect.stringContaining(`${cut}: The DICOM file is cut short`),
    });
    uid('1.2.3.50');
    const result = await makeDvh(
      request(folder, { plan: { path: plan }, targets: [{ name: 'Edge', prescriptionGy: 45 }] }),
      ports,
    );
    expect(result.plan).toEqual({ label: 'Plan', fractions: null, prescriptionGy: 40 });
    expect(result.structures.map(({ prescriptionGy }) => prescriptionGy)).toEqual([40, 40, 45]);
  });
});

describe('masks', () => {
  const grid = regularGeometry({ size: [20, 20, 10], spacingMm: [2, 2, 4], originLps: [1, 1, 2] });
  const box = Uint8Array.from({ length: 4000 }, (_, at) => {
    const [i, j, k] = [at % 20, Math.floor(at / 20) % 20, Math.floor(at / 400)];
    return i >= 5 && i < 10 && j >= 5 && j < 15 && k >= 2 && k < 5 ? 1 : 0;
  });

  it('run on their 0.5 iso-line, and nothing says where they lie', async () => {
    const folder = write();
    mkdirSync(join(folder, 'masks'));
    writeFileSync(join(folder, 'masks', 'Parotid_L.nii'), encodeNifti(box, grid));
    const structures = [{ path: join(folder, 'masks'), name: null }];
    const result = await makeDvh(request(folder, { structures }), ports);
    // 10 x 20 x 12 mm less its four cut edges.
    expect(result.structures[0]?.volumeMl).toBeCloseTo(2.4 - (4 * 0.5 * 12) / 1000, 3);
    expect(meanOf(result)).toBeCloseTo(25, 1);
    expect(result.warnings.map(({ code }) => code)).toEqual(['DOSE_FRAME_UNKNOWN']);
  });

  it('are not mixed with a structure set', async () => {
    const folder = write();
    const path = join(folder, 'a.nii');
    writeFileSync(path, encodeNifti(box, grid));
    const structures = [
      { path, name: 'A' },
      { path: join(folder, 'rs.dcm'), name: null },
    ];
    await expect(makeDvh(request(folder, { structures }), ports)).rejects.toMatchObject({
      code: 'DOSE_STRUCTURES_MIXED',
    });
  });
});

it.each<[string, Partial<DvhInput>, string]>([
  ['a structure that is not there', { only: ['Larynx'] }, 'DOSE_STRUCTURE_NAME'],
  ['a figure that is none', { metrics: ['V20'] }, 'DOSE_METRIC'],
  ['a template that is not there', { constraints: { template: 'x' } }, 'DOSE_TEMPLATE'],
  ['a folder without a dose', { doses: [{ path: import.meta.dirname }] }, 'DOSE_MISSING'],
  ['no dose', { doses: [] }, 'DOSE_INPUT'],
  ['a table of constraints without any', { constraintsCsv: { outputFile: '/tmp/x.csv' } }, 'DOSE_INPUT'],
])('refuses %s', async (_, over, code) => {
  await expect(run({}, over)).rejects.toMatchObject({ code });
});

it('never replaces what it reads', async () => {
  const folder = write();
  const path = join(folder, 'doses', 'rd0.dcm');
  const before = readFileSync(path);
  const replacing = makeDvh(request(folder, { doses: [{ path }], plot: { outputFile: path } }), ports);
  await expect(replacing).rejects.toMatchObject({ code: 'OUTPUT_IS_INPUT' });
  expect(readFileSync(path)).toEqual(before);
});

it('uses what a person said of the doses of a case, and says so', async () => {
  const folder = testFolder();
  const files = join(folder, 'in');
  mkdirSync(files);
  const geometry = regularGeometry({ size: [12, 12, 12], spacingMm: [4, 4, 3], originLps: [0, 0, 1] });
  writeCtSeries(files, { ...geometry, frameOfReferenceUid: '1.2.3.9' }, { patientId: 'P1' });
  for (const n of [1, 2]) {
    const beam = { summation: 'BEAM', beam: n, sopInstanceUid: `1.2.3.40.90${n}`, seriesInstanceUid: `1.2.3.41.${n}` };
    const said = { units: 'RELATIVE', scaling: 0.00001, frameOfReferenceUid: '1.2.3.10' };
    writeFileSync(join(files, `rd${n}.dcm`), buildDose({ ...RAMP, ...beam, ...said, patientId: 'P1' }));
  }
  writeFileSync(join(files, 'rs.dcm'), buildStructureSet([ORGAN]));
  const library = openLibrary(join(folder, 'library'), { mode: 'write', appVersion: 'test', isDurable: false });
  try {
    const { cases } = await importPaths(library, [files], { signal: ports.signal, report: () => undefined });
    const { caseId, objects, series } = cases.find(({ objects: kept }) => kept.length > 0) as (typeof cases)[number];
    const seriesId = series[0]?.seriesId as string;
    const [one, two] = objects.map(({ objectId }) => objectId) as [string, string];
    const ofCase = (id: string, over: Partial<DvhInput> = {}) => {
      const own = { caseId, doses: [{ objectId: id }], structures: [], csv: { outputFile: join(folder, 'dvh.csv') } };
      return makeDvh({ ...request(folder), ...own, ...over }, { ...ports, library });
    };
    library.work.confirmDosePlace(one, seriesId);
    await expect(ofCase(one)).rejects.toMatchObject({ code: 'DOSE_RELATIVE' });
    library.work.sayDoseReference(one, 100);
    const said = await ofCase(one);
    expect(meanOf(said)).toBeCloseTo(25, 1);
    expect(said.dose).toMatchObject({ sumId: null, sumOf: [], said: [{ doseId: one, referenceGy: 100, seriesId }] });
    expect(said.warnings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['DOSE_REFERENCE_SAID', 'DOSE_PLACE_SAID']),
    );
    // What is said anew goes before; of the other dose nobody said anything.
    const anew = await ofCase(one, { relativeReferenceGy: 200 });
    expect(meanOf(anew)).toBeCloseTo(50, 1);
    expect(anew.dose.said).toEqual([{ doseId: one, referenceGy: null, seriesId }]);
    await expect(ofCase(two, { relativeReferenceGy: 100 })).rejects.toMatchObject({ code: 'DOSE_FRAME_OF_REFERENCE' });
    library.work.confirmDosePlace(two, seriesId);
    library.work.sayDoseReference(two, 50);
    const sumId = library.work.keepDoseSum(caseId, [one, two]);
    await expect(ofCase(one, { doses: [] })).rejects.toMatchObject({ message: expect.stringContaining(sumId) });
    const sum = await ofCase(sumId);
    expect(meanOf(sum)).toBeCloseTo(37.5, 1);
    const sumOf = [`BEAM of beam 1 (${one})`, `BEAM of beam 2 (${two})`];
    expect([...sum.dose.sumOf].sort()).toEqual(sumOf);
    expect(sum.dose.sumId).toBe(sumId);
    const head = readFileSync(join(folder, 'dvh.csv'), 'utf8').split(',')[0];
    expect(head).toBe(`Dose (Gy): sum of ${sum.dose.sumOf.join(' + ')}`);
  } finally {
    library.close();
  }
});

it('uses what the library keeps of a case', async () => {
  const folder = testFolder();
  const files = join(folder, 'in');
  mkdirSync(files);
  const image = regularGeometry({
    size: [12, 12, 12],
    spacingMm: [4, 4, 3],
    originLps: [0, 0, 1],
    frameOfReferenceUid: '1.2.3.9',
  });
  writeCtSeries(files, image, { patientId: 'P1' });
  const beams = [1, 2].map((n) =>
    buildDose({ ...RAMP, summation: 'BEAM', beam: n, sopInstanceUid: `1.2.3.40.90${n}` }),
  );
  beams.forEach((bytes, n) => {
    writeFileSync(join(files, `rd${n}.dcm`), bytes);
  });
  writeFileSync(join(files, 'rs.dcm'), buildStructureSet([ORGAN]));
  const library = openLibrary(join(folder, 'library'), { mode: 'write', appVersion: 'test', isDurable: false });
  try {
    const { cases } = await importPaths(library, [files], { signal: ports.signal, report: () => undefined });
    const { caseId, objects } = cases.find(({ objects: kept }) => kept.length > 0) as (typeof cases)[number];
    const ofCase = (over: Partial<DvhInput>) =>
      makeDvh({ ...request(folder), caseId, doses: [], structures: [], ...over }, { ...ports, library });
    await expect(ofCase({})).rejects.toMatchObject({ code: 'DOSE_SEVERAL' });
    expect(meanOf(await ofCase({ sum: true }))).toBeCloseTo(50, 1);
    expect(meanOf(await ofCase({ doses: [{ objectId: objects[0]?.objectId ?? '' }] }))).toBeCloseTo(25, 1);
    await expect(ofCase({ doses: [{ objectId: 'o-none' }] })).rejects.toMatchObject({ code: 'DOSE_CASE' });
  } finally {
    library.close();
  }
});
