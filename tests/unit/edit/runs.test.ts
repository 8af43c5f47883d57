// Runs of a plane, as they travel and are stored: gap, length, gap, length … row by row.

import { describe, expect, it } from 'vitest';
import { decodeRuns, hasVoxel, type SliceBits } from '../../../core/edit/index.ts';

const [COLUMNS, ROWS] = [70, 5];

/** Set voxels as 'i,j'. */
function voxelsOf(slice: SliceBits | null): string[] {
  const found: string[] = [];
  for (let j = 0; j < ROWS; j++) {
    for (let i = 0; i < COLUMNS; i++) if (slice !== null && hasVoxel(slice, i, j)) found.push(`${i},${j}`);
  }
  return found;
}

describe('runs', () => {
  it('set the voxels after each gap', () => {
    expect(voxelsOf(decodeRuns([71, 2, 67, 1], COLUMNS, ROWS))).toEqual(['1,1', '2,1', '0,2']);
  });

  it('may go on over the end of a row, and over whole rows', () => {
    const slice = decodeRuns([68, 2 + 70 + 1], COLUMNS, ROWS);
    expect(voxelsOf(slice)).toEqual(['68,0', '69,0', ...Array.from({ length: 70 }, (_, i) => `${i},1`), '0,2']);
    expect(slice).toMatchObject({ i0: 0, j0: 0, rows: 3, wordsPerRow: 3 });
  });

  it('lie in the smallest box of whole words', () => {
    expect(decodeRuns([2 * 70 + 33, 3], COLUMNS, ROWS)).toMatchObject({ i0: 32, j0: 2, rows: 1, wordsPerRow: 1 });
  });

  it('may be none, and may end with the last voxel', () => {
    expect(decodeRuns([], COLUMNS, ROWS)).toBeNull();
    expect(voxelsOf(decodeRuns([349, 1], COLUMNS, ROWS))).toEqual(['69,4']);
  });

  it.each([
    ['leave the plane', [349, 2]],
    ['begin behind it', [350, 1]],
    ['go back', [10, 5, -3, 2]],
    ['hold nothing', [10, 0]],
    ['are no whole numbers', [10, 1.5]],
    ['lack a length', [10, 1, 4]],
    ['are no numbers', [10, Number.NaN]],
  ])('that %s are refused', (_what, runs) => {
    expect(() => decodeRuns(runs, COLUMNS, ROWS)).toThrow(RangeError);
  });
});
