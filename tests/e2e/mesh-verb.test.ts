// `limner mesh` with every option on real structures; PrusaSlicer reads and slices what comes out.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PrintedModel } from '../../core/contract/index.ts';
import { decodeStlBinary, decodeThreeMf, encodeStlBinary } from '../../core/mesh/index.ts';
import { tetrahedron } from '../support/mesh-shapes.ts';
import { askSlicer, sliceForPrint } from '../support/prusa-slicer.ts';
import { runLimner, sampleCase, temporaryFolder } from '../support/run-limner.ts';

const clinical = (name: string): string => join(sampleCase, 'clinical', `${name}.nii.gz`);
const [left, right] = [clinical('Parotid_L'), clinical('Parotid_R')];
const folder = await temporaryFolder();
const at = (name: string): string => join(folder, name);

async function mesh(...args: readonly string[]): Promise<PrintedModel> {
  const { exitCode, stderr, json } = await runLimner(['mesh', ...args]);
  expect(stderr).not.toContain('limner: ');
  expect(exitCode).toBe(0);
  return json<PrintedModel>();
}

async function refusal(...args: readonly string[]): Promise<string> {
  const { stdout } = await runLimner(['mesh', ...args]);
  const { code, message } = (JSON.parse(stdout) as { error: { code: string; message: string } }).error;
  return `${code} ${message}`;
}

/** numpy reads the vertices of a binary STL and takes the first of them back by the inverse of the matrix. */
const BACK_TO_PATIENT = `
import json, sys, numpy as np
raw = open(sys.argv[1], 'rb').read()[84:]
v = np.frombuffer(raw, np.dtype([('n', '<3f4'), ('v', '<9f4'), ('a', '<u2')]))['v'].reshape(-1, 3).astype(float)
m = np.array(json.load(open(sys.argv[2]))['parts'][0]['bedFromLps']).reshape(4, 4)
first = np.linalg.inv(m) @ np.append(v[0], 1)
print(json.dumps({'lowestOnBedMm': v[:, 2].min(), 'lps': first[:3].tolist()}))
`;

const stepsOf = ({ steps }: PrintedModel): string[] => steps.map(({ name }) => name);

/** The lowest vertex of the plain surface, and the middle of its box. */
let lowest: number[] = [];
let middle: number[] = [];

beforeAll(async () => {
  const plain = await mesh(left, '--out', at('plain.stl'));
  expect(plain).toMatchObject({
    watertight: true,
    files: ['plain.stl'],
    checks: { closed: true, selfIntersections: 0 },
  });
  expect(plain.maxDeviationMm).toBeLessThan(2.5);
  const { positions: p } = decodeStlBinary(readFileSync(at('plain.stl')));
  const points = Array.from({ length: p.length / 3 }, (_, n) => [...p.subarray(3 * n, 3 * n + 3)]);
  lowest = points.reduce((a, b) => ((b[2] as number) < (a[2] as number) ? b : a));
  middle = [0, 1, 2].map((axis) => {
    const values = points.map((point) => point[axis] as number);
    return (Math.min(...values) + Math.max(...values)) / 2;
  });
});

