import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { AppError } from '../../../core/error/index.ts';
import { type Library, openLibrary } from '../../../main/store/index.ts';
import { KILL_PATIENTS, KILL_PLANES, killBatch } from '../../support/kill-batch.ts';
import { startChild, waitForEnd, waitForLine } from '../../support/run-child.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { testFolder } from '../../support/temp-folder.ts';

const KILLS = 10;
const open = (folder: string) => openLibrary(folder, { mode: 'write', appVersion: '0.1.0' });
const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Without waiting for the child's end: the lock itself must tell when it is gone. Only while the system still lets a
 * killed process finish what it was writing, the lock may be held. */
async function openAfter(child: ChildProcess, folder: string): Promise<Library> {
  for (;;) {
    const hasEnded = child.signalCode !== null || child.exitCode !== null;
    try {
      return open(folder);
    } catch (error) {
      if (hasEnded || (error as AppError).code !== 'LIBRARY_IN_USE') throw error;
      await sleep(20);
    }
  }
}

/** Everything under blobs/ but the folders; a process that was killed at once has not made it. */
const blobFiles = (folder: string): string[] =>
  !fs.existsSync(join(folder, 'blobs'))
    ? []
    : fs
        .readdirSync(join(folder, 'blobs'), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => name);

/** How long the import of the batch takes from the opened library to the end, ms. */
async function importTimeMs(folder: string): Promise<number> {
  const child = startChild('library-child.ts', ['import', folder]);
  await waitForLine(child, 'open');
  const startMs = performance.now();
  await waitForEnd(child);
  return performance.now() - startMs;
}

it(`opens whole after kill -9 at ${KILLS} random moments of an import, and the same import then succeeds`, async () => {
  const seed = Number(process.env['LIMNER_SEED'] ?? Date.now() % 1_000_000);
  const random = seededRandom(seed);
  const root = testFolder();
  const lengthMs = await importTimeMs(join(root, 'unharmed'));
  let withCases = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const folder = join(root, `library-${kill}`);
    const child = startChild('library-child.ts', ['import', folder]);
    await waitForLine(child, 'open');
    await sleep(random() * lengthMs);
    child.kill('SIGKILL');

    const library = await openAfter(child, folder);
    const hint = `kill ${kill} of seed ${seed}`;
    expect(library.checkIntegrity(), hint).toMatchObject({ ok: true });
    const cases = library.listCases();
    expect([0, KILL_PATIENTS.length], hint).toContain(cases.length);
    withCases += cases.length > 0 ? 1 : 0;
    for (const one of cases) {
      expect(one.series, hint).toMatchObject([{ files: KILL_PLANES.length, size: [256, 250, KILL_PLANES.length] }]);
      expect(one.structureSets, hint).toHaveLength(1);
    }
    expect(blobFiles(folder), hint).toHaveLength(2 * cases.length);

    const outcome = await library.importSeries(killBatch());
    expect(outcome.unchangedFiles, hint).toBe(cases.length * (KILL_PLANES.length + 1));
    expect(outcome.cases, hint).toHaveLength(KILL_PATIENTS.length);
    expect(library.checkIntegrity(), hint).toMatchObject({ ok: true, cases: KILL_PATIENTS.length, blobs: 8 });
    library.close();
    await waitForEnd(child);
    fs.rmSync(folder, { recursive: true });
  }
  process.stdout.write(
    `kill -9 during import: seed ${seed}, import ${lengthMs.toFixed(0)} ms, ${withCases} of ${KILLS} kills after the commit\n`,
  );
}, 300_000);
