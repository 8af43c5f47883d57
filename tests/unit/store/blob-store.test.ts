import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../core/error/index.ts';
import { type FileSystemPort, nodeFileSystem } from '../../../main/platform/file-system.ts';
import { BlobStore } from '../../../main/store/blob-store.ts';
import { testFolder } from '../../support/temp-folder.ts';

const storeIn = (folder: string, port: FileSystemPort = nodeFileSystem) =>
  new BlobStore({ folder: join(folder, 'blobs'), where: 'The library', port, isDurable: true });

const filesIn = (folder: string) =>
  fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort();

/** A disk that is full after `bytes` more bytes. */
function fullAfter(bytes: number): FileSystemPort {
  let left = bytes;
  const writeSync = (file: number, data: Uint8Array, offset: number, length: number) => {
    if (left === 0) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
    const part = Math.min(left, length);
    left -= part;
    return fs.writeSync(file, data, offset, part);
  };
  return { ...nodeFileSystem, writeSync: writeSync as typeof fs.writeSync };
}

describe('a blob', () => {
  it('is a file named by the sha256 of its bytes, behind a header of 32', () => {
    const folder = testFolder();
    const { sha256, bytes } = storeIn(folder).put([new TextEncoder().encode('abc')]);
    // FIPS 180-2, appendix B.1.
    expect(sha256).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(bytes).toBe(3);
    const file = fs.readFileSync(join(folder, 'blobs', 'ba', sha256));
    expect(file.subarray(0, 4).toString()).toBe('LMNB');
    expect([...file.subarray(4, 12)]).toEqual([1, 0, 32, 0, 0, 0, 0, 0]);
    expect(file.readBigUInt64LE(16)).toBe(3n);
    expect(file.subarray(32).toString()).toBe('abc');
  });

  it('may come in chunks that are views on larger buffers', () => {
    const store = storeIn(testFolder());
    const planes = Int16Array.from({ length: 100 }, (_, at) => at - 50);
    const { sha256 } = store.put([planes.subarray(10, 40), new Uint8Array(0), planes.subarray(40, 70)]);
    const whole = planes.slice(10, 70);
    expect(sha256).toBe(createHash('sha256').update(new Uint8Array(whole.buffer)).digest('hex'));
    expect(new Int16Array(store.read(sha256, { verify: true }).buffer)).toEqual(whole);
  });

  it('of no bytes is a blob too', () => {
    const store = storeIn(testFolder());
    const { sha256 } = store.put([]);
    expect(store.read(sha256, { verify: true })).toHaveLength(0);
    expect(store.check(sha256, { verify: true })).toBeNull();
  });

  it('of 62 MB is on the disk and back in a moment', () => {
    const store = storeIn(testFolder());
    const voxels = Int16Array.from({ length: 512 * 512 * 118 }, (_, at) => (at * 7919) & 4095);
    const startMs = performance.now();
    const { sha256 } = store.put([voxels]);
    const writtenMs = performance.now();
    store.read(sha256, { verify: false });
    const readMs = performance.now();
    store.read(sha256, { verify: true });
    const verifiedMs = performance.now();
    const took = [writtenMs - startMs, readMs - writtenMs, verifiedMs - readMs].map((ms) => `${ms.toFixed(0)} ms`);
    process.stdout.write(`blob of 62 MB: written ${took[0]}, read ${took[1]}, read and verified ${took[2]}\n`);
  });

  it('that is there already is left alone, unless it is damaged', () => {
    const folder = testFolder();
    const store = storeIn(folder);
    const { sha256 } = store.put([Uint8Array.of(1, 2, 3)]);
    const path = join(folder, 'blobs', sha256.slice(0, 2), sha256);
    const before = fs.statSync(path).ino;
    store.put([Uint8Array.of(1, 2, 3)]);
    expect(fs.statSync(path).ino).toBe(before);
    fs.writeFileSync(path, fs.readFileSync(path).fill(9, 33));
    expect(store.check(sha256, { verify: true })).toBe('damaged');
    store.put([Uint8Array.of(1, 2, 3)]);
    expect(store.check(sha256, { verify: true })).toBeNull();
    expect(filesIn(folder)).toEqual([sha256, 'pending']);
  });

  it('can be used part by part while it is read', async () => {
    const store = storeIn(testFolder());
    const bytes = new Uint8Array(2 ** 21 + 5).map((_, at) => (at * 31) & 255);
    const { sha256 } = store.put([bytes]);
    const { byteLength, parts } = store.stream(sha256);
    expect(byteLength).toBe(bytes.length);
    const read: Uint8Array[] = [];
    // A part holds until the next one is asked for.
    for await (const part of parts) read.push(part.slice());
    expect(read.map((part) => part.length)).toEqual([2 ** 20, 2 ** 20, 5]);
    expect(Buffer.concat(read).equals(bytes)).toBe(true);
    expect(Buffer.from(await store.readLater(sha256)).equals(bytes)).toBe(true);
  });

  it('that is damaged anywhere never comes to its last part', async () => {
    const folder = testFolder();
    const store = storeIn(folder);
    const { sha256 } = store.put([new Uint8Array(2 ** 21 + 5)]);
    const path = join(folder, 'blobs', sha256.slice(0, 2), sha256);
    const file = fs.readFileSync(path);
    file[100] = 1;
    fs.writeFileSync(path, file);
    let got = 0;
    const use = async () => {
      for await (const part of store.stream(sha256).parts) got += part.length;
    };
    await expect(use()).rejects.toMatchObject({ kind: 'corrupt-data', code: 'BLOB_DAMAGED' });
    expect(got).toBe(2 ** 21);
    await expect(store.readLater(sha256)).rejects.toMatchObject({ code: 'BLOB_DAMAGED' });
    fs.truncateSync(path, 1000);
    expect(() => store.stream(sha256)).toThrow(expect.objectContaining({ code: 'BLOB_DAMAGED' }));
    fs.rmSync(path);
    expect(() => store.stream(sha256)).toThrow(expect.objectContaining({ code: 'BLOB_MISSING' }));
  });

  it('name that is no hash is never a path', () => {
    const store = storeIn(testFolder());
    expect(() => store.read('../../../etc/passwd', { verify: false })).toThrow(AppError);
    expect(() => store.remove(['../library.db'])).toThrow(AppError);
  });
});

