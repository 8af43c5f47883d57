import { describe, expect, it } from 'vitest';
import {
  applyEdit,
  changeStructure,
  colorFor,
  countStructureVoxels,
  createStructure,
  createStructures,
  createVersion,
  deleteGroup,
  deleteStructure,
  duplicateStructure,
  type Edit,
  type EditDocument,
  type EditDraft,
  EMPTY_HISTORY,
  editBytes,
  editToRedo,
  editToUndo,
  invertEdit,
  isOutOfDate,
  mergeStructures,
  moveStructure,
  pushEdit,
  STRUCTURE_COLORS,
  STRUCTURE_TEMPLATES,
  stepBack,
  structureSlicesOf,
} from '../../../core/edit/index.ts';
import { findTg263 } from '../../../core/terminology/index.ts';
import { documentOf, slicesWhere, structureRecord, uprightStack } from '../../support/edit-stacks.ts';

const g = uprightStack();
const box = (from: number, to: number) => slicesWhere(g, (i, j, k) => i >= from && i < to && j < 4 && k === 3);
const base = documentOf([
  {
    record: structureRecord('A', { order: 0, review: { isReviewed: true, at: 'x', reason: null, slices: [3] } }),
    slices: box(0, 10),
  },
  { record: structureRecord('B', { order: 1 }), slices: box(5, 15) },
  { record: structureRecord('C', { order: 2 }), slices: new Map() },
]);
const asEdit = (draft: EditDraft | null): Edit => ({ ...(draft as EditDraft), id: 'e', at: '' });
/** Applies it, and checks that its inverse brings everything back. */
function applied(document: EditDocument, draft: EditDraft | null): EditDocument {
  const edit = asEdit(draft);
  const after = applyEdit(document, edit);
  expect(applyEdit(after, invertEdit(edit))).toEqual(document);
  return after;
}
const names = (d: EditDocument) => [...d.structures.values()].sort((p, q) => p.order - q.order).map(({ name }) => name);
const fresh = { id: 'D', groupId: 'g1', name: 'a', color: '#ffffff', interpretedType: '', fmaCode: null };

describe('structures', () => {
  it('are made at the end, with a name of their own', () => {
    const after = applied(base, createStructure(base, fresh, box(0, 2)));
    expect(names(after)).toEqual(['A', 'B', 'C', 'a 2']);
    expect(after.structures.get('D')).toMatchObject({ contentRev: 1, order: 3, editedSlices: [] });
    expect(countStructureVoxels(structureSlicesOf(after, 'D'))).toBe(8);
  });

  it('are duplicated without their review', () => {
    const after = applied(base, duplicateStructure(base, 'A', 'A2', '#000000'));
    expect(after.structures.get('A2')).toMatchObject({ name: 'A 2', review: { isReviewed: false, slices: [] } });
    expect(structureSlicesOf(after, 'A2')).toEqual(structureSlicesOf(base, 'A'));
  });

  it('are merged into the first', () => {
    const after = applied(base, mergeStructures(base, ['A', 'B', 'C']));
    expect(names(after)).toEqual(['A']);
    expect(countStructureVoxels(structureSlicesOf(after, 'A'))).toBe(60);
    expect(after.structures.get('A')).toMatchObject({ contentRev: 1, review: { slices: [] } });
    expect(mergeStructures(base, ['A'])).toBeNull();
  });

  it('are deleted, moved, renamed and locked', () => {
    expect(names(applied(base, deleteStructure(base, 'B')))).toEqual(['A', 'C']);
    expect(names(applied(base, moveStructure(base, 'C', 0)))).toEqual(['C', 'A', 'B']);
    expect(moveStructure(base, 'C', 2)).toBeNull();
    expect(names(applied(base, changeStructure(base, 'A', { name: ' Brainstem ' }, 'Rename')))).toEqual([
      'Brainstem',
      'B',
      'C',
    ]);
    expect(changeStructure(base, 'A', { color: '#41D2CE' }, 'Colour')).toBeNull();
    const locked = applied(base, changeStructure(base, 'A', { isLocked: true }, 'Lock'));
    expect(() => deleteStructure(locked, 'A')).toThrow(/locked/);
    expect(() => changeStructure(base, 'A', { name: ' ' }, 'Rename')).toThrow(/name/);
  });
});

