// NIfTI-1 files (nifti1.h): the affine as sform, and as qform too wherever a quaternion can hold it, since some readers
// prefer that.

import { AppError } from '../error/index.ts';
import { cross, dot, type ImageGeometry, norm, type Vec3, voxelCount } from '../geometry/index.ts';
import { denseFromMask, type Mask, type VoxelArray } from '../volume/index.ts';
import { gridSteps } from './grid-steps.ts';
import { gzipMask } from './gzip-mask.ts';
import { NIFTI1_HEADER_BYTES } from './parse-nifti.ts';
import { VOXEL_BYTES, type VoxelType } from './types.ts';
import { littleEndianBytes, requireGrid, voxelTypeOf } from './voxel-bytes.ts';

/** Header, and four bytes that say that no extension follows. */
const VOXEL_OFFSET = NIFTI1_HEADER_BYTES + 4;
const MAX_DIMENSION = 32767;
const CODE_SCANNER_ANAT = 1;
const UNITS_MM = 2;
/** Scalar part of a quaternion below which float32 can no longer hold it. */
const HALF_TURN = 1e-6;
const FLOAT32_STEP = 2 ** -23;

const DATATYPES: Readonly<Record<VoxelType, number>> = {
  uint8: 2,
  int16: 4,
  int32: 8,
  float32: 16,
  float64: 64,
  int8: 256,
  uint16: 512,
  uint32: 768,
  int64: 1024,
  uint64: 1280,
};

const rasFromLps = (v: Vec3): Vec3 => [-v[0], -v[1], v[2]];

/** Quaternion of a rotation given by its columns: [b, c, d] with a >= 0 (nifti1.h, nifti_mat44_to_quatern). */
function quaternion(x: Vec3, y: Vec3, z: Vec3): [number, number, number] {
  const trace = x[0] + y[1] + z[2];
  let q: [number, number, number, number];
  if (trace > 0) {
    const s = 2 * Math.sqrt(1 + trace);
    q = [s / 4, (y[2] - z[1]) / s, (z[0] - x[2]) / s, (x[1] - y[0]) / s];
  } else if (x[0] >= y[1] && x[0] >= z[2]) {
    const s = 2 * Math.sqrt(1 + x[0] - y[1] - z[2]);
    q = [(y[2] - z[1]) / s, s / 4, (y[0] + x[1]) / s, (z[0] + x[2]) / s];
  } else if (y[1] >= z[2]) {
    const s = 2 * Math.sqrt(1 + y[1] - x[0] - z[2]);
    q = [(z[0] - x[2]) / s, (y[0] + x[1]) / s, s / 4, (z[1] + y[2]) / s];
  } else {
    const s = 2 * Math.sqrt(1 + z[2] - x[0] - y[1]);
    q = [(x[1] - y[0]) / s, (z[0] + x[2]) / s, (z[1] + y[2]) / s, s / 4];
  }
  const sign = q[0] < 0 ? -1 : 1;
  const vector: [number, number, number] = [sign * q[1], sign * q[2], sign * q[3]];
  return Math.abs(q[0]) < HALF_TURN ? lengthenToOne(vector) : vector;
}

/** Readers take a = sqrt(1 - b² - c² - d²). At a half turn a is 0, but float32 rounding of b, c, d can leave 1e-4 of it,
 * which turns a voxel by as much; one step up in the largest component removes that. */
function lengthenToOne(vector: [number, number, number]): [number, number, number] {
  const rounded = vector.map(Math.fround) as [number, number, number];
  const largest = rounded.reduce(
    (best, value, at) => (Math.abs(value) > Math.abs(rounded[best] as number) ? at : best),
    0,
  );
  while (rounded.reduce((sum, value) => sum + value * value, 0) < 1) {
    rounded[largest] = Math.fround((rounded[largest] as number) * (1 + FLOAT32_STEP));
  }
  return rounded;
}

interface Qform {
  readonly handed: 1 | -1;
  readonly bcd: readonly [number, number, number];
}

