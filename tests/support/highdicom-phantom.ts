// The segmentations that highdicom has judged: always the same bytes, so that a test can tell whether what it judged is what
// is written now. Run by itself it writes them, and what is in them, for tests/fixtures/highdicom/judge.py.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeSegmentation } from '../../core/dicom/index.ts';
import { denseFromMask, type Mask } from '../../core/volume/index.ts';
import { box, middle, ORIENTATIONS, phantomGrid, sphere } from './phantom-masks.ts';
import { APPLICATION, inventedImage } from './rtstruct-image.ts';

export const PHANTOM_GRID = phantomGrid(ORIENTATIONS['oblique'] as readonly number[], [13, 11, 7]);

const [x, y, z] = middle(PHANTOM_GRID);

export const PHANTOM: readonly { readonly name: string; readonly fmaId: string | null; readonly mask: Mask }[] = [
  { name: 'Brainstem', fmaId: '79876', mask: sphere(PHANTOM_GRID, [x - 1, y, z], 3.4) },
  { name: 'PTV_High', fmaId: null, mask: box(PHANTOM_GRID, [x + 5, y, z], [2, 6, 5]) },
  { name: 'Overlap', fmaId: null, mask: sphere(PHANTOM_GRID, [x + 2, y + 1, z], 3) },
];

/** A label map holds one structure a voxel. */
export const phantomOf = (type: 'BINARY' | 'LABELMAP') => (type === 'BINARY' ? PHANTOM : PHANTOM.slice(0, 2));

export const indicesOf = (mask: Mask): number[] =>
  [...denseFromMask(mask).entries()].flatMap(([at, on]) => (on === 1 ? [at] : []));

export const ourSegmentation = (type: 'BINARY' | 'LABELMAP'): Uint8Array =>
  encodeSegmentation({
    type,
    image: { ...inventedImage(7), frameOfReferenceUid: PHANTOM_GRID.frameOfReferenceUid ?? '1.2.3.9' },
    geometry: PHANTOM_GRID,
    segments: phantomOf(type).map(({ name, fmaId, mask }, at) => ({
      number: at + 1,
      name,
      mask,
      fmaId,
      colourRgb: [220, 20 * at, 60],
      generationAlgorithm: 'MANUAL',
      generationDescription: '',
      review: 'not-stated',
      isAnatomy: fmaId !== null,
    })),
    label: 'SEGMENTATION',
    description: 'Phantom',
    sopInstanceUid: `1.2.3.10.${type.length}`,
    seriesInstanceUid: '1.2.3.11',
    dimensionOrganizationUid: '1.2.3.12',
    seriesNumber: 1,
    date: '20260102',
    time: '101112',
    application: APPLICATION,
    contributingEquipment: [],
  }).bytes;

const [, script = '', out] = process.argv;
if (script.endsWith('highdicom-phantom.ts') && out !== undefined) {
  mkdirSync(out, { recursive: true });
  for (const type of ['BINARY', 'LABELMAP'] as const) {
    writeFileSync(join(out, `ours-${type.toLowerCase()}.dcm`), ourSegmentation(type));
  }
  const structures = PHANTOM.map(({ name, fmaId, mask }) => ({ name, fmaId, voxels: indicesOf(mask) }));
  writeFileSync(join(out, 'phantom.json'), JSON.stringify({ ...PHANTOM_GRID, structures }));
}
