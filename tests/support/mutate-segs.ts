// Damaged segmentations and label maps, read in this process: no file is written, so a thousand take seconds.

import { decodeSegmentation, encodeSegmentation, segmentationGrid, segmentationMasks } from '../../core/dicom/index.ts';
import { AppError } from '../../core/error/index.ts';
import { voxelCount } from '../../core/geometry/index.ts';
import { boxSize, type Mask } from '../../core/volume/index.ts';
import { parseNrrdHeader, readLabelText, readSegments, writeItkSnapLabels } from '../../core/volume-files/index.ts';
import { boxMask } from './box-masks.ts';
import { mutate, type SeedFile } from './mutate.ts';
import { ORIENTATIONS, phantomGrid } from './phantom-masks.ts';
import { APPLICATION, inventedImage } from './rtstruct-image.ts';
import { buildSeg, type SegFileOptions } from './seg-builder.ts';
import { type DamageReport, takeDamaged } from './take-damaged.ts';

const GRID = phantomGrid(ORIENTATIONS['oblique'] as readonly number[], [11, 9, 5]);

function ours(type: 'BINARY' | 'LABELMAP'): Uint8Array {
  const segment = (number: number, from: readonly number[], to: readonly number[]) => ({
    number,
    name: `S${number}`,
    mask: boxMask(GRID.size, from, to),
    colourRgb: [200, 10, 90] as const,
    generationAlgorithm: 'MANUAL' as const,
    generationDescription: '',
    review: 'not-stated' as const,
    isAnatomy: true,
    fmaId: null,
  });
  return encodeSegmentation({
    type,
    image: inventedImage(5),
    geometry: GRID,
    segments: [segment(1, [1, 1, 0], [5, 5, 3]), segment(2, [6, 1, 1], [9, 8, 5])],
    label: 'SEGMENTATION',
    description: '',
    sopInstanceUid: '1.2.3.1',
    seriesInstanceUid: '1.2.3.2',
    dimensionOrganizationUid: '1.2.3.3',
    seriesNumber: 1,
    date: '20260102',
    time: '101112',
    application: APPLICATION,
    contributingEquipment: [],
  }).bytes;
}

const KINDS: Readonly<Record<string, SegFileOptions>> = {
  explicit: {},
  fractional: { type: 'FRACTIONAL' },
  labelmap: { type: 'LABELMAP' },
  big: { layout: 'big-endian' },
  deflated: { layout: 'deflated', type: 'FRACTIONAL' },
};

const HEADER = [
  'NRRD0004',
  'type: unsigned char',
  'dimension: 4',
  'space: left-posterior-superior',
  'sizes: 2 5 4 3',
  'space directions: none (1,0,0) (0,1,0) (0,0,2)',
  'kinds: list domain domain domain',
  'encoding: gzip',
  'space origin: (0,0,0)',
  'Segment0_Name:=A',
  'Segment0_Color:=0.5 0.2 1',
  'Segment0_LabelValue:=1',
  'Segment0_Layer:=1',
  'Segment0_Tags:=TerminologyEntry:x~SCT^1^A~FMA^79876^B~^^~y~^^~^^|',
].join('\n');

const TEXT = writeItkSnapLabels([1, 2, 3].map((label) => ({ label, name: `L ${label}`, colourRgb: [label, 2, 3] })));

interface Seed extends SeedFile {
  readonly format: 'dicom' | 'nrrd';
  readonly takeIn: (bytes: Buffer) => void;
}

function checkMask({ size, box, voxels }: Mask): void {
  const [bi, bj, bk] = boxSize(box);
  if (voxels.length !== bi * bj * bk) throw new Error('voxels do not fit their box');
  if (box.i0 < 0 || box.j0 < 0 || box.k0 < 0 || box.i1 > size[0] || box.j1 > size[1] || box.k1 > size[2]) {
    throw new Error('a mask reaches beyond its grid');
  }
}

function takeSeg(bytes: Buffer): void {
  const set = decodeSegmentation(bytes);
  const geometry = segmentationGrid(set);
  const numbers = [...geometry.spacingMm, ...geometry.direction, ...geometry.planeOriginsLps];
  if (!numbers.every(Number.isFinite)) throw new Error('a geometry that is not finite was accepted');
  if (voxelCount(geometry.size) > 2 ** 34) throw new Error('a grid without bounds was accepted');
  for (const { mask } of segmentationMasks(set, geometry).structures) checkMask(mask);
  // On images that it was not drawn on it may only be refused or cut.
  try {
    for (const { mask } of segmentationMasks(set, { ...GRID, frameOfReferenceUid: null }).structures) checkMask(mask);
  } catch (error) {
    if (!(error instanceof AppError) || error.kind === 'internal') throw error;
  }
}

const segSeed = (name: string, bytes: Uint8Array): Seed => ({
  name,
  bytes: Buffer.from(bytes),
  format: 'dicom',
  takeIn: takeSeg,
});

const SEEDS: readonly Seed[] = [
  segSeed('bits', ours('BINARY')),
  segSeed('labels', ours('LABELMAP')),
  ...Object.entries(KINDS).map(([name, options]) => segSeed(name, buildSeg(options))),
  {
    name: 'slicer',
    bytes: Buffer.from(`${HEADER}\n\n`),
    format: 'nrrd',
    takeIn: (bytes) => void readSegments(parseNrrdHeader(bytes, true)),
  },
  {
    name: 'itk-snap',
    bytes: Buffer.from(TEXT),
    format: 'nrrd',
    takeIn: (bytes) => void readLabelText(bytes.toString()),
  },
];

/** Takes in `count` damaged files; each is used whole or refused with one line. */
export function mutateSegs(count: number, seed: number): Promise<DamageReport> {
  const seedOf = (index: number) => SEEDS[index % SEEDS.length] as Seed;
  return takeDamaged(
    count,
    (index) => ({ ...mutate(seedOf(index).format, SEEDS, seed, index), takeIn: seedOf(index).takeIn }),
    ({ bytes, takeIn }) => takeIn(bytes),
  );
}
