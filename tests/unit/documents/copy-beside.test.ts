import { expect, it } from 'vitest';
import { affineFromColumns, regularGeometry } from '../../../core/geometry/index.ts';
import { maskFromDense } from '../../../core/volume/index.ts';
import { copyWarnings } from '../../../main/services/documents/copy-words.ts';
import { cutOffMl } from '../../../main/services/documents/move-mask.ts';

it('a copy that lies beside the images is said to be empty, one that they cut how much of it is not there', () => {
  const structures = [
    { name: 'Kidney_L', planes: 3, volumeMl: 120, cutOffMl: 0.02 },
    { name: 'Liver', planes: 2, volumeMl: 1500, cutOffMl: 375 },
    { name: 'Bladder', planes: 0, volumeMl: 90, cutOffMl: 90 },
  ];
  expect(copyWarnings(structures)).toEqual([
    {
      code: 'COPY_CUT_OFF',
      message: expect.stringMatching(/^Liver: 375\.0 ml of its 1500\.0 ml \(25\.0 %\) lie beyond/),
    },
    { code: 'COPY_NOTHING_THERE', message: expect.stringMatching(/^Bladder: nothing of it lies on these images/) },
  ]);
});

it('what lies beyond other images is counted where the registration brings it', () => {
  const size = [10, 10, 10] as const;
  const from = regularGeometry({ size, spacingMm: [10, 10, 10], originLps: [0, 0, 0] });
  const all = maskFromDense(new Uint8Array(1000).fill(1), size);
  // 10 voxels of 1 ml along each axis; of those along z, planes up to 55 mm lie on these: 0 to 50.
  const lower = regularGeometry({ size: [10, 10, 12], spacingMm: [10, 10, 5], originLps: [0, 0, 0] });
  expect(cutOffMl(all, from, lower)).toBeCloseTo(400, 6);
  expect(cutOffMl(all, from, from)).toBe(0);
  const shift = affineFromColumns<'Lps', 'Lps'>([1, 0, 0], [0, 1, 0], [0, 0, 1], [30, 0, 0]);
  expect(cutOffMl(all, from, from, shift)).toBeCloseTo(300, 6);
});
