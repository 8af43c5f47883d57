// One file to one record: what is read, what is unused, what is refused and why.
import { describe, expect, it } from 'vitest';
import { type DicomImage, parseDicom, peekSeriesInstanceUid, readDicom } from '../../../core/dicom/index.ts';
import { AppError } from '../../../core/error/index.ts';
import { type BuiltElement, buildSlice, dicomFile, type SliceOptions } from '../../support/dicom-builder.ts';

const refusalOf = (bytes: Uint8Array): AppError => {
  try {
    readDicom(bytes);
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown;
    throw thrown;
  }
  throw new Error('was read');
};

const readImage = (options: SliceOptions): DicomImage => {
  const object = readDicom(buildSlice(options));
  if (object.kind !== 'image') throw new Error(`is a ${object.kind}`);
  return object;
};

describe('readDicom', () => {
  it.each(['explicit', 'implicit', 'big-endian', 'deflated', 'rle'] as const)('reads %s', (layout) => {
    const image = readImage({ layout, position: [-10.5, 20, 1e-3], orientation: [0, 1, 0, 0, 0, -1], isSigned: true });
    expect(image).toMatchObject({
      kind: 'image',
      modality: 'CT',
      rows: 3,
      columns: 4,
      imagePositionPatient: [-10.5, 20, 0.001],
      rowDirection: [0, 1, 0],
      columnDirection: [0, 0, -1],
      pixelSpacingMm: [0.75, 0.5],
      sliceThicknessMm: 2,
      patient: { id: 'P1', issuer: '', name: 'Phantom^Box', birthDate: '', sex: '' },
      frameOfReferenceUid: '1.2.3.9',
    });
    expect(image.pixels).toMatchObject({ bitsStored: 16, isSigned: true, rescaleSlope: 1, rescaleIntercept: -1024 });
  });

  it('keeps raw attribute text under its keyword, decoded', () => {
    const { header, patient } = readImage({
      patientName: 'M\xfcller^J\xf6rg',
      extra: [
        { tag: 0x00080005, vr: 'CS', value: 'ISO_IR 100' },
        { tag: 0x00201040, vr: 'LO', value: 'XY' },
        { tag: 0x00100021, vr: 'LO', value: 'Clinic A' },
      ],
    });
    expect(patient).toMatchObject({ name: 'Müller^Jörg', issuer: 'Clinic A' });
    expect(header).toMatchObject({
      PositionReferenceIndicator: 'XY',
      SpecificCharacterSet: 'ISO_IR 100',
      ImagePositionPatient: '-10\\-20\\30',
      StudyInstanceUID: '1.2.3.7',
    });
    expect(header).not.toHaveProperty('PatientBirthDate');
    expect(JSON.parse(JSON.stringify(header))).toEqual(header);
  });

  it('reads a data set without preamble, and one without meta information', () => {
    const whole = buildSlice({});
    expect(readDicom(whole.subarray(128 + 4))).toMatchObject({ kind: 'image' });
    const implicit = buildSlice({ layout: 'implicit' });
    const at = 132 + 12 + new DataView(implicit.buffer).getUint32(132 + 8, true);
    expect(readDicom(implicit.slice(at))).toMatchObject({ kind: 'image', transferSyntaxUid: '1.2.840.10008.1.2' });
  });

  it.each([
    ['no position', { position: null }, 'unsupported', 'DICOM_NO_GEOMETRY'],
    ['no orientation', { orientation: null }, 'unsupported', 'DICOM_NO_GEOMETRY'],
    ['no pixel spacing', { pixelSpacing: null }, 'unsupported', 'DICOM_NO_GEOMETRY'],
    ['two coordinates', { position: [1, 2] }, 'invalid-input', 'DICOM_POSITION'],
    ['a position that is no number', { position: [1, 2, Number.NaN] }, 'invalid-input', 'DICOM_POSITION'],
    ['a position 1 km away', { position: [1, 2, 1e6] }, 'invalid-input', 'DICOM_POSITION'],
    ['zero spacing', { pixelSpacing: [0, 1] }, 'invalid-input', 'DICOM_SPACING'],
    ['negative spacing', { pixelSpacing: [1, -1] }, 'invalid-input', 'DICOM_SPACING'],
    ['spacing in micrometres', { pixelSpacing: [500, 500] }, 'safety', 'DICOM_SPACING_IMPLAUSIBLE'],
    ['oblique cosines that are not unit', { orientation: [1, 0, 0, 0, 0.9, 0] }, 'invalid-input', 'DICOM_ORIENTATION'],
    ['cosines not at a right angle', { orientation: [1, 0, 0, 0.6, 0.8, 0] }, 'invalid-input', 'DICOM_ORIENTATION'],
    ['five cosines', { orientation: [1, 0, 0, 0, 1] }, 'invalid-input', 'DICOM_ORIENTATION'],
    ['slope zero', { slope: 0 }, 'invalid-input', 'DICOM_RESCALE'],
    ['a series UID that is none', { seriesInstanceUid: '1.02.x' }, 'corrupt-data', 'DICOM_UID'],
  ] as const)('refuses %s', (_name, options, kind, code) => {
    expect(refusalOf(buildSlice(options as SliceOptions))).toMatchObject({ kind, code });
  });

  const extra = (...elements: BuiltElement[]) => ({ extra: elements });
  it.each([
    [
      'colour',
      extra({ tag: 0x00280004, vr: 'CS', value: 'RGB' }, { tag: 0x00280002, vr: 'US', value: 3 }),
      'DICOM_COLOUR',
    ],
    ['many frames', extra({ tag: 0x00280008, vr: 'IS', value: '2' }), 'DICOM_MULTI_FRAME'],
    ['enhanced CT', { sopClassUid: '1.2.840.10008.5.1.4.1.1.2.1' }, 'DICOM_MULTI_FRAME'],
    ['12 bits packed', extra({ tag: 0x00280100, vr: 'US', value: 12 }), 'DICOM_BITS'],
    [
      'a modality table',
      extra({ tag: 0x00283000, vr: 'SQ', value: [[{ tag: 0x00283004, vr: 'LO', value: 'HU' }]] }),
      'DICOM_MODALITY_LUT',
    ],
  ] as const)('does not support %s', (_name, options, code) => {
    expect(refusalOf(buildSlice(options as SliceOptions))).toMatchObject({ kind: 'unsupported', code });
  });

  it('refuses a header that promises 60 000 x 60 000 without allocating it', () => {
    const huge = extra({ tag: 0x00280010, vr: 'US', value: 60_000 }, { tag: 0x00280011, vr: 'US', value: 60_000 });
    const before = process.memoryUsage().arrayBuffers;
    for (const layout of ['explicit', 'rle', 'deflated'] as const) {
      expect(refusalOf(buildSlice({ ...huge, layout }))).toMatchObject({
        kind: 'corrupt-data',
        code: 'DICOM_TRUNCATED',
      });
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50e6);
  });

  it('names the transfer syntax that it cannot decode', () => {
    const bytes = buildSlice({ layout: 'rle' });
    const at = Buffer.from(bytes.buffer).indexOf('1.2.840.10008.1.2.5\0');
    bytes.set(new TextEncoder().encode('1.2.840.10008.1.2.9\0'), at);
    const error = refusalOf(bytes);
    expect(error).toMatchObject({ kind: 'unsupported', code: 'DICOM_TRANSFER_SYNTAX' });
    expect(error.message).toContain('1.2.840.10008.1.2.9');
  });

  it.each([
    ['treatment record', [{ tag: 0x00080016, vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.481.4' }], 'treatment record'],
    ['report', [{ tag: 0x00080016, vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.88.33' }], 'report'],
    [
      'presentation state',
      [{ tag: 0x00080016, vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.11.1' }],
      'presentation state',
    ],
    ['unknown class without pixels', [{ tag: 0x00080016, vr: 'UI', value: '1.2.3' }], 'object without pixels'],
  ] as const)('has no use for a %s', (_name, elements, what) => {
    expect(readDicom(dicomFile(elements))).toMatchObject({ kind: 'unused', what });
  });

  it('finds the references of a structure set', () => {
    const series = { tag: 0x0020000e, vr: 'UI', value: '1.2.3.8' };
    const study = { tag: 0x30060014, vr: 'SQ', value: [[series]] };
    const frame = [
      { tag: 0x00200052, vr: 'UI', value: '1.2.3.9' },
      { tag: 0x30060012, vr: 'SQ', value: [[study]] },
    ];
    const bytes = dicomFile([
      { tag: 0x00080016, vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.481.3' },
      { tag: 0x00080018, vr: 'UI', value: '1.5' },
      { tag: 0x0020000d, vr: 'UI', value: '1.6' },
      { tag: 0x0020000e, vr: 'UI', value: '1.7' },
      { tag: 0x30060002, vr: 'SH', value: 'HN' },
      { tag: 0x30060010, vr: 'SQ', value: [frame] },
    ]);
    expect(readDicom(bytes)).toMatchObject({
      kind: 'structure-set',
      sopInstanceUid: '1.5',
      label: 'HN',
      referencedSeriesUids: ['1.2.3.8'],
      frameOfReferenceUids: ['1.2.3.9'],
    });
  });

  it('marks scouts by their image type', () => {
    expect(readImage({ imageType: 'ORIGINAL\\PRIMARY\\LOCALIZER' }).isLocalizer).toBe(true);
    expect(readImage({}).isLocalizer).toBe(false);
  });

  it('answers every truncation with an AppError, and cut pixels always with DICOM_TRUNCATED', () => {
    for (const layout of ['explicit', 'implicit', 'big-endian', 'deflated', 'rle'] as const) {
      const whole = buildSlice({ layout });
      for (let length = 0; length < whole.length - (layout === 'rle' ? 200 : 1); length += 7) {
        const error = refusalOf(whole.slice(0, length));
        expect(['corrupt-data', 'invalid-input']).toContain(error.kind);
      }
    }
    const whole = buildSlice({});
    expect(refusalOf(whole.slice(0, whole.length - 1))).toMatchObject({ code: 'DICOM_TRUNCATED' });
    const noPixels = buildSlice({ without: [0x7fe00010] });
    expect(refusalOf(noPixels)).toMatchObject({ code: 'DICOM_TRUNCATED' });
  });

  it('says which series a cut file belonged to, where that much is left', () => {
    const whole = buildSlice({});
    expect(peekSeriesInstanceUid(whole.slice(0, whole.length - 40))).toBe('1.2.3.8');
    expect(peekSeriesInstanceUid(whole.slice(0, 300))).toBeNull();
    expect(peekSeriesInstanceUid(Uint8Array.of(1, 2, 3))).toBeNull();
  });

  it('refuses text that is no DICOM', () => {
    expect(refusalOf(new TextEncoder().encode('hello, this is not DICOM'.repeat(20)))).toMatchObject({
      kind: 'invalid-input',
      code: 'DICOM_NOT_DICOM',
    });
  });

  it('does not recurse to death in nested sequences', () => {
    const open = Uint8Array.of(
      0x08,
      0,
      0x40,
      0x11,
      0x53,
      0x51,
      0,
      0,
      0xff,
      0xff,
      0xff,
      0xff,
      0xfe,
      0xff,
      0,
      0xe0,
      0xff,
      0xff,
      0xff,
      0xff,
    );
    const nested = new Uint8Array(open.length * 50_000);
    for (let n = 0; n < 50_000; n++) nested.set(open, n * open.length);
    const head = dicomFile([]);
    const bytes = new Uint8Array(head.length + nested.length);
    bytes.set(head);
    bytes.set(nested, head.length);
    expect(refusalOf(bytes).kind).toBe('corrupt-data');
  });

  it('stops a deflated file that grows beyond reason', () => {
    const bytes = buildSlice({
      layout: 'deflated',
      extra: [{ tag: 0x00204000, vr: 'UN', value: new Uint8Array(140e6) }],
    });
    expect(bytes.length).toBeLessThan(1e6);
    expect(refusalOf(bytes)).toMatchObject({ kind: 'resource', code: 'DICOM_INFLATED_SIZE' });
  });

  it('gives access to attributes for other decoders', () => {
    const { dataset } = parseDicom(buildSlice({ position: [1.5, -2, 3e1] }));
    expect(dataset.decimals('ImagePositionPatient')).toEqual([1.5, -2, 30]);
    expect(dataset.text('x00080060')).toBe('CT');
    expect(dataset.uint16('Rows')).toBe(3);
    expect(dataset.items('ModalityLUTSequence')).toEqual([]);
    expect(dataset.bytes('PatientComments')).toBeNull();
  });
});
