// Which structures an export begins with, and how those of one name are told apart.
import { describe, expect, it } from 'vitest';
import { SHIPPED_PROFILES } from '../../../core/destination/index.ts';
import type { GroupRecord } from '../../../core/edit/index.ts';
import { needsReview } from '../../../renderer/commands/review-commands.ts';
import { supersededIds } from '../../../renderer/data/superseded-sets.ts';
import { exportName, leavingRows } from '../../../renderer/features/export/export-choice.ts';
import { structureRecord } from '../../support/edit-stacks.ts';
import { GROUP } from '../../support/random-edits.ts';

const group = (id: string, version: number, parentGroupId: string | null): GroupRecord => ({
  ...GROUP,
  id,
  label: 'Clinical',
  version,
  parentGroupId,
});
const groups = [group('v1', 1, null), group('v2', 2, 'v1'), group('other', 1, null)];
const [old, next, alone] = [
  structureRecord('old', { groupId: 'v1', name: 'Parotid_L' }),
  structureRecord('next', { groupId: 'v2', name: 'Parotid_L' }),
  structureRecord('alone', { groupId: 'other', name: 'Larynx' }),
] as const;

describe('an export', () => {
  it('leaves out what a newer version has taken the place of', () => {
    expect([...supersededIds(groups, [old, next, alone])]).toEqual(['old']);
    // Undone, or emptied: then the version before it is what there is.
    expect([...supersededIds(groups, [old, alone])]).toEqual([]);
  });

  it('names the set where two structures have one name', () => {
    expect(exportName(next, groups, [old, next, alone])).toBe('Parotid_L, Clinical, version 2');
    expect(exportName(alone, groups, [old, next, alone])).toBe('Larynx');
  });

  it('shows what leaves and how it is called there; of a file also what has no voxels, of a person only what is drawn', () => {
    const profile = SHIPPED_PROFILES.find(({ id }) => id === 'short-names');
    if (profile === undefined) throw new Error('no profile');
    const structures = [
      structureRecord('a', { name: 'Parotid gland, left side_L' }),
      structureRecord('b', { name: 'Isocentre', origin: 'imported' }),
      structureRecord('c', { name: 'Begun' }),
      structureRecord('d', { name: 'Left out' }),
    ];
    const planesOf = { a: [3], d: [3] };
    const rows = leavingRows({ structures, groups, planesOf }, new Set(['d']), profile);
    expect(rows.map(({ leaving, isEmpty }) => [leaving?.name ?? null, isEmpty])).toEqual([
      ['Parotid_gland_L', false],
      ['Isocentre', false],
      [null, true],
      [null, false],
    ]);
  });

  it('counts a contour of another program as reviewed there, until somebody changes it here', () => {
    expect(needsReview(structureRecord('a', { origin: 'imported' }))).toBe(false);
    expect(needsReview(structureRecord('a', { origin: 'imported', editedSlices: [4] }))).toBe(true);
    expect(needsReview(structureRecord('a', { origin: 'auto' }))).toBe(true);
  });
});
