// Regions whose files are odd, through the planes of a document and out again.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { decodeRtstruct } from '../../core/dicom/index.ts';
import { regularGeometry } from '../../core/geometry/index.ts';
import { importRtstruct } from '../../main/services/documents/import-rtstruct.ts';
import { rtstructFile } from '../../main/services/documents/rtstruct-task.ts';
import { boxContours, buildStructureSet } from '../support/rtstruct-builder.ts';
import { APPLICATION, inventedImage } from '../support/rtstruct-image.ts';
import { testFolder } from '../support/temp-folder.ts';

const frameOfReferenceUid = '1.2.3.9';
const geometry = regularGeometry({
  size: [30, 30, 6],
  spacingMm: [2, 2, 3],
  originLps: [-29, -29, 0],
  frameOfReferenceUid,
});
const BOX = boxContours([-10, -10, 1.5], [10, 10, 10.5], 3);

function through(bytes: Uint8Array) {
  const image = { ...inventedImage(6), frameOfReferenceUid };
  const { sopInstanceUids } = image;
  const frameNumbers = sopInstanceUids.map(() => null);
  const { rois } = importRtstruct({ bytes, geometry, sopInstanceUids, frameNumbers, isFrameConfirmed: false });
  const path = join(testFolder(), 'out.dcm');
  const { warnings } = rtstructFile({
    request: { path, image, geometry, label: 'Draft', application: APPLICATION },
    originals: [{ structureSetId: 's-1', bytes }],
    labelEnding: '',
    structures: rois.map(({ number, name, planes }) => ({
      name,
      planes,
      region: { structureSetId: 's-1', number, name, nth: 0 },
      generationAlgorithm: '',
      generationDescription: '',
      review: 'not-stated',
    })),
  });
  return { rois: decodeRtstruct(readFileSync(path)).rois, codes: warnings.map(({ code }) => code) };
}

it('a region keeps its number where one of the same name before it was refused', () => {
  const regions = [
    { name: 'GTV', contours: [[1.25, 2, 3]], geometricType: 'POINT' },
    { name: 'GTV', contours: BOX },
  ];
  const bytes = Buffer.from(buildStructureSet(regions));
  bytes.write('x', bytes.indexOf('1.25'));
  const { rois } = through(bytes);
  expect(rois.map(({ number, contours }) => [number, contours.map(({ xyz }) => [...xyz])])).toEqual([[2, BOX]]);
});

it('contours without points or type are left out with a warning, and keep nothing else from leaving', () => {
  const regions = [
    { name: 'Box', contours: [...BOX, []] },
    { name: 'Untyped', contours: [[0, 0, 3, 5, 5, 3]], geometricType: '' },
  ];
  const { rois, codes } = through(buildStructureSet(regions));
  expect(rois.map(({ contours }) => contours.length)).toEqual([3, 0]);
  expect(codes.filter((code) => code === 'STRUCTURE_CONTOURS_LEFT_OUT')).toHaveLength(2);
});
