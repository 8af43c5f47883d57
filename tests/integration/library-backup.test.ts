// Backup, restore and check of a library: what they hold, what they refuse, and what they leave behind.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AppError } from '../../core/error/index.ts';
import { backupLibrary, checkBackup, checkLibrary, restoreLibrary } from '../../main/services/library/index.ts';
import { openLibrary } from '../../main/store/index.ts';
import { testSeries, testStructureSet } from '../support/library-inputs.ts';
import { startChild, waitForEnd, waitForLine } from '../support/run-child.ts';
import { testFolder } from '../support/temp-folder.ts';
import { errorOf } from '../support/test-library.ts';

const ports = { appVersion: '0.1.0', signal: new AbortController().signal, report: () => undefined };
const read = (folder: string) => openLibrary(folder, { mode: 'read', appVersion: '0.1.0' });
const write = (folder: string) => openLibrary(folder, { mode: 'write', appVersion: '0.1.0' });

async function fillLibrary(folder: string): Promise<void> {
  const library = write(folder);
  await library.importSeries({
    series: [testSeries(), testSeries({ patientId: 'P-2', patientName: 'ROE^RICHARD', seriesUid: '1.2.4.1' })],
    structureSets: [testStructureSet()],
  });
  library.close();
}

async function withBackup() {
  const root = testFolder();
  const library = join(root, 'library');
  const backup = join(root, 'backup');
  await fillLibrary(library);
  const summary = await backupLibrary(library, backup, ports);
  return { root, library, backup, summary };
}

/** Relative names of all files, with their content. */
function contentOf(folder: string): Map<string, Buffer> {
  const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(folder.length), fs.readFileSync(path)] as const;
    }),
  );
}

const blobPaths = (folder: string): string[] => [...contentOf(folder).keys()].filter((name) => name.includes('blobs'));

function flipByte(path: string, at: number): void {
  const bytes = fs.readFileSync(path);
  bytes[at] = (bytes[at] as number) ^ 1;
  fs.writeFileSync(path, bytes);
}

