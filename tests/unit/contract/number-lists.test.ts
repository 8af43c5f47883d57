// Long lists of numbers cross in one check each; nothing that is no such number passes.

import { describe, expect, it } from 'vitest';
import { documents, encodeFrame } from '../../../core/contract/index.ts';

const stroke = (after: unknown) => ({
  documentId: 'd1',
  baseRev: 0,
  edit: {
    id: 'e1',
    label: 'Brush',
    at: '2026-01-05T09:00:00.000Z',
    structureId: 's1',
    k: 3,
    ops: [{ type: 'slices', structureId: 's1', changes: [{ k: 3, before: null, after }] }],
  },
});

const accepts = (after: unknown) => documents.append.input.safeParse(stroke(after)).success;

describe('runs and points of a plane', () => {
  it('pass as whole numbers from 0, and as finite numbers', () => {
    expect(accepts({ runs: [], loops: null })).toBe(true);
    expect(accepts({ runs: [10, 5, 507, 6], loops: [[-1.5, 2, 3e-9]] })).toBe(true);
  });

  it.each([
    ['a fraction', [10, 5.5]],
    ['a negative number', [-1, 5]],
    ['a number past the exact ones', [2 ** 53, 5]],
    ['a text', [10, '5']],
    ['nothing in the middle', [10, null]],
    ['a hole', new Array(2)],
    ['no list', { 0: 10, 1: 5, length: 2 }],
    ['a text for a list', '10,5'],
  ])('do not pass with %s', (_what, runs) => {
    expect(accepts({ runs, loops: null })).toBe(false);
  });

  it.each([
    ['NaN', [0, Number.NaN, 0]],
    ['an endless one', [0, Number.POSITIVE_INFINITY, 0]],
    ['a text', [0, '1', 0]],
  ])('do not pass as points with %s', (_what, loop) => {
    expect(accepts({ runs: [], loops: [loop] })).toBe(false);
  });

  it('are refused by the place of the list, not with its contents', () => {
    const refused = documents.append.input.safeParse(stroke({ runs: [10, -123_456], loops: null }));
    const [issue] = refused.error?.issues ?? [];
    expect(issue?.path.join('.')).toBe('edit.ops.0.changes.0.after.runs');
    expect(issue?.message).not.toContain('123456');
  });
});

describe('a frame', () => {
  const frame = (output: unknown) => encodeFrame({ v: 1, type: 'ok', id: 1, output } as never);

  it('is JSON', () => {
    const output = { name: 'Ä', list: [1, 2.5, [null, true]], empty: {} };
    expect(JSON.parse(frame(output))).toEqual({ v: 1, type: 'ok', id: 1, output });
  });

  it.each([
    ['NaN', { rows: [1, { value: Number.NaN }] }],
    ['an endless number in a list', { list: [1, 2, Number.NEGATIVE_INFINITY] }],
    ['a date', { at: new Date(0) }],
    ['a map', { map: new Map([[1, 2]]) }],
    ['numbers of a typed array', { list: new Float32Array(2) }],
  ])('is not made of %s, which JSON would change', (_what, output) => {
    expect(() => frame(output)).toThrow(TypeError);
  });
});
