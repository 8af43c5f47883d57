// What a hand asks of a model is found on whatever parts it has now.
import { describe, expect, it } from 'vitest';
import type { SliceBits } from '../../../core/edit/index.ts';
import { regularGeometry } from '../../../core/geometry/index.ts';
import { ComparedStructures } from '../../../renderer/workers/compared-structures.ts';
import { gauge } from '../../../renderer/workers/print-gauge.ts';
import type { GaugeEnd } from '../../../renderer/workers/print-messages.ts';
import { bitsWhere } from '../../support/edit-stacks.ts';
import { boxMesh, partOf } from '../../support/solid-shapes.ts';

const parts = [partOf('Bone', boxMesh([0, 0, 0], [10, 10, 4])), partOf('Sinus', boxMesh([0, 0, 7], [10, 10, 12]))];
const gone = () => {
  throw new Error('No structure was sent.');
};

describe('a measure on the model', () => {
  it('goes along the part on which both places lie, whatever it is called', () => {
    const found = gauge({ parts, surfaceOf: gone }, { what: 'along', fromLps: [2, 5, 7], toLps: [0, 5, 9] });
    expect(found).toMatchObject({ what: 'along', path: { lengthMm: expect.closeTo(4, 4) } });
  });

  it('finds no way from part to part, nor from a place that the steps took away', () => {
    expect(gauge({ parts, surfaceOf: gone }, { what: 'along', fromLps: [2, 5, 4], toLps: [2, 5, 7] })).toEqual({
      what: 'along',
      path: null,
    });
    expect(gauge({ parts, surfaceOf: gone }, { what: 'along', fromLps: [2, 5, 4], toLps: [2, 50, 4] })).toEqual({
      what: 'along',
      path: null,
    });
  });

  it('says what lies between two parts, and where least', () => {
    const found = gauge({ parts, surfaceOf: gone }, { what: 'between', from: { part: 'Bone' }, to: { part: 'Sinus' } });
    expect(found).toMatchObject({ minMm: expect.closeTo(3, 4), relation: 'apart' });
    expect(() =>
      gauge({ parts, surfaceOf: gone }, { what: 'between', from: { part: 'Bone' }, to: { part: 'Gone' } }),
    ).toThrow('There is no part "Gone" any more');
  });

  it('is taken between any two structures, in the model or not, and told where they are far apart', () => {
    const compared = new ComparedStructures();
    compared.setGeometry(regularGeometry({ size: [90, 8, 8], spacingMm: [1, 1, 1], originLps: [0, 0, 0] }));
    const blockAt = (from: number) => {
      const bits = bitsWhere(90, 8, (i, j) => i >= from && i < from + 3 && j > 1 && j < 6) as SliceBits;
      return { stamp: String(from), slices: new Map([2, 3, 4].map((k) => [k, bits])) };
    };
    compared.set('near', blockAt(10));
    compared.set('far', blockAt(80));
    const surfaceOf = (id: string) => compared.surfaceOf(id);
    const between = (from: GaugeEnd, to: GaugeEnd) => gauge({ parts, surfaceOf }, { what: 'between', from, to });
    const far = between({ structureId: 'near' }, { structureId: 'far' });
    expect(far).toMatchObject({ minMm: expect.closeTo(66.5, 0), meanMm: null, p5Mm: null });
    expect(between({ part: 'Bone' }, { structureId: 'near' })).toMatchObject({ meanMm: expect.any(Number) });
    compared.set('far', blockAt(20));
    expect(between({ structureId: 'near' }, { structureId: 'far' })).toMatchObject({ minMm: expect.closeTo(6.5, 0) });
    expect(() => surfaceOf('removed')).toThrow('not there any more');
  });
});
