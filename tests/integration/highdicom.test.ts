// What highdicom makes of our segmentations, as recorded in tests/fixtures/highdicom (judge.py there says how), and what we
// make of its own. It alone of the judges knows label maps.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeSegmentation, segmentationMasks } from '../../core/dicom/index.ts';
import { indicesOf, ourSegmentation, PHANTOM_GRID, phantomOf } from '../support/highdicom-phantom.ts';

const fixture = (name: string) => readFileSync(join(resolve(import.meta.dirname, '../fixtures/highdicom'), name));
const judged = JSON.parse(fixture('judged.json').toString()) as Record<
  'BINARY' | 'LABELMAP',
  { name: string; type: [string, string]; voxels: number[] }[]
>;

describe.each(['BINARY', 'LABELMAP'] as const)('a segmentation, %s', (type) => {
  const phantom = phantomOf(type);

  it('of ours: highdicom found every voxel, name and code in the bytes that are written now', () => {
    // Where the writer has changed, highdicom has to judge again: see judge.py.
    expect(fixture(`ours-${type.toLowerCase()}.dcm`).equals(ourSegmentation(type))).toBe(true);
    expect(judged[type]).toEqual(
      phantom.map(({ name, fmaId, mask }) => ({
        name,
        type: fmaId === null ? ['NO_CODE', '99LIMNER'] : [fmaId, 'FMA'],
        voxels: indicesOf(mask),
      })),
    );
  });

  it('of highdicom: every voxel, name, code and colour', () => {
    const set = decodeSegmentation(fixture(`theirs-${type.toLowerCase()}.dcm`));
    expect(set.type).toBe(type);
    const { structures, warnings } = segmentationMasks(set, PHANTOM_GRID);
    expect(warnings).toEqual([]);
    expect(structures.map(({ name, fmaId, mask }) => [name, fmaId, indicesOf(mask)])).toEqual(
      phantom.map(({ name, fmaId, mask }) => [name, fmaId, indicesOf(mask)]),
    );
    const far = structures.flatMap(({ colourRgb }, at) =>
      [220, 20 * at, 60].filter((level, c) => Math.abs((colourRgb?.[c] ?? -99) - level) > 24),
    );
    // It takes D65 for white, the standard D50.
    expect(far).toEqual([]);
  });
});
