// Sums of doses that lie on different grids, judged by pydicom and scipy; and what is said of a sum that is no plan.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DvhInput } from '../../core/contract/index.ts';
import { decodeRtdose, decodeRtplan } from '../../core/dicom/index.ts';
import { indexFromLps, planePointLps } from '../../core/geometry/index.ts';
import { makeDvh } from '../../main/services/dose/make-dvh.ts';
import { chooseDose } from '../../main/services/dose/read-doses.ts';
import { incompleteWarnings } from '../../main/services/dose/sum-rules.ts';
import { type BuiltElement, dicomFile } from '../support/dicom-builder.ts';
import { buildDose, type DoseFileOptions } from '../support/rtdose-builder.ts';
import { boxContours, buildStructureSet } from '../support/rtstruct-builder.ts';
import { runPython } from '../support/run-python.ts';
import { tempFolder, testFolder } from '../support/temp-folder.ts';

/** Of each list of files: the doses of all at the voxel centres of the first, added up; null where one is not known. */
const JUDGE = `
import json, sys, numpy as np, pydicom
from scipy.interpolate import RegularGridInterpolator
def load(path):
    d = pydicom.dcmread(path)
    gy = d.pixel_array.astype(float) * float(d.DoseGridScaling)
    row, column = np.array(d.ImageOrientationPatient[:3], float), np.array(d.ImageOrientationPatient[3:], float)
    axes = np.array([row, column, np.cross(row, column)])
    steps = [np.arange(d.Columns) * d.PixelSpacing[1], np.arange(d.Rows) * d.PixelSpacing[0], np.array(d.GridFrameOffsetVector, float)]
    return gy.transpose(2, 1, 0), axes, steps, np.array(d.ImagePositionPatient, float)
def judge(first, *others):
    total, axes, steps, origin = load(first)
    places = np.stack(np.meshgrid(*steps, indexing='ij'), -1) @ axes + origin
    for path in others:
        gy, a, s, o = load(path)
        if s[2][-1] < 0:
            gy, s = gy[:, :, ::-1], [s[0], s[1], s[2][::-1]]
        total = total + RegularGridInterpolator(s, gy, bounds_error=False, fill_value=np.nan)((places - o) @ a.T)
    return [None if np.isnan(v) else v for v in total.transpose(2, 1, 0).ravel()]
print(json.dumps([judge(*paths) for paths in json.loads(sys.argv[1])]))
`;

const wave = (phase: number) => (i: number, j: number, k: number) =>
  Math.round(3000 + 1500 * Math.sin(0.7 * i + phase) + 900 * Math.cos(0.5 * j - 0.9 * k));
const beam = (n: number, over: DoseFileOptions): DoseFileOptions => ({
  ...{ summation: 'BEAM', beam: n, scaling: 0.001, stored: wave(n) },
  ...over,
});
const offsets = (count: number, stepMm: number) => Array.from({ length: count }, (_, k) => k * stepMm);
const FINE = beam(1, { size: [14, 12, 9], pixelSpacing: [2, 2], position: [0, 0, 0], offsets: offsets(9, 2.5) });
const [COS, SIN] = [Math.cos(0.2), Math.sin(0.2)];
/** Each with how many voxels of the fine grid are known in both, where the grids run along each other. */
const OTHERS: readonly [string, DoseFileOptions, number | null][] = [
  [
    'coarse, beginning inside',
    { size: [9, 9, 8], pixelSpacing: [4, 3], position: [5.3, -3.1, 3.7], offsets: offsets(8, 3) },
    11 * 12 * 7,
  ],
  [
    'sagittal planes, backwards',
    { size: [8, 8, 8], orientation: [0, 1, 0, 0, 0, -1], position: [21.1, 0.7, 19.3], offsets: offsets(8, -3) },
    null,
  ],
  [
    'turned by 11 degrees',
    { size: [16, 16, 12], orientation: [COS, SIN, 0, -SIN, COS, 0], position: [-1, -6, -1.3], offsets: offsets(12, 2) },
    null,
  ],
];

