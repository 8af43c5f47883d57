import { expect, it } from 'vitest';
import { type RegisteredFrame, transformBetween } from '../../../core/dicom/index.ts';
import { affineFromRows } from '../../../core/geometry/index.ts';

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
