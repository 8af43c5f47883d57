// Surface, smoothing and simplification in one go: that no surface meets itself is made sure of at the end.
import { describe, expect, it } from 'vitest';
import { regularGeometry, type Size3 } from '../../../core/geometry/index.ts';
import { findSelfIntersections, printableSurface, simplifyMesh, smoothMesh } from '../../../core/mesh/index.ts';
import { type PrintRecipe, runRecipe, type StepMemory, type StepResult } from '../../../core/print/index.ts';
import { type Mask, maskFromDense } from '../../../core/volume/index.ts';
import { boxMask } from '../../support/box-masks.ts';

const SIZE: Size3 = [9, 9, 9];
const geometry = regularGeometry({ size: SIZE, spacingMm: [1, 1, 2.5], originLps: [0, 0, 0] });

/** Every third voxel or so, by a fixed sequence: rods and gaps of one voxel everywhere. */
function noiseMask(): Mask {
  let state = 7;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return maskFromDense(
    Uint8Array.from({ length: 9 ** 3 }, () => (next() < 0.35 ? 1 : 0)),
    SIZE,
  );
}

const world = (mask: Mask) =>
  ({
    sources: [{ name: 'S', colour: null, mask, geometry, probability: null }],
    readMesh: () => Promise.reject(new Error('no file')),
    solids: () => Promise.reject(new Error('no solids')),
    quality: 'exact',
    signal: new AbortController().signal,
    onProgress: () => {},
  }) as const;

const SMOOTH_MM = 4;
const MAX_ERROR_MM = 0.3;
const RECIPE: PrintRecipe = {
  version: 1,
  steps: [
    { name: 'surface' },
    { name: 'smooth', distanceMm: SMOOTH_MM },
    { name: 'simplify', maxErrorMm: MAX_ERROR_MM },
  ],
};

function memoryOf(results: Map<number, StepResult>): StepMemory {
  return { recall: (number) => results.get(number), keep: (number, result) => results.set(number, result) };
}

async function run(mask: Mask, recipe = RECIPE, results = new Map<number, StepResult>()) {
  const told: string[] = [];
  const model = await runRecipe(recipe, world(mask), (_, { name }) => void told.push(name), memoryOf(results));
  return { model, told, results };
}

describe('a model whose drafts do not meet themselves', () => {
  const ball = boxMask(SIZE, [2, 2, 2], [7, 6, 6]);

  it('is made once, and is what the steps make one by one', async () => {
    const { model, told } = await run(ball);
    const smooth = smoothMesh(printableSurface(ball, geometry).mesh, SMOOTH_MM);
    expect(told).toEqual(['surface', 'smooth', 'simplify']);
    expect(model.parts[0]?.mesh).toEqual(simplifyMesh(smooth, { maxErrorMm: MAX_ERROR_MM }));
  });

  it('is looked at where it ends without simplification', async () => {
    const { model, told, results } = await run(ball, { version: 1, steps: RECIPE.steps.slice(0, 2) });
    expect(told).toEqual(['surface', 'smooth']);
    expect(model.parts[0]?.isDraft).toBe(false);
    expect(results.get(2)?.parts[0]?.isDraft).toBe(false);
  });
});

describe('a model whose drafts meet themselves', () => {
  const noise = noiseMask();
  const draft = smoothMesh(printableSurface(noise, geometry, { isDraft: true }).mesh, SMOOTH_MM, true);

  it('is made again, each surface freed before the next step', async () => {
    expect(findSelfIntersections(draft).pairs).toBeGreaterThan(0);
    const { model, told } = await run(noise, { version: 1, steps: RECIPE.steps.slice(0, 2) });
    expect(told).toEqual(['surface', 'smooth', 'surface', 'smooth']);
    expect(model.parts[0]?.mesh).toEqual(smoothMesh(printableSurface(noise, geometry).mesh, SMOOTH_MM));
    expect(findSelfIntersections(model.parts[0]?.mesh ?? draft).pairs).toBe(0);
  });

  it('is so with simplification behind it, which does not try to mend what came crossed', async () => {
    const { model } = await run(noise);
    expect(findSelfIntersections(model.parts[0]?.mesh ?? draft).pairs).toBe(0);
  });

  it('hands no draft out of memory to a step that needs it free', async () => {
    const mesh = draft;
    const part = { name: 'S', colour: null, mesh, anatomy: mesh, isDraft: true };
    const done = { name: 'surface', change: { volumeMl: 0, maxDeviationMm: 0 } } as const;
    const results = new Map([[1, { parts: [part], done }]]);
    const { told } = await run(noise, { version: 1, steps: RECIPE.steps.slice(0, 1) }, results);
    expect(told).toEqual(['surface']);
  });
});
