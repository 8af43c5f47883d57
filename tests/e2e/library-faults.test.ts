// The case library through the built command: two processes at once, a read-only place, damage, backup and restore.

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openLibrary } from '../../main/store/index.ts';
import { startChild, waitForEnd, waitForLine } from '../support/run-child.ts';
import { type LimnerRun, runLimner, sampleCase, temporaryFolder } from '../support/run-limner.ts';

let root: string;
let library: string;

beforeAll(async () => {
  root = await temporaryFolder();
  library = join(root, 'library');
  const slices = join(root, 'slices');
  mkdirSync(slices);
  for (const n of ['060', '061', '062', '063']) cpSync(join(sampleCase, 'ct', `CT.${n}.dcm`), join(slices, `${n}.dcm`));
  expect((await runLimner(['import', slices, '--library', library])).exitCode).toBe(0);
});

const casesOf = (run: LimnerRun) => run.json<{ cases: { caseId: string }[] }>().cases;
const errorOf = (run: LimnerRun) => run.json<{ error: { kind: string; code: string } }>().error;

/** A library of its own for a test that harms it. */
function copyOfLibrary(name: string): string {
  const copy = join(root, name);
  cpSync(library, copy, { recursive: true });
  return copy;
}

describe('two processes', () => {
  it('one writes: the other is told so soon, and may read', async () => {
    const writer = startChild('library-child.ts', ['hold', library]);
    await waitForLine(writer, 'open');
    const beganMs = performance.now();
    expect(() => openLibrary(library, { mode: 'write', appVersion: 'test' })).toThrowError(
      expect.objectContaining({ code: 'LIBRARY_IN_USE' }),
    );
    // Here, where the start of a command on a busy machine is not in it.
    expect(performance.now() - beganMs).toBeLessThan(4_000);
    const second = await runLimner(['import', join(root, 'slices'), '--library', library]);
    expect(second.exitCode).toBe(4);
    expect(errorOf(second)).toMatchObject({ kind: 'conflict', code: 'LIBRARY_IN_USE' });
    const list = await runLimner(['list', '--library', library]);
    expect(casesOf(list)).toHaveLength(1);
    expect((await runLimner(['library', 'check', '--library', library])).exitCode).toBe(0);
    writer.kill('SIGKILL');
    await waitForEnd(writer);
  });
});

describe('a read-only library', () => {
  it('can be listed and checked, not changed', async ({ skip }) => {
    if (process.getuid?.() !== 0) return skip('mounting a file system needs root');
    const disk = join(root, 'disk');
    mkdirSync(disk);
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk]).status).toBe(0);
    onTestFinished(() => void spawnSync('umount', [disk]));
    const frozen = join(disk, 'library');
    cpSync(library, frozen, { recursive: true });
    spawnSync('mount', ['-o', 'remount,ro', disk]);
    expect(casesOf(await runLimner(['list', '--library', frozen]))).toHaveLength(1);
    const check = await runLimner(['library', 'check', '--library', frozen]);
    expect(check.json()).toMatchObject({ ok: true });
    for (const args of [
      ['import', join(root, 'slices')],
      ['delete', 'c-aaaaaa'],
    ]) {
      const run = await runLimner([...args, '--library', frozen]);
      expect(run.exitCode).toBe(5);
      expect(errorOf(run)).toMatchObject({ kind: 'denied' });
    }
    // A library that cannot be written can still be backed up.
    expect((await runLimner(['library', 'backup', join(root, 'of-frozen'), '--library', frozen])).exitCode).toBe(0);
  });
});

