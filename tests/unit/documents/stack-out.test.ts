import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { decodeRtstruct } from '../../../core/dicom/index.ts';
import { regularGeometry } from '../../../core/geometry/index.ts';
import { emptyMask } from '../../../core/volume/index.ts';
import { importRtstruct, keptContours } from '../../../main/services/documents/import-rtstruct.ts';
import { planesOfMask } from '../../../main/services/documents/plane-masks.ts';
import { rtstructFile } from '../../../main/services/documents/rtstruct-task.ts';
import type { PackedPlanes } from '../../../main/store/plane-codec.ts';
import { buildStructureSet } from '../../support/rtstruct-builder.ts';
import { APPLICATION, inventedImage } from '../../support/rtstruct-image.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const images = inventedImage(8);
const geometry = regularGeometry({
  size: [30, 30, 8],
  spacingMm: [2, 2, 3],
  originLps: [-29, -29, 0],
  frameOfReferenceUid: images.frameOfReferenceUid,
});
const sagittal = (x: number) => [x, -11, 4, x, 11, 4, x, 11, 17, x, -11, 17];
const bytes = buildStructureSet([{ name: 'Chiasm', contours: [-3.5, -0.5, 2.5].map(sagittal) }], {
  frame: images.frameOfReferenceUid ?? '1.2.3.9',
});
const set = {
  bytes,
  geometry,
  sopInstanceUids: images.sopInstanceUids,
  frameNumbers: images.sopInstanceUids.map(() => null),
  isFrameConfirmed: false,
};
const folder = tempFolder();

function written(planes: PackedPlanes) {
  const path = join(folder, 'out.dcm');
  const { warnings } = rtstructFile({
    request: { path, image: images, geometry, label: 'Set', application: APPLICATION },
    originals: [{ structureSetId: 's', bytes }],
    labelEnding: null,
    structures: [
      {
        name: 'Chiasm',
        planes,
        region: { structureSetId: 's', number: 1, name: 'Chiasm', nth: 0 },
        generationAlgorithm: '',
        generationDescription: '',
        review: 'not-stated',
      },
    ],
  });
  const contours = decodeRtstruct(readFileSync(path)).rois[0]?.contours ?? [];
  return { contours: contours.map(({ xyz }) => [...xyz]), codes: warnings.map(({ code }) => code) };
}

it('a structure on sagittal planes is drawn, and leaves with its own points while nobody changes it', () => {
  const { rois, warnings } = importRtstruct(set);
  expect(warnings.map(({ code }) => code)).toEqual(['CONTOUR_RESAMPLED']);
  expect(keptContours(set)[0]).toMatchObject({
    kept: [],
    report: { fate: 'drawn', fates: { resampled: 3 }, planes: 4 },
  });
  expect(written(rois[0]?.planes as PackedPlanes).contours).toEqual([-3.5, -0.5, 2.5].map(sagittal));
});

it('what was erased here stays erased, and it is said that the contours of the file are not there', () => {
  const { contours, codes } = written(planesOfMask(emptyMask(geometry.size)));
  expect(contours).toEqual([]);
  expect(codes).toContain('STRUCTURE_CONTOURS_LEFT_OUT');
});
