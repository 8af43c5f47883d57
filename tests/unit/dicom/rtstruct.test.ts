import { describe, expect, it } from 'vitest';
import { traceMaskWithKeyholes } from '../../../core/contour/index.ts';
import {
  checkSamePatient,
  decodeRtstruct,
  encodeRtstruct,
  type RtstructInput,
  structureMasks,
  verifyRtstruct,
} from '../../../core/dicom/index.ts';
import type { AppError } from '../../../core/error/index.ts';
import { regularGeometry } from '../../../core/geometry/index.ts';
import { emptyMask, isSameMask, type Mask, maskFromDense } from '../../../core/volume/index.ts';
import { dicomFile } from '../../support/dicom-builder.ts';
import { APPLICATION, inventedImage } from '../../support/rtstruct-image.ts';

const geometry = regularGeometry({
  size: [5, 4, 3],
  spacingMm: [2, 3, 4],
  originLps: [-10.5, 20.25, 100],
  direction: [0, 1, 0, 0, 0, -1, -1, 0, 0],
  frameOfReferenceUid: '1.2.826.0.1.3680043.10.1561.9',
});

const oneVoxel = (i: number, j: number, k: number): Mask => {
  const dense = new Uint8Array(60);
  dense[(k * 4 + j) * 5 + i] = 1;
  return maskFromDense(dense, geometry.size);
};

const roi = (number: number, name: string, mask: Mask, more: Partial<RtstructInput['rois'][0]> = {}) => ({
  number,
  name,
  loops: traceMaskWithKeyholes(mask),
  colourRgb: [255, 0, 0] as const,
  generationAlgorithm: 'AUTOMATIC' as const,
  generationDescription: '',
  interpretedType: 'ORGAN' as const,
  code: null,
  review: 'not-stated' as const,
  ...more,
});

const input = (more: Partial<RtstructInput> = {}): RtstructInput => ({
  image: inventedImage(3),
  geometry,
  rois: [roi(1, 'One', oneVoxel(3, 1, 2)), roi(7, 'Seven', emptyMask(geometry.size))],
  label: 'Limner',
  name: '',
  description: '',
  sopInstanceUid: '1.2.3.4',
  seriesInstanceUid: '1.2.3.5',
  seriesNumber: 900,
  date: '20260102',
  time: '030405',
  application: APPLICATION,
  contributingEquipment: [],
  ...more,
});

const errorOf = (action: () => unknown): AppError => {
  try {
    action();
  } catch (error) {
    return error as AppError;
  }
  throw new Error('nothing was thrown');
};

