// Contours of one of our models on cases of the OpenKBP set with what the model was unsure of, made by the engine as the
// window runs it, one process for all of them, and kept.

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ModelMap } from '../../core/checks/index.ts';
import { createMapSampler } from '../../core/uncertainty/index.ts';
import { isEmptyMask } from '../../core/volume/index.ts';
import {
  autoContour,
  createModelRegistry,
  decodeUncertainty,
  encodeUncertainty,
  type InstalledModel,
  startInferenceChild,
} from '../../main/inference/index.ts';
import { readVolumeFile, writeMaskFile } from '../../main/volume-files/index.ts';
import { openKbpFolder } from './cases.ts';

const root = resolve(import.meta.dirname, '../..');
const MAP = 'uncertainty.bin';

export const shippedModel = (id: string): Promise<InstalledModel> =>
  createModelRegistry([join(root, 'native-models')]).find(id);

/** Contours of another version are others. */
export const contoursFolder = (parent: string, { manifest }: InstalledModel, split: 'train' | 'val'): string =>
  join(parent, `${manifest.id}-${manifest.version}-${manifest.sha256.slice(0, 8)}`, split);

export const isContoured = (folder: string, name: string): boolean => existsSync(join(folder, name, MAP));

/** Contours what is not in `folder` yet: CASE/NAME.nii.gz and CASE/uncertainty.bin. */
export async function contourCases(
  model: InstalledModel,
  split: 'train' | 'val',
  names: readonly string[],
  folder: string,
): Promise<void> {
  const open = names.filter((name) => !isContoured(folder, name));
  if (open.length === 0) return;
  const structures = model.manifest.output.labels.flatMap((label) => (label === null ? [] : [label.name]));
  const child = startInferenceChild(model, 'cpu');
  try {
    for (const [at, name] of open.entries()) {
      const volume = await readVolumeFile(join(openKbpFolder(split), `${name}_ct.nii.gz`));
      const request = { volume, modality: 'CT', model, device: 'cpu', structures, child } as const;
      const { masks, uncertainty } = await autoContour(request);
      if (uncertainty === null) throw new Error(`${model.manifest.id} left no uncertainty`);
      const part = join(folder, `${name}.part`);
      for (const old of [part, join(folder, name)]) rmSync(old, { recursive: true, force: true });
      mkdirSync(part, { recursive: true });
      for (const structure of masks) {
        if (isEmptyMask(structure.mask)) continue;
        writeMaskFile(join(part, `${structure.name}.nii.gz`), structure.mask, volume.geometry, 'nifti-gz');
      }
      writeFileSync(join(part, MAP), encodeUncertainty(uncertainty));
      renameSync(part, join(folder, name));
      process.stderr.write(
        `${model.manifest.id}: ${(at + 1).toString()} of ${open.length.toString()} cases contoured\n`,
      );
    }
  } finally {
    await child.close();
  }
}

/** What the model said of its doubts on a case that was contoured. */
export function readModelMap({ manifest }: InstalledModel, folder: string, name: string): ModelMap {
  const { grid, map } = decodeUncertainty(readFileSync(join(folder, name, MAP)));
  const { originLps, spacingMm, component, sign } = grid;
  const sampler = createMapSampler({ ...map, originLps, spacingMm, component, sign });
  return { model: { id: manifest.id, version: manifest.version }, sampler };
}
