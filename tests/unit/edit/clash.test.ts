// Which steps of two windows stand on each other.
import { describe, expect, it } from 'vitest';
import { type ClashOp, clashOf, touchedRecord } from '../../../core/edit/index.ts';
import { GROUP, structure } from '../../support/random-edits.ts';

const was = structure('s-a');
const drawn = (k: number): ClashOp[] => [
  { type: 'slices', structureId: 's-a', changes: [{ k }] },
  { type: 'structure', id: 's-a', before: was, after: touchedRecord(was, [k]) },
];
const record = (before: object | null, after: object | null): ClashOp[] => [
  { type: 'structure', id: 's-a', before, after },
];
const reviewed = { ...was, review: { ...was.review, isReviewed: true, slices: [1, 2] } };

describe('two steps', () => {
  it('on two slices of a structure can be done in any order, on the same slice not', () => {
    expect(clashOf(drawn(1), drawn(2))).toBeNull();
    expect(clashOf(drawn(1), drawn(1))).toEqual({ structureId: 's-a', k: 1 });
  });

  it('meet where both name, make or delete the same thing, not where one draws and the other names', () => {
    const whole = { structureId: 's-a', k: null };
    expect(clashOf(record(was, { ...was, name: 'A' }), record(was, { ...was, name: 'B' }))).toEqual(whole);
    expect(clashOf(record(null, was), drawn(1))).toEqual(whole);
    expect(clashOf(drawn(1), record(was, null))).toEqual(whole);
    expect(clashOf(drawn(1), record(was, { ...was, name: 'B' }))).toBeNull();
    const made: ClashOp = { type: 'group', id: GROUP.id, before: null, after: GROUP };
    expect(clashOf([made], record(null, was))).toEqual(whole);
  });

  it('of which one reviews what the other draws can be done in any order, two reviews not', () => {
    expect(clashOf(record(was, reviewed), drawn(1))).toBeNull();
    expect(clashOf(record(was, reviewed), record(reviewed, was))).toEqual({ structureId: 's-a', k: null });
  });
});
