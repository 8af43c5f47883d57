// A tenth of what `npm run test:long` does with damaged doses.

import { expect, it } from 'vitest';
import { mutateDoses } from '../support/mutate-doses.ts';

it('100 damaged doses and plans are refused with a reason or used whole', async () => {
  const seed = Number(process.env['LIMNER_SEED'] ?? Date.now() % 1_000_000);
  const { accepted, refused, problems } = await mutateDoses(100, seed);
  expect(problems, `seed ${seed}`).toEqual([]);
  expect(accepted + refused).toBe(100);
  expect(accepted).toBeGreaterThan(5);
  expect(refused).toBeGreaterThan(5);
});
