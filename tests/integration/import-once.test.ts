// What an import reads, and how much it holds: counted at the file system and at the port of the threads, never timed.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { decodeFilesNow, type FileWorkers, inspectFilesNow } from '../../main/dicom/file-workers.ts';
import { indexPaths } from '../../main/dicom/index.ts';
import { createIntakePool } from '../../main/jobs/intake-pool.ts';
import { importPaths } from '../../main/services/library/index.ts';
import { openLibrary } from '../../main/store/index.ts';
import { buildSlice, type Layout } from '../support/dicom-builder.ts';
import { tempFolder, testFolder } from '../support/temp-folder.ts';

const PLANES = 84;
const ROWS = 320;
const COLUMNS = 288;
const FILE_HEAD_BYTES = 16 << 10;

/** Voxel (i, j, k) holds (i + 3 j + 50 k) mod 2000 - 1000. */
const stored = (k: number): number[] =>
  Array.from({ length: ROWS * COLUMNS }, (_, at) => ((at % COLUMNS) + 3 * Math.floor(at / COLUMNS) + 50 * k) % 2000);

function writeStack(
  layout: Layout,
  change: (k: number) => { readonly stored?: readonly number[] } = () => ({}),
): string {
  const folder = tempFolder();
  for (let k = 0; k < PLANES; k++) {
    const slice = buildSlice({
      layout,
      rows: ROWS,
      columns: COLUMNS,
      sopInstanceUid: `1.2.3.8.${k + 1}`,
      position: [0, 0, 2 * k],
      intercept: -1000,
      stored: stored(k),
      ...change(k),
    });
    fs.writeFileSync(join(folder, `f${(k * 7 + 3) % 101}`), slice);
  }
  return folder;
}

const sizesOf = (folder: string): number[] =>
  fs.readdirSync(folder).map((name) => fs.statSync(join(folder, name)).size);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Threads that are none: everything happens here, where it can be counted. */
function countingWorkers() {
  const decoded: string[] = [];
  const bytes = vi.spyOn(fs, 'readSync');
  onTestFinished(() => bytes.mockRestore());
  const workers: FileWorkers = {
    width: 2,
    inspect: inspectFilesNow,
    decode: (request) => {
      decoded.push(...request.files.map(({ path }) => path));
      return decodeFilesNow(request);
    },
  };
  return { workers, decoded, bytesRead: () => sum(bytes.mock.results.map(({ value }) => Number(value))) };
}

async function loadOnly(folder: string, workers: FileWorkers, keptPlanesBytes?: number) {
  const { series, refused } = await indexPaths([folder], {
    workers,
    ...(keptPlanesBytes === undefined ? {} : { keptPlanesBytes }),
  });
  expect(refused).toEqual([]);
  expect(series).toHaveLength(1);
  const loaded = await series[0]?.load();
  if (loaded === undefined) throw new Error('no series');
  return loaded;
}

function expectStack({ volume, slices }: Awaited<ReturnType<typeof loadOnly>>): void {
  expect(volume.geometry.size).toEqual([COLUMNS, ROWS, PLANES]);
  for (const [i, j, k] of [
    [0, 0, 0],
    [287, 319, 83],
    [100, 200, 33],
  ] as const) {
    expect(volume.voxels[(k * ROWS + j) * COLUMNS + i]).toBe(((i + 3 * j + 50 * k) % 2000) - 1000);
  }
  for (const { path, fileSha256 } of slices) {
    expect(fileSha256).toBe(createHash('sha256').update(fs.readFileSync(path)).digest('hex'));
  }
}

