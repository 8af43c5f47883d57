// A tenth of what `npm run test:long` does with damaged structure sets.

import { expect, it } from 'vitest';
import { mutateStructureSets } from '../support/mutate-structure-sets.ts';

it('100 damaged structure sets are refused with a reason or lose no contour', async () => {
  const seed = Number(process.env['LIMNER_SEED'] ?? Date.now() % 1_000_000);
  const { accepted, refused, problems } = await mutateStructureSets(100, seed);
  expect(problems, `seed ${seed}`).toEqual([]);
  expect(accepted + refused).toBe(100);
  expect(accepted).toBeGreaterThan(5);
  expect(refused).toBeGreaterThan(5);
});