describe('a sum of doses on different grids', () => {
  const pairs = OTHERS.map(([, other]) => [FINE, beam(2, other)].map((options) => buildDose(options)));
  let judgedPairs: readonly (readonly (number | null)[])[] = [];
  const folder = tempFolder();
  beforeAll(() => {
    const paths = pairs.map((files, pair) =>
      files.map((bytes, n) => {
        const path = join(folder, `${pair}-${n}.dcm`);
        writeFileSync(path, bytes);
        return path;
      }),
    );
    judgedPairs = runPython(JUDGE, JSON.stringify(paths));
  });

  it.each(OTHERS)('is trilinear on the finest, where both are known: %s', (...[name, , known]) => {
    const pair = OTHERS.findIndex(([other]) => other === name);
    const decoded = (pairs[pair] ?? []).map((bytes) => decodeRtdose(bytes));
    const judged = judgedPairs[pair] ?? [];
    // The order in which they are named does not matter.
    const doses = [...decoded].reverse();
    const { grid, warnings } = chooseDose(doses, { sum: true, relativeReferenceGy: null });
    expect(warnings.map(({ code }) => code)).toEqual(['DOSE_SUMMED', 'DOSE_SUM_RESAMPLED']);
    const fine = (decoded[0] as (typeof decoded)[0] & object).geometry;
    const [ni, nj, nk] = grid.geometry.size;
    let [at, largestGy] = [0, 0];
    for (let k = 0; k < nk; k++) {
      for (let j = 0; j < nj; j++) {
        for (let i = 0; i < ni; i++) {
          const [a, b, c] = indexFromLps(fine, planePointLps(grid.geometry, i, j, k)).map(Math.round);
          const own = judged[((c as number) * 12 + (b as number)) * 14 + (a as number)];
          // What the judge does not know becomes NaN, and stays.
          largestGy = Math.max(largestGy, Math.abs((grid.gy[at++] as number) - (own ?? Number.NaN)));
        }
      }
    }
    expect(largestGy).toBeLessThan(1e-5);
    if (known !== null) expect(judged.filter((gy) => gy !== null)).toHaveLength(known);
    if (known !== null) expect(grid.gy).toHaveLength(known);
    expect(grid.gy.length).toBeGreaterThan(100);
  });

  const both = (over: DoseFileOptions) =>
    [FINE, beam(2, { ...FINE, ...over, beam: 2 })].map((options) => decodeRtdose(buildDose(options)));
  const sum = (over: DoseFileOptions) => chooseDose(both(over), { sum: true, relativeReferenceGy: null });

  it('says how much dose lies where it is not known', () => {
    // The first reaches 4 mm further down along x, where it has its 5 Gy.
    const lower = sum({ position: [4, 0, 0], stored: () => 1000 });
    expect(lower.grid.geometry.size).toEqual([12, 12, 9]);
    expect(lower.warnings.at(-1)?.message).toMatch(/that of BEAM of beam 1 \(2 × 2 × 2\.5 mm\).* up to 5\.\d\d Gy/);
  });

  it('of positions that differ by rounding loses nothing', () => {
    const { grid } = sum({ size: [15, 12, 9], position: [-0.004, 0.003, 0] });
    expect(grid.geometry.size).toEqual([14, 12, 9]);
  });

  it.each<[string, DoseFileOptions, string]>([
    ['grids beside each other', { position: [100, 0, 0] }, 'DOSE_GRIDS_APART'],
    ['a single plane', { size: [14, 12, 1], offsets: [0] }, 'DOSE_SINGLE_PLANE'],
  ])('is refused: %s', (_, over, code) => {
    expect(() => sum(over)).toThrow(expect.objectContaining({ code }));
  });

  it('is refused where nothing says how the grids lie to each other', () => {
    const doses = both({ position: [4, 0, 0] }).map((dose) => ({
      ...dose,
      geometry: { ...dose.geometry, frameOfReferenceUid: null },
    }));
    expect(() => chooseDose(doses, { sum: true, relativeReferenceGy: null })).toThrow(
      expect.objectContaining({ kind: 'safety', code: 'DOSE_GRIDS_DIFFER' }),
    );
  });
});

