// A tenth of what `npm run test:long` does with damaged segmentations.

import { expect, it } from 'vitest';
import { mutateSegs } from '../support/mutate-segs.ts';

it('100 damaged segmentations and label maps are refused with a reason or used whole', async () => {
  const seed = Number(process.env['LIMNER_SEED'] ?? Date.now() % 1_000_000);
  const { accepted, refused, problems } = await mutateSegs(100, seed);
  expect(problems, `seed ${seed}`).toEqual([]);
  expect(accepted + refused).toBe(100);
  expect(accepted).toBeGreaterThan(5);
  expect(refused).toBeGreaterThan(5);
});
