// A Spatial Registration read (PS3.3 A.39.1, C.20.2): where points of other frames of reference lie in its own.

import { AppError } from '../error/index.ts';
import { type Affine, affineFromRows, compose, determinant, invert } from '../geometry/index.ts';
import { parseDicom } from './dataset.ts';
import type { DicomDataset } from './dicom-dataset.ts';
import { DEFORMABLE_REGISTRATION_STORAGE, SPATIAL_REGISTRATION_STORAGE } from './sop-class.ts';
import { isValidUid } from './uid.ts';

/** From LPS mm of one frame of reference to LPS mm of another. */
export type FrameTransform = Affine<'Lps', 'Lps'>;

export interface RegisteredFrame {
  readonly frameOfReferenceUid: string;
  /** As the object states it: RIGID, RIGID_SCALE, AFFINE. */
  readonly matrixType: string;
  /** Points of this frame into the registered one (C.20.2.1.1); null where it cannot be used. */
  readonly toRegistered: FrameTransform | null;
  /** Why it is not used; null: it is. */
  readonly problem: string | null;
}

export interface Registration {
  readonly sopInstanceUid: string;
  readonly label: string;
  /** The frame that all others are brought into. */
  readonly registeredFrameUid: string;
  readonly isDeformable: boolean;
  readonly frames: readonly RegisteredFrame[];
}

/** Of lengths and right angles; matrices are written with about six digits. */
const SHAPE_TOLERANCE = 1e-3;
const MOST_SCALE = 2;

interface ReadMatrix {
  readonly matrix: FrameTransform;
  readonly type: string;
}

const damaged = (why: string) =>
  new AppError('corrupt-data', 'REG_MATRIX', `The registration cannot be used: ${why}. Have it exported again.`);

/** Why a matrix is not what its type promises; null: it is. */
function shapeProblem(matrix: FrameTransform, type: string): string | null {
  if (type !== 'RIGID' && type !== 'RIGID_SCALE')
    return `It is ${type || 'of no type'}, and only rigid ones are used here.`;
  const column = (c: number) => [matrix[c], matrix[4 + c], matrix[8 + c]] as [number, number, number];
  const columns = [column(0), column(1), column(2)];
  const dot = (a: readonly number[], b: readonly number[]) =>
    (a[0] as number) * (b[0] as number) + (a[1] as number) * (b[1] as number) + (a[2] as number) * (b[2] as number);
  const lengths = columns.map((one) => Math.sqrt(dot(one, one)));
  const isRight = [
    [0, 1],
    [0, 2],
    [1, 2],
  ].every(
    ([a = 0, b = 0]) =>
      Math.abs(dot(columns[a] ?? [], columns[b] ?? [])) <= SHAPE_TOLERANCE * (lengths[a] ?? 0) * (lengths[b] ?? 0),
  );
  const volume = determinant(matrix);
  if (Math.abs(volume) < 1e-6) return 'Its matrix makes space flat.';
  if (volume < 0) return 'Its matrix mirrors: left would be right.';
  if (!isRight) return 'Its matrix shears, which a rigid one does not.';
  const most = type === 'RIGID' ? 1 + SHAPE_TOLERANCE : MOST_SCALE;
  const isScale = lengths.every((length) => length <= most && length >= 1 / most);
  if (isScale) return null;
  return type === 'RIGID'
    ? 'It says that it is rigid, but its matrix changes sizes.'
    : 'It changes sizes by more than twice.';
}

function readMatrix(item: DicomDataset): ReadMatrix {
  const values = item.decimals('FrameOfReferenceTransformationMatrix');
  if (values.length !== 16 || !values.every(Number.isFinite)) throw damaged('a matrix has no 16 numbers');
  const [a, b, c, d] = values.slice(12) as [number, number, number, number];
  if (Math.abs(a) + Math.abs(b) + Math.abs(c) > 1e-9 || Math.abs(d - 1) > 1e-9) {
    throw damaged('the last row of a matrix is not 0 0 0 1');
  }
  const type = item.text('FrameOfReferenceTransformationMatrixType');
  return { matrix: affineFromRows<'Lps', 'Lps'>(values.slice(0, 12)), type };
}

