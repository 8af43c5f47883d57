// Nothing that a patient's files say may come out but where it belongs: the JSON of `list` and `import`, the RTSTRUCT and
// the report. Unusual words are planted in every text of a series; then every verb runs, well and badly, with
// LIMNER_DEBUG=1, and all that comes out is searched.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import BetterSqlite3 from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { regularGeometry } from '../../core/geometry/index.ts';
import { encodeNifti } from '../../core/volume-files/index.ts';
import { type BuiltElement, buildSlice } from '../support/dicom-builder.ts';
import { startChild, waitForEnd, waitForLine } from '../support/run-child.ts';
import { type LimnerRun, projectRoot, runLimner, temporaryFolder } from '../support/run-limner.ts';

const PLANTED =
  /quxberg|wilhelmina|zorbak|77341|19370429|1937-04-29|zornheim|vogtlin|amadeus|quarzstaub|wurmlinger|998877|schlotterbeck|knasterhuber/i;

const TEXTS: readonly BuiltElement[] = [
  { tag: 0x00080050, vr: 'SH', value: 'AC998877' },
  { tag: 0x00080080, vr: 'LO', value: 'Klinik Zornheim' },
  { tag: 0x00080090, vr: 'PN', value: 'Vogtlin^Amadeus' },
  { tag: 0x00081030, vr: 'LO', value: 'Wurmlinger Verlauf' },
  { tag: 0x0008103e, vr: 'LO', value: 'Quarzstaub Thorax' },
  { tag: 0x00081070, vr: 'PN', value: 'Schlotterbeck^Ida' },
  { tag: 0x00100030, vr: 'DA', value: '19370429' },
  { tag: 0x00104000, vr: 'LT', value: 'Knasterhuber rief an' },
];

const PLANES = 16;
const SIDE = 32;

function slice(k: number, options: Parameters<typeof buildSlice>[0] = {}): Uint8Array {
  return buildSlice({
    rows: SIDE,
    columns: SIDE,
    stored: Array.from({ length: SIDE * SIDE }, (_, at) => (at % SIDE > 8 && at % SIDE < 24 ? 1064 : 24) + k),
    pixelSpacing: [6, 6],
    sliceThickness: 6,
    position: [0, 0, 6 * k],
    patientName: 'QUXBERG^WILHELMINA',
    patientId: 'ZORBAK-77341',
    studyInstanceUid: '1.2.826.0.1.3680043.10.1561.90',
    seriesInstanceUid: '1.2.826.0.1.3680043.10.1561.91',
    frameOfReferenceUid: '1.2.826.0.1.3680043.10.1561.92',
    sopInstanceUid: `1.2.826.0.1.3680043.10.1561.93.${k + 1}`,
    instanceNumber: k + 1,
    extra: TEXTS,
    ...options,
  });
}

function series(folder: string, options: Parameters<typeof buildSlice>[0] = {}): string {
  mkdirSync(folder, { recursive: true });
  for (let k = 0; k < PLANES; k++) writeFileSync(join(folder, `${k}.dcm`), slice(k, options));
  return folder;
}

let root: string;
let temporary: string;
let home: string;
const names = new Set<string>();
const runs: { args: string; run: LimnerRun }[] = [];

/** A run that may end in any way but a fault of Limner. Everything that it may write lies below `root`. */
async function runAny(...args: string[]): Promise<LimnerRun> {
  const models = join(projectRoot, 'tests/fixtures/models');
  const env = { LIMNER_DEBUG: '1', TMPDIR: temporary, HOME: home, LIMNER_MODELS: models };
  const run = await runLimner(args, { env });
  runs.push({ args: args.join(' ').replaceAll(root, ''), run });
  expect(run.exitCode, run.stderr).not.toBe(70);
  return run;
}

async function limner(exitCode: number, ...args: string[]): Promise<void> {
  const run = await runAny(...args);
  expect(run.exitCode, `${args.join(' ')}: ${run.stderr}`).toBe(exitCode);
}

const contour = (input: string, out: string) => ['contour', input, '--out', out, '--model', 'tiny', '--device', 'cpu'];

/** Every text of what a run answered, except where patient data belong: the rows of cases, and the paths of refused
 * files, which may be named after a patient. */
