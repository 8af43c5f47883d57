import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { regularGeometry, type Size3 } from '../../../core/geometry/index.ts';
import { denseFromMask, type ImageVolume, maskFromDense } from '../../../core/volume/index.ts';
import { compareOnGrid, comparePaths, type MaskPair } from '../../../main/services/compare/index.ts';
import type { MaskOnGrid } from '../../../main/volume-files/index.ts';
import { boxMask } from '../../support/box-masks.ts';

const TOLERANCES_MM = [1];
const size: Size3 = [8, 6, 5];
const geometry = regularGeometry({ size, spacingMm: [2, 3, 4], originLps: [10, 20, 30] });
const box = (from: readonly number[], to: readonly number[]): ImageVolume => ({
  geometry,
  voxels: denseFromMask(boxMask(size, from, to)),
});
const large = box([1, 1, 1], [5, 5, 4]);
const half = box([1, 1, 1], [3, 5, 4]);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'limner-compare-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Files that exist by name only; what is "in" them comes from `contents`, by path below the folder. */
async function place(contents: Readonly<Record<string, ImageVolume>>) {
  for (const path of Object.keys(contents)) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), '');
  }
  const read = (path: string): MaskOnGrid => {
    const volume = contents[path.slice(folder.length + 1).replaceAll('\\', '/')];
    if (volume === undefined) throw new Error(`unexpected read of ${basename(path)}`);
    return {
      mask: maskFromDense(volume.voxels, volume.geometry.size),
      geometry: volume.geometry,
      hasSeveralValues: false,
    };
  };
  return {
    startPairs: (pairs: readonly MaskPair[]) =>
      pairs.map(async ({ name, reference, test }) => compareOnGrid(name, read(reference), read(test), TOLERANCES_MM)),
  };
}

const at = (path: string) => join(folder, path);

describe('comparePaths', () => {
  it('compares two files under the name of the reference', async () => {
    const deps = await place({ 'clinical/Parotid_L.nii.gz': large, 'auto/left.nrrd': half });
    const result = await comparePaths(at('clinical/Parotid_L.nii.gz'), at('auto/left.nrrd'), deps);
    expect(Object.keys(result.structures)).toEqual(['Parotid_L']);
    expect(result.structures['Parotid_L']?.dice).toBeCloseTo(2 / 3, 12);
    expect(result.structures['Parotid_L']?.volumeMl.reference).toBeCloseTo((48 * 24) / 1000, 12);
    expect(result.structures['Parotid_L']?.hausdorffMm).toBeCloseTo(4, 12);
    expect(result.unmatched).toEqual([]);
  });

  it('pairs the masks of two folders by name, whatever their file type, and lists the rest', async () => {
    const deps = await place({
      'a/Heart.nii.gz': large,
      'a/Lung.v2.nrrd': large,
      'a/OnlyHere.mha': large,
      'a/notes.txt': large,
      'b/Heart.NRRD': half,
      'b/Lung.v2.nii': large,
      'b/sub/Heart.nrrd': half,
      'b/.hidden.nrrd': half,
      'b/OnlyThere.mhd': large,
    });
    const seen: number[] = [];
    const onProgress = ({ done, total }: { done: number; total: number }) => seen.push(done, total);
    const result = await comparePaths(at('a'), at('b'), { ...deps, onProgress });
    expect(result.structures['Heart']?.dice).toBeCloseTo(2 / 3, 12);
    expect(result.structures['Lung.v2']?.dice).toBe(1);
    expect(result.unmatched).toEqual(['OnlyHere', 'OnlyThere']);
    expect(seen).toEqual([1, 2, 2, 2]);
  });

  it('accepts the same grid with its axes in another order and direction', async () => {
    const flippedK = regularGeometry({
      size: [6, 8, 5],
      spacingMm: [3, 2, 4],
      originLps: [10, 20, 30 + 4 * 4],
      direction: [0, 1, 0, 1, 0, 0, 0, 0, -1],
    });
    const turned: ImageVolume = {
      geometry: flippedK,
      voxels: denseFromMask(boxMask([6, 8, 5], [1, 1, 1], [5, 5, 4])),
    };
    const deps = await place({ 'a.nrrd': large, 'b.nrrd': turned });
    const result = await comparePaths(at('a.nrrd'), at('b.nrrd'), deps);
    expect(result.structures['a']).toMatchObject({ dice: 1, hausdorffMm: 0 });
  });

  it('takes any value but 0 as part of the structure', async () => {
    const labels: ImageVolume = { geometry, voxels: Int16Array.from(large.voxels, (v) => v * -7) };
    const deps = await place({ 'a.nrrd': large, 'b.nrrd': labels });
    expect((await comparePaths(at('a.nrrd'), at('b.nrrd'), deps)).structures['a']?.dice).toBe(1);
  });

  it('keeps a structure that carries a name of the language itself', async () => {
    const deps = await place({ 'a/__proto__.nrrd': large, 'b/__proto__.nrrd': half });
    const result = await comparePaths(at('a'), at('b'), deps);
    expect(Object.keys(result.structures)).toEqual(['__proto__']);
  });
});

