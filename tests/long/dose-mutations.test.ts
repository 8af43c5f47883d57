import { expect, it } from 'vitest';
import { mutateDoses } from '../support/mutate-doses.ts';

it('1 000 damaged doses and plans are refused with a reason or used whole', async () => {
  const seed = Number(process.env['LIMNER_SEED'] ?? Date.now() % 1_000_000);
  const { accepted, refused, problems } = await mutateDoses(1_000, seed);
  process.stdout.write(`1000 mutations of doses: seed ${seed}, ${accepted} accepted, ${refused} refused\n`);
  expect(problems, `seed ${seed}`).toEqual([]);
}, 600_000);
