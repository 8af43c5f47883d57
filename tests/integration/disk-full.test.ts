// A disk that fills up at each single write of an import, through the file-system port; and SQLite's own full disk, on
// a small file system. The library is then as it was, and the same import succeeds when there is space again.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { regularGeometry } from '../../core/geometry/index.ts';
import type { FileSystemPort } from '../../main/platform/file-system.ts';
import { importPaths } from '../../main/services/library/index.ts';
import { openLibrary } from '../../main/store/index.ts';
import { writeCtSeries } from '../support/ct-writer.ts';
import { testFolder } from '../support/temp-folder.ts';

const ports = { signal: new AbortController().signal, report: () => undefined };

const noSpace = () => Object.assign(new Error('no space'), { code: 'ENOSPC' });

/** The system's own calls, of which number `failing` and all after it find the disk full; half of that write is done. */
function fillingDisk(failing: number) {
  let writes = 0;
  const isFull = () => ++writes > failing;
  const port: FileSystemPort = {
    ...fs,
    openSync: ((path: fs.PathLike, flags: fs.OpenMode, mode?: fs.Mode) => {
      if (flags !== 'r' && isFull()) throw noSpace();
      return fs.openSync(path, flags, mode);
    }) as typeof fs.openSync,
    writeSync: ((file: number, bytes: Uint8Array, offset: number, length: number) => {
      if (!isFull()) return fs.writeSync(file, bytes, offset, length);
      if (length > 1) fs.writeSync(file, bytes, offset, length >> 1);
      throw noSpace();
    }) as typeof fs.writeSync,
    fsyncSync: (file) => {
      if (isFull()) throw noSpace();
      fs.fsyncSync(file);
    },
    fsyncLater: async (file) => {
      if (isFull()) throw noSpace();
      fs.fsyncSync(file);
    },
    mkdirSync: ((path: fs.PathLike, options: fs.MakeDirectoryOptions) => {
      if (isFull()) throw noSpace();
      return fs.mkdirSync(path, options);
    }) as typeof fs.mkdirSync,
    renameSync: (from, to) => {
      if (isFull()) throw noSpace();
      fs.renameSync(from, to);
    },
  };
  return { port, writes: () => writes };
}

function twoSeries(root: string): string {
  const input = join(root, 'input');
  for (const [name, ni] of [
    ['a', 12],
    ['b', 9],
  ] as const) {
    const geometry = regularGeometry({ size: [ni, 10, 4], spacingMm: [2, 2, 3], originLps: [0, 0, 0] });
    writeCtSeries(join(input, name), geometry, { patientId: name, uidRoot: `1.2.826.0.1.3680043.10.1561.7${ni}` });
  }
  return input;
}

const blobFiles = (folder: string): number =>
  fs.readdirSync(join(folder, 'blobs'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .length;

/** Imports through a disk that fills up after `failing` calls; then what the library holds, and once more with space. */
async function importOnto(root: string, input: string, failing: number) {
  const folder = join(root, `library-${failing}`);
  fs.cpSync(join(root, 'before'), folder, { recursive: true });
  const disk = fillingDisk(failing);
  const library = openLibrary(folder, { mode: 'write', appVersion: '0.1.0', port: disk.port });
  const outcome = await importPaths(library, [input], ports).then(
    () => 'imported',
    (error: unknown) => error,
  );
  const inProcess = {
    cases: library.listCases().map(({ patientId }) => patientId),
    integrity: library.checkIntegrity(),
  };
  library.close();
  const reopened = openLibrary(folder, { mode: 'write', appVersion: '0.1.0' });
  const after = { cases: reopened.listCases().length, integrity: reopened.checkIntegrity(), blobs: blobFiles(folder) };
  const again = await importPaths(reopened, [input], ports);
  const healed = { cases: again.cases.length, integrity: reopened.checkIntegrity() };
  reopened.close();
  return { outcome, inProcess, after, healed, writes: disk.writes() };
}

describe('a disk that fills up', () => {
  it('at any write of an import: said, nothing changed, and the next import works', async () => {
    const root = testFolder();
    const input = twoSeries(root);
    const first = openLibrary(join(root, 'before'), { mode: 'write', appVersion: '0.1.0' });
    const geometry = regularGeometry({ size: [5, 5, 3], spacingMm: [2, 2, 3], originLps: [0, 0, 0] });
    writeCtSeries(join(root, 'old'), geometry, { patientId: 'old', uidRoot: '1.2.826.0.1.3680043.10.1561.60' });
    await importPaths(first, [join(root, 'old')], ports);
    first.close();

    const whole = await importOnto(root, input, Number.POSITIVE_INFINITY);
    expect(whole).toMatchObject({ outcome: 'imported', after: { cases: 3, blobs: 3 } });
    expect(whole.writes).toBeGreaterThan(10);
    let refused = 0;
    for (let failing = 0; failing < whole.writes; failing++) {
      const { outcome, inProcess, after, healed } = await importOnto(root, input, failing);
      const hint = `write ${failing} of ${whole.writes}`;
      expect(inProcess.integrity, hint).toMatchObject({ ok: true });
      expect(after.integrity, hint).toMatchObject({ ok: true });
      expect(healed, hint).toMatchObject({ cases: 2, integrity: { ok: true, cases: 3 } });
      // The checksums come last, when everything is safe: without space for them the import stands.
      const isDone = outcome === 'imported';
      if (!isDone) expect(outcome, hint).toMatchObject({ kind: 'resource', code: 'DISK_FULL' });
      refused += isDone ? 0 : 1;
      expect(inProcess.cases.length, hint).toBe(isDone ? 3 : 1);
      expect(after.cases, hint).toBe(isDone ? 3 : 1);
      expect(after.blobs, hint).toBe(isDone ? 3 : 1);
    }
    expect(refused).toBeGreaterThan(10);
    process.stdout.write(`disk full at each of ${whole.writes} writes of an import: ${refused} refused\n`);
  });

  it.skipIf(process.getuid?.() !== 0)('under SQLite itself (not run: needs root)', async () => {
    const root = testFolder();
    const input = twoSeries(root);
    const disk = join(root, 'disk');
    fs.mkdirSync(disk);
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]).status).toBe(0);
    onTestFinished(() => void spawnSync('umount', [disk]));
    const folder = join(disk, 'library');
    openLibrary(folder, { mode: 'write', appVersion: '0.1.0' }).close();
    const outcomes = new Set<string>();
    for (let freeKb = 0; freeKb <= 240; freeKb += 12) {
      const filler = join(disk, 'filler');
      const library = openLibrary(folder, { mode: 'write', appVersion: '0.1.0' });
      const { bavail, bsize } = fs.statfsSync(disk);
      fs.writeFileSync(filler, new Uint8Array(Math.max(0, bavail * bsize - freeKb * 1024)));
      const outcome = await importPaths(library, [input], ports).then(
        () => 'imported',
        (error: { kind: string; code: string }) => `${error.kind} ${error.code}`,
      );
      outcomes.add(outcome);
      const cases = library.listCases();
      expect(cases, `${freeKb} kB`).toHaveLength(outcome === 'imported' ? 2 : 0);
      library.close();
      fs.rmSync(filler);
      const after = openLibrary(folder, { mode: 'write', appVersion: '0.1.0' });
      expect(after.listCases(), `${freeKb} kB`).toHaveLength(cases.length);
      expect(after.checkIntegrity(), `${freeKb} kB`).toMatchObject({ ok: true });
      for (const { caseId } of cases) after.deleteCase(caseId);
      after.close();
    }
    expect([...outcomes].sort()).toEqual(['imported', 'resource DISK_FULL']);
  });
});
