// A tenth of what `npm run test:long` does with damaged files.

import { expect, it } from 'vitest';
import { describeMutations } from '../support/describe-mutations.ts';
import { mutate } from '../support/mutate.ts';
import { mutationSeeds } from '../support/mutation-seeds.ts';

describeMutations(1_000);

it('damages nearly every file, and the same number in the same way', () => {
  const files = mutationSeeds('nrrd');
  const same = Array.from({ length: 200 }, (_, index) => {
    const { name, bytes } = mutate('nrrd', files, 1, index);
    return files.some((file) => file.name === name && file.bytes.equals(bytes));
  });
  expect(same.filter(Boolean).length).toBeLessThan(20);
  expect(mutate('nrrd', files, 7, 3)).toEqual(mutate('nrrd', files, 7, 3));
});
