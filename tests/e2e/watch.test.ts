// `import --watch` with files that land as they do in life: slowly, half, under other names, and gone again.

import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { regularGeometry } from '../../core/geometry/index.ts';
import { encodeNifti } from '../../core/volume-files/index.ts';
import { openLibrary } from '../../main/store/open-library.ts';
import { runLimner, sampleCase, temporaryFolder } from '../support/run-limner.ts';

const SLICES = readdirSync(join(sampleCase, 'ct')).sort().slice(0, 12);
/** Longer than a busy machine keeps a test from what it does next. */
const UNTIL_QUIET = ['--once-idle-seconds', '4'];
/** The same for files that are to count as one arrival. */
const PATIENT_SECONDS = 3;
const wait = (ms: number) => new Promise((resume) => setTimeout(resume, ms));

interface Summary {
  readonly cases: readonly { readonly series: readonly { readonly files: number }[] }[];
  readonly refused: readonly { readonly path: string; readonly code: string }[];
  readonly importedFiles: number;
  readonly unchanged: number;
  readonly ignored: number;
  readonly waiting: number;
}

let root: string;
beforeAll(async () => {
  root = await temporaryFolder();
});

const niftiBytes = (): Uint8Array => {
  const size = [12, 10, 8] as const;
  return encodeNifti(
    new Int16Array(12 * 10 * 8),
    regularGeometry({ size, spacingMm: [2, 2, 3], originLps: [0, 0, 0] }),
  );
};

function startWatch(name: string, options: readonly string[] = UNTIL_QUIET, settleSeconds = 0.6) {
  const inbox = join(root, name, 'inbox');
  const library = join(root, name, 'library');
  mkdirSync(inbox, { recursive: true });
  let stderr = '';
  let kill = (_signal: NodeJS.Signals): void => undefined;
  const settle = ['--settle-seconds', settleSeconds.toString()];
  const run = runLimner(['import', '--watch', inbox, '--library', library, ...settle, ...options], {
    onStart: (killChild) => {
      kill = killChild;
    },
    onStderr: (text) => {
      stderr += text;
    },
  });
  const says = async (pattern: RegExp) => {
    for (let tries = 0; tries < 4000 && !pattern.test(stderr); tries++) await wait(25);
    expect(stderr).toMatch(pattern);
  };
  return { inbox, library, run, says, interrupt: () => kill('SIGINT') };
}

const copySlice = (name: string, folder: string) => cpSync(join(sampleCase, 'ct', name), join(folder, name));
const filesOf = (summary: Summary) => summary.cases.flatMap(({ series }) => series.map(({ files }) => files)).sort();

describe.concurrent('import --watch', () => {
  it('takes in a series once, when its last slice has landed', async () => {
    const { inbox, run, says } = startWatch('slowly', UNTIL_QUIET, PATIENT_SECONDS);
    await says(/Watching/);
    mkdirSync(join(inbox, 'ct'));
    for (const name of SLICES) {
      copySlice(name, join(inbox, 'ct'));
      await wait(60);
    }
    writeFileSync(join(inbox, 'ct', 'notes.txt'), 'not an image');
    const { exitCode, json, stderr } = await run;
    expect(exitCode, stderr).toBe(0);
    const summary = json<Summary>();
    expect(filesOf(summary)).toEqual([SLICES.length]);
    expect(summary).toMatchObject({ importedFiles: SLICES.length, unchanged: 0, ignored: 1, refused: [], waiting: 0 });
    expect(stderr.match(/^Imported CT .*, 12 files\.$/gm)).toHaveLength(1);
    expect(readdirSync(join(inbox, 'ct'))).toHaveLength(SLICES.length + 1);
  });

  it('takes a file that was cut short once it is whole, and refuses it no more', async () => {
    const { inbox, run, says } = startWatch('half');
    const last = SLICES.at(-1) as string;
    const bytes = readFileSync(join(sampleCase, 'ct', last));
    await says(/Watching/);
    for (const name of SLICES.slice(0, -1)) copySlice(name, inbox);
    writeFileSync(join(inbox, last), bytes.subarray(0, 5000));
    await says(/Not imported: .*holds/);
    appendFileSync(join(inbox, last), bytes.subarray(5000));
    const { json, stderr } = await run;
    const summary = json<Summary>();
    expect(filesOf(summary), stderr).toEqual([SLICES.length]);
    expect(summary).toMatchObject({ importedFiles: SLICES.length, refused: [] });
  });

  it('leaves unfinished copies alone until they have their name, and does not mind files that go', async () => {
    const { inbox, run, says } = startWatch('partial', UNTIL_QUIET, PATIENT_SECONDS);
    await says(/Watching/);
    const bytes = niftiBytes();
    writeFileSync(join(inbox, 'gone.nii'), bytes);
    writeFileSync(join(inbox, 'head.nii.part'), bytes.subarray(0, 700));
    await wait(300);
    rmSync(join(inbox, 'gone.nii'));
    appendFileSync(join(inbox, 'head.nii.part'), bytes.subarray(700));
    await wait(300);
    renameSync(join(inbox, 'head.nii.part'), join(inbox, 'head.nii'));
    const { json, stderr } = await run;
    expect(json<Summary>(), stderr).toMatchObject({ importedFiles: 1, refused: [], waiting: 0 });
  });

  it('lists what stays unreadable', async () => {
    const { inbox, run } = startWatch('broken');
    writeFileSync(join(inbox, 'cut.nii'), niftiBytes().subarray(0, 700));
    const { exitCode, json } = await run;
    expect(exitCode).toBe(0);
    expect(json<Summary>().refused).toMatchObject([{ path: join(inbox, 'cut.nii'), code: 'VOLUME_TRUNCATED' }]);
  });

  it('ends on Ctrl C with the summary, and knows its files again the next time', async () => {
    const first = startWatch('again', []);
    for (const name of SLICES) copySlice(name, first.inbox);
    await first.says(/^Imported CT/m);
    first.interrupt();
    const ended = await first.run;
    expect(ended.exitCode).toBe(0);
    expect(ended.json<Summary>()).toMatchObject({ importedFiles: SLICES.length });
    const second = await startWatch('again').run;
    expect(second.json<Summary>()).toMatchObject({ importedFiles: 0, unchanged: SLICES.length });
  });

  it('waits for a library that somebody else is writing to', async () => {
    const { inbox, library, run, says } = startWatch('busy');
    await says(/Watching/);
    const other = openLibrary(library, { mode: 'write', appVersion: 'test' });
    writeFileSync(join(inbox, 'head.nii'), niftiBytes());
    await says(/The library is in use/);
    other.close();
    expect((await run).json<Summary>()).toMatchObject({ importedFiles: 1 });
  });

  it.each([
    [['import', '--watch', 'nowhere'], 3],
    [['import', '--watch', join(sampleCase, 'ct', 'CT.000.dcm')], 2],
    [['import', 'ct', '--settle-seconds', '3'], 2],
    [['import', '--watch', '.', '--settle-seconds', 'soon'], 2],
  ])('limner %j is refused', async (args, exitCode) => {
    const run = await runLimner([...args, '--library', join(root, 'refusing')]);
    expect(run.exitCode).toBe(exitCode);
    expect(run.json()).toHaveProperty('error.message');
  });
});
