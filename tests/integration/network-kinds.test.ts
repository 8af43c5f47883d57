// Every kind of network that the engine runs, trained on synthetic shapes, against what PyTorch made of the same image
// (tests/fixtures/networks/make_networks.py, which shares no code with the engine).

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { regularGeometry } from '../../core/geometry/index.ts';
import {
  applyIntensitySteps,
  finish,
  imageBoxLps,
  modelKind,
  ownStepsLps,
  planModelGrid,
  sampleOnGrid,
} from '../../core/inference/index.ts';
import { denseFromMask, type ImageVolume } from '../../core/volume/index.ts';
import {
  type AutoContourResult,
  autoContour,
  createModelRegistry,
  type InstalledModel,
} from '../../main/inference/index.ts';
import { loadModel } from '../../main/workers/inference-model.ts';
import { onnxRuntime } from '../../main/workers/inference-runtime.ts';
import { type ImageRun, runImage } from '../../main/workers/inference-tiles.ts';

const NETWORKS = resolve(import.meta.dirname, '../fixtures/networks');
const SIZE = [44, 38, 22] as const;

const unzip = (...parts: readonly string[]): Uint8Array<ArrayBuffer> => {
  const bytes = gunzipSync(readFileSync(join(NETWORKS, ...parts)));
  return new Uint8Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer);
};

const volume: ImageVolume = {
  geometry: regularGeometry({ size: SIZE, spacingMm: [2, 2, 3], originLps: [-43, -37, -31.5] }),
  voxels: new Int16Array(unzip('case.i16.gz').buffer),
};

/** What a network makes of the whole image on its own grid. */
async function runAlone(model: InstalledModel): Promise<ImageRun> {
  const { input, output } = model.manifest;
  const g = volume.geometry;
  const grid = planModelGrid(input.axes, imageBoxLps(g), ownStepsLps(g));
  const values = finish(sampleOnGrid(volume, grid, input.outside));
  const normalised = applyIntensitySteps(values, input.intensity);
  const loaded = await loadModel(model, 'cpu', onnxRuntime);
  const outside = normalised(input.outside);
  return await runImage(
    loaded,
    {
      values,
      size: grid.size,
      outside,
      padding: input.padding ?? outside,
      airLevel: input.airBelow === null ? null : normalised(input.airBelow),
      channels: output.labels.flatMap((label, channel) => (label === null ? [] : [channel])),
    },
    { isCancelled: () => false, report: () => undefined },
  );
}

/** Largest difference of the kept probabilities from PyTorch's, and the largest one of those that were not kept. */
function compareFields({ fields, result }: ImageRun, expected: Uint16Array, size: readonly number[]) {
  const [na, nb, nc] = size as [number, number, number];
  let difference = 0;
  let leftOut = 0;
  let kept = 0;
  for (const { channel } of result.extents) {
    const box = fields.box(channel);
    if (box === null) continue;
    for (let a = 0; a < na; a++) {
      for (let b = 0; b < nb; b++) {
        for (let c = 0; c < nc; c++) {
          const want = (expected[((channel * na + a) * nb + b) * nc + c] as number) / 65535;
          const at = [a - box.start[0], b - box.start[1], c - box.start[2]] as const;
          const isInside = at.every((n, axis) => n >= 0 && n < (box.size[axis] as number));
          const found = isInside
            ? (box.values[(at[0] * box.size[1] + at[1]) * box.size[2] + at[2]] as number) * box.unit
            : 0;
          if (found === 0) leftOut = Math.max(leftOut, want);
          else {
            kept++;
            difference = Math.max(difference, Math.abs(found - want));
          }
        }
      }
    }
  }
  return { difference, leftOut, kept };
}

const KINDS = [
  ['slices-softmax', '2D', 88, 1],
  ['neighbours-sigmoid', '2.5D, 3 slices', 76, 1],
  ['slices-labels', '2.5D, 5 slices', 88, 1],
  ['volume-regions', '3D', 4, 1],
  ['folds-mirrored', '3D, 2 networks, 4 mirrored views', 8, 8],
] as const;

describe.each(KINDS)('%s', (name, kind, patches, views) => {
  let model: InstalledModel;
  let contoured: AutoContourResult;
  let run: ImageRun;
  beforeAll(async () => {
    model = await createModelRegistry([NETWORKS]).find(name);
    [contoured, run] = await Promise.all([
      autoContour({ volume, modality: 'CT', model, device: 'cpu' }),
      runAlone(model),
    ]);
  });

  it('runs as the kind that it is', () => {
    expect(modelKind(model.manifest)).toBe(kind);
    expect([contoured.patches.total, contoured.patches.views]).toEqual([patches, views]);
    expect(contoured.patches.skippedAir > 0).toBe(model.manifest.input.airBelow !== null);
  });

  it('gives each voxel the label that PyTorch gives it (99.9 %)', () => {
    const expected = unzip(name, 'expected', 'labels.u8.gz');
    let differing = 0;
    const masks = contoured.masks.map(({ mask }) => denseFromMask(mask));
    for (let v = 0; v < expected.length; v++) {
      const bits = masks.reduce((all, mask, n) => all | ((mask[v] as number) << n), 0);
      if (bits !== expected[v]) differing++;
    }
    expect(differing / expected.length).toBeLessThan(1e-3);
    // And not because there is nothing.
    expect(masks.map((mask) => mask.includes(1))).toEqual(masks.map(() => true));
  });

  it('gives probabilities within 1e-3 of PyTorch, and leaves out only what cannot matter', () => {
    const expected = new Uint16Array(unzip(name, 'expected', 'probabilities.u16.gz').buffer);
    const size = model.manifest.input.axes.map(({ axis }) => SIZE['xyz'.indexOf(axis)] as number);
    const { difference, leftOut, kept } = compareFields(run, expected, size);
    expect(kept).toBeGreaterThan(500);
    expect(difference).toBeLessThan(1e-3);
    // Rivals of the wanted classes are left out where no wanted class is near.
    const isRival = model.manifest.output.labels.includes(null);
    if (!isRival) expect(leftOut).toBeLessThan(0.5);
  });

  it('says how sure it is as PyTorch does', () => {
    const expected = unzip(name, 'expected', 'uncertainty.u8.gz');
    const size = model.manifest.input.axes.map(({ axis }) => SIZE['xyz'.indexOf(axis)] as number);
    const { kind: of, start, size: cut, values } = run.result.uncertainty;
    expect(of).toBe(views > 1 ? 'disagreement' : 'entropy');
    let sum = 0;
    let largest = 0;
    for (let at = 0; at < expected.length; at++) {
      const c = at % (size[2] as number);
      const b = Math.floor(at / (size[2] as number)) % (size[1] as number);
      const a = Math.floor(at / (size[2] as number) / (size[1] as number));
      const [p, q, r] = [a - start[0], b - start[1], c - start[2]];
      const isInside = p >= 0 && q >= 0 && r >= 0 && p < cut[0] && q < cut[1] && r < cut[2];
      const found = isInside ? (values[(p * cut[1] + q) * cut[2] + r] as number) : 0;
      sum += expected[at] as number;
      largest = Math.max(largest, Math.abs(found - (expected[at] as number)));
    }
    expect(sum).toBeGreaterThan(0);
    // Two steps of 8 bits: the entropy is looked up in steps of 1/4096 and shares below that are dropped.
    expect(largest).toBeLessThanOrEqual(2);
  });
});
