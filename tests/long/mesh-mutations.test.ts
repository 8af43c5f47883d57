import { expect, it } from 'vitest';
import { mutateMeshes } from '../support/mutate-meshes.ts';

it('1 000 damaged meshes of other programs are refused with a reason or come out closed', async () => {
  const seed = Number(process.env['LIMNER_SEED'] ?? Date.now() % 1_000_000);
  const { accepted, refused, problems } = await mutateMeshes(1_000, seed);
  process.stdout.write(`1000 mutations of meshes: seed ${seed}, ${accepted} accepted, ${refused} refused\n`);
  expect(problems, `seed ${seed}`).toEqual([]);
}, 600_000);