describe('a series that is not compressed', () => {
  let folder = '';
  beforeAll(() => {
    folder = writeStack('explicit');
  });

  it('is recognised by the heads of its files and then read once', async () => {
    const { workers, decoded, bytesRead } = countingWorkers();
    const loaded = await loadOnly(folder, workers);
    expect(decoded).toHaveLength(PLANES);
    expect(new Set(decoded).size).toBe(PLANES);
    expect(bytesRead()).toBeLessThanOrEqual(sum(sizesOf(folder)) + PLANES * FILE_HEAD_BYTES);
    expectStack(loaded);
  });

  it('reads heads alone when nobody asks for voxels', async () => {
    const { workers, decoded, bytesRead } = countingWorkers();
    const { series } = await indexPaths([folder], { workers });
    expect(series[0]?.slices.every(({ fileSha256 }) => fileSha256 === null)).toBe(true);
    expect(decoded).toEqual([]);
    expect(bytesRead()).toBeLessThanOrEqual(PLANES * FILE_HEAD_BYTES);
  });

  it('takes the memory of a volume that was released for the next one', async () => {
    const { workers } = countingWorkers();
    const { series } = await indexPaths([folder], { workers });
    const first = await series[0]?.load();
    const { buffer } = first?.volume.voxels ?? new Int16Array(0);
    first?.release();
    const second = await series[0]?.load();
    expect(second?.volume.voxels.buffer).toBe(buffer);
    const third = await series[0]?.load();
    expect(third?.volume.voxels.buffer).not.toBe(buffer);
  });

  it('comes out of real threads as out of one', async () => {
    const pool = createIntakePool();
    onTestFinished(() => pool.close());
    expectStack(await loadOnly(folder, pool));
    const { series } = await indexPaths([folder]);
    const alone = await series[0]?.load();
    const together = await loadOnly(folder, pool);
    expect(together.volume.voxels).toHaveLength(alone?.volume.voxels.length ?? 0);
    expect(together.volume.voxels.every((value, at) => value === alone?.volume.voxels[at])).toBe(true);
  });

  it('leaves the library as it was when it is cancelled while threads read', async () => {
    const library = openLibrary(join(testFolder(), 'library'), { mode: 'write', appVersion: '0.1.0' });
    const controller = new AbortController();
    const report = ({ phase, done }: { readonly phase: string; readonly done: number }) => {
      if (phase === 'read' && done >= 8) controller.abort(new Error('enough'));
    };
    const importing = importPaths(library, [folder], { signal: controller.signal, report });
    await expect(importing).rejects.toMatchObject({ kind: 'cancelled' });
    expect(library.listCases()).toEqual([]);
    expect(library.checkIntegrity()).toMatchObject({ ok: true, problems: [] });
    library.close();
    expect(fs.existsSync(join(library.folder, 'blobs', 'pending'))).toBe(false);
  });
});

it('takes over what is decoded when the values of one file do not fit 16 bits', async () => {
  const folder = writeStack('explicit', (k) => (k === 40 ? { stored: stored(k).map((value) => value + 60_000) } : {}));
  const { workers, decoded } = countingWorkers();
  const { volume } = await loadOnly(folder, workers);
  expect(volume.voxels).toBeInstanceOf(Float32Array);
  expect(volume.voxels[ROWS * COLUMNS * 40]).toBe(59_000);
  expect(volume.voxels[ROWS * COLUMNS * 41 - 1]).toBe(59_000 + ((287 + 3 * 319 + 50 * 40) % 2000));
  expect(volume.voxels[0]).toBe(-1000);
  expect(decoded).toHaveLength(PLANES);
});

describe('a compressed series', () => {
  let folder = '';
  const planeBytes = 2 * ROWS * COLUMNS;
  beforeAll(() => {
    folder = writeStack('rle');
  });

  it('is decoded when it is recognised, and kept until it is loaded', async () => {
    const { workers, decoded, bytesRead } = countingWorkers();
    const loaded = await loadOnly(folder, workers);
    expect(decoded).toEqual([]);
    expect(bytesRead()).toBeLessThanOrEqual(sum(sizesOf(folder)) + PLANES * FILE_HEAD_BYTES);
    expectStack(loaded);
  });

  it('is kept as far as the budget of memory goes, and read again beyond', async () => {
    const { workers, decoded } = countingWorkers();
    const handedBack: number[] = [];
    const inspect: FileWorkers['inspect'] = async (request) => {
      const inspected = await inspectFilesNow(request);
      handedBack.push(sum(inspected.flatMap(({ planes }) => planes ?? []).map(({ byteLength }) => byteLength)));
      expect(handedBack.at(-1)).toBeLessThanOrEqual(request.keepBytes);
      return inspected;
    };
    const loaded = await loadOnly(folder, { ...workers, inspect }, 10 * planeBytes);
    expect(decoded.length).toBeGreaterThanOrEqual(PLANES - 10);
    expect(new Set(decoded).size).toBe(decoded.length);
    expectStack(loaded);
  });
});