describe('comparePaths refuses', () => {
  const code = (expected: string) => expect.objectContaining({ code: expected });

  it('masks on different grids, naming the structure', async () => {
    const shifted = { ...half, geometry: regularGeometry({ size, spacingMm: [2, 3, 4], originLps: [10.5, 20, 30] }) };
    const deps = await place({ 'a/Brainstem.nrrd': large, 'b/Brainstem.nrrd': shifted });
    await expect(comparePaths(at('a'), at('b'), deps)).rejects.toThrowError(
      expect.objectContaining({ kind: 'invalid-input', message: expect.stringContaining('Brainstem') }),
    );
  });

  it('a file against a folder', async () => {
    const deps = await place({ 'a/Heart.nrrd': large, 'b.nrrd': half });
    await expect(comparePaths(at('a'), at('b.nrrd'), deps)).rejects.toThrowError(code('COMPARE_FILE_AND_FOLDER'));
  });

  it('a folder without masks', async () => {
    const deps = await place({ 'a/Heart.nrrd': large, 'b/notes.txt': half });
    await expect(comparePaths(at('a'), at('b'), deps)).rejects.toThrowError(code('COMPARE_NO_MASKS'));
  });

  it('a folder with two files for one structure', async () => {
    const deps = await place({ 'a/Heart.nrrd': large, 'a/Heart.nii.gz': large, 'b/Heart.nrrd': half });
    await expect(comparePaths(at('a'), at('b'), deps)).rejects.toThrowError(code('COMPARE_DUPLICATE_NAME'));
  });

  it('a path that does not exist', async () => {
    const deps = await place({ 'a.nrrd': large });
    await expect(comparePaths(at('a.nrrd'), at('none.nrrd'), deps)).rejects.toThrowError(
      expect.objectContaining({ kind: 'not-found' }),
    );
  });

  it('several pairs with the error of the first in name order', async () => {
    const deps = await place({
      'a/A.nrrd': large,
      'a/B.nrrd': large,
      'a/C.nrrd': large,
      'b/A.nrrd': half,
      'b/B.nrrd': half,
      'b/C.nrrd': half,
    });
    const fails = async (name: string, waitMs: number) => {
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      throw new Error(name);
    };
    const startPairs = (pairs: readonly MaskPair[]) =>
      deps.startPairs(pairs).map((result, n) => (n === 0 ? result : fails(pairs[n]?.name ?? '', n === 1 ? 20 : 0)));
    await expect(comparePaths(at('a'), at('b'), { startPairs })).rejects.toThrowError('B');
  });

  it('to go on when it was cancelled', async () => {
    const deps = await place({ 'a.nrrd': large, 'b.nrrd': half });
    const signal = AbortSignal.abort(new Error('stop'));
    await expect(comparePaths(at('a.nrrd'), at('b.nrrd'), { ...deps, signal })).rejects.toThrowError('stop');
  });
});
