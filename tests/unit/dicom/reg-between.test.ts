import { expect, it } from 'vitest';
import { decodeRegistration, type RegisteredFrame, transformBetween } from '../../../core/dicom/index.ts';
import { affineFromRows } from '../../../core/geometry/index.ts';
import { dicomFile } from '../../support/dicom-builder.ts';

const frame = (over: Partial<RegisteredFrame> = {}): RegisteredFrame => ({
  frameOfReferenceUid: '1.2.2',
  matrixType: 'RIGID',
  toRegistered: affineFromRows([1, 0, 0, 5, 0, 1, 0, 0, 0, 0, 1, 0]),
  problem: null,
  ...over,
});
const affine = frame({ matrixType: 'AFFINE', toRegistered: null, problem: 'It is AFFINE.' });
const moved = frame({ toRegistered: affineFromRows([1, 0, 0, 6, 0, 1, 0, 0, 0, 0, 1, 0]) });
const link = (...frames: RegisteredFrame[]) =>
  transformBetween(
    { sopInstanceUid: '', label: '', registeredFrameUid: '1.2.1', isDeformable: false, frames },
    '1.2.2',
    '1.2.1',
  );

it('a frame that stands in a registration twice is linked only where both items agree and can be used', () => {
  expect(link(frame())?.[3]).toBe(5);
  expect(link(frame(), frame())?.[3]).toBe(5);
  expect(link(frame(), moved)).toBeNull();
  expect(link(frame(), affine)).toBeNull();
  expect(link(affine, frame())).toBeNull();
});

it('says why a frame with two matrices is not used', () => {
  const uid = (tag: number, value: string) => ({ tag, vr: 'UI', value });
  const matrix = (x: number) => [
    { tag: 0x0070030c, vr: 'CS', value: 'RIGID' },
    { tag: 0x300600c6, vr: 'DS', value: `1\\0\\0\\${x}\\0\\1\\0\\0\\0\\0\\1\\0\\0\\0\\0\\1` },
  ];
  const item = (x: number) => [
    uid(0x00200052, '1.2.2'),
    { tag: 0x00700309, vr: 'SQ', value: [[{ tag: 0x0070030a, vr: 'SQ', value: [matrix(x)] }]] },
  ];
  const bytes = (...places: number[]) =>
    dicomFile([
      uid(0x00080016, '1.2.840.10008.5.1.4.1.1.66.1'),
      uid(0x00080018, '1.2.9'),
      uid(0x00200052, '1.2.1'),
      { tag: 0x00700308, vr: 'SQ', value: places.map(item) },
    ]);
  const problems = (...places: number[]) => decodeRegistration(bytes(...places)).frames.map(({ problem }) => problem);
  expect(problems(5, 5)).toEqual([null, null]);
  const why = 'It has two matrices for one frame of reference, and they differ.';
  expect(problems(5, 6)).toEqual([why, why]);
});
