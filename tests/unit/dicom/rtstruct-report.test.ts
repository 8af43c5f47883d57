import { describe, expect, it } from 'vitest';
import {
  type DecodedRtstruct,
  decodeRtstruct,
  fitOnImage,
  fmaIdOfRoi,
  placeRoi,
  planeFinder,
  reportUnplaced,
} from '../../../core/dicom/index.ts';
import { regularGeometry } from '../../../core/geometry/index.ts';
import { type BuiltRegion, boxContours, buildStructureSet } from '../../support/rtstruct-builder.ts';

const image = regularGeometry({
  size: [30, 30, 6],
  spacingMm: [2, 2, 3],
  originLps: [-29, -29, 0],
  frameOfReferenceUid: '1.2.3.9',
});
/** On planes 1, 2 and 3. */
const BOX = boxContours([-10, -10, 1.5], [10, 10, 10.5], 3);

const REGIONS: readonly BuiltRegion[] = [
  { name: 'Box', contours: BOX },
  { name: 'Isocentre', contours: [[1, 2, 3.3]], geometricType: 'POINT' },
  { name: 'Wire', contours: [[0, 0, 3, 5, 5, 3, 9, 5, 3]], geometricType: 'OPEN_PLANAR' },
  { name: 'Between', contours: [[-5, -5, 4, 5, -5, 4, 5, 5, 4]] },
  { name: 'Later', contours: [] },
];

const fatesOn = (set: DecodedRtstruct) => set.rois.map((roi) => placeRoi(roi, set, image).report.fate);

describe('what became of a region', () => {
  it('is said of every one, and what has no voxels is kept point for point', () => {
    const set = decodeRtstruct(buildStructureSet(REGIONS));
    expect(fatesOn(set)).toEqual(['drawn', 'point', 'open', 'off-plane', 'empty']);
    const [box, point, wire] = set.rois.map((roi) => placeRoi(roi, set, image));
    expect(box?.report).toMatchObject({ contours: 3, points: 12, planes: 3, fates: { drawn: 3 } });
    expect(point?.kept.map(({ fate, xyz }) => [fate, [...xyz]])).toEqual([['point', [1, 2, 3.3]]]);
    expect(wire?.kept.map(({ geometricType, xyz }) => [geometricType, xyz.length])).toEqual([['OPEN_PLANAR', 9]]);
  });

  it('is refused for one whose contours are damaged, and the others stay', () => {
    const bytes = Buffer.from(buildStructureSet(REGIONS));
    bytes.write('x', bytes.indexOf('1\\2\\3.3') + 2);
    const set = decodeRtstruct(bytes);
    expect(fatesOn(set)).toEqual(['drawn', 'refused', 'open', 'off-plane', 'empty']);
    expect(set.rois[1]).toMatchObject({ contours: [], refusal: { code: 'ROI_DAMAGED' } });
  });

  it('is said of contours that are of none: of a number that is not listed, or of no number', () => {
    const bytes = Buffer.from(buildStructureSet(REGIONS));
    // ReferencedROINumber of the items of ROIContourSequence: Box becomes 9, Isocentre loses its number.
    const tag = Buffer.from('0630840049530200', 'hex');
    for (const [own, other] of [
      ['1 ', '9 '],
      ['2 ', '  '],
    ] as const) {
      const at = bytes.indexOf(Buffer.concat([tag, Buffer.from(own)]));
      bytes.write(other, at + tag.length);
    }
    const set = decodeRtstruct(bytes);
    expect(fatesOn(set)).toEqual(['empty', 'empty', 'open', 'off-plane', 'empty']);
    expect(set.warnings).toEqual([
      {
        code: 'RTSTRUCT_UNLISTED_CONTOURS',
        message:
          '4 contours are of no region that the structure set lists (number 9, no number) and were left out. Have it exported again.',
      },
    ]);
    expect(decodeRtstruct(buildStructureSet(REGIONS)).warnings).toEqual([]);
  });

  it('waits where its images are not there, unless it encloses nothing anyway', () => {
    const set = decodeRtstruct(buildStructureSet(REGIONS));
    expect(set.rois.map((roi) => reportUnplaced(roi).fate)).toEqual(['unplaced', 'point', 'open', 'unplaced', 'empty']);
  });

  it('follows the image that a contour names, frame by frame', () => {
    const z = 3.8;
    const region = { name: 'Beside', contours: [[-5, -5, z, 5, -5, z, 5, 5, z]], images: ['1.2.5.2'] };
    const set = decodeRtstruct(buildStructureSet([region]));
    const roi = set.rois[0] as DecodedRtstruct['rois'][0];
    expect(roi.contours[0]?.images).toEqual([{ sopInstanceUid: '1.2.5.2', frameNumber: null }]);
    const sopInstanceUids = ['1.2.5.1', '1.2.5.2', '1.2.5.3', '1.2.5.4', '1.2.5.5', '1.2.5.6'];
    const { loops, report } = placeRoi(roi, set, image, { planeOfImage: planeFinder({ sopInstanceUids }) });
    expect([loops.map(({ k }) => k), report.fates]).toEqual([[1], { 'by-image': 1 }]);
    // One file of six frames: without a frame number nobody knows which is meant.
    const frames = { sopInstanceUids: sopInstanceUids.map(() => '1.2.5.2'), frameNumbers: [1, 2, 3, 4, 5, 6] };
    expect(placeRoi(roi, set, image, { planeOfImage: planeFinder(frames) }).report.fate).toBe('off-plane');
  });

  it('is refused in another frame of reference, whatever was confirmed, where another region names this one', () => {
    const set = decodeRtstruct(buildStructureSet([{ name: 'A', contours: BOX }]));
    const elsewhere = { ...set, rois: set.rois.map((roi) => ({ ...roi, frameOfReferenceUid: '1.9' })) };
    const fate = (of: DecodedRtstruct, isFrameConfirmed: boolean) =>
      placeRoi(of.rois[0] as DecodedRtstruct['rois'][0], of, image, { isFrameConfirmed }).report.fate;
    expect([fate(elsewhere, false), fate(elsewhere, true)]).toEqual(['refused', 'drawn']);
    expect(fate({ ...elsewhere, rois: [...elsewhere.rois, ...set.rois] }, true)).toBe('refused');
  });
});

