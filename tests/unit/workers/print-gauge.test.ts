// What a hand asks of a model is found on whatever parts it has now.
import { describe, expect, it } from 'vitest';
import { gauge } from '../../../renderer/workers/print-gauge.ts';
import { boxMesh, partOf } from '../../support/solid-shapes.ts';

const parts = [partOf('Bone', boxMesh([0, 0, 0], [10, 10, 4])), partOf('Sinus', boxMesh([0, 0, 7], [10, 10, 12]))];

describe('a measure on the model', () => {
  it('goes along the part on which both places lie, whatever it is called', () => {
    const found = gauge(parts, { what: 'along', fromLps: [2, 5, 7], toLps: [0, 5, 9] });
    expect(found).toMatchObject({ what: 'along', path: { lengthMm: expect.closeTo(4, 4) } });
  });

  it('finds no way from part to part, nor from a place that the steps took away', () => {
    expect(gauge(parts, { what: 'along', fromLps: [2, 5, 4], toLps: [2, 5, 7] })).toEqual({
      what: 'along',
      path: null,
    });
    expect(gauge(parts, { what: 'along', fromLps: [2, 5, 4], toLps: [2, 50, 4] })).toEqual({
      what: 'along',
      path: null,
    });
  });

  it('says what lies between two parts, and where least', () => {
    const found = gauge(parts, { what: 'between', from: 'Bone', to: 'Sinus' });
    expect(found).toMatchObject({ minMm: expect.closeTo(3, 4), overlaps: false });
    expect(() => gauge(parts, { what: 'between', from: 'Bone', to: 'Gone' })).toThrow(
      'There is no part "Gone" any more',
    );
  });
});