describe('a disk that is full', () => {
  it.each([0, 31, 32, 500])('after %i bytes leaves no part of a blob', (bytes) => {
    const folder = testFolder();
    const store = storeIn(folder, fullAfter(bytes));
    expect(() => store.put([new Uint8Array(1000)])).toThrow(
      expect.objectContaining({ kind: 'resource', code: 'DISK_FULL' }),
    );
    expect(filesIn(folder)).toEqual(['pending']);
  });
});

describe('garbage', () => {
  it('of an interrupted run is removed, and nothing else', () => {
    const folder = testFolder();
    const killed = storeIn(folder);
    const kept = killed.put([Uint8Array.of(1)]);
    const lost = killed.put([Uint8Array.of(2)]);
    fs.writeFileSync(join(folder, 'blobs', 'tmp', '0011223344556677'), 'half');
    fs.writeFileSync(join(folder, 'blobs', kept.sha256.slice(0, 2), 'somebody.txt'), 'not ours');
    expect(storeIn(folder).collectGarbage((sha256) => sha256 === kept.sha256)).toBe(1);
    expect(filesIn(folder)).toEqual([kept.sha256, 'somebody.txt'].sort());
    expect(storeIn(folder).check(lost.sha256, { verify: false })).toBe('missing');
  });

  it('is not looked for after an orderly end', () => {
    const folder = testFolder();
    const store = storeIn(folder);
    store.put([Uint8Array.of(1)]);
    store.clearPending();
    const never = () => {
      throw new Error('looked');
    };
    expect(storeIn(folder).collectGarbage(never)).toBe(0);
  });
});
