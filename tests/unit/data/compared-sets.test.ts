import { describe, expect, it } from 'vitest';
import type { GroupRecord, SliceBits, StructureRecord } from '../../../core/edit/index.ts';
import { blankSlice, writeRun } from '../../../core/edit/index.ts';
import { comparedSets } from '../../../renderer/data/compared-sets.ts';
import { structureValues } from '../../../renderer/data/structure-values.ts';

const group = (id: string): GroupRecord => ({
  id,
  kind: 'manual',
  label: id,
  version: 1,
  parentGroupId: null,
  isLocked: false,
  structureSetId: null,
  model: null,
  createdAt: '2026-11-21T00:00:00Z',
});
const structure = (groupId: string, name: string): StructureRecord => ({
  id: `${groupId}-${name}`,
  groupId,
  order: 0,
  name,
  color: groupId === 'model' ? '#111111' : '#222222',
  interpretedType: 'ORGAN',
  fmaCode: null,
  origin: 'manual',
  isLocked: false,
  review: { isReviewed: false, at: null, reason: null, slices: [] },
  editedSlices: [],
  derivedFrom: null,
  contentRev: 1,
});

describe('two sets to compare', () => {
  const groups = ['clinic', 'model', 'drawn', 'empty'].map(group);
  const structures = [
    structure('clinic', 'Parotid_L'),
    structure('clinic', 'Larynx'),
    structure('model', 'parotid_l'),
    structure('model', 'Brainstem'),
    structure('drawn', 'Ring'),
  ];
  const named = (wanted: { a: string | null; b: string | null }) => {
    const sets = comparedSets(groups, structures, wanted);
    return sets && [sets.a.id, sets.b.id];
  };

  it('pair structures of one name, whatever its case, in the order of A; what one alone has comes with it', () => {
    const sets = comparedSets(groups, structures, { a: 'clinic', b: 'model' });
    expect(sets?.pairs.map(({ name, color, a, b }) => [name, color, a?.id ?? null, b?.id ?? null])).toEqual([
      ['Parotid_L', '#222222', 'clinic-Parotid_L', 'model-parotid_l'],
      ['Larynx', '#222222', 'clinic-Larynx', null],
      ['Brainstem', '#111111', null, 'model-Brainstem'],
    ]);
  });

  it('are those that were chosen, else two that have a name in common; a set without structures is none', () => {
    expect(named({ a: 'drawn', b: 'clinic' })).toEqual(['drawn', 'clinic']);
    expect(named({ a: 'clinic', b: null })).toEqual(['clinic', 'model']);
    expect(named({ a: null, b: 'clinic' })).toEqual(['model', 'clinic']);
    expect(named({ a: 'gone', b: 'empty' })).toEqual(['clinic', 'model']);
    expect(comparedSets([group('model')], structures, { a: null, b: null })).toBeNull();
    expect(comparedSets([], [], { a: null, b: null })).toBeNull();
  });
});

describe('values inside a structure', () => {
  const size = [4, 2, 2] as const;
  const voxels = Int16Array.from({ length: 16 }, (_, at) => 10 * at);
  const row = (j: number, from: number, to: number): { bits: SliceBits } => {
    const bits = blankSlice({ i0: from, i1: to, j0: j, j1: j + 1 });
    writeRun(bits, j, from, to, true);
    return { bits };
  };
  const { signal } = new AbortController();

  it('are counted over all planes', async () => {
    // Plane 0: 10, 20; plane 1, row 1: 120, 130.
    const slices = new Map([
      [0, row(0, 1, 3)],
      [1, row(1, 0, 2)],
    ]);
    const values = await structureValues(slices, voxels, [...size], signal);
    expect(values).toMatchObject({ count: 4, mean: 70, min: 10, max: 130 });
    expect(values?.sd).toBeCloseTo(Math.sqrt((60 ** 2 + 50 ** 2 + 50 ** 2 + 60 ** 2) / 4), 9);
  });

  it('are none for an empty structure', async () => {
    expect(await structureValues(new Map(), voxels, [...size], signal)).toBeNull();
  });
});
