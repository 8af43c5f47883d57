// Structures to label maps for other programs: a segmentation of 3D Slicer, or NIfTI with its labels beside it.

import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { AppError } from '../../../core/error/index.ts';
import type { ImageGeometry } from '../../../core/geometry/index.ts';
import { findTg263 } from '../../../core/terminology/index.ts';
import { encodeLabels, firstOverlap, type Mask } from '../../../core/volume/index.ts';
import {
  encodeNifti,
  encodeSegNrrd,
  type LabelStructure,
  terminologyTag,
  writeItkSnapLabels,
} from '../../../core/volume-files/index.ts';
import { writeFileAtomically } from '../../platform/atomic-write.ts';
import { structureColour } from '../rtstruct/structure-colours.ts';

export interface LabelFileStructure {
  readonly name: string;
  readonly mask: Mask;
  readonly colourRgb?: readonly [number, number, number] | null | undefined;
  /** As in `SegStructure`. */
  readonly codeName?: string | undefined;
  readonly fmaId?: string | null;
  /** Of 3D Slicer, where the structure came as one of its segments. */
  readonly id?: string;
  readonly tags?: string;
}

/** What zlib makes of label maps hardly shrinks further, and takes several times as long. */
const LEVEL = 4;

const ANATOMY = { scheme: 'SCT', value: '123037004', meaning: 'Anatomical Structure' };

function toLabel({ name, codeName, mask, colourRgb, fmaId, id, tags }: LabelFileStructure, at: number): LabelStructure {
  const entry = findTg263(codeName ?? name);
  const code = entry?.fmaId ?? fmaId ?? null;
  const terms =
    code === null ? '' : terminologyTag(ANATOMY, { scheme: 'FMA', value: code, meaning: entry?.description ?? name });
  return {
    name,
    mask,
    colourRgb: colourRgb ?? structureColour(at),
    id: id ?? '',
    tags: tags || terms,
    fmaId: code,
  };
}

/**
 * A `.seg.nrrd`, whole or not at all. Structures that overlap go to layers of their own.
 * @throws AppError as `encodeSegNrrd`, and what the operating system refuses
 */
export function writeSegNrrd(path: string, structures: readonly LabelFileStructure[], geometry: ImageGeometry): void {
  const { header, voxels } = encodeSegNrrd(structures.map(toLabel), geometry);
  writeFileAtomically(path, [header, gzipSync(voxels, { level: LEVEL })]);
}

const STEM = /\.(nii(\.gz)?|nrrd|nhdr|mha|mhd)$/i;

/** Files that belong to a label map: its label description for ITK-SNAP, and the same as JSON. */
export const labelSidecars = (path: string): readonly [text: string, json: string] => {
  const stem = join(dirname(path), basename(path).replace(STEM, ''));
  return [`${stem}.txt`, `${stem}.json`];
};

function refuseOverlap(structures: readonly LabelStructure[]): void {
  const overlap = firstOverlap(structures)?.map(({ name }) => name);
  if (overlap === undefined) return;
  throw new AppError(
    'unsupported',
    'LABELMAP_OVERLAP',
    `${overlap[0]} and ${overlap[1]} overlap, and a label map holds one structure a voxel. Write a .seg.nrrd, which has layers, or one mask a structure.`,
    { data: { structures: overlap } },
  );
}

/**
 * A NIfTI label map, 1 for the first structure, with a label description for ITK-SNAP and a JSON of names, values,
 * colours and codes beside it.
 * @returns the paths of the three
 * @throws AppError `unsupported` for structures that overlap and for uneven slices, and what the operating system refuses
 */
export function writeNiftiLabels(
  path: string,
  given: readonly LabelFileStructure[],
  geometry: ImageGeometry,
): readonly string[] {
  const structures = given.map(toLabel);
  refuseOverlap(structures);
  const labelled = structures.map(({ mask }, at) => ({ mask, label: at + 1, layer: 0 }));
  const file = encodeNifti(encodeLabels(labelled, geometry.size, 1), geometry);
  const [text, json] = labelSidecars(path);
  const names = structures.map(({ name, colourRgb }, at) => ({ label: at + 1, name, colourRgb }));
  const labels = structures.map(({ name, colourRgb, fmaId }, at) => ({ value: at + 1, name, colourRgb, fmaId }));
  const encoder = new TextEncoder();
  writeFileAtomically(path, [/\.gz$/i.test(path) ? gzipSync(file, { level: LEVEL }) : file]);
  writeFileAtomically(text, [encoder.encode(writeItkSnapLabels(names))]);
  const plain = Object.fromEntries(labels.map(({ value, name }) => [String(value), name]));
  writeFileAtomically(json, [encoder.encode(`${JSON.stringify({ labels: plain, structures: labels }, null, 2)}\n`)]);
  return [path, text, json];
}