function withoutCases(run: LimnerRun): string {
  const { cases: _cases, refused: _refused, ...rest } = run.json<Record<string, unknown>>();
  return JSON.stringify(rest);
}

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describe('patient data', () => {
  beforeAll(async () => {
    root = await temporaryFolder();
    temporary = join(root, 'tmp');
    mkdirSync(temporary);
    home = join(root, 'home');
    mkdirSync(home);
    // Names that live for a moment only count too.
    const watcher = watch(root, { recursive: true }, (_event, name) => void names.add(String(name)));
    afterAll(() => watcher.close());
  });

  it('do not come out of any verb when all goes well', async () => {
    const ct = series(join(root, 'ct'));
    const library = join(root, 'library');
    await limner(0, 'import', ct, '--library', library);
    await limner(0, ...contour(ct, join(root, 'out')), '--library', library);
    const masks = filesBelow(join(root, 'out')).filter((path) => path.endsWith('.nii.gz'));
    expect(masks.length).toBeGreaterThan(0);
    const rtstruct = join(root, 'plan.dcm');
    await limner(0, 'rtstruct', '--image', ct, '--mask', `Brainstem=${masks[0]}`, '--out', rtstruct);
    expect(readFileSync(rtstruct, 'latin1')).toMatch(/QUXBERG/);
    await limner(0, 'masks', rtstruct, '--image', ct, '--out', join(root, 'masks'));
    await limner(0, 'import', rtstruct, '--library', library);
    await limner(0, 'mesh', masks[0] as string, '--out', join(root, 'surface.stl'));
    await limner(0, 'compare', join(root, 'masks'), join(root, 'masks'));
    await limner(0, 'list', '--library', library);
    await limner(0, 'doctor', '--library', library);
    await limner(0, 'library', 'backup', join(root, 'backup'), '--library', library);
    await limner(0, 'library', 'check', '--library', library);
    await limner(0, 'library', 'restore', join(root, 'backup'), '--library', join(root, 'restored'));
  });

  it('do not come out of any verb when it goes wrong', async () => {
    const library = join(root, 'library');
    const ct = join(root, 'ct');
    const file = (name: string, bytes: Uint8Array) => {
      writeFileSync(join(root, name), bytes);
      return join(root, name);
    };
    const cut = file('cut.dcm', slice(3).subarray(0, 1200));
    await limner(7, 'import', cut, '--library', library);
    await limner(7, ...contour(cut, join(root, 'none')), '--library', library);
    // Other pixels under a known UID; another name and birth date under a known patient ID; a scan without any order.
    const clash = series(join(root, 'clash'), { stored: Array.from({ length: SIDE * SIDE }, () => 7) });
    await runAny('import', clash, '--library', library);
    const renamed = series(join(root, 'renamed'), { patientName: 'SCHLOTTERBECK^IDA', seriesInstanceUid: '1.2.9.1' });
    await runAny('import', renamed, '--library', library);
    await runAny('import', file('unplaced.dcm', slice(1, { position: null })), '--library', library);
    await runAny('import', file('odd.dcm', slice(1, { bitsAllocated: 16, bitsStored: 40 })), '--library', library);
    await runAny('import', file('text.dcm', slice(2, { pixelSpacing: null })), '--library', library);

    // As exports name folders and files.
    const cdrom = series(join(root, 'cdrom', 'Quxberg_Wilhelmina_19370429'));
    writeFileSync(join(cdrom, 'Zorbak-77341-cut.dcm'), slice(3).subarray(0, 1200));
    writeFileSync(join(cdrom, 'Quxberg.nhdr'), 'NRRD0004\ntype: uchar\ndata file: Wilhelmina.raw\n');
    await runAny('import', join(root, 'cdrom'), '--library', library);
    expect(runs.at(-1)?.run.stderr).toMatch(/Not imported: 1 file in .*cdrom: /);
    await runAny(...contour(join(root, 'cdrom'), join(root, 'of-cdrom')));
    for (let k = 0; k < PLANES; k++) rmSync(join(cdrom, `${k}.dcm`));
    await limner(7, ...contour(join(root, 'cdrom'), join(root, 'none')));
    await runAny('masks', join(root, 'plan.dcm'), '--image', join(root, 'cdrom'), '--out', join(root, 'cdrom-masks'));

    const structures = readFileSync(join(root, 'plan.dcm'));
    const cutSet = file('cut-plan.dcm', structures.subarray(0, structures.length - 700));
    await runAny('import', cutSet, '--library', library);
    await runAny('masks', cutSet, '--image', ct, '--out', join(root, 'cut-masks'));
    const elsewhere = series(join(root, 'elsewhere'), { frameOfReferenceUid: '1.2.9.2', seriesInstanceUid: '1.2.9.3' });
    await limner(8, 'masks', join(root, 'plan.dcm'), '--image', elsewhere, '--out', join(root, 'other-masks'));
    const foreign = regularGeometry({ size: [5, 5, 5], spacingMm: [1, 1, 1], originLps: [0, 0, 0] });
    const mask = file('mask.nii', encodeNifti(new Uint8Array(125).fill(1), foreign));
    await limner(2, 'rtstruct', '--image', ct, '--mask', `Brainstem=${mask}`, '--out', join(root, 'none.dcm'));
    await limner(3, 'contour', ct, '--out', join(root, 'none'), '--model', 'nothere', '--library', library);
    await limner(3, ...contour(ct, join(root, 'none')), '--series', 's-aaaaaa', '--library', library);
    await limner(3, 'delete', 'QUXBERG', '--library', library);
    await runAny(...contour(join(root, 'renamed'), join(root, 'ct', '1.dcm')), '--library', library);

    const writer = startChild('library-child.ts', ['hold', library]);
    await waitForLine(writer, 'open');
    await limner(4, 'import', ct, '--library', library);
    writer.kill('SIGKILL');
    await waitForEnd(writer);
    const damaged = join(root, 'damaged');
    cpSync(library, damaged, { recursive: true });
    const bytes = readFileSync(join(damaged, 'library.db'));
    const at = bytes.indexOf('QUXBERG');
    bytes[at] = 0x51 ^ 1;
    writeFileSync(join(damaged, 'library.db'), bytes);
    await limner(7, 'list', '--library', damaged);
    await limner(7, 'library', 'check', '--library', damaged);
    await limner(7, 'library', 'backup', join(root, 'of-damaged'), '--library', damaged);
  });

  it.skipIf(process.getuid?.() !== 0)('do not come out when the disk is full (not run: needs root)', async () => {
    const disk = join(root, 'disk');
    mkdirSync(disk);
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=40k', 'tmpfs', disk]).status).toBe(0);
    try {
      await limner(9, 'import', join(root, 'ct'), '--library', join(disk, 'library'));
      await limner(9, ...contour(join(root, 'ct'), join(disk, 'out')));
      await limner(9, 'library', 'backup', join(disk, 'backup'), '--library', join(root, 'library'));
    } finally {
      spawnSync('umount', [disk]);
    }
  });

  it('are in no message, file name, mask, surface, job record or side file', () => {
    expect(runs.length).toBeGreaterThan(25);
    for (const { args, run } of runs) {
      expect(run.stderr.replaceAll('limner delete QUXBERG', ''), `stderr of ${args}`).not.toMatch(PLANTED);
      expect(withoutCases(run), `answer of ${args}`).not.toMatch(PLANTED);
      for (const { series: stacks } of casesOf(run)) {
        for (const { warnings } of stacks) expect(JSON.stringify(warnings), args).not.toMatch(PLANTED);
      }
    }
    expect(names.size).toBeGreaterThan(20);
    const isGiven = (path: string) => path.startsWith('cdrom');
    for (const name of names) if (!isGiven(name)) expect(name).not.toMatch(PLANTED);
    const produced = filesBelow(root).filter((path) => !/\.dcm$|report\.html$|library\.db|blobs/.test(path));
    expect(produced.length).toBeGreaterThan(10);
    for (const path of produced) {
      if (isGiven(path.slice(root.length + 1))) continue;
      expect(path.slice(root.length)).not.toMatch(PLANTED);
      const bytes = readFileSync(path);
      expect((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1'), path).not.toMatch(PLANTED);
    }
    // No library of ours leaves anything in the home folder or among temporary files (ONNX Runtime kept a device id).
    expect([...readdirSync(temporary), ...readdirSync(home)]).toEqual([]);
    const database = new BetterSqlite3(join(root, 'library', 'library.db'), { readonly: true });
    const jobs = JSON.stringify(database.prepare('SELECT * FROM jobs').all());
    database.close();
    expect(jobs).toMatch(/contour/);
    expect(jobs).not.toMatch(PLANTED);
    expect(jobs).not.toContain(root);
  });
});

function casesOf(run: LimnerRun): { series: { warnings: unknown }[] }[] {
  const { cases } = run.json<{ cases?: unknown }>();
  return Array.isArray(cases) ? cases : [];
}