/** All matrices of an item, the first applied first (C.20.2.1.1). */
function readFrame(item: DicomDataset): RegisteredFrame {
  const frameOfReferenceUid = item.text('FrameOfReferenceUID');
  const steps = item
    .items('MatrixRegistrationSequence')
    .flatMap((registration) => registration.items('MatrixSequence'));
  const unusable = (matrixType: string, problem: string): RegisteredFrame => ({
    frameOfReferenceUid,
    matrixType,
    toRegistered: null,
    problem,
  });
  if (steps.length === 0) return unusable('', 'It has no matrix.');
  try {
    const matrices = steps.map(readMatrix);
    const wrong = matrices.map(({ matrix, type }) => shapeProblem(matrix, type)).find((why) => why !== null);
    const matrixType = [...new Set(matrices.map(({ type }) => type))].join(', ');
    if (wrong !== undefined) return unusable(matrixType, wrong);
    const toRegistered = matrices.map(({ matrix }) => matrix).reduce((whole, next) => compose(next, whole));
    return { frameOfReferenceUid, matrixType, toRegistered, problem: null };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return unusable('', error.message);
  }
}

const isSameWay = (a: FrameTransform | null, b: FrameTransform | null): boolean =>
  a !== null && b !== null && a.every((value, at) => Math.abs(value - (b[at] as number)) < 1e-6);

/** Of a frame that stands in the object with two matrices that differ, neither is used: nobody knows which is meant. */
function withoutContradictions(frames: readonly RegisteredFrame[]): RegisteredFrame[] {
  return frames.map((frame) => {
    const isContradicted = frames.some(
      ({ frameOfReferenceUid, toRegistered: other }) =>
        frameOfReferenceUid === frame.frameOfReferenceUid &&
        other !== null &&
        frame.toRegistered !== null &&
        !isSameWay(frame.toRegistered, other),
    );
    if (!isContradicted) return frame;
    const problem = 'It has two matrices for one frame of reference, and they differ.';
    return { ...frame, toRegistered: null, problem };
  });
}

/** Throws `invalid-input` REG_OTHER_CLASS for an object of another class, `corrupt-data` where frames are not named. */
export function decodeRegistration(bytes: Uint8Array): Registration {
  const { dataset, meta } = parseDicom(bytes);
  const sopClass = dataset.text('SOPClassUID') || meta.text('MediaStorageSOPClassUID');
  const isDeformable = sopClass === DEFORMABLE_REGISTRATION_STORAGE;
  if (sopClass !== SPATIAL_REGISTRATION_STORAGE && !isDeformable) {
    throw new AppError('invalid-input', 'REG_OTHER_CLASS', 'The DICOM file is no spatial registration.');
  }
  const registeredFrameUid = dataset.text('FrameOfReferenceUID');
  const frames = isDeformable
    ? dataset.items('DeformableRegistrationSequence').map(
        (item): RegisteredFrame => ({
          frameOfReferenceUid: item.text('SourceFrameOfReferenceUID'),
          matrixType: 'DEFORMABLE',
          toRegistered: null,
          problem: 'It is deformable, and only rigid ones are used here.',
        }),
      )
    : withoutContradictions(dataset.items('RegistrationSequence').map(readFrame));
  const isNamed = isValidUid(registeredFrameUid) && frames.every((frame) => isValidUid(frame.frameOfReferenceUid));
  if (!isNamed || frames.length === 0) throw damaged('it does not name the frames of reference that it links');
  return {
    sopInstanceUid: dataset.text('SOPInstanceUID'),
    label: dataset.text('ContentLabel'),
    registeredFrameUid,
    isDeformable,
    frames,
  };
}

const identity = (): FrameTransform => affineFromRows([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]);

/** Of a frame that stands in the object once; the registered frame itself needs no item. Two that differ, and any item
 * that cannot be used (nobody knows which of them is meant): null. */
function toRegistered({ registeredFrameUid, frames }: Registration, frameUid: string): FrameTransform | null {
  const own = frames.filter(({ frameOfReferenceUid }) => frameOfReferenceUid === frameUid);
  if (own.length === 0) return frameUid === registeredFrameUid ? identity() : null;
  const [first] = own;
  const isOne = own.every(({ toRegistered: matrix }) => isSameWay(matrix, first?.toRegistered ?? null));
  return isOne ? (first?.toRegistered ?? null) : null;
}

/** Points of one frame of reference into another; null where the registration does not link them. */
export function transformBetween(
  registration: Registration,
  fromFrame: string,
  toFrame: string,
): FrameTransform | null {
  const from = toRegistered(registration, fromFrame);
  const to = toRegistered(registration, toFrame);
  return from === null || to === null ? null : compose(invert(to), from);
}
