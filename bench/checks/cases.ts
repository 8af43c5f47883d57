// The cases that the checks are learnt from and measured on: images, clinical contours and contours of the shipped model
// of the OpenKBP set, as the planes that the window works on.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  type CaseModel,
  type ChangedPlane,
  type CheckedStructure,
  createCaseModel,
  type ModelMap,
  planeValuesOf,
} from '../../core/checks/index.ts';
import { type StructureSlices, slicesFromMask } from '../../core/edit/index.ts';
import type { ImageGeometry } from '../../core/geometry/index.ts';
import { computeExternal } from '../../core/inference/index.ts';
import { type ImageVolume, type Mask, maskFromDense } from '../../core/volume/index.ts';
import { readMaskFile, readVolumeFile } from '../../main/volume-files/index.ts';

export const ORGANS = [
  'Brainstem',
  'SpinalCord',
  'Parotid_R',
  'Parotid_L',
  'Esophagus',
  'Larynx',
  'Bone_Mandible',
] as const;

/** Halfway between air and skin. */
const SKIN_HU = -400;

const SHARED = resolve(process.env['LIMNER_SHARED'] ?? resolve(import.meta.dirname, '../../../shared'));

export const openKbpFolder = (split: 'train' | 'val'): string => join(SHARED, 'datasets/openkbp-oar', split);

export const caseNames = (split: 'train' | 'val'): string[] =>
  readdirSync(openKbpFolder(split))
    .filter((file) => file.endsWith('_ct.nii.gz'))
    .map((file) => file.slice(0, -'_ct.nii.gz'.length))
    .sort();

export interface LoadedCase {
  readonly name: string;
  readonly geometry: ImageGeometry;
  readonly image: ImageVolume;
  readonly body: Mask;
  /** Clinical contours; an organ that was not contoured is not there. */
  readonly clinical: ReadonlyMap<string, Mask>;
  /** Contours of the model; an organ that it did not find is not there. Empty where none were made. */
  readonly model: ReadonlyMap<string, Mask>;
}

/** @param modelFolder holds a folder a case with NAME.nii.gz; null: without. */
export async function loadCase(split: 'train' | 'val', name: string, modelFolder: string | null): Promise<LoadedCase> {
  const folder = openKbpFolder(split);
  const listed = JSON.parse(readFileSync(join(folder, '..', `${split}.json`), 'utf8')) as Record<
    string,
    { readonly contoured: readonly string[] }
  >;
  const image = await readVolumeFile(join(folder, `${name}_ct.nii.gz`));
  const labels = await readVolumeFile(join(folder, `${name}_oar.nii.gz`));
  const clinical = new Map<string, Mask>();
  ORGANS.forEach((organ, at) => {
    if (!listed[name]?.contoured.includes(organ)) return;
    const mask = maskFromDense(
      Uint8Array.from(labels.voxels, (label) => (label === at + 1 ? 1 : 0)),
      image.geometry.size,
    );
    if (mask.voxels.length > 0) clinical.set(organ, mask);
  });
  const model = new Map<string, Mask>();
  for (const organ of modelFolder === null ? [] : ORGANS) {
    const file = join(modelFolder as string, name, `${organ}.nii.gz`);
    if (existsSync(file)) model.set(organ, (await readMaskFile(file)).mask);
  }
  return { name, geometry: image.geometry, image, body: computeExternal(image, SKIN_HU), clinical, model };
}

export const planesOf = (slices: StructureSlices, image: ImageVolume): ChangedPlane[] => {
  const [columns, rows] = image.geometry.size;
  return [...slices].map(([k, bits]) => {
    const plane = image.voxels.subarray(k * columns * rows, (k + 1) * columns * rows);
    return { k, bits, values: planeValuesOf(bits, plane, columns) };
  });
};

export const checkedStructure = (id: string, name: string, interpretedType: string): CheckedStructure => ({
  id,
  groupId: 'set',
  name,
  interpretedType,
  origin: 'auto',
  review: { isReviewed: false, at: null, reason: null, slices: [] },
  editedSlices: [],
  derivedFrom: null,
  contentRev: 1,
  seen: [],
  changedAt: null,
  modelGroupId: 'set',
});

/** A case with one set of contours; the id of a structure is its name. @param map what the model that made them doubts */
export function modelOf(own: LoadedCase, masks: ReadonlyMap<string, Mask>, map: ModelMap | null = null): CaseModel {
  const model = createCaseModel(own.geometry);
  if (map !== null) model.setMap('set', map);
  const all = new Map([...masks, ['External', own.body] as const]);
  model.setStructures(
    [...all.keys()].map((name) => checkedStructure(name, name, name === 'External' ? 'EXTERNAL' : 'ORGAN')),
  );
  for (const [name, mask] of all) model.setPlanes(name, planesOf(slicesFromMask(mask), own.image));
  return model;
}