describe('encodeRtstruct', () => {
  it('writes the points in patient millimetres, on the plane of the image', () => {
    // Voxel (3, 1, 2): i along +y, j along -z, k along -x from (-10.5, 20.25, 100): centre (-18.5, 26.25, 97).
    const { rois } = decodeRtstruct(encodeRtstruct(input()).bytes);
    expect(rois[0]?.contours.map((c) => [...c.xyz])).toEqual([
      [-18.5, 25.25, 97, -18.5, 26.25, 98.5, -18.5, 27.25, 97, -18.5, 26.25, 95.5],
    ]);
    expect(rois[1]).toMatchObject({ number: 7, name: 'Seven', contours: [] });
  });

  it('names every image, and each contour the image that it lies on', () => {
    const set = decodeRtstruct(encodeRtstruct(input()).bytes);
    const image = inventedImage(3);
    expect(set.referencedImageUids).toEqual(image.sopInstanceUids);
    expect(set.referencedSeriesUids).toEqual([image.seriesInstanceUid]);
    expect(set.frameOfReferenceUids).toEqual([image.frameOfReferenceUid]);
    const text = new TextDecoder('latin1').decode(encodeRtstruct(input()).bytes);
    expect(text.split(image.sopInstanceUids[2] as string).length - 1).toBe(2);
    expect(text.split(image.sopInstanceUids[0] as string).length - 1).toBe(1);
  });

  it.each([
    ['a name of 65 characters', { rois: [roi(1, 'x'.repeat(65), oneVoxel(0, 0, 0))] }, 'rois.0.name'],
    ['a name with a backslash', { rois: [roi(1, 'a\\b', oneVoxel(0, 0, 0))] }, 'rois.0.name'],
    ['no name', { rois: [roi(1, '', oneVoxel(0, 0, 0))] }, 'rois.0.name'],
    ['a number used twice', { rois: [roi(1, 'a', oneVoxel(0, 0, 0)), roi(1, 'b', oneVoxel(0, 0, 0))] }, 'rois'],
    ['a name used twice', { rois: [roi(1, 'a', oneVoxel(0, 0, 0)), roi(2, 'a', oneVoxel(0, 0, 0))] }, 'rois'],
    ['a label of 17 characters', { label: 'x'.repeat(17) }, 'label'],
    ['a date that is none', { date: '20261301' }, 'date'],
    ['a UID with a leading zero', { sopInstanceUid: '1.02.3' }, 'sopInstanceUid'],
    [
      'a description of 65 characters',
      { rois: [roi(1, 'a', oneVoxel(0, 0, 0), { generationDescription: 'y'.repeat(65) })] },
      'rois.0.generationDescription',
    ],
  ] as const)('refuses %s, and says where without repeating it', (_, wrong, where) => {
    const error = errorOf(() => encodeRtstruct(input(wrong as Partial<RtstructInput>)));
    expect(error).toMatchObject({ kind: 'invalid-input', code: 'RTSTRUCT_VALUE' });
    expect(error.message).toContain(` ${where} is `);
    expect(error.message).not.toMatch(/xxx|yyy|a\\b/);
  });

  it('writes more contours than a function call takes arguments', () => {
    const [loop] = traceMaskWithKeyholes(oneVoxel(1, 1, 1));
    const loops = new Array<NonNullable<typeof loop>>(130_000).fill(loop as NonNullable<typeof loop>);
    const { bytes } = encodeRtstruct(input({ rois: [{ ...roi(1, 'Speckled', oneVoxel(1, 1, 1)), loops }] }));
    expect(bytes.length).toBeGreaterThan(130_000 * 100);
  });

  it('refuses images without a frame of reference', () => {
    const image = { ...inventedImage(3), frameOfReferenceUid: null };
    expect(errorOf(() => encodeRtstruct(input({ image }))).code).toBe('RTSTRUCT_NO_FRAME_OF_REFERENCE');
  });

  it('leaves out a malformed date of the images with a warning, and keeps names as they are', () => {
    const image = inventedImage(3);
    const odd = { ...image, patient: { ...image.patient, birthDate: '1.4.70', name: 'Ärger^X' } };
    const { bytes, warnings } = encodeRtstruct(input({ image: odd }));
    expect(warnings.map((w) => w.code)).toEqual(['RTSTRUCT_ATTRIBUTE_LEFT_EMPTY']);
    expect(warnings[0]?.message).not.toContain('1.4.70');
    expect(decodeRtstruct(bytes).patient.name).toBe('Ärger^X');
  });

  it('says so while nobody has looked', () => {
    const rois = [
      roi(1, 'a', oneVoxel(0, 0, 0), { review: 'reviewed' }),
      roi(2, 'b', oneVoxel(1, 0, 0), { review: 'ai-not-reviewed' }),
    ];
    const set = decodeRtstruct(encodeRtstruct(input({ rois, description: 'Head and neck' })).bytes);
    expect(set.description).toBe('AI, not reviewed. Head and neck');
    expect(set.approvalStatus).toBe('UNAPPROVED');
  });

  it('writes the same bytes for the same input', () => {
    expect(encodeRtstruct(input()).bytes).toEqual(encodeRtstruct(input()).bytes);
  });
});

