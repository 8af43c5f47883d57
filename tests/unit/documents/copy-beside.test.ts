import { expect, it } from 'vitest';
import { nothingThere } from '../../../main/services/exchange/copy-set.ts';

it('a copy that lies beside the images is said to be empty', () => {
  const structures = [
    { name: 'Kidney_L', planes: 3 },
    { name: 'Bladder', planes: 0 },
  ];
  expect(nothingThere(structures)).toMatchObject([
    { code: 'COPY_NOTHING_THERE', message: expect.stringMatching(/^Bladder: nothing of it lies on these images/) },
  ]);
});
