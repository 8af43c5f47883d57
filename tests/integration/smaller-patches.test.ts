// A real network on a machine with too little memory for its patches: the real process, which is refused larger inputs.

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { regularGeometry } from '../../core/geometry/index.ts';
import { denseFromMask, type ImageVolume } from '../../core/volume/index.ts';
import {
  type AutoContourResult,
  autoContour,
  createModelRegistry,
  type InstalledModel,
  startInferenceChild,
} from '../../main/inference/index.ts';

const NETWORKS = resolve(import.meta.dirname, '../fixtures/networks');
const TIGHT_CHILD = resolve(import.meta.dirname, '../support/tight-inference-child.ts');

const bytes = gunzipSync(readFileSync(join(NETWORKS, 'case.i16.gz')));
const volume: ImageVolume = {
  geometry: regularGeometry({ size: [44, 38, 22], spacingMm: [2, 2, 3], originLps: [-43, -37, -31.5] }),
  voxels: new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer),
};

let whole: InstalledModel;
let resizable: InstalledModel;
beforeAll(async () => {
  // A 3D U-Net with patches of 24 x 28 x 32 voxels.
  whole = await createModelRegistry([NETWORKS]).find('volume-regions');
  const tiling = { ...whole.manifest.tiling, smallestPatch: [12, 16, 16] as [number, number, number] };
  resizable = { ...whole, manifest: { ...whole.manifest, tiling } };
});
afterEach(() => {
  delete process.env['ROOM_FOR'];
});

/** `roomFor`: values of the largest input that there is memory for. */
async function contour(model: InstalledModel, roomFor: number): Promise<AutoContourResult> {
  process.env['ROOM_FOR'] = String(roomFor);
  const child = startInferenceChild(model, 'cpu', TIGHT_CHILD);
  try {
    return await autoContour({ volume, modality: 'CT', model, device: 'cpu', child });
  } finally {
    await child.close();
  }
}

/** Share of voxels that are in or out alike, and Dice, of each structure. */
function agreement(a: AutoContourResult, b: AutoContourResult) {
  return a.masks.map(({ name, mask }, n) => {
    const [one, other] = [denseFromMask(mask), denseFromMask((b.masks[n] as (typeof b.masks)[number]).mask)];
    let [same, both, either] = [0, 0, 0];
    for (let v = 0; v < one.length; v++) {
      if (one[v] === other[v]) same++;
      both += (one[v] as number) & (other[v] as number);
      either += (one[v] as number) + (other[v] as number);
    }
    return { name, voxels: same / one.length, dice: (2 * both) / either };
  });
}

const codes = ({ warnings }: AutoContourResult) => warnings.map(({ code }) => code);

describe('a machine with too little memory for the patches of a network', () => {
  // Measured: halves 99.98 % of the voxels and a Dice of 0.979, the smallest 99.93 % and 0.923 (Bone, which is small).
  it.each([
    ['halves', 24 * 28 * 16, '24 x 28 x 16', { voxels: 0.9995, dice: 0.97 }],
    ['the smallest', 12 * 16 * 16, '12 x 16 x 16', { voxels: 0.999, dice: 0.9 }],
  ])('contours with smaller ones, %s, nearly alike, and says so', async (_, roomFor, patch, least) => {
    const [expected, found] = [await contour(resizable, Infinity), await contour(resizable, roomFor)];
    expect(codes(expected)).toEqual([]);
    expect(found.warnings.at(-1)).toEqual({
      code: 'MODEL_SMALLER_PATCHES',
      message: `Memory was short: patches of ${patch} voxels in place of 24 x 28 x 32. Edges may lie elsewhere than with whole patches; check them.`,
    });
    const alike = agreement(expected, found);
    expect(alike.map(({ name }) => name)).toEqual(['Whole', 'Bone']);
    for (const { voxels, dice } of alike) {
      expect(voxels).toBeGreaterThan(least.voxels);
      expect(dice).toBeGreaterThan(least.dice);
    }
  });

  it('contours nothing where the model does not allow them', async () => {
    await expect(contour(whole, 24 * 28 * 16)).rejects.toMatchObject({ kind: 'resource', code: 'INFERENCE_MEMORY' });
  });
});