describe('every option', { timeout: 180_000 }, () => {
  it('makes hollow parts of two masks with drains, and the same from the saved recipe', async () => {
    const drain = `${lowest.map((mm) => mm.toFixed(2)).join(',')},3`;
    const steps = ['--largest', '--smooth-mm', '2', '--detail-mm', '3', '--hollow-mm', '2', '--drain', drain];
    const made = await mesh(left, right, ...steps, '--save-recipe', at('hollow.json'), '--out', at('hollow.3mf'));
    expect(stepsOf(made)).toEqual(['surface', 'shells', 'smooth', 'hollow']);
    expect(made.parts).toMatchObject([
      { name: 'Parotid_L', shells: 1, pieces: 1, cavities: 0 },
      { name: 'Parotid_R', shells: 2, pieces: 1, cavities: 1 },
    ]);
    const again = await mesh(left, right, '--recipe', at('hollow.json'), '--out', at('again.3mf'));
    expect({ ...again, files: [], parts: [] }).toEqual({ ...made, files: [], parts: [] });
    expect(readFileSync(at('again.3mf')).equals(readFileSync(at('hollow.3mf')))).toBe(true);
    const written = decodeThreeMf(readFileSync(at('hollow.3mf')));
    expect(written.map(({ name }) => name)).toEqual(['Parotid_L', 'Parotid_R']);
    expect(new Set(written.map(({ colour }) => colour)).size).toBe(2);
  });

  it('lays a part on its best side, and the way back to the patient is kept', async () => {
    const plain = decodeStlBinary(readFileSync(at('plain.stl')));
    const laid = await mesh(left, '--orient', 'best', '--printer', '1,220,220,250', '--out', at('laid.stl'));
    expect(laid.files).toEqual(['laid.stl', 'laid-bed.json']);
    expect(laid.volumeMl).toBeCloseTo((await mesh(left, '--out', at('as-is.3mf'))).volumeMl, 3);
    const back = JSON.parse(
      execFileSync('/usr/bin/python3', ['-c', BACK_TO_PATIENT, at('laid.stl'), at('laid-bed.json')], {
        encoding: 'utf8',
      }),
    ) as { lowestOnBedMm: number; lps: number[] };
    expect(back.lowestOnBedMm).toBeCloseTo(0, 4);
    expect(back.lps).toEqual(Array.from(plain.positions.subarray(0, 3), (mm) => expect.closeTo(mm, 3)));
    // A 3MF keeps the patient's coordinates in its object; the slicer stands it as its build says.
    const up = laid.parts[0]?.bedFromLps?.slice(8, 11).join(',') ?? '';
    await mesh(left, `--orient=${up}`, '--out', at('laid.3mf'));
    const [asPlaced] = decodeThreeMf(readFileSync(at('laid.3mf')));
    const [asObject] = decodeThreeMf(readFileSync(at('laid.3mf')), false);
    const [asIs] = decodeThreeMf(readFileSync(at('as-is.3mf')));
    expect(asObject?.mesh.positions).toEqual(asIs?.mesh.positions);
    expect(asPlaced?.mesh.positions).not.toEqual(asIs?.mesh.positions);
    const [from3mf, fromStl] = ['laid.3mf', 'laid.stl'].map((file) => askSlicer([at(file)])[0]?.heightMm ?? 0);
    expect(from3mf).toBeCloseTo(fromStl ?? 0, 2);
    expect(from3mf).toBeGreaterThan(10);
    expect(await refusal(left, '--orient', 'sideways', '--out', at('no.stl'))).toMatch(
      /^CLI_USAGE --orient needs best/,
    );
  });

  it('cuts a part in two that pins join, each in a file of its own', async () => {
    const plane = `S ${(middle[2] as number).toFixed(1)}`;
    const made = await mesh(
      `Gland=${left}`,
      '--cut',
      plane,
      '--keep',
      'both',
      '--pins',
      '1,4,8,0.2',
      '--out',
      at('halves.stl'),
    );
    expect(stepsOf(made)).toEqual(['surface', 'cut']);
    expect(made.files).toHaveLength(2);
    for (const file of made.files) expect(file).toMatch(/^halves-Gland_.+\.stl$/);
    const front = await mesh(
      left,
      '--cut',
      plane,
      '--keep',
      'front',
      '--printer',
      '1,30,30,200',
      '--out',
      at('front.ply'),
    );
    const open = front.findings.filter(({ severity }) => severity === 'open').map(({ code }) => code);
    expect(open).toContain('BED');
    expect(front.findings.map(({ code }) => code)).toContain('WALL');
    expect(front.volumeMl).toBeLessThan(made.volumeMl * 0.8);
  });

  it('mirrors beside the original, stands it on a base with a label, and scales last', async () => {
    const place = `${(middle[0] as number).toFixed(1)},${(middle[1] as number).toFixed(1)},${((lowest[2] as number) - 2).toFixed(2)}`;
    const label = [
      '--text',
      'L 12',
      '--text-at',
      `${place}/0,0,-1`,
      '--text-up',
      '0,-1,0',
      '--text-height-mm',
      '4',
      '--text-depth-mm',
      '0.5',
    ];
    const text = await mesh(left, '--base', 'I,3,4', ...label, '--scale', '1.01', '--out', at('text.3mf'));
    expect(stepsOf(text)).toEqual(['surface', 'base', 'text', 'scale']);
    expect(text.steps[2]?.change.volumeMl).toBeLessThan(-0.001);
    const twins = await mesh(
      left,
      '--mirror',
      'L 90',
      '--keep-original',
      '--offset-mm',
      '0.5',
      '--detail-mm',
      '2',
      '--out',
      at('twins.obj'),
    );
    expect(stepsOf(twins)).toEqual(['surface', 'mirror', 'offset']);
    expect(twins.files).toEqual(['twins.obj', 'twins.mtl']);
    expect(twins.parts).toHaveLength(2);
    expect(Math.abs((twins.parts[0]?.volumeMl as number) - (twins.parts[1]?.volumeMl as number))).toBeLessThan(0.01);
  });

  it('gives files that PrusaSlicer takes as they are, and slices', () => {
    const files = readdirSync(folder).filter((file) => /\.(stl|3mf)$/.test(file));
    expect(files.length).toBeGreaterThanOrEqual(6);
    const objects = askSlicer(files.map(at));
    expect(objects.length).toBeGreaterThan(files.length);
    for (const object of objects) expect(object).toMatchObject({ isManifold: true, repairs: [] });
    // What was written twice or is plain is sliced once.
    const different = files.filter((file) => file !== 'again.3mf' && file !== 'plain.stl');
    expect(sliceForPrint(different.map(at))).toEqual([]);
  });
});

