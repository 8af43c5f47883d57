// A tenth of what `npm run test:long` does with damaged meshes.

import { expect, it } from 'vitest';
import { mutateMeshes } from '../support/mutate-meshes.ts';

it('100 damaged meshes of other programs are refused with a reason or come out closed', async () => {
  // Always the same hundred: one file in a thousand, with faces repeated 20 000 times, still takes too long.
  const seed = Number(process.env['LIMNER_SEED'] ?? 1);
  const { accepted, refused, problems } = await mutateMeshes(100, seed);
  expect(problems, `seed ${seed}`).toEqual([]);
  expect(accepted + refused).toBe(100);
  expect(accepted).toBeGreaterThan(5);
  expect(refused).toBeGreaterThan(5);
});
