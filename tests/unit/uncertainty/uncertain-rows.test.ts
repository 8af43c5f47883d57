// Figures of a structure that has changed are of before: the list says so until they are made again.

import { expect, it } from 'vitest';
import { uncertainRows } from '../../../renderer/features/uncertainty/uncertain-rows.ts';
import { structureRecord } from '../../support/edit-stacks.ts';

const groups = [
  { id: 'auto', kind: 'auto', structureSetId: 'r-1', parentGroupId: null },
  { id: 'copy', kind: 'manual', structureSetId: null, parentGroupId: 'auto' },
] as never;

it('marks what was edited since as old, leads with the least certain, and leaves out what is empty', () => {
  const structures = [
    structureRecord('stem', { groupId: 'auto', contentRev: 1 }),
    structureRecord('gland', { groupId: 'copy', contentRev: 4 }),
    structureRecord('new', { groupId: 'copy', contentRev: 1 }),
    structureRecord('body', { groupId: 'auto', interpretedType: 'EXTERNAL' }),
    structureRecord('drawn', { groupId: 'other' }),
    structureRecord('empty', { groupId: 'auto' }),
  ];
  const planesOf = { stem: [3], gland: [4], new: [5], body: [1], drawn: [1], empty: [] };
  const figures = {
    stem: { contentRev: 1, meanMm: 2, slices: [] },
    gland: { contentRev: 3, meanMm: 5, slices: [] },
  };
  const rows = uncertainRows({ groups, structures, planesOf }, 'auto', figures);
  expect(rows.map(({ id, figure, isOld }) => [id, figure?.meanMm, isOld])).toEqual([
    ['gland', 5, true],
    ['stem', 2, false],
    ['new', undefined, false],
  ]);
  const again = { ...figures, gland: { contentRev: 4, meanMm: 1, slices: [] } };
  expect(uncertainRows({ groups, structures, planesOf }, 'auto', again).map(({ isOld }) => isOld)).toEqual([
    false,
    false,
    false,
  ]);
});