/** The qform of steps at right angles; null for a tilted stack, which no quaternion can hold. */
function qformOf(steps: readonly [Vec3, Vec3, Vec3]): Qform | null {
  const [x, y, z] = steps.map((step) => rasFromLps(step)).map((v) => v.map((c) => c / norm(v))) as unknown as [
    Vec3,
    Vec3,
    Vec3,
  ];
  const isRightAngled = [dot(x, y), dot(y, z), dot(z, x)].every((cosine) => Math.abs(cosine) < 1e-5);
  if (!isRightAngled) return null;
  const handed = dot(cross(x, y), z) < 0 ? -1 : 1;
  const third: Vec3 = handed < 0 ? [-z[0], -z[1], -z[2]] : z;
  return { handed, bcd: quaternion(x, y, third) };
}

/**
 * The 352 bytes before the voxels of a NIfTI-1 file (single file, little endian, no scaling).
 * @throws AppError `unsupported` for uneven slices and for more than 32767 voxels along an axis
 */
export function encodeNiftiHeader(geometry: ImageGeometry, type: VoxelType): Uint8Array<ArrayBuffer> {
  if (geometry.size.some((n) => n > MAX_DIMENSION)) {
    throw new AppError('unsupported', 'NIFTI_SIZE', `NIfTI-1 holds at most ${MAX_DIMENSION} voxels along an axis.`);
  }
  const { steps, originLps } = gridSteps(geometry);
  const bytes = new Uint8Array(VOXEL_OFFSET);
  const view = new DataView(bytes.buffer);
  const i16 = (at: number, value: number) => view.setInt16(at, value, true);
  const f32 = (at: number, value: number) => view.setFloat32(at, value, true);
  view.setInt32(0, NIFTI1_HEADER_BYTES, true);
  bytes[38] = 'r'.charCodeAt(0);
  [3, ...geometry.size, 1, 1, 1, 1].forEach((n, at) => {
    i16(40 + 2 * at, n);
  });
  i16(70, DATATYPES[type]);
  i16(72, 8 * VOXEL_BYTES[type]);
  const qform = qformOf(steps);
  [qform?.handed ?? 1, ...steps.map(norm), 0, 0, 0, 0].forEach((value, at) => {
    f32(76 + 4 * at, value);
  });
  f32(108, VOXEL_OFFSET);
  f32(112, 1);
  bytes[123] = UNITS_MM;
  const origin = rasFromLps(originLps);
  if (qform !== null) {
    i16(252, CODE_SCANNER_ANAT);
    [...qform.bcd, ...origin].forEach((value, at) => {
      f32(256 + 4 * at, value);
    });
  }
  i16(254, CODE_SCANNER_ANAT);
  const columns = [...steps.map((step) => rasFromLps(step)), origin];
  columns.forEach((column, c) => {
    for (let row = 0; row < 3; row++) f32(280 + 16 * row + 4 * c, column[row] as number);
  });
  bytes.set([0x6e, 0x2b, 0x31, 0], 344);
  return bytes;
}

/**
 * An uncompressed NIfTI-1 file on the grid of `geometry`: same size, voxel order and affine, left-handed ones too.
 * @throws AppError `invalid-input` when the number of voxels is another, `unsupported` for uneven slices
 */
export function encodeNifti(voxels: VoxelArray, geometry: ImageGeometry): Uint8Array<ArrayBuffer> {
  requireGrid(voxels.length, geometry);
  const type = voxelTypeOf(voxels);
  const header = encodeNiftiHeader(geometry, type);
  const file = new Uint8Array(header.length + VOXEL_BYTES[type] * voxelCount(geometry.size));
  file.set(header);
  file.set(littleEndianBytes(voxels), header.length);
  return file;
}

/** `encodeNifti` of a mask as uint8 0 and 1. */
export const encodeNiftiMask = (mask: Mask, geometry: ImageGeometry): Uint8Array<ArrayBuffer> =>
  encodeNifti(denseFromMask(mask), geometry);

/** The same file gzipped (.nii.gz), made from the runs of the mask without its whole grid. */
export function encodeNiftiMaskGz(mask: Mask, geometry: ImageGeometry): Uint8Array<ArrayBuffer> {
  requireGrid(voxelCount(mask.size), geometry);
  return gzipMask(mask, encodeNiftiHeader(geometry, 'uint8'));
}