const group = (number: number, beams: readonly number[]): BuiltElement[] => [
  { tag: 0x300a0071, vr: 'IS', value: String(number) },
  { tag: 0x300a0080, vr: 'IS', value: String(beams.length) },
  { tag: 0x300c0004, vr: 'SQ', value: beams.map((n) => [{ tag: 0x300c0006, vr: 'IS', value: String(n) }]) },
];
/** The plan of the doses of `buildDose`. */
const plan = (groups: readonly BuiltElement[][], beams: readonly (readonly [number, string])[] = []) =>
  dicomFile([
    { tag: 0x00080016, vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.481.5' },
    { tag: 0x00080018, vr: 'UI', value: '1.2.3.50' },
    { tag: 0x300a0002, vr: 'SH', value: 'Plan' },
    { tag: 0x300a0070, vr: 'SQ', value: groups },
    {
      tag: 0x300a00b0,
      vr: 'SQ',
      value: beams.map(([n, delivery]) => [
        { tag: 0x300a00c0, vr: 'IS', value: String(n) },
        { tag: 0x300a00ce, vr: 'CS', value: delivery },
      ]),
    },
  ]);

/** Beams 1 and 2 of fraction group 1 of a plan with these groups. */
function sumOfTwo(groups: readonly BuiltElement[][], over: Partial<DvhInput> = {}) {
  const folder = testFolder();
  mkdirSync(join(folder, 'doses'));
  for (const n of [1, 2]) writeFileSync(join(folder, 'doses', `${n}.dcm`), buildDose({ ...FINE, beam: n }));
  writeFileSync(join(folder, 'plan.dcm'), plan(groups));
  const organ = { name: 'Cord', contours: boxContours([6, 6, 5], [16, 16, 15], 2.5) };
  writeFileSync(join(folder, 'rs.dcm'), buildStructureSet([organ]));
  const none = { caseId: null, image: null, prescriptionGy: null, targets: [], relativeReferenceGy: null, only: null };
  const input: DvhInput = {
    ...{ ...none, metrics: [], bins: false, isGeometryTrusted: false, csv: null, plot: null },
    ...{ doses: [{ path: join(folder, 'doses') }], sum: true, plan: { path: join(folder, 'plan.dcm') } },
    ...{ structures: [{ path: join(folder, 'rs.dcm'), name: null }], constraints: null, constraintsCsv: null },
    ...over,
  };
  return makeDvh(input, { signal: new AbortController().signal, report: () => undefined, library: null });
}

it.each<[string, BuiltElement[][], RegExp | null]>([
  ['all beams', [group(1, [1, 2])], null],
  ['two beams of three', [group(1, [1, 2, 3])], /3 beams, 2 of them are in the sum; not 3:/],
  ['one group of two', [group(1, [1, 2]), group(2, [1])], /3 beams, 2 of them .*; not 1 \(group 2\):/],
])('a sum of %s says what of the plan it leaves out', async (_, groups, message) => {
  const told = (await sumOfTwo(groups)).warnings.filter(({ code }) => code === 'DOSE_SUM_INCOMPLETE');
  expect(told.map((one) => one.message)).toEqual(message === null ? [] : [expect.stringMatching(message)]);
});

const DELIVERED = [
  [1, 'TREATMENT'],
  [2, 'CONTINUATION'],
] as const;

it.each<[string, readonly (readonly [number, string])[], boolean, number]>([
  ['a third beam that treats', [...DELIVERED, [3, 'TREATMENT']], true, 1],
  ['a third beam that only places the patient', [...DELIVERED, [3, 'SETUP']], true, 0],
  ['a third beam for a picture', [...DELIVERED, [3, 'OPEN_PORTFILM']], true, 0],
  ['doses that do not say of which beam they are', [], false, 0],
])('what a sum leaves out is said only where it is known and gives a dose: %s', (_, beams, areNamed, count) => {
  const { beam: _first, ...unnamed } = FINE;
  const doses = [1, 2].map((n) => decodeRtdose(buildDose(areNamed ? beam(n, { ...FINE, beam: n }) : unnamed)));
  const told = incompleteWarnings(doses, [decodeRtplan(plan([group(1, [1, 2, 3])], beams))]);
  expect(told).toHaveLength(count);
});
