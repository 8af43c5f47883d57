import { expect, it } from 'vitest';
import { decodeSegmentation, encodeSegmentation, segmentationFit } from '../../../core/dicom/index.ts';
import { boxMask } from '../../support/box-masks.ts';
import { ORIENTATIONS, phantomGrid } from '../../support/phantom-masks.ts';
import { APPLICATION, inventedImage } from '../../support/rtstruct-image.ts';

const grid = phantomGrid(ORIENTATIONS['oblique'] as readonly number[], [11, 9, 5]);

/** Whether a segmentation on the planes from `low` up to `high` may be laid on images by a person's word. */
function fitOf(low: number, high: number, geometry = grid) {
  const { bytes } = encodeSegmentation({
    type: 'BINARY',
    image: inventedImage(5),
    geometry: grid,
    segments: [
      {
        number: 1,
        name: 'A',
        mask: boxMask(grid.size, [1, 1, low], [5, 5, high]),
        colourRgb: [200, 10, 90],
        generationAlgorithm: 'MANUAL',
        generationDescription: '',
        review: 'not-stated',
        isAnatomy: true,
        fmaId: null,
      },
    ],
    label: 'SEGMENTATION',
    description: '',
    sopInstanceUid: '1.2.3.1',
    seriesInstanceUid: '1.2.3.2',
    dimensionOrganizationUid: '1.2.3.3',
    seriesNumber: 1,
    date: '20260102',
    time: '101112',
    application: APPLICATION,
    contributingEquipment: [],
  });
  return segmentationFit(decodeSegmentation(bytes), geometry);
}

it('a segmentation fits on images where all its frames lie on them, on more slices than one', () => {
  expect(fitOf(0, 5)).toEqual({ closed: 5, onPlanes: 5, inside: 5, planes: 5, fits: true });
  expect(fitOf(2, 3)).toMatchObject({ closed: 1, inside: 1, fits: false });
  const shorter = { ...grid, size: [11, 9, 4], planeOriginsLps: grid.planeOriginsLps.slice(0, 12) } as const;
  expect(fitOf(0, 5, shorter)).toMatchObject({ closed: 5, inside: 4, fits: false });
});
