import { expect, it } from 'vitest';
import { regularGeometry } from '../../../core/geometry/index.ts';
import { whyUnfit } from '../../../renderer/features/autocontour/why-unfit.ts';

const model = { modality: 'CT', minimumExtentMm: { L: 100, P: 100, S: 150 } };
const images = (planes: number) =>
  regularGeometry({ size: [128, 128, planes], spacingMm: [2, 2, 3], originLps: [0, 0, 0] });

it('a model fits images of its kind that cover what it needs', () => {
  expect(whyUnfit(model, 'CT', images(60))).toBeNull();
  expect(whyUnfit(model, 'CT', images(40))).toBe('Needs 150 mm from feet to head: these images are shorter');
  expect(whyUnfit(model, 'MR', images(60))).toBe('Made for CT, this is MR');
  expect(whyUnfit(model, 'CT', null)).toBeNull();
});
