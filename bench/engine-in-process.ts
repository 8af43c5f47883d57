// The engine on one image, for bench/sections/engine.ts, which runs it as a process of its own: how long the network's process
// takes from grid to probabilities with and without air skipping, and when structures are there.
// Arguments: a volume file, id of a model, file for the grid.

import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
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

const [image = '', modelId = '', gridFile = ''] = process.argv.slice(2);

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
  return { seconds, networkSeconds: inferenceMs / 1000, patches: patches.run };
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
const skipping = await timeNetwork(model, input, input.airLevel);
const structures = await timeStructures(volume, model);
const { size, outside, airLevel } = input;
process.stdout.write(JSON.stringify({ size, outside, airLevel, folder: model.folder, whole, skipping, structures }));