describe('the fit of a set on an image that it does not name', () => {
  const fitOf = (...regions: BuiltRegion[]) => fitOnImage(decodeRtstruct(buildStructureSet(regions)), image);

  it('counts contours on slices and within the edges; points and sagittal contours say nothing', () => {
    const sagittal = { name: 'S', contours: [[0, -9, 0, 0, 9, 0, 0, 9, 12]] };
    expect(fitOf(...REGIONS.slice(0, 3), sagittal)).toEqual({
      closed: 3,
      onPlanes: 3,
      inside: 3,
      planes: 3,
      fits: true,
    });
  });

  it('does not fit between the slices, beyond the edges, or on one slice alone', () => {
    expect(fitOf({ name: 'A', contours: boxContours([-9, -9, 3], [9, 9, 12], 3) }).fits).toBe(false);
    expect(fitOf({ name: 'A', contours: boxContours([90, 0, 1.5], [99, 9, 10.5], 3) })).toMatchObject({
      onPlanes: 3,
      inside: 0,
      fits: false,
    });
    expect(fitOf({ name: 'A', contours: BOX.slice(0, 1) }).fits).toBe(false);
  });
});

it('a region has the FMA code that its observations state, if they state one', () => {
  const code = (value: string, scheme = 'FMA') => ({ value, scheme, meaning: '' });
  const of = (...codes: ReturnType<typeof code>[]) =>
    fmaIdOfRoi({ observations: [{ codes }] } as unknown as Parameters<typeof fmaIdOfRoi>[0]);
  expect([of(code('59797')), of(code('59797'), code('1', 'SCT')), of(code('59797'), code('59797'))]).toEqual([
    '59797',
    '59797',
    '59797',
  ]);
  expect([of(), of(code('1', 'SCT')), of(code('59797'), code('59798')), of(code('x'))]).toEqual([
    null,
    null,
    null,
    null,
  ]);
});
