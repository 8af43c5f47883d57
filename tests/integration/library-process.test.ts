// Checks and backups of the window's library run in a process of their own: the window answers while they stand still,
// a cancel ends them whatever they do, and nothing of them is left.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openLibrary } from '../../main/store/index.ts';
import { testSeries } from '../support/library-inputs.ts';
import { testFolder } from '../support/temp-folder.ts';
import { openTestWindow, type TestWindow } from '../support/window-client.ts';

const CASES = 24;

/** Process ids of the children of this process that work on a library. */
function libraryChildren(): number[] {
  const tasks = readdirSync('/proc/self/task');
  const children = tasks.flatMap((task) => {
    const list = join('/proc/self/task', task, 'children');
    return existsSync(list) ? readFileSync(list, 'utf8').split(' ').filter(Boolean).map(Number) : [];
  });
  return children.filter((pid) => {
    try {
      return readFileSync(`/proc/${pid.toString()}/cmdline`, 'utf8').includes('library-child');
    } catch {
      return false;
    }
  });
}

async function childThatRuns(): Promise<number> {
  for (;;) {
    const [pid] = libraryChildren();
    if (pid !== undefined) return pid;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

let window: TestWindow | null = null;
afterEach(async () => {
  await window?.app.close();
  window = null;
});

/** A window on a library with files enough for a backup to be caught in the middle. */
async function open(): Promise<{ readonly folder: string; readonly window: TestWindow }> {
  const folder = join(testFolder(), 'library');
  const library = openLibrary(folder, { mode: 'write', appVersion: '0.1.0' });
  const series = Array.from({ length: CASES }, (_, n) =>
    testSeries({ patientId: `P-${n.toString()}`, seriesUid: `1.2.${n.toString()}`, columns: 8 + n }),
  );
  await library.importSeries({ series, structureSets: [] });
  library.close();
  window = openTestWindow(folder);
  return { folder, window };
}

describe.runIf(process.platform === 'linux')('long work on the library of a window', () => {
  it('stands in nobody’s way: the window answers while a check stands still, and the check says how far it is', async () => {
    const { folder, window } = await open();
    const told: { phase: string; done: number; total: number }[] = [];
    const check = window.client.library.check({ backup: null }, { report: (progress) => told.push(progress) });
    const pid = await childThatRuns();
    process.kill(pid, 'SIGSTOP');
    const { cases } = await window.client.library.list({ search: null });
    const caseId = cases[0]?.caseId ?? '';
    await window.client.cases.rename({ caseId, label: 'While it stood still' });
    process.kill(pid, 'SIGCONT');
    expect(await check).toMatchObject({
      ok: true,
      path: folder,
      content: { cases: CASES, blobs: CASES },
      problems: [],
    });
    expect(told.at(-1)).toMatchObject({ phase: 'check-files', done: CASES, total: CASES });
    expect(libraryChildren()).toEqual([]);
    // Reading the database file beside SQLite in the same process would have dropped the writer's locks.
    expect(() => openLibrary(folder, { mode: 'write', appVersion: '0.1.0' })).toThrowError(
      expect.objectContaining({ code: 'LIBRARY_IN_USE' }),
    );
  });

  it('ends with a cancel, even when it does not hear of it', async () => {
    const { window } = await open();
    const cancel = new AbortController();
    const check = window.client.library.check({ backup: null }, { signal: cancel.signal });
    const ended = expect(check).rejects.toMatchObject({ kind: 'cancelled' });
    process.kill(await childThatRuns(), 'SIGSTOP');
    cancel.abort();
    await ended;
    await expect.poll(libraryChildren).toEqual([]);
  });

  it('leaves nothing of a backup that was killed', async () => {
    const { folder, window } = await open();
    const target = join(folder, '..', 'backups');
    mkdirSync(target);
    const cancel = new AbortController();
    const report = ({ phase }: { phase: string }) => {
      if (phase !== 'copy' || cancel.signal.aborted) return;
      for (const pid of libraryChildren()) process.kill(pid, 'SIGSTOP');
      expect(readdirSync(target)).toHaveLength(1);
      cancel.abort();
    };
    const destination = window.app.grantPath(target);
    const backup = window.client.library.backup({ destination }, { signal: cancel.signal, report });
    await expect(backup).rejects.toMatchObject({ kind: 'cancelled' });
    await expect.poll(() => readdirSync(target)).toEqual([]);
    const { backup: made, cases } = await window.client.library.backup({ destination });
    expect(cases).toBe(CASES);
    expect(readdirSync(target)).toEqual([made.split('/').at(-1)]);
    expect(await window.client.library.check({ backup: window.app.grantPath(made) })).toMatchObject({ ok: true });
  });

  it('ends when the window is closed', async () => {
    const { window: own } = await open();
    const check = own.client.library.check({ backup: null }).catch(() => 'ended');
    process.kill(await childThatRuns(), 'SIGSTOP');
    window = null;
    await own.app.close();
    expect(libraryChildren()).toEqual([]);
    expect(await Promise.race([check, new Promise((resolve) => setTimeout(() => resolve('silent'), 100))])).toMatch(
      /ended|silent/,
    );
  });

  it('says what is wrong with a library as the command line does, and why it cannot be examined', async () => {
    const { folder, window } = await open();
    const { sha256 } = damageOneFile(folder);
    const report = await window.client.system.doctor({});
    expect(report.library).toMatchObject({ ok: false, cases: CASES, path: folder });
    expect(report.findings.find(({ name }) => name === 'case library')).toMatchObject({
      ok: false,
      detail: expect.stringContaining(sha256.slice(0, 12)),
      advice: expect.stringContaining('Import the same images'),
    });
  });
});

/** Damages one file of voxels and says which. */
function damageOneFile(folder: string): { readonly sha256: string } {
  const blobs = join(folder, 'blobs');
  const sub = readdirSync(blobs).find((name) => /^[0-9a-f]{2}$/.test(name)) as string;
  const sha256 = readdirSync(join(blobs, sub))[0] as string;
  const path = join(blobs, sub, sha256);
  const bytes = readFileSync(path);
  bytes[40] = (bytes[40] as number) ^ 1;
  writeFileSync(path, bytes);
  return { sha256 };
}
