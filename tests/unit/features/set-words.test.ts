import { expect, it } from 'vitest';
import type { RoiRow } from '../../../core/contract/index.ts';
import { inOrder, lookOfRoi, roiWords, setWords } from '../../../renderer/features/structure-sets/set-words.ts';

const roi = (name: string, over: Partial<RoiRow>): RoiRow => ({
  number: 1,
  name,
  fate: 'drawn',
  contours: 3,
  points: 12,
  fates: { drawn: 3 },
  planes: 3,
  warnings: [],
  ...over,
});
const ROIS = [
  roi('Box', {}),
  roi('Partly', { fates: { drawn: 1, 'by-image': 1, 'off-plane': 1 }, planes: 2 }),
  roi('Point', { fate: 'point', contours: 1, fates: { point: 1 } }),
  roi('Damaged', { fate: 'refused', warnings: [{ code: 'ROI_DAMAGED', message: 'Damaged.' }] }),
  roi('Sagittal', { contours: 9, fates: { resampled: 9 }, planes: 12 }),
];

it('what asks for a look comes first, and every kind has its words', () => {
  expect(inOrder(ROIS).map((one) => [one.name, roiWords(one)])).toEqual([
    ['Damaged', 'Damaged.'],
    ['Point', 'A point: shown and kept'],
    ['Partly', 'Drawn on 2 slices, 1 contour taken to the slice that it names, 1 contour kept beside the voxels'],
    ['Box', 'Drawn on 3 slices'],
    ['Sagittal', 'Drawn on 12 slices, from 9 contours on planes of their own'],
  ]);
});

it('a region that is drawn but for a contour does not look as if all of it were', () => {
  expect(ROIS.slice(0, 2).map((one) => lookOfRoi(one).tone)).toEqual(['ok', 'warn']);
});

it('a set that waits says whether it would fit', () => {
  const fit = { seriesId: 's', modality: 'CT', description: '', closed: 6, onPlanes: 6, inside: 6, planes: 3 };
  const set = {
    structureSetId: 'r',
    caseId: 'c',
    label: '',
    seriesId: null,
    link: null,
    rois: ROIS.slice(0, 3),
    warnings: [],
  };
  expect(setWords({ ...set, candidates: [{ ...fit, fits: true }] })).toBe(
    'Waits for its images: 2 drawn, 1 point. Its contours fit on a series of this patient.',
  );
  expect(setWords({ ...set, candidates: [] })).toBe('Waits for its images: 2 drawn, 1 point.');
  const warnings = [{ code: 'RTSTRUCT_UNLISTED_CONTOURS', message: '1 contour was left out.' }];
  expect(setWords({ ...set, seriesId: 's', candidates: [], warnings })).toBe(
    '2 drawn, 1 point. 1 contour was left out.',
  );
});
