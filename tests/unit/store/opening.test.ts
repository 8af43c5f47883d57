import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AppError } from '../../../core/error/index.ts';
import { nodeFileSystem } from '../../../main/platform/file-system.ts';
import { createTemporaryLibrary, openLibrary } from '../../../main/store/index.ts';
import { testSeries, testStructureSet } from '../../support/library-inputs.ts';
import { startChild, waitForEnd, waitForLine } from '../../support/run-child.ts';
import { testFolder } from '../../support/temp-folder.ts';

const write = (folder: string) => openLibrary(folder, { mode: 'write', appVersion: '0.1.0' });
const read = (folder: string) => openLibrary(folder, { mode: 'read', appVersion: '0.1.0' });

async function filled(folder: string): Promise<void> {
  const library = write(folder);
  await library.importSeries({ series: [testSeries()], structureSets: [testStructureSet()] });
  library.close();
}

function errorOf(action: () => unknown): AppError {
  try {
    action();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('the folder', () => {
  it('is made, private, when it is missing', () => {
    const folder = join(testFolder(), 'a', 'b', 'library');
    write(folder).close();
    expect(fs.readdirSync(folder).sort()).toEqual(['LIMNER-LIBRARY.txt', 'library.db', 'library.sums', 'lock.db']);
    if (process.platform !== 'win32') expect(fs.statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('can be moved: nothing in it holds its place', async () => {
    const root = testFolder();
    await filled(join(root, 'here'));
    fs.renameSync(join(root, 'here'), join(root, 'there'));
    const library = write(join(root, 'there'));
    const volumeId = library.listCases()[0]?.series[0]?.volumeId ?? '';
    expect(library.readVolume(volumeId)).toEqual(testSeries().volume);
    library.close();
    const bytes = fs.readFileSync(join(root, 'there', 'library.db'));
    expect(bytes.includes(root)).toBe(false);
  });

  it('is not taken over when it is a file or holds other things', () => {
    const root = testFolder();
    fs.writeFileSync(join(root, 'file'), 'text');
    expect(errorOf(() => write(join(root, 'file')))).toMatchObject({
      kind: 'invalid-input',
      code: 'LIBRARY_NOT_A_FOLDER',
    });
    fs.mkdirSync(join(root, 'photos'));
    fs.writeFileSync(join(root, 'photos', 'holiday.jpg'), 'jpg');
    expect(errorOf(() => write(join(root, 'photos')))).toMatchObject({
      kind: 'invalid-input',
      code: 'LIBRARY_FOREIGN_FOLDER',
    });
    expect(errorOf(() => read(join(root, 'photos'))).kind).toBe('invalid-input');
    expect(fs.readdirSync(join(root, 'photos'))).toEqual(['holiday.jpg']);
    expect(errorOf(() => write(join(root, 'file', 'library'))).kind).toBe('invalid-input');
  });

  it('is not made by reading', () => {
    const folder = join(testFolder(), 'none');
    expect(errorOf(() => read(folder))).toMatchObject({ kind: 'not-found', code: 'LIBRARY_MISSING' });
    expect(fs.existsSync(folder)).toBe(false);
  });

  it('with a database that is none says so', async () => {
    const folder = join(testFolder(), 'library');
    await filled(folder);
    fs.writeFileSync(join(folder, 'library.db'), 'not a database at all'.repeat(1000));
    expect(errorOf(() => write(folder))).toMatchObject({ kind: 'corrupt-data', code: 'LIBRARY_DAMAGED' });
    expect(errorOf(() => read(folder)).kind).toBe('corrupt-data');
  });

  it('opens fast', () => {
    const root = testFolder();
    write(join(root, 'first')).close();
    const startMs = performance.now();
    write(join(root, 'second')).close();
    process.stdout.write(`new library opened and closed in ${(performance.now() - startMs).toFixed(1)} ms\n`);
  });
});

describe('one writer', () => {
  it('keeps a second process out, lets it read, and is free at once after kill -9', async () => {
    const folder = join(testFolder(), 'library');
    await filled(folder);
    const child = startChild('library-child.ts', ['hold', folder]);
    await waitForLine(child, 'open');
    const startMs = performance.now();
    expect(errorOf(() => write(folder))).toMatchObject({ kind: 'conflict', code: 'LIBRARY_IN_USE' });
    expect(performance.now() - startMs).toBeGreaterThan(500);
    const reader = read(folder);
    expect(reader.listCases()).toHaveLength(1);
    reader.close();
    child.kill('SIGKILL');
    write(folder).close();
    await waitForEnd(child);
  });

  it('keeps a second opening in the same process out', () => {
    const folder = join(testFolder(), 'library');
    const library = write(folder);
    expect(errorOf(() => write(folder)).code).toBe('LIBRARY_IN_USE');
    library.close();
    library.close();
    write(folder).close();
  });

  it.each(['EACCES', 'ENOSPC'])('leaves the lock and a whole library when its last writing fails: %s', async (code) => {
    const folder = join(testFolder(), 'library');
    await filled(folder);
    let isBroken = false;
    const rmSync: typeof fs.rmSync = (...args) => {
      if (isBroken && String(args[0]).endsWith('.sums')) throw Object.assign(new Error('no'), { code });
      fs.rmSync(...args);
    };
    const port = { ...nodeFileSystem, rmSync };
    const library = openLibrary(folder, { mode: 'write', appVersion: '0.1.0', port });
    const patientId = 'P-2';
    await library.importSeries({ series: [testSeries({ patientId, seriesUid: '1.2.5.1' })], structureSets: [] });
    isBroken = true;
    // What is stored is safe in the log: a full disk is no error here.
    if (code === 'ENOSPC') library.close();
    else expect(errorOf(() => library.close())).toMatchObject({ kind: 'denied' });
    const next = write(folder);
    expect(next.listCases().map((one) => one.patientId)).toEqual(['P-2', 'P-1']);
    next.close();
  });

  it('is seen by a reader that was there before', async () => {
    const folder = join(testFolder(), 'library');
    write(folder).close();
    const reader = read(folder);
    expect(reader.listCases()).toEqual([]);
    await filled(folder);
    expect(reader.listCases()).toHaveLength(1);
    reader.close();
  });
});

const isRoot = process.getuid?.() === 0;

/** A small file system of its own, or null where it cannot be mounted. */
function mountTmpfs(sizeMb: number): string | null {
  if (!isRoot || process.platform !== 'linux') return null;
  const folder = testFolder();
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeMb}m`, 'tmpfs', folder]);
  if (status !== 0) return null;
  onTestFinished(() => void spawnSync('umount', [folder]));
  return folder;
}

describe('a disk that is read-only', () => {
  it('lets list work and refuses writing', async ({ skip }) => {
    const disk = mountTmpfs(8);
    if (disk === null) return skip('mounting a file system needs root on Linux');
    const folder = join(disk, 'library');
    await filled(folder);
    spawnSync('mount', ['-o', 'remount,ro', disk]);
    const reader = read(folder);
    expect(reader.listCases('doe')).toHaveLength(1);
    expect(reader.checkIntegrity()).toMatchObject({ ok: true });
    reader.close();
    expect(errorOf(() => write(folder)).kind).toBe('denied');
    expect(errorOf(() => write(join(disk, 'other'))).kind).toBe('denied');
  });

  it('or a folder without permission', async ({ skip }) => {
    if (!isRoot || process.seteuid === undefined) return skip('taking the part of another user needs root');
    const root = testFolder();
    await filled(join(root, 'library'));
    fs.chmodSync(root, 0o755);
    fs.chmodSync(join(root, 'library'), 0o755);
    process.seteuid(65534);
    try {
      const reader = read(join(root, 'library'));
      expect(reader.listCases()).toHaveLength(1);
      reader.close();
      expect(errorOf(() => write(join(root, 'library'))).kind).toBe('denied');
      expect(errorOf(() => write(join(root, 'new'))).kind).toBe('denied');
    } finally {
      process.seteuid(0);
    }
    expect(fs.readdirSync(root)).toEqual(['library']);
  });
});

describe('a full disk', () => {
  it('stops an import with nothing half-written', async ({ skip }) => {
    const disk = mountTmpfs(4);
    if (disk === null) return skip('mounting a file system needs root on Linux');
    const folder = join(disk, 'library');
    await filled(folder);
    const library = write(folder);
    const planes = Array.from({ length: 60 }, (_, plane) => plane);
    const large = testSeries({ patientId: 'LARGE', seriesUid: '1.9', planes, columns: 256, rows: 200 });
    const small = testSeries({ patientId: 'SMALL', seriesUid: '1.8', planes: [0, 1, 2] });
    const error = await library.importSeries({ series: [small, large], structureSets: [] }).catch((e: unknown) => e);
    expect(error).toMatchObject({ kind: 'resource', code: 'DISK_FULL' });
    expect(library.listCases().map(({ patientId }) => patientId)).toEqual(['P-1']);
    expect(library.checkIntegrity()).toMatchObject({ ok: true, blobs: 2 });
    expect(fs.readdirSync(join(folder, 'blobs', 'tmp'))).toEqual([]);
    // With the space that was never lost, a small import still works.
    await library.importSeries({ series: [small], structureSets: [] });
    library.close();
    const reader = read(folder);
    expect(reader.listCases()).toHaveLength(2);
    reader.close();
  });

  it('stops a new library from being made, and leaves no trace of it', ({ skip }) => {
    const disk = mountTmpfs(4);
    if (disk === null) return skip('mounting a file system needs root on Linux');
    fs.writeFileSync(join(disk, 'filler'), new Uint8Array(4 << 20).subarray(0, (4 << 20) - 8192));
    expect(errorOf(() => write(join(disk, 'library')))).toMatchObject({ kind: 'resource', code: 'DISK_FULL' });
    expect(fs.readdirSync(disk)).toEqual(['filler']);
  });
});

describe('a temporary library', () => {
  const folders = (parent: string) => fs.readdirSync(parent).filter((name) => name.startsWith('limner-library-'));

  it('is private and goes away at its end', async () => {
    const parent = testFolder();
    const library = createTemporaryLibrary({ appVersion: '0.1.0' }, parent);
    if (process.platform !== 'win32') expect(fs.statSync(library.folder).mode & 0o777).toBe(0o700);
    await library.importSeries({ series: [testSeries()], structureSets: [] });
    expect(library.listCases()).toHaveLength(1);
    library.close();
    expect(folders(parent)).toEqual([]);
  });

  it('of a dead process is removed, that of a living one is not', () => {
    const parent = testFolder();
    const alive = createTemporaryLibrary({ appVersion: '0.1.0' }, parent);
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const [, host] = /limner-library-([0-9a-f]{8})-/.exec(alive.folder) as RegExpExecArray;
    const dead = join(parent, `limner-library-${host}-${pid}-00000000`);
    write(dead).close();
    const foreign = join(parent, `limner-library-ffffffff-${pid}-00000000`);
    fs.mkdirSync(foreign);
    const another = createTemporaryLibrary({ appVersion: '0.1.0' }, parent);
    const names = folders(parent).map((name) => join(parent, name));
    expect(names.sort()).toEqual([alive.folder, another.folder, foreign].sort());
    alive.close();
    another.close();
  });

  it('lies in the system folder by default', () => {
    const library = createTemporaryLibrary({ appVersion: '0.1.0' });
    expect(library.folder.startsWith(tmpdir())).toBe(true);
    library.close();
  });
});

describe('damage', () => {
  it('to a blob is found by the check and by reading, not by the cheap path', async () => {
    const folder = join(testFolder(), 'library');
    await filled(folder);
    const library = write(folder);
    const volumeId = library.listCases()[0]?.series[0]?.volumeId ?? '';
    const { voxelSha256 } = library.getVolume(volumeId);
    const path = join(folder, 'blobs', voxelSha256.slice(0, 2), voxelSha256);
    const bytes = fs.readFileSync(path);
    bytes[40] = (bytes[40] as number) ^ 1;
    fs.writeFileSync(path, bytes);
    expect(library.checkIntegrity().problems).toMatchObject([{ code: 'BLOB_DAMAGED' }]);
    expect(library.checkIntegrity({ verifyBlobs: false }).ok).toBe(true);
    expect(errorOf(() => library.readVolume(volumeId))).toMatchObject({ kind: 'corrupt-data', code: 'BLOB_DAMAGED' });
    expect(library.readVolume(volumeId, { verify: false }).voxels).toHaveLength(175);

    fs.truncateSync(path, 100);
    expect(library.checkIntegrity({ verifyBlobs: false }).problems).toMatchObject([{ code: 'BLOB_DAMAGED' }]);
    expect(errorOf(() => library.readVolume(volumeId, { verify: false })).code).toBe('BLOB_DAMAGED');

    fs.rmSync(path);
    expect(library.checkIntegrity().problems).toMatchObject([{ code: 'BLOB_MISSING' }]);
    expect(errorOf(() => library.readVolume(volumeId)).code).toBe('BLOB_MISSING');

    // The same images again bring the voxels back.
    const { series } = await library.importSeries({ series: [testSeries()], structureSets: [] });
    expect(series).toMatchObject([{ status: 'unchanged' }]);
    expect(library.checkIntegrity().ok).toBe(true);
    library.close();
  });

  it('to a page of a database without checksums is found by the check', async () => {
    const folder = join(testFolder(), 'library');
    await filled(folder);
    const path = join(folder, 'library.db');
    const raw = new BetterSqlite3(path);
    const { rootpage } = raw.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'instances'").get() as {
      rootpage: number;
    };
    raw.close();
    const bytes = fs.readFileSync(path);
    bytes.fill(0xff, (rootpage - 1) * 4096 + 3, (rootpage - 1) * 4096 + 40);
    fs.writeFileSync(path, bytes);
    fs.rmSync(join(folder, 'library.sums'));
    const library = read(folder);
    expect(library.checkIntegrity()).toMatchObject({ ok: false, problems: [{ code: 'DATABASE_DAMAGED' }] });
    library.close();
  });
});
