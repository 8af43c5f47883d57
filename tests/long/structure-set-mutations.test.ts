import { expect, it } from 'vitest';
import { mutateStructureSets } from '../support/mutate-structure-sets.ts';

it('1 000 damaged structure sets are refused with a reason or lose no contour', async () => {
  const seed = Number(process.env['LIMNER_SEED'] ?? Date.now() % 1_000_000);
  const { accepted, refused, problems } = await mutateStructureSets(1_000, seed);
  process.stdout.write(`1000 mutations of structure sets: seed ${seed}, ${accepted} accepted, ${refused} refused\n`);
  expect(problems, `seed ${seed}`).toEqual([]);
}, 600_000);
