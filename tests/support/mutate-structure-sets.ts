// Damaged structure sets, decoded and laid on an image in this process: no file is written, so a thousand take seconds.

import { readFileSync } from 'node:fs';
import { rasteriseLoops } from '../../core/contour/index.ts';
import { decodeRtstruct, fitOnImage, placeRoi, planeFinder, reportUnplaced } from '../../core/dicom/index.ts';
import { regularGeometry } from '../../core/geometry/index.ts';
import { mutate, type SeedFile } from './mutate.ts';
import { type BuiltRegion, boxContours, buildStructureSet } from './rtstruct-builder.ts';
import { hasSharedData, sharedPath } from './shared-data.ts';
import { type DamageReport, takeDamaged } from './take-damaged.ts';

const image = regularGeometry({
  size: [24, 24, 8],
  spacingMm: [3, 3, 3],
  originLps: [-34.5, -34.5, 0],
  frameOfReferenceUid: '1.2.3.9',
});
const sopInstanceUids = Array.from({ length: 8 }, (_, k) => `1.2.5.${k}`);

const REGIONS: readonly BuiltRegion[] = [
  { name: 'Box', contours: boxContours([-10, -10, 1.5], [10, 10, 19.5], 6), images: sopInstanceUids },
  { name: 'Xor', contours: boxContours([-9, -9, 1.5], [9, 9, 7.5], 2), geometricType: 'CLOSEDPLANAR_XOR' },
  { name: 'Point', contours: [[0, 0, 3]], geometricType: 'POINT' },
  { name: 'Line', contours: [[0, 0, 3, 5, 5, 5]], geometricType: 'OPEN_NONPLANAR' },
  { name: 'Empty', contours: [] },
];

function seeds(): SeedFile[] {
  const built = { name: 'built', bytes: Buffer.from(buildStructureSet(REGIONS)) };
  const shared = hasSharedData() ? [sharedPath('dicom/rt/pydicom_rtstruct.dcm')] : [];
  return [built, ...shared.map((path) => ({ name: 'pydicom_rtstruct', bytes: readFileSync(path) }))];
}

/** Reads it, tries it on the image, and lays every region there. */
function takeIn(bytes: Uint8Array): void {
  const set = decodeRtstruct(bytes);
  const fit = fitOnImage(set, image);
  if (!(fit.inside <= fit.onPlanes && fit.onPlanes <= fit.closed)) throw new Error('the fit counts wrong');
  const options = { planeOfImage: planeFinder({ sopInstanceUids }), isFrameConfirmed: true };
  for (const roi of set.rois) {
    reportUnplaced(roi);
    const { loops, kept, report } = placeRoi(roi, set, image, options);
    if (roi.contours.some(({ xyz }) => !xyz.every(Number.isFinite))) throw new Error('a point is not finite');
    if (report.fate === 'refused' || report.fate === 'empty') continue;
    const repeated = report.fates.repeated ?? 0;
    if (loops.length + kept.length + repeated !== roi.contours.length) throw new Error('a contour was lost');
    rasteriseLoops(loops, image.size);
  }
}

/** Takes in `count` damaged files; of each every contour is accounted for, or it is refused with one line. */
export function mutateStructureSets(count: number, seed: number): Promise<DamageReport> {
  const files = seeds();
  return takeDamaged(
    count,
    (index) => mutate('dicom', files, seed, index),
    ({ bytes }) => takeIn(bytes),
  );
}