describe('verifyRtstruct', () => {
  const masks = (one: Mask) =>
    new Map([
      [1, { name: 'One', mask: one }],
      [7, { name: 'Seven', mask: emptyMask(geometry.size) }],
    ]);

  it('counts what it found', () => {
    const { bytes } = encodeRtstruct(input());
    expect(verifyRtstruct(bytes, masks(oneVoxel(3, 1, 2)), geometry)).toEqual([
      { name: 'One', contours: 1, points: 4 },
      { name: 'Seven', contours: 0, points: 0 },
    ]);
  });

  it.each([
    ['a voxel elsewhere', masks(oneVoxel(3, 2, 2)), geometry],
    ['a structure missing', new Map([[1, { name: 'One', mask: oneVoxel(3, 1, 2) }]]), geometry],
    [
      'another name',
      new Map([...masks(oneVoxel(3, 1, 2)), [7, { name: 'Eight', mask: emptyMask(geometry.size) }]]),
      geometry,
    ],
    [
      'an image moved by half a millimetre',
      masks(oneVoxel(3, 1, 2)),
      { ...geometry, planeOriginsLps: geometry.planeOriginsLps.map((c, at) => (at % 3 === 0 ? c + 0.5 : c)) },
    ],
  ] as const)('stops at %s', (_, meant, grid) => {
    const { bytes } = encodeRtstruct(input());
    const error = errorOf(() => verifyRtstruct(bytes, meant, grid));
    expect(error).toMatchObject({ kind: 'internal', code: 'RTSTRUCT_NOT_IDENTICAL' });
  });
});

describe('structureMasks', () => {
  const set = decodeRtstruct(encodeRtstruct(input()).bytes);

  it('gives every structure of the set, empty ones with a warning', () => {
    const [one, seven] = structureMasks(set, geometry);
    expect(isSameMask((one as { mask: Mask }).mask, oneVoxel(3, 1, 2))).toBe(true);
    expect(seven?.warnings.map((w) => w.code)).toEqual(['ROI_EMPTY']);
  });

  it('refuses an image in another frame of reference', () => {
    const error = errorOf(() => structureMasks(set, { ...geometry, frameOfReferenceUid: '1.2.3' }));
    expect(error).toMatchObject({ kind: 'safety', code: 'RTSTRUCT_FRAME_OF_REFERENCE' });
  });

  it('leaves out a single structure that lies in another frame', () => {
    const mixed = { ...set, rois: set.rois.map((r, at) => (at === 0 ? { ...r, frameOfReferenceUid: '1.2.3' } : r)) };
    expect(structureMasks(mixed, geometry)[0]?.warnings.map((w) => w.code)).toEqual(['ROI_OTHER_FRAME']);
  });

  it('takes the frame that the set refers to for structures that name none', () => {
    const unnamed = { ...set, rois: set.rois.map((r) => ({ ...r, frameOfReferenceUid: null })) };
    expect(structureMasks(unnamed, geometry)[0]?.warnings).toEqual([]);
    const elsewhere = { ...unnamed, frameOfReferenceUids: ['1.2.3'] };
    expect(errorOf(() => structureMasks(elsewhere, geometry)).code).toBe('RTSTRUCT_FRAME_OF_REFERENCE');
  });
});

describe('checkSamePatient', () => {
  const set = decodeRtstruct(encodeRtstruct(input()).bytes);
  const { frameOfReferenceUid } = geometry;

  it.each([
    ['the same PatientID', 'PHANTOM', '1.2.3'],
    ['an image without PatientID', '', '1.2.3'],
    ['padding of the PatientID', ' PHANTOM ', null],
  ])('says nothing of %s', (_, patientId, frame) => {
    expect(checkSamePatient(set, { patientId, frameOfReferenceUid: frame })).toEqual([]);
  });

  it('warns of another PatientID in the same frame of reference, without repeating it', () => {
    const [warning] = checkSamePatient(set, { patientId: 'ELSE', frameOfReferenceUid });
    expect(warning?.code).toBe('RTSTRUCT_OTHER_PATIENT');
    expect(warning?.message).not.toMatch(/ELSE|PHANTOM/);
  });

  it('refuses another PatientID where no shared frame of reference speaks for it', () => {
    const unplaced = { ...set, frameOfReferenceUids: [] };
    for (const frame of [frameOfReferenceUid, null]) {
      const error = errorOf(() => checkSamePatient(unplaced, { patientId: 'ELSE', frameOfReferenceUid: frame }));
      expect(error).toMatchObject({ kind: 'safety', code: 'RTSTRUCT_PATIENT' });
    }
  });
});