describe('sets', () => {
  const group = base.groups.get('g1');
  const imported: EditDocument = {
    ...base,
    groups: new Map([['g1', { ...(group as NonNullable<typeof group>), kind: 'imported', isLocked: true }]]),
  };

  it('that are locked get a next version with the same planes', () => {
    expect(() => createStructure(imported, fresh)).toThrow(/Make version 2/);
    const made = { groupId: 'g2', at: '2026-02-01T00:00:00Z', structureId: (id: string) => `${id}v2` };
    const after = applied(imported, createVersion(imported, 'g1', made));
    expect(after.groups.get('g2')).toMatchObject({ version: 2, parentGroupId: 'g1', isLocked: false, kind: 'copied' });
    expect(after.slices.get('Av2')?.get(3)).toBe(imported.slices.get('A')?.get(3));
    expect(after.structures.get('Av2')?.review.slices).toEqual([3]);
    const third = createVersion(after, 'g1', { ...made, groupId: 'g3', structureId: (id) => `${id}v3` });
    expect(applied(after, third).groups.get('g3')?.version).toBe(3);
    expect(applied(after, deleteGroup(after, 'g2')).structures.size).toBe(3);
  });
});

describe('templates', () => {
  it('hold TG-263 names alone', () => {
    for (const { names: own } of STRUCTURE_TEMPLATES)
      for (const name of own) expect(findTg263(name)?.name, name).toBe(name);
  });

  it('become structures in their order', () => {
    const wanted = ['Lung_R', 'Lung_L', 'A'].map((name, n) => ({ ...fresh, id: `t${n}`, name }));
    const after = applied(base, createStructures(base, wanted, 'Thorax'));
    expect(names(after)).toEqual(['A', 'B', 'C', 'Lung_R', 'Lung_L', 'A 2']);
  });

  it('give colours in an order that keeps them apart', () => {
    expect(colorFor('Brainstem', [])).toBe('#41D2CE');
    expect(colorFor('X', [])).toBe(STRUCTURE_COLORS[0]);
    expect(colorFor('X', [{ color: '#fcf391' }, { color: '#CF399E' }])).toBe(STRUCTURE_COLORS[2]);
  });
});

describe('derived structures', () => {
  it('are out of date once a source has changed or is gone', () => {
    const record = structureRecord('D', {
      derivedFrom: { operation: 'margin', sources: [{ structureId: 'A', contentRev: 0 }] },
    });
    expect(isOutOfDate(base, record)).toBe(false);
    expect(isOutOfDate(applyEdit(base, asEdit(mergeStructures(base, ['A', 'B']))), record)).toBe(true);
    expect(isOutOfDate(applyEdit(base, asEdit(deleteStructure(base, 'A'))), record)).toBe(true);
  });
});

describe('history', () => {
  const edit = (id: string): Edit => ({ ...asEdit(createStructure(base, fresh, box(0, 40))), id });
  it('drops what was taken back when something new is done, and the oldest beyond its limits', () => {
    let history = ['1', '2', '3'].reduce((all, id) => pushEdit(all, edit(id)), EMPTY_HISTORY);
    expect(editToUndo(history)?.id).toBe('3');
    history = stepBack(stepBack(history));
    expect([editToUndo(history)?.id, editToRedo(history)?.id]).toEqual(['1', '2']);
    history = pushEdit(history, edit('4'));
    expect(history.edits.map(({ id }) => id)).toEqual(['1', '4']);
    const limits = { leastSteps: 1, mostSteps: 100, mostBytes: 2.5 * editBytes(edit('1')) };
    for (const id of ['5', '6']) history = pushEdit(history, edit(id), limits);
    expect(history.edits.map(({ id }) => id)).toEqual(['5', '6']);
    expect(history.bytes).toBe(2 * editBytes(edit('1')));
    expect(pushEdit(history, edit('7'), { ...limits, mostBytes: 0 }).edits.map(({ id }) => id)).toEqual(['7']);
  });
});
