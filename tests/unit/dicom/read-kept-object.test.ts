// Objects that are kept without being understood, and directories.
import { describe, expect, it } from 'vitest';
import { readDicom } from '../../../core/dicom/index.ts';
import { AppError } from '../../../core/error/index.ts';
import { type BuiltElement, dicomFile } from '../../support/dicom-builder.ts';

const ui = (tag: number, value: string): BuiltElement => ({ tag, vr: 'UI', value });
const sequence = (tag: number, ...value: BuiltElement[][]): BuiltElement => ({ tag, vr: 'SQ', value });

const identity = (sopClassUid: string): BuiltElement[] => [
  ui(0x00080016, sopClassUid),
  ui(0x00080018, '1.2.3.50'),
  { tag: 0x0008103e, vr: 'LO', value: 'What it is' },
  { tag: 0x00100020, vr: 'LO', value: 'P1' },
  ui(0x0020000d, '1.2.3.7'),
  ui(0x0020000e, '1.2.3.51'),
  ui(0x00200052, '1.2.3.9'),
];

describe('objects kept for later', () => {
  it.each([
    ['1.2.840.10008.5.1.4.1.1.66.4', 'SEG'],
    ['1.2.840.10008.5.1.4.1.1.481.2', 'RTDOSE'],
    ['1.2.840.10008.5.1.4.1.1.481.5', 'RTPLAN'],
    ['1.2.840.10008.5.1.4.1.1.481.8', 'RTPLAN'],
    ['1.2.840.10008.5.1.4.1.1.66.1', 'REG'],
    ['1.2.840.10008.5.1.4.1.1.66.3', 'REG'],
  ])('class %s is %s', (sopClassUid, kept) => {
    expect(readDicom(dicomFile(identity(sopClassUid)))).toMatchObject({
      kind: 'kept-object',
      kept,
      sopInstanceUid: '1.2.3.50',
      seriesInstanceUid: '1.2.3.51',
      frameOfReferenceUid: '1.2.3.9',
      description: 'What it is',
      patient: { id: 'P1' },
    });
  });

  it('says what they name', () => {
    const seg = readDicom(
      dicomFile([
        ...identity('1.2.840.10008.5.1.4.1.1.66.4'),
        sequence(0x00081115, [ui(0x0020000e, '1.2.3.8')]),
        sequence(0x00081200, [sequence(0x00081115, [ui(0x0020000e, '1.2.3.88')])]),
      ]),
    );
    expect(seg).toMatchObject({ references: { seriesInstanceUids: ['1.2.3.8', '1.2.3.88'] } });
    const dose = readDicom(
      dicomFile([
        ...identity('1.2.840.10008.5.1.4.1.1.481.2'),
        sequence(0x300c0002, [ui(0x00081155, '1.2.3.60')]),
        sequence(0x300c0060, [ui(0x00081155, '1.2.3.61')]),
      ]),
    );
    expect(dose).toMatchObject({ references: { sopInstanceUids: ['1.2.3.60', '1.2.3.61'] } });
    const registration = readDicom(
      dicomFile([
        ...identity('1.2.840.10008.5.1.4.1.1.66.1'),
        sequence(0x00700308, [ui(0x00200052, '1.2.3.9')], [ui(0x00200052, '1.2.3.10')]),
      ]),
    );
    expect(registration).toMatchObject({ references: { frameOfReferenceUids: ['1.2.3.9', '1.2.3.10'] } });
  });

  it('wants an identity', () => {
    const withoutUid = identity('1.2.840.10008.5.1.4.1.1.66.4').filter(({ tag }) => tag !== 0x00080018);
    expect(() => readDicom(dicomFile([...withoutUid, ui(0x00080018, '')]))).toThrow(AppError);
  });
});

describe('a DICOMDIR', () => {
  it('names files by their folders, leaving out records struck out', () => {
    const file = (id: string, inUse = 0xffff): BuiltElement[] => [
      { tag: 0x00041410, vr: 'US', value: inUse },
      { tag: 0x00041500, vr: 'CS', value: id },
    ];
    const series: BuiltElement[] = [{ tag: 0x00041410, vr: 'US', value: 0xffff }];
    const records = sequence(0x00041220, series, file('DICOM\\ST1\\IM1'), file('IM2'), file('IM3', 0));
    expect(readDicom(dicomFile([ui(0x00080016, '1.2.840.10008.1.3.10'), records]))).toEqual({
      kind: 'directory',
      fileIds: [['DICOM', 'ST1', 'IM1'], ['IM2']],
    });
  });
});
