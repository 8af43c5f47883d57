import { describe, expect, it } from 'vitest';
import {
  applyEdit,
  createSliceEdit,
  type Edit,
  invertEdit,
  paintRegion,
  structureSlicesOf,
  touchedRecord,
} from '../../../core/edit/index.ts';
import { bitsWhere, documentOf, slicesWhere, structureRecord, uprightStack } from '../../support/edit-stacks.ts';

const g = uprightStack();
const slices = slicesWhere(g, (i, j, k) => k >= 2 && k < 6 && Math.abs(i - 20) < 5 && Math.abs(j - 15) < 5);
const stamp = new Map([
  [3, bitsWhere(40, 32, (i, j) => i >= 22 && i < 28 && j === 15) as NonNullable<ReturnType<typeof bitsWhere>>],
]);
const reviewed = structureRecord('Brainstem', {
  review: { isReviewed: true, at: '2026-01-02T00:00:00Z', reason: null, slices: [2, 3, 4, 5] },
  contentRev: 4,
  derivedFrom: { operation: 'margin', sources: [] },
});
const document = documentOf([{ record: reviewed, slices }]);
const draft = (changes = paintRegion(slices, stamp, 'add')) =>
  createSliceEdit(document, 'Brainstem', changes, 'Brush', { k: 3 });
const asEdit = (d: NonNullable<ReturnType<typeof draft>>): Edit => ({ ...d, id: 'e', at: '2026-01-03T00:00:00Z' });

describe('an edit of planes', () => {
  it('takes the review off the planes that changed, and only off those', () => {
    const after = applyEdit(document, asEdit(draft() as NonNullable<ReturnType<typeof draft>>));
    expect(after.structures.get('Brainstem')).toEqual({
      ...reviewed,
      review: { isReviewed: false, at: null, reason: null, slices: [2, 4, 5] },
      editedSlices: [3],
      contentRev: 5,
      derivedFrom: null,
    });
    expect(structureSlicesOf(after, 'Brainstem').get(4)).toBe(slices.get(4));
    expect(draft()?.label).toBe('Brush on Brainstem');
  });

  it('is taken back by its inverse, records and planes', () => {
    const edit = asEdit(draft() as NonNullable<ReturnType<typeof draft>>);
    expect(applyEdit(applyEdit(document, edit), invertEdit(edit))).toEqual(document);
  });

  it('is none where nothing changes', () => {
    expect(draft(paintRegion(slices, new Map(), 'add'))).toBeNull();
    expect(draft(paintRegion(slices, slices, 'add'))).toBeNull();
  });

  it('ends the imported points of a plane that it changes', () => {
    const loops = [Float64Array.of(0, 0, 0, 1, 0, 0, 1, 1, 0)];
    const content = new Map(
      [...(document.slices.get('Brainstem') ?? [])].map(([k, { bits }]) => [k, { bits, importedLoops: loops }]),
    );
    const imported = { ...document, slices: new Map([['Brainstem', content]]) };
    const edit = createSliceEdit(imported, 'Brainstem', paintRegion(slices, stamp, 'add'), 'Brush');
    const after = applyEdit(imported, edit as NonNullable<typeof edit>);
    expect(after.slices.get('Brainstem')?.get(3)?.importedLoops).toBeNull();
    expect(after.slices.get('Brainstem')?.get(4)?.importedLoops).toBe(loops);
  });

  it('refuses what is locked', () => {
    const locked = documentOf([{ record: { ...reviewed, isLocked: true }, slices }]);
    expect(() => createSliceEdit(locked, 'Brainstem', paintRegion(slices, stamp, 'add'), 'Brush')).toThrow(/locked/);
  });

  it('counts every change of the voxels', () => {
    expect(touchedRecord(reviewed, [9, 3]).contentRev).toBe(5);
    expect(touchedRecord({ ...reviewed, editedSlices: [4] }, [9, 3]).editedSlices).toEqual([3, 4, 9]);
  });
});
