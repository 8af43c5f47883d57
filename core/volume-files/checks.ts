// Checks that every volume format shares. Each refusal says what, why and what to do in one line.

import { AppError } from '../error/index.ts';
import {
  cross,
  DIRECTION_COSINE_TOLERANCE,
  dot,
  type ImageGeometry,
  norm,
  normalise,
  type Size3,
  scale,
  type Vec3,
} from '../geometry/index.ts';
import { VOXEL_BYTES, type VoxelType } from './types.ts';

/** Largest volume that is read or written, bytes: more is no image of a patient, or does not fit a typed array. */
export const MAX_VOXEL_BYTES = 2 ** 31;

const MIN_PLAUSIBLE_SPACING_MM = 1e-3;
const MAX_PLAUSIBLE_SPACING_MM = 500;
/** Sine of the angle between a k step and the plane normal under which both are one: float32 rounding of an affine. */
const SAME_DIRECTION_TOLERANCE = 1e-5;
/** A k step this flat against its plane, as a share of its length, spans no volume. */
const FLAT_TOLERANCE = 1e-3;

export const damagedHeader = (format: string, what: string) =>
  new AppError('corrupt-data', 'VOLUME_HEADER', `The ${format} header is damaged: ${what}. Export the file again.`);

export const unsupportedVolume = (code: string, message: string) => new AppError('unsupported', code, message);

/** Three whole counts above 0 and the bytes of their voxels; refuses what does not fit before anything is allocated. */
export function checkedByteLength(format: string, size: readonly number[], type: VoxelType, layers = 1): number {
  if (size.length !== 3 || !size.every((n) => Number.isSafeInteger(n) && n > 0)) {
    throw new AppError(
      'invalid-input',
      'VOLUME_SIZE',
      `The ${format} file has a grid of ${size.join(' x ')} voxels; three counts above zero are needed.`,
    );
  }
  const bytes = size.reduce((product, n) => product * n, VOXEL_BYTES[type] * layers);
  if (bytes > MAX_VOXEL_BYTES) {
    throw new AppError(
      'resource',
      'VOLUME_TOO_LARGE',
      `The ${format} header promises ${size.join(' x ')} voxels, more than the 2 GiB that are read. Crop or resample the image.`,
    );
  }
  return bytes;
}

function checkedSpacing(format: string, column: Vec3): number {
  const length = norm(column);
  if (!Number.isFinite(length) || length === 0) {
    throw new AppError(
      'invalid-input',
      'VOLUME_SPACING',
      `The ${format} file has a voxel spacing that is zero or no number, so its voxels have no size. Correct it at the source.`,
    );
  }
  if (length < MIN_PLAUSIBLE_SPACING_MM || length > MAX_PLAUSIBLE_SPACING_MM) {
    throw new AppError(
      'safety',
      'VOLUME_SPACING_IMPLAUSIBLE',
      `The ${format} file has a voxel spacing of ${length.toPrecision(3)} mm, outside ${MIN_PLAUSIBLE_SPACING_MM} to ${MAX_PLAUSIBLE_SPACING_MM} mm. Check its units at the source.`,
    );
  }
  return length;
}

/**
 * Grid from the LPS steps of i, j, k in mm and the centre of voxel (0, 0, 0). Left-handed grids and k steps that are
 * not along the plane normal (a tilted stack) are kept; a plane whose i and j are not at a right angle is refused.
 * Throws `invalid-input` (zero, not finite, singular), `safety` (implausible spacing), `unsupported` (sheared plane).
 */
export function geometryFromSteps(
  format: string,
  size: Size3,
  steps: readonly [Vec3, Vec3, Vec3],
  origin: Vec3,
): ImageGeometry {
  const [a, b, c] = steps;
  if (!origin.every(Number.isFinite)) {
    throw new AppError('invalid-input', 'VOLUME_ORIGIN', `The ${format} file has an origin that is no number.`);
  }
  const spacing = [checkedSpacing(format, a), checkedSpacing(format, b), checkedSpacing(format, c)] as const;
  const i = scale(a, 1 / spacing[0]);
  const j = scale(b, 1 / spacing[1]);
  const straight = scale(c, 1 / spacing[2]);
  const skew = Math.abs(dot(i, j));
  const upright = norm(cross(i, j)) < FLAT_TOLERANCE ? 0 : dot(normalise(cross(i, j)), straight);
  if (Math.abs(upright) < FLAT_TOLERANCE) {
    throw new AppError(
      'invalid-input',
      'VOLUME_SINGULAR',
      `The axes of the ${format} file do not span a volume (singular affine). Correct its orientation at the source.`,
    );
  }
  if (skew > DIRECTION_COSINE_TOLERANCE) {
    throw unsupportedVolume(
      'VOLUME_SHEARED',
      `The rows and columns of the ${format} file are not at a right angle (sheared affine). Resample it to a rectangular grid.`,
    );
  }
  const normal = scale(normalise(cross(i, j)), Math.sign(upright));
  const isAlongNormal = norm(cross(normal, straight)) <= SAME_DIRECTION_TOLERANCE;
  const k = isAlongNormal ? straight : normal;
  const planeOriginsLps: number[] = [];
  for (let plane = 0; plane < size[2]; plane++) {
    planeOriginsLps.push(origin[0] + plane * c[0], origin[1] + plane * c[1], origin[2] + plane * c[2]);
  }
  return {
    size,
    spacingMm: [spacing[0], spacing[1], isAlongNormal ? spacing[2] : dot(c, normal)],
    direction: [...i, ...j, ...k].map((cosine) => cosine + 0),
    planeOriginsLps,
    frameOfReferenceUid: null,
  };
}
