// Steps of the solid engine, one long call each: how far they are, how they stop, and what is kept for the next value.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { regularGeometry, type Size3 } from '../../../core/geometry/index.ts';
import { type PrintStep, runRecipe, type StepWorld } from '../../../core/print/index.ts';
import { createSolidLoader, cutSolid } from '../../../core/solid/index.ts';
import { loadSolids } from '../../../main/platform/solid-engine.ts';
import { boxMask } from '../../support/box-masks.ts';
import { sphereMesh } from '../../support/solid-shapes.ts';

const SIZE: Size3 = [16, 16, 16];
const geometry = regularGeometry({ size: SIZE, spacingMm: [1, 1, 1], originLps: [0, 0, 0] });
const source = (name: string, from: number, to: number) => ({
  name,
  colour: null,
  mask: boxMask(SIZE, [from, from, from], [to, to, to]),
  geometry,
  probability: null,
});

const STEPS: readonly PrintStep[] = [
  { name: 'cut', plane: { originLps: [7, 7, 7], normalLps: [1, 0, 0] }, keep: 'both' },
  { name: 'combine', operation: 'difference', with: { structure: 'Tool' }, clearanceMm: 0.5 },
  {
    name: 'text',
    text: 'L',
    atLps: [7, 1.5, 7],
    normalLps: [0, -1, 0],
    upLps: [0, 0, 1],
    heightMm: 5,
    depthMm: 0.5,
    style: 'engraved',
  },
];

describe.each(STEPS.map((step) => [step.name, step] as const))('%s', (_, step) => {
  const run = (over: Pick<StepWorld, 'signal' | 'onProgress'>, onStep: (number: number) => void) =>
    runRecipe(
      { version: 1, steps: [{ name: 'surface', structures: ['Block'] }, step] },
      {
        sources: [source('Block', 2, 12), source('Tool', 9, 14)],
        readMesh: () => Promise.reject(new Error('no file')),
        solids: loadSolids,
        quality: 'exact',
        ...over,
      },
      onStep,
    );

  it('says how far it is, further each time, and stops in its middle', async () => {
    let number = 0;
    const shares: number[] = [];
    const onProgress = (share: number) => void (number === 2 && shares.push(share));
    const begin = (began: number) => {
      number = began;
    };
    await run({ signal: { aborted: false }, onProgress }, begin);
    expect(shares.length).toBeGreaterThan(1);
    expect(shares).toEqual([...new Set(shares)].sort((a, b) => a - b));
    expect(shares.at(-1)).toBeLessThan(1);

    const signal = { aborted: false };
    const stopped = run(
      {
        signal,
        onProgress: () => {
          signal.aborted = number === 2;
        },
      },
      begin,
    );
    await expect(stopped).rejects.toMatchObject({ kind: 'cancelled' });
  });
});

it('is the same whether the solid of a mesh was kept from the value before or made anew', async () => {
  const wasm = () => readFile(createRequire(import.meta.url).resolve('manifold-3d/manifold.wasm'));
  const [keeping, fresh] = [await createSolidLoader(wasm, 1)(), await createSolidLoader(wasm)()];
  const part = { name: 'Ball', mesh: sphereMesh([0, 0, 0], 10, 24) };
  const other = { name: 'Other', mesh: sphereMesh([0, 0, 0], 5, 12) };
  for (const [at, one] of [part, part, other, part].entries()) {
    const plane = { originLps: [at / 2, 0, 0], normalLps: [1, 0, 0] } as const;
    expect(cutSolid(keeping, one, plane, null)).toEqual(cutSolid(fresh, one, plane, null));
  }
});