/** One region a number, and for each part the region that it belongs to: a triangle at x = its place in the list. */
const setOfParts = (numbers: readonly number[], partOf: readonly number[]) =>
  dicomFile([
    { tag: 0x00080016, vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.481.3' },
    {
      tag: 0x30060020,
      vr: 'SQ',
      value: numbers.map((number) => [{ tag: 0x30060022, vr: 'IS', value: String(number) }]),
    },
    {
      tag: 0x30060039,
      vr: 'SQ',
      value: partOf.map((number, x) => [
        {
          tag: 0x30060040,
          vr: 'SQ',
          value: [
            [
              { tag: 0x30060042, vr: 'CS', value: 'CLOSED_PLANAR' },
              { tag: 0x30060050, vr: 'DS', value: `${x}\\0\\0\\${x}\\1\\0\\${x}\\1\\1` },
            ],
          ],
        },
        { tag: 0x30060084, vr: 'IS', value: String(number) },
      ]),
    },
  ]);

describe('decodeRtstruct', () => {
  it('gathers the contours of a region from all items that name it', () => {
    const { rois } = decodeRtstruct(setOfParts([4, 9], [4, 9, 4]));
    expect(rois.map(({ contours }) => contours.map(({ xyz }) => xyz[0]))).toEqual([[0, 2], [1]]);
  });

  it('refuses regions that share a number: whose contours they are cannot be told', () => {
    expect(errorOf(() => decodeRtstruct(setOfParts([4, 4], [4])))).toMatchObject({ code: 'RTSTRUCT_DAMAGED' });
  });

  it('refuses a file that is cut anywhere', () => {
    const { bytes } = encodeRtstruct(input());
    for (let end = 150; end < bytes.length; end++) {
      // Cut between two attributes of the data set it is a whole file; one that has lost its contours is not taken.
      let decoded: ReturnType<typeof decodeRtstruct> | null = null;
      try {
        decoded = decodeRtstruct(bytes.subarray(0, end));
      } catch (error) {
        expect(['corrupt-data', 'invalid-input']).toContain((error as AppError).kind);
      }
      if (decoded !== null) expect(decoded.rois[0]?.contours.length).toBe(1);
    }
  });

  it('refuses other objects', () => {
    const bytes = encodeRtstruct(input()).bytes.slice();
    const text = new TextDecoder('latin1').decode(bytes);
    for (let at = text.indexOf('481.3'); at >= 0; at = text.indexOf('481.3', at + 1)) bytes[at + 4] = 0x32;
    expect(errorOf(() => decodeRtstruct(bytes))).toMatchObject({
      kind: 'invalid-input',
      code: 'RTSTRUCT_WRONG_OBJECT',
    });
    expect(errorOf(() => decodeRtstruct(new Uint8Array(400))).kind).toBe('invalid-input');
  });

  it.each([
    ['text that is no number', '25.25', '2x.25'],
    ['numbers that are not triples', '\\25.25', '/25.25'],
  ])('refuses %s', (_, from, to) => {
    const { bytes } = encodeRtstruct(input());
    const text = new TextDecoder('latin1').decode(bytes);
    const at = text.indexOf(from);
    expect(at).toBeGreaterThan(0);
    const wrong = bytes.slice();
    wrong.set(new TextEncoder().encode(to), at);
    expect(errorOf(() => decodeRtstruct(wrong))).toMatchObject({ kind: 'corrupt-data', code: 'RTSTRUCT_DAMAGED' });
  });
});
