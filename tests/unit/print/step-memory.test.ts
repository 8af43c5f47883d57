// A recipe whose last steps changed: what stands before them is not made again.
import { expect, it } from 'vitest';
import { regularGeometry, type Size3 } from '../../../core/geometry/index.ts';
import { runRecipe, type StepMemory, type StepResult } from '../../../core/print/index.ts';
import { boxMask } from '../../support/box-masks.ts';

const SIZE: Size3 = [6, 6, 6];
const WORLD = {
  sources: [
    {
      name: 'Cube',
      colour: null,
      mask: boxMask(SIZE, [2, 2, 2], [4, 4, 4]),
      geometry: regularGeometry({ size: SIZE, spacingMm: [1, 1, 1], originLps: [0, 0, 0] }),
      probability: null,
    },
  ],
  readMesh: () => Promise.reject(new Error('no file')),
  solids: () => Promise.reject(new Error('no solids')),
  quality: 'exact',
  signal: new AbortController().signal,
  onProgress: () => {},
} as const;

function createMemory(): StepMemory {
  const results = new Map<number, StepResult>();
  return { recall: (number) => results.get(number), keep: (number, result) => results.set(number, result) };
}

it('takes from memory what was made before, and says nothing of it', async () => {
  const memory = createMemory();
  const told: number[] = [];
  const run = () =>
    runRecipe({ version: 1, steps: [{ name: 'surface' }] }, WORLD, (number) => void told.push(number), memory);
  const first = await run();
  const second = await run();
  expect(told).toEqual([1]);
  expect(second.parts[0]?.mesh).toBe(first.parts[0]?.mesh);
  expect(second.steps).toEqual(first.steps);
});
