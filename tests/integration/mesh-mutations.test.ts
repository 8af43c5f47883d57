// A tenth of what `npm run test:long` does with damaged meshes.

import { expect, it } from 'vitest';
import { mutateMeshes } from '../support/mutate-meshes.ts';

it('100 damaged meshes of other programs are refused with a reason or come out closed', async () => {
  const seed = Number(process.env['LIMNER_SEED'] ?? Date.now() % 1_000_000);
  const { accepted, refused, problems } = await mutateMeshes(100, seed);
  expect(problems, `seed ${seed}`).toEqual([]);
  expect(accepted + refused).toBe(100);
  expect(accepted).toBeGreaterThan(5);
  expect(refused).toBeGreaterThan(5);
});