const recipe = (...steps: readonly object[]): string =>
  JSON.stringify({ version: 1, steps: [{ name: 'surface' }, ...steps] });
const union = (file: string) => recipe({ name: 'combine', operation: 'union', with: { file } });

describe('what cannot be made is refused in one line, and nothing is written', () => {
  const cases: readonly [string, () => readonly string[], string][] = [
    [
      'options beside a recipe',
      () => [left, '--recipe', at('melt.json'), '--smooth-mm', '1'],
      'leave --smooth-mm out.',
    ],
    ['two masks of one name', () => [left, left], 'MESH_NAME_TWICE Two masks are called Parotid_L. Give them names'],
    [
      'a wrong step',
      () => [left, '--recipe', at('melt.json')],
      'PRINT_RECIPE The recipe cannot be used: step 2 has "melt"',
    ],
    ['a recipe of 5 GB', () => [left, '--recipe', at('huge.json')], 'it is too large for a recipe'],
    [
      'a mesh of 5 GB',
      () => [left, '--recipe', at('huge-mesh.json')],
      'MESH_FILE_TOO_LARGE Step 2 (combine): huge.stl: The mesh file has 4.7 GB',
    ],
  ];

  beforeAll(() => {
    mkdirSync(at('refused'));
    writeFileSync(at('melt.json'), recipe({ name: 'melt' }));
    writeFileSync(at('huge.json'), '');
    truncateSync(at('huge.json'), 5e9);
    writeFileSync(at('huge.stl'), encodeStlBinary(tetrahedron()));
    truncateSync(at('huge.stl'), 5e9);
    writeFileSync(at('huge-mesh.json'), union('huge.stl'));
  });

  it.each(cases)('%s', async (_, args, why) => {
    expect(await refusal(...args(), '--out', at('refused/x.stl'))).toContain(why);
    expect(readdirSync(at('refused'))).toEqual([]);
  });

  it('a file of its own inputs is not replaced', async () => {
    writeFileSync(at('guide.stl'), encodeStlBinary(tetrahedron()));
    writeFileSync(at('guide.json'), union('guide.stl'));
    const before = statSync(at('guide.stl')).mtimeMs;
    expect(await refusal(left, '--recipe', at('guide.json'), '--out', at('guide.stl'))).toContain('OUTPUT_IS_INPUT');
    expect(statSync(at('guide.stl')).mtimeMs).toBe(before);
  });
});

describe('a run that is stopped', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGKILL', null],
  ] as const)('by %s leaves no file', async (signal, exitCode) => {
    const out = at(`stopped-${signal}`);
    mkdirSync(out);
    let kill: (signal: NodeJS.Signals) => void = () => undefined;
    const run = await runLimner(['mesh', left, '--detail-mm', '0.2', '--offset-mm', '1', '--out', join(out, 'x.stl')], {
      onStart: (stop) => {
        kill = stop;
      },
      onStderr: (text) => {
        if (/Surface|Offset/.test(text)) kill(signal);
      },
    });
    expect(run.exitCode).toBe(exitCode);
    expect(readdirSync(out).filter((name) => !name.startsWith('.limner-'))).toEqual([]);
    await mesh(left, '--out', join(out, 'y.stl'));
    expect(readdirSync(out)).toEqual(['y.stl']);
    expect(existsSync(join(out, 'x.stl'))).toBe(false);
  });
});
