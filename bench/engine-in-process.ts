// The engine on one image, for bench/sections/engine.ts, which runs it as a process of its own: how long the network's process
// takes from grid to probabilities, the same in a wide field whose patches of air are skipped, and when structures are there.
// Arguments: a volume file (along LPS), id of a model, file for the grid, file for that of the wide field.

import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { regularGeometry } from '../core/geometry/index.ts';
import {
  applyIntensitySteps,
  finish,
  gridBoxLps,
  imageBoxLps,
  imagePartWithin,
  ownStepsLps,
  planModelGrid,
  resampleToGrid,
} from '../core/inference/index.ts';
import type { ImageVolume } from '../core/volume/index.ts';
import { autoContour, createModelRegistry, type InstalledModel, startInferenceChild } from '../main/inference/index.ts';
import { readVolumeFile } from '../main/volume-files/index.ts';

const [image = '', modelId = '', gridFile = '', wideFile = ''] = process.argv.slice(2);

/** The widest field that scanners reconstruct. On images cut to the body, as those of OpenKBP are, every patch has tissue. */
const WIDE_FIELD_MM = 800;

/** The image in the middle of a square field of air. */
function inWideField({ geometry: g, voxels }: ImageVolume): ImageVolume {
  const [columns, rows, slices] = g.size;
  const [wide, high] = [g.spacingMm[0], g.spacingMm[1]].map((mm) => Math.round(WIDE_FIELD_MM / mm)) as [number, number];
  const [left, top] = [Math.floor((wide - columns) / 2), Math.floor((high - rows) / 2)];
  const padded = new Int16Array(wide * high * slices).fill(model.manifest.input.outside);
  for (let row = 0; row < rows * slices; row++) {
    const [j, k] = [row % rows, Math.floor(row / rows)];
    padded.set(voxels.subarray(row * columns, (row + 1) * columns), (k * high + j + top) * wide + left);
  }
  const geometry = regularGeometry({ size: [wide, high, slices], spacingMm: g.spacingMm, originLps: [0, 0, 0] });
  return { geometry, voxels: padded };
}

function gridOf(volume: ImageVolume, { manifest }: InstalledModel) {
  const g = volume.geometry;
  const grid = planModelGrid(manifest.input.axes, imageBoxLps(g), ownStepsLps(g));
  const { outside, airBelow, intensity } = manifest.input;
  const part = imagePartWithin(g, gridBoxLps(grid));
  const values = finish(resampleToGrid(volume, grid, { outside, part }));
  const normalised = applyIntensitySteps(values, intensity);
  return {
    values,
    size: grid.size,
    outside: normalised(outside),
    padding: normalised(outside),
    airLevel: airBelow === null ? null : normalised(airBelow),
    channels: manifest.output.labels.flatMap((label, channel) => (label === null ? [] : [channel])),
  };
}

async function timeNetwork(model: InstalledModel, input: ReturnType<typeof gridOf>, airLevel: number | null) {
  const child = startInferenceChild(model, 'cpu');
  await child.ready;
  // One patch to warm up, as the peer's.
  await child.golden();
  const startedMs = performance.now();
  const { inferenceMs, patches } = await child.run({ ...input, airLevel, take: () => input.values });
  const seconds = (performance.now() - startedMs) / 1000;
  await child.close();
  return { seconds, networkSeconds: inferenceMs / 1000, patches: patches.run, skipped: patches.skippedAir };
}

async function timeStructures(volume: ImageVolume, model: InstalledModel) {
  const child = startInferenceChild(model, 'cpu');
  await child.ready;
  const startedMs = performance.now();
  const seen: { name: string; seconds: number }[] = [];
  await autoContour({
    volume,
    modality: 'CT',
    model,
    device: 'cpu',
    child,
    onStructure: ({ name }) => seen.push({ name, seconds: (performance.now() - startedMs) / 1000 }),
  });
  const seconds = (performance.now() - startedMs) / 1000;
  await child.close();
  return { seconds, seen };
}

const registry = createModelRegistry([join(resolve(import.meta.dirname, '..'), 'native-models')]);
const model = await registry.find(modelId);
const volume = await readVolumeFile(image);
const input = gridOf(volume, model);
writeFileSync(gridFile, input.values);
const whole = await timeNetwork(model, input, null);
const wide = gridOf(inWideField(volume), model);
writeFileSync(wideFile, wide.values);
const skipping = await timeNetwork(model, wide, wide.airLevel);
const structures = await timeStructures(volume, model);
const { size, outside, airLevel } = input;
process.stdout.write(
  JSON.stringify({ size, wideSize: wide.size, outside, airLevel, folder: model.folder, whole, skipping, structures }),
);
