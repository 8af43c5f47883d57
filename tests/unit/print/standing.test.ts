// How parts stand on the bed, and what later steps make of it.
import { describe, expect, it } from 'vitest';
import { regularGeometry, type Size3 } from '../../../core/geometry/index.ts';
import { type PrintRecipe, parseRecipe, runRecipe } from '../../../core/print/index.ts';
import { layOut, rotationTo } from '../../../core/printability/index.ts';
import { loadSolids } from '../../../main/platform/solid-engine.ts';
import { boxMask } from '../../support/box-masks.ts';

const SIZE: Size3 = [16, 12, 12];
const geometry = regularGeometry({ size: SIZE, spacingMm: [1, 1, 1], originLps: [0, 0, 0] });
const source = (name: string, low: Size3, high: Size3) =>
  ({ name, colour: null, mask: boxMask(SIZE, low, high), geometry, probability: null }) as const;

async function model(steps: readonly object[], quality: 'preview' | 'exact' = 'preview') {
  const recipe: PrintRecipe = parseRecipe({ version: 1, steps: [{ name: 'surface' }, ...steps] });
  const { parts, maxDeviationMm } = await runRecipe(recipe, {
    sources: [source('A', [1, 1, 1], [6, 9, 4]), source('B', [9, 1, 1], [14, 9, 4])],
    readMesh: () => Promise.reject(new Error('no file')),
    solids: loadSolids,
    quality,
    signal: new AbortController().signal,
    onProgress: () => {},
  });
  const at = (name: string) => parts.findIndex((part) => part.name === name);
  return { parts, maxDeviationMm, placement: (name: string) => layOut(parts)?.[at(name)], at };
}

const MIDDLE = { originLps: [7.5, 5, 5], normalLps: [1, 0, 0] };

describe('parts that stand together', () => {
  it('stay as they were when one of them is laid anew', async () => {
    const together = { name: 'stand', up: [0, 0, 1], together: true };
    const { placement } = await model([together, { name: 'stand', on: ['A'], up: [1, 0, 0] }]);
    expect(placement('A')?.linear[2]).toEqual([1, 0, 0]);
    expect(placement('B')?.linear[2]).toEqual([0, 0, 1]);
  });
});

describe('a mirror image', () => {
  it('stands on the image of the face that was laid down, apart from its original', async () => {
    const { parts, placement } = await model([
      { name: 'stand', on: ['A'], up: [0.6, 0, 0.8] },
      { name: 'mirror', on: ['A'], plane: MIDDLE, keepOriginal: true },
    ]);
    expect(parts.map(({ name }) => name)).toContain('A mirrored');
    expect(placement('A mirrored')?.linear[2]).toEqual([-0.6, 0, 0.8].map((x) => expect.closeTo(x, 9)));
    expect(placement('A mirrored')?.shiftMm).not.toEqual(placement('A')?.shiftMm);
  });
});

describe('the pieces of a part that was laid', () => {
  it('lie apart: in place they would be printed as one', async () => {
    const plane = { originLps: [3.5, 5, 2.5], normalLps: [1, 0, 0] };
    const steps = [
      { name: 'stand', up: [0, 0, 1] },
      { name: 'cut', on: ['A'], plane, keep: 'both' },
    ];
    const { placement } = await model(steps);
    expect(placement('A Left')?.shiftMm).not.toEqual(placement('A Right')?.shiftMm);
  });
});

describe('what is said of the anatomy', () => {
  it('goes on after the step that lays parts: it moves nothing', async () => {
    const coarse = { name: 'smooth', distanceMm: 4 };
    const laidFirst = await model([{ name: 'stand', up: [0, 0, 1] }, coarse], 'exact');
    const laidLast = await model([coarse, { name: 'stand', up: [0, 0, 1] }], 'exact');
    expect(laidFirst.maxDeviationMm).toBe(laidLast.maxDeviationMm);
  });
});

describe('the turn of a part onto the bed', () => {
  it('is a rotation for a face that is level but for a hair', () => {
    const [right, back, up] = rotationTo([1e-3, 0, 1]);
    const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, n) => sum + x * (b[n] as number), 0);
    expect([dot(right, up), dot(back, up), dot(right, back)]).toEqual([0, 0, 0].map(() => expect.closeTo(0, 12)));
  });
});