describe('a backup', () => {
  it('gives the whole library back', async () => {
    const { root, library, backup, summary } = await withBackup();
    // Two volumes of 7 x 5 x 5 int16 voxels that hold the same values are one blob; the RTSTRUCT is the other.
    expect(summary).toMatchObject({ backup, cases: 2, blobs: 2 });
    const sizes = [...contentOf(backup)].filter(([name]) => !name.endsWith('.json')).map(([, bytes]) => bytes.length);
    expect(summary.sizeBytes).toBe(sizes.reduce((sum, size) => sum + size, 0));

    const restored = join(root, 'restored');
    expect(await restoreLibrary(backup, restored, ports)).toMatchObject({ library: restored, cases: 2, blobs: 2 });
    const [before, after] = [read(library), read(restored)];
    expect(after.listCases()).toEqual(before.listCases());
    const volumeId = before.listCases()[0]?.series[0]?.volumeId ?? '';
    expect(after.readVolume(volumeId)).toEqual(before.readVolume(volumeId));
    before.close();
    after.close();
    expect(fs.readdirSync(root).sort()).toEqual(['backup', 'library', 'restored']);
    expect(contentOf(restored).get('/LIMNER-LIBRARY.txt')).toEqual(contentOf(library).get('/LIMNER-LIBRARY.txt'));
    // What was restored is a library like any other.
    const again = write(restored);
    again.deleteCase(again.listCases()[0]?.caseId ?? '');
    again.close();
    expect(await checkLibrary(restored, ports)).toMatchObject({ ok: true, content: { cases: 1 } });
    expect(await checkBackup(backup, ports)).toMatchObject({ ok: true, content: { cases: 2, blobs: 2 }, problems: [] });
  });

  it('says what it holds, without patient data', async () => {
    const { backup } = await withBackup();
    const text = fs.readFileSync(join(backup, 'LIMNER-BACKUP.json'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({ format: 1, schemaVersion: expect.any(Number), cases: 2, blobs: 2 });
    // Not the hash: hexadecimal digits may happen to read like a year.
    expect(text.replace(/"databaseSha256": "[0-9a-f]{64}"/, '')).not.toMatch(/DOE|ROE|P-1|P-2|1964/);
    if (process.platform !== 'win32') expect(fs.statSync(backup).mode & 0o777).toBe(0o700);
  });

  it('is made beside a process that writes, from what is committed', async () => {
    const root = testFolder();
    await fillLibrary(join(root, 'library'));
    const child = startChild('library-child.ts', ['write-and-hold', join(root, 'library')]);
    await waitForLine(child, 'written');
    expect(await backupLibrary(join(root, 'library'), join(root, 'backup'), ports)).toMatchObject({ cases: 1 });
    child.kill('SIGKILL');
    await waitForEnd(child);
    expect((await checkBackup(join(root, 'backup'), ports)).ok).toBe(true);
  });

  it('never replaces anything and does not lie in the library', async () => {
    const { library, backup } = await withBackup();
    const before = contentOf(backup);
    expect(await errorOf(() => backupLibrary(library, backup, ports))).toMatchObject({
      kind: 'conflict',
      code: 'BACKUP_EXISTS',
    });
    expect(contentOf(backup)).toEqual(before);
    expect((await errorOf(() => backupLibrary(library, join(library, 'x'), ports))).code).toBe('BACKUP_INSIDE_LIBRARY');
    expect(fs.readdirSync(library)).not.toContain('x');
  });

  it('of a library with a damaged image names the case and leaves nothing', async () => {
    const root = testFolder();
    const library = join(root, 'library');
    await fillLibrary(library);
    flipByte(join(library, blobPaths(library)[0] as string), 40);
    const error = await errorOf(() => backupLibrary(library, join(root, 'deep', 'backup'), ports));
    expect(error).toMatchObject({ kind: 'corrupt-data', code: 'BLOB_DAMAGED' });
    expect(error.message).toMatch(/case c-\w{6}/);
    expect(fs.readdirSync(root)).toEqual(['library']);
  });

  it('that is cancelled leaves nothing', async () => {
    const root = testFolder();
    await fillLibrary(join(root, 'library'));
    const controller = new AbortController();
    const reason = new AppError('cancelled', 'CANCELLED', 'Cancelled.');
    const report = () => controller.abort(reason);
    const cancelled = { ...ports, signal: controller.signal, report };
    expect(await errorOf(() => backupLibrary(join(root, 'library'), join(root, 'backup'), cancelled))).toBe(reason);
    expect(fs.readdirSync(root)).toEqual(['library']);
  });

  it.skipIf(process.getuid?.() !== 0)('on a full disk leaves nothing (not run: needs root)', async () => {
    const root = testFolder();
    await fillLibrary(join(root, 'library'));
    const disk = join(root, 'disk');
    fs.mkdirSync(disk);
    for (const size of ['64k', '140k', '160k', '180k']) {
      expect(spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', disk]).status).toBe(0);
      const unmount = () => void spawnSync('umount', [disk]);
      onTestFinished(unmount);
      const error = await errorOf(() => backupLibrary(join(root, 'library'), join(disk, 'backup'), ports));
      expect(error, size).toMatchObject({ kind: 'resource', code: 'DISK_FULL' });
      expect(fs.readdirSync(disk), size).toEqual([]);
      unmount();
    }
  });
});

describe('restoring', () => {
  it('does not replace a library, nor take a folder of something else', async () => {
    const { root, library, backup } = await withBackup();
    const before = contentOf(library);
    expect(await errorOf(() => restoreLibrary(backup, library, ports))).toMatchObject({
      kind: 'conflict',
      code: 'LIBRARY_EXISTS',
    });
    expect(contentOf(library)).toEqual(before);
    fs.mkdirSync(join(root, 'photos'));
    fs.writeFileSync(join(root, 'photos', 'a.jpg'), '');
    expect((await errorOf(() => restoreLibrary(backup, join(root, 'photos'), ports))).kind).toBe('invalid-input');
    fs.mkdirSync(join(root, 'empty'));
    await restoreLibrary(backup, join(root, 'empty'), ports);
    expect((await checkLibrary(join(root, 'empty'), ports)).ok).toBe(true);
  });

  it('wants a backup', async () => {
    const { root, library } = await withBackup();
    const target = join(root, 'target');
    expect((await errorOf(() => restoreLibrary(join(root, 'none'), target, ports))).code).toBe('BACKUP_MISSING');
    expect((await errorOf(() => restoreLibrary(library, target, ports))).code).toBe('BACKUP_NOT_ONE');
    expect(fs.existsSync(target)).toBe(false);
  });

  it('refuses a backup with any one byte changed, cut or missing, and leaves nothing', async () => {
    const { root, backup } = await withBackup();
    const target = join(root, 'target');
    const names = [...contentOf(backup)].filter(([name]) => !name.endsWith('.json'));
    expect(names).toHaveLength(3);
    for (const [name, whole] of names) {
      const path = join(backup, name);
      const step = Math.max(1, Math.floor(whole.length / 12));
      for (let at = 0; at < whole.length; at += step) {
        // Bytes 12 to 15 and 24 to 31 of a blob's header are not used: a copy gives them their value again.
        if (name.includes('blobs') && ((at >= 12 && at < 16) || (at >= 24 && at < 32))) continue;
        flipByte(path, at);
        const error = await errorOf(() => restoreLibrary(backup, target, ports));
        expect(error, `${name} ${at}`).toMatchObject({ kind: 'corrupt-data' });
        expect((await checkBackup(backup, ports)).ok, `${name} ${at}`).toBe(false);
        fs.writeFileSync(path, whole);
      }
      fs.writeFileSync(path, whole.subarray(0, -1));
      expect((await errorOf(() => restoreLibrary(backup, target, ports))).kind, name).toBe('corrupt-data');
      fs.rmSync(path);
      expect((await errorOf(() => restoreLibrary(backup, target, ports))).kind, name).toBe('corrupt-data');
      fs.writeFileSync(path, whole);
    }
    expect(fs.readdirSync(root).sort()).toEqual(['backup', 'library']);
    await restoreLibrary(backup, target, ports);
    expect((await checkLibrary(target, ports)).ok).toBe(true);
  });

  it('refuses what a newer Limner wrote', async () => {
    const { root, backup } = await withBackup();
    const path = join(backup, 'LIMNER-BACKUP.json');
    const manifest = JSON.parse(fs.readFileSync(path, 'utf8'));
    for (const newer of [
      { ...manifest, format: 2 },
      { ...manifest, schemaVersion: 9990 },
    ]) {
      fs.writeFileSync(path, JSON.stringify(newer));
      const error = await errorOf(() => restoreLibrary(backup, join(root, 'target'), ports));
      expect(error).toMatchObject({ kind: 'unsupported', code: 'BACKUP_NEWER' });
    }
    fs.writeFileSync(path, '{');
    expect((await errorOf(() => restoreLibrary(backup, join(root, 'target'), ports))).code).toBe('BACKUP_DAMAGED');
  });
});

describe('checking a library', () => {
  it('reads every byte that matters', async () => {
    const { library } = await withBackup();
    expect(await checkLibrary(library, ports)).toMatchObject({ ok: true, path: library, problems: [] });
    const blob = join(library, blobPaths(library)[0] as string);
    const whole = fs.readFileSync(blob);
    flipByte(blob, whole.length - 1);
    expect(await checkLibrary(library, ports)).toMatchObject({ ok: false, problems: [{ code: 'BLOB_DAMAGED' }] });
    fs.writeFileSync(blob, whole);
    flipByte(join(library, 'library.db'), 5000);
    expect(await checkLibrary(library, ports)).toMatchObject({
      ok: false,
      content: null,
      problems: [{ code: 'LIBRARY_DAMAGED' }],
    });
  });
});
