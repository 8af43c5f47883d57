// NIfTI-1 and NIfTI-2 headers of either byte order (nifti1.h, nifti2.h of the NIfTI data format working group). RAS lives
// in the NIfTI code only: x and y change sign on the way to LPS.

import { AppError } from '../error/index.ts';
import type { Size3, Vec3 } from '../geometry/index.ts';
import { checkedByteLength, damagedHeader, geometryFromSteps, unsupportedVolume } from './checks.ts';
import type { VolumeFileHeader, VoxelType } from './types.ts';

export const NIFTI1_HEADER_BYTES = 348;
export const NIFTI2_HEADER_BYTES = 540;

const TYPES: Readonly<Record<number, VoxelType>> = {
  2: 'uint8',
  4: 'int16',
  8: 'int32',
  16: 'float32',
  64: 'float64',
  256: 'int8',
  512: 'uint16',
  768: 'uint32',
  1024: 'int64',
  1280: 'uint64',
};

/** Millimetres in the spatial unit of xyzt_units; 0 is `unknown`, which every reader takes for millimetres. */
const UNIT_MM: Readonly<Record<number, number>> = { 0: 1, 1: 1000, 2: 1, 3: 0.001 };

/** The fields that matter, alike for both versions. */
interface Fields {
  readonly isLittleEndian: boolean;
  readonly isSingleFile: boolean;
  readonly dim: readonly number[];
  readonly pixdim: readonly number[];
  readonly datatype: number;
  readonly voxelOffset: number;
  readonly slope: number;
  readonly intercept: number;
  readonly units: number;
  readonly qformCode: number;
  readonly sformCode: number;
  readonly quaternion: readonly [number, number, number];
  readonly quaternionOffset: Vec3;
  readonly sform: readonly number[];
}

const ascii = (view: DataView, at: number, length: number): string => {
  let text = '';
  for (let n = 0; n < length; n++) text += String.fromCharCode(view.getUint8(at + n));
  return text;
};

function readNifti1(view: DataView, le: boolean): Fields {
  const f32 = (at: number) => view.getFloat32(at, le);
  const i16 = (at: number) => view.getInt16(at, le);
  return {
    isLittleEndian: le,
    isSingleFile: ascii(view, 344, 3) === 'n+1',
    dim: Array.from({ length: 8 }, (_, n) => i16(40 + 2 * n)),
    pixdim: Array.from({ length: 8 }, (_, n) => f32(76 + 4 * n)),
    datatype: i16(70),
    voxelOffset: f32(108),
    slope: f32(112),
    intercept: f32(116),
    units: view.getUint8(123),
    qformCode: i16(252),
    sformCode: i16(254),
    quaternion: [f32(256), f32(260), f32(264)],
    quaternionOffset: [f32(268), f32(272), f32(276)],
    sform: Array.from({ length: 12 }, (_, n) => f32(280 + 4 * n)),
  };
}

function readNifti2(view: DataView, le: boolean): Fields {
  const f64 = (at: number) => view.getFloat64(at, le);
  const i64 = (at: number) => Number(view.getBigInt64(at, le));
  return {
    isLittleEndian: le,
    isSingleFile: ascii(view, 4, 3) === 'n+2',
    dim: Array.from({ length: 8 }, (_, n) => i64(16 + 8 * n)),
    pixdim: Array.from({ length: 8 }, (_, n) => f64(104 + 8 * n)),
    datatype: view.getInt16(12, le),
    voxelOffset: i64(168),
    slope: f64(176),
    intercept: f64(184),
    units: view.getInt32(500, le),
    qformCode: view.getInt32(344, le),
    sformCode: view.getInt32(348, le),
    quaternion: [f64(352), f64(360), f64(368)],
    quaternionOffset: [f64(376), f64(384), f64(392)],
    sform: Array.from({ length: 12 }, (_, n) => f64(400 + 8 * n)),
  };
}

/** Byte order and version by the first field, which holds the header's own length. */
function readFields(head: Uint8Array): Fields {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length < NIFTI1_HEADER_BYTES) throw damagedHeader('NIfTI', 'it is cut short');
  for (const le of [true, false]) {
    const declared = view.getInt32(0, le);
    if (declared === NIFTI2_HEADER_BYTES) {
      if (head.length < NIFTI2_HEADER_BYTES) throw damagedHeader('NIfTI', 'it is cut short');
      return readNifti2(view, le);
    }
    if (declared === NIFTI1_HEADER_BYTES) {
      if (!/^n[+i]1$/.test(ascii(view, 344, 3))) {
        throw unsupportedVolume(
          'NIFTI_ANALYZE',
          'The file is Analyze 7.5, which does not say where left and right are. Convert it to NIfTI at its source.',
        );
      }
      return readNifti1(view, le);
    }
  }
  throw damagedHeader('NIfTI', 'its first field is no header length');
}

function readSize(dim: readonly number[]): Size3 {
  const count = dim[0] as number;
  if (!(count >= 1 && count <= 7)) throw damagedHeader('NIfTI', 'the number of dimensions is not 1 to 7');
  const used = dim.slice(1, count + 1);
  const beyond = used.slice(3).findIndex((n) => n > 1);
  if (beyond >= 0) {
    const what = beyond === 0 ? `${used[3]} volumes` : `${used[beyond + 3]} values a voxel`;
    throw unsupportedVolume(
      'VOLUME_NOT_3D',
      `The NIfTI file holds ${what}; one 3D volume is supported. Split it into one file each.`,
    );
  }
  return [used[0] ?? 1, used[1] ?? 1, used[2] ?? 1];
}