describe('damage', () => {
  it('of the database is said by every verb and served by none', async () => {
    const copy = copyOfLibrary('damaged');
    const path = join(copy, 'library.db');
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 4;
    writeFileSync(path, bytes);
    const verbs = [
      ['list'],
      ['import', join(root, 'slices')],
      ['delete', 'c-aaaaaa'],
      ['contour', join(root, 'slices'), '--out', join(root, 'out')],
      ['library', 'backup', join(root, 'of-damaged')],
      ['library', 'check'],
    ];
    for (const args of verbs) {
      const run = await runLimner([...args, '--library', copy]);
      expect(run.exitCode, args.join(' ')).toBe(7);
      expect(run.stdout, args.join(' ')).not.toMatch(/seriesInstanceUid/);
    }
    expect(existsSync(join(root, 'of-damaged'))).toBe(false);
    expect(existsSync(join(root, 'out'))).toBe(false);
    const doctor = await runLimner(['doctor', '--library', copy]);
    expect(doctor.json()).toMatchObject({ ok: false, library: { ok: false } });
  });

  it('of an image is found by the check, and the same images heal it', async () => {
    const copy = copyOfLibrary('damaged-image');
    const blob = spawnSync('find', [join(copy, 'blobs'), '-type', 'f'], { encoding: 'utf8' }).stdout.trim();
    const bytes = readFileSync(blob);
    bytes[500] = (bytes[500] as number) ^ 4;
    writeFileSync(blob, bytes);
    const check = await runLimner(['library', 'check', '--library', copy]);
    expect(check.exitCode).toBe(7);
    expect(check.json()).toMatchObject({ ok: false, problems: [{ code: 'BLOB_DAMAGED' }] });
    const again = await runLimner(['import', join(root, 'slices'), '--library', copy]);
    expect(again.json()).toMatchObject({ unchanged: 4, refused: [] });
    expect((await runLimner(['library', 'check', '--library', copy])).exitCode).toBe(0);
  });
});

describe('limner library', () => {
  it('backs up, checks and restores', async () => {
    const backup = join(root, 'backup');
    const made = await runLimner(['library', 'backup', backup, '--library', library]);
    expect(made.exitCode, made.stderr).toBe(0);
    const summary = made.json<{ cases: number; blobs: number; sizeBytes: number }>();
    expect(summary).toMatchObject({ backup, cases: 1, blobs: 1 });
    // Four slices of 128 x 128 int16 voxels and the database.
    expect(summary.sizeBytes).toBeGreaterThan(4 * 128 * 128 * 2);

    const check = await runLimner(['library', 'check', backup, '--library', join(root, 'unused')]);
    expect(check.json()).toMatchObject({ ok: true, path: backup, content: { cases: 1, blobs: 1 }, problems: [] });
    expect(existsSync(join(root, 'unused'))).toBe(false);

    const again = await runLimner(['library', 'backup', backup, '--library', library]);
    expect([again.exitCode, errorOf(again).code]).toEqual([4, 'BACKUP_EXISTS']);
    const onto = await runLimner(['library', 'restore', backup, '--library', library]);
    expect([onto.exitCode, errorOf(onto).code]).toEqual([4, 'LIBRARY_EXISTS']);

    const restored = join(root, 'restored');
    expect((await runLimner(['library', 'restore', backup, '--library', restored])).exitCode).toBe(0);
    const [before, after] = [library, restored].map((folder) => runLimner(['list', '--library', folder]));
    expect((await after)?.stdout).toBe((await before)?.stdout);
  });

  it('moves: the folder can be renamed', async () => {
    const before = await runLimner(['list', '--library', copyOfLibrary('here')]);
    renameSync(join(root, 'here'), join(root, 'there'));
    expect((await runLimner(['list', '--library', join(root, 'there')])).stdout).toBe(before.stdout);
    expect((await runLimner(['import', join(root, 'slices'), '--library', join(root, 'there')])).json()).toMatchObject({
      unchanged: 4,
    });
    rmSync(join(root, 'there'), { recursive: true });
  });

  it.each([
    [[], 2],
    [['backup'], 2],
    [['restore'], 2],
    [['mend'], 2],
    [['check', 'nowhere'], 3],
    [['restore', 'nowhere'], 3],
  ])('%j: one line and its exit code', async (args, exitCode) => {
    const run = await runLimner(['library', ...args, '--library', library]);
    expect(run.exitCode).toBe(exitCode);
    expect(run.stderr.trim().split('\n')).toHaveLength(1);
    expect(run.stderr).not.toMatch(/--library knows/);
  });
});