/** Method 2 of nifti1.h: quaternion, pixdim and the handedness factor in pixdim[0]. Columns in RAS mm. */
function qformSteps(f: Fields): { readonly steps: [Vec3, Vec3, Vec3]; readonly origin: Vec3 } {
  let [b, c, d] = f.quaternion;
  let a = 1 - (b * b + c * c + d * d);
  if (a < 1e-7) {
    // A half turn, or one that rounding took past it: the vector part alone is the rotation.
    const length = Math.hypot(b, c, d);
    b /= length;
    c /= length;
    d /= length;
    a = 0;
  } else {
    a = Math.sqrt(a);
  }
  const [sx, sy, sz] = [f.pixdim[1] as number, f.pixdim[2] as number, f.pixdim[3] as number];
  const handed = (f.pixdim[0] as number) < 0 ? -sz : sz;
  return {
    steps: [
      [(a * a + b * b - c * c - d * d) * sx, 2 * (b * c + a * d) * sx, 2 * (b * d - a * c) * sx],
      [2 * (b * c - a * d) * sy, (a * a + c * c - b * b - d * d) * sy, 2 * (c * d + a * b) * sy],
      [2 * (b * d + a * c) * handed, 2 * (c * d - a * b) * handed, (a * a + d * d - b * b - c * c) * handed],
    ],
    origin: f.quaternionOffset,
  };
}

/** Method 3 of nifti1.h: the rows of an affine, RAS mm. */
function sformSteps(f: Fields): { readonly steps: [Vec3, Vec3, Vec3]; readonly origin: Vec3 } {
  const column = (n: number): Vec3 => [f.sform[n] as number, f.sform[n + 4] as number, f.sform[n + 8] as number];
  return { steps: [column(0), column(1), column(2)], origin: column(3) };
}

// 0 - x and not -x: a negative zero would be equal to zero everywhere but in comparisons of records.
const lpsFromRas = (v: Vec3, unitMm: number): Vec3 => [0 - v[0] * unitMm, 0 - v[1] * unitMm, v[2] * unitMm + 0];

function readGeometry(f: Fields, size: Size3) {
  if (f.sformCode <= 0 && f.qformCode <= 0) {
    throw unsupportedVolume(
      'NIFTI_NO_ORIENTATION',
      'The NIfTI file does not say how it lies in the patient (sform and qform codes are 0). Export it with its orientation.',
    );
  }
  // pixdim repeats what the sform says, so its sign is of no use there; zero or NaN still means a header gone wrong.
  const isUsable = (mm: number) => (f.sformCode > 0 ? Math.abs(mm) > 0 : mm > 0);
  if (![1, 2, 3].every((n) => isUsable(f.pixdim[n] as number))) {
    throw new AppError(
      'invalid-input',
      'VOLUME_SPACING',
      'The NIfTI file has a voxel spacing (pixdim) that is zero, negative or no number. Correct it at the source.',
    );
  }
  const unitMm = UNIT_MM[f.units & 0x07];
  if (unitMm === undefined) throw damagedHeader('NIfTI', 'its unit of length is unknown');
  const { steps, origin } = f.sformCode > 0 ? sformSteps(f) : qformSteps(f);
  const [i, j, k] = steps;
  return geometryFromSteps(
    'NIfTI',
    size,
    [lpsFromRas(i, unitMm), lpsFromRas(j, unitMm), lpsFromRas(k, unitMm)],
    lpsFromRas(origin, unitMm),
  );
}

function readVoxelType(datatype: number): VoxelType {
  const type = TYPES[datatype];
  if (type !== undefined) return type;
  if (datatype === 128 || datatype === 2304) {
    throw unsupportedVolume('VOLUME_COLOUR', 'The NIfTI file is in colour; only one value a voxel is supported.');
  }
  throw unsupportedVolume(
    'VOLUME_TYPE',
    `The NIfTI voxel type ${datatype} is not supported. Save it as int16 or float32.`,
  );
}

/** Scaling of nifti1.h: a slope of 0 means none; nibabel treats a slope that is no number alike. */
function readScaling(f: Fields): { readonly slope: number; readonly intercept: number } {
  if (!Number.isFinite(f.slope) || f.slope === 0) return { slope: 1, intercept: 0 };
  if (!Number.isFinite(f.intercept)) throw damagedHeader('NIfTI', 'scl_inter is no number');
  return { slope: f.slope, intercept: f.intercept };
}

/**
 * Header of a NIfTI file. The sform is preferred, then the qform; a file with neither is refused, not guessed.
 * @param head the first 540 bytes or more (uncompressed) unless the file is shorter
 * @throws AppError `corrupt-data`, `invalid-input`, `safety`, `unsupported` (4D, colour, sheared, Analyze), `resource`
 */
export function parseNiftiHeader(head: Uint8Array): VolumeFileHeader {
  const f = readFields(head);
  const voxelType = readVoxelType(f.datatype);
  const size = readSize(f.dim);
  const byteLength = checkedByteLength('NIfTI', size, voxelType);
  const offset = f.voxelOffset;
  if (!Number.isSafeInteger(offset) || offset < 0 || (f.isSingleFile && offset < NIFTI1_HEADER_BYTES)) {
    throw damagedHeader('NIfTI', 'vox_offset does not lie behind the header');
  }
  return {
    format: 'nifti',
    geometry: readGeometry(f, size),
    voxelType,
    isLittleEndian: f.isLittleEndian,
    ...readScaling(f),
    data: { file: f.isSingleFile ? null : '*.img', offset, encoding: 'raw', byteLength },
  };
}
