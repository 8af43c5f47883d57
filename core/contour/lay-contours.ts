// Contours of one structure in the voxels of an image: on its slices, or as a stack of planes of their own.

import type { ImageGeometry } from '../geometry/index.ts';
import { isEmptyMask, type Mask } from '../volume/index.ts';
import { type ContourStack, contourStack, type StackRefusal } from './contour-stack.ts';
import { type MappedContours, mapContoursToPlanes } from './map-contours.ts';
import { type ContourFate, type ContourWarning, isInVoxels, type PatientContour } from './patient-contour.ts';
import type { PlaneOfImage } from './place-contours.ts';
import type { PlanarLoop } from './planar-loop.ts';
import { rasteriseLoops } from './rasterise.ts';
import { rasteriseStack } from './rasterise-stack.ts';

export interface LaidContours extends MappedContours {
  /** The voxels of a stack of planes that are not those of the image; null: those of the loops, `voxelsOf`. */
  readonly resampled: Mask | null;
}

/** Why closed contours off the slices have no voxels, after 'give no voxels'. */
const REASONS: Readonly<Record<StackRefusal | 'mixed' | 'beyond', string>> = {
  bent: 'not all of them lie on parallel planes',
  single: 'a single plane does not say how thick the structure is',
  far: 'their planes lie more than 10 mm apart',
  uneven: 'their planes lie at uneven distances, so what is between them is not known',
  mixed: 'other contours of the structure lie on slices, and the two cannot be joined without a guess',
  beyond: 'no voxel of this image lies between their planes',
};

const isOff = (fate: ContourFate): boolean => fate === 'off-plane' || fate === 'tilted';

const OFF_CODES: readonly string[] = ['CONTOUR_OFF_PLANE', 'CONTOUR_NOT_PLANAR'];

function withReason(mapped: MappedContours, reason: keyof typeof REASONS): LaidContours {
  const warnings = mapped.warnings.map((warning) =>
    OFF_CODES.includes(warning.code)
      ? { ...warning, message: `${warning.message.replace(/\.$/, '')}: ${REASONS[reason]}.` }
      : warning,
  );
  return { ...mapped, warnings, resampled: null };
}

function resampledWarning({ slabs, stepMm, gaps }: ContourStack, contours: number): ContourWarning {
  const missing =
    gaps === 0 ? '' : ` Planes are missing at ${gaps} ${gaps === 1 ? 'place' : 'places'}; nothing is drawn there.`;
  return {
    code: 'CONTOUR_RESAMPLED',
    contours,
    message: `${contours} contours on ${slabs.length} planes that are not slices of this image (${Number(stepMm.toFixed(2))} mm apart) were brought into the voxels: each plane counts half-way to the next.${missing}`,
  };
}

/**
 * Puts the contours of one structure into the voxels of an image: on its slices as `mapContoursToPlanes` does; where none
 * lies on a slice and the closed ones form a stack of parallel planes of their own (sagittal, coronal, oblique, between
 * the slices), as slabs of that stack. Where they form none, the warning says why.
 */
export function layContours(
  g: ImageGeometry,
  contours: readonly PatientContour[],
  planeOfImage?: PlaneOfImage,
): LaidContours {
  const mapped = mapContoursToPlanes(g, contours, planeOfImage);
  const { fates } = mapped;
  if (fates.some(isInVoxels)) {
    return fates.includes('tilted') ? withReason(mapped, 'mixed') : { ...mapped, resampled: null };
  }
  const off = contours.filter((_, at) => isOff(fates[at] as ContourFate));
  if (off.length === 0) return { ...mapped, resampled: null };
  const stack = contourStack(off);
  if (typeof stack === 'string') return withReason(mapped, stack);
  const resampled = rasteriseStack(stack, g);
  if (isEmptyMask(resampled)) return withReason(mapped, 'beyond');
  return {
    ...mapped,
    fates: fates.map((fate) => (isOff(fate) ? 'resampled' : fate)),
    warnings: [...mapped.warnings.filter(({ code }) => !OFF_CODES.includes(code)), resampledWarning(stack, off.length)],
    resampled,
  };
}

/** The voxels that laid contours enclose. */
export const voxelsOf = (
  { loops, resampled }: { readonly loops: readonly PlanarLoop[]; readonly resampled: Mask | null },
  g: ImageGeometry,
): Mask => resampled ?? rasteriseLoops(loops, g.size);

/** Mask on the image's grid of one structure's contours; see `layContours` and `rasteriseLoops`. */
export function contoursToMask(
  g: ImageGeometry,
  contours: readonly PatientContour[],
  planeOfImage?: PlaneOfImage,
): { mask: Mask; fates: ContourFate[]; warnings: ContourWarning[] } {
  const laid = layContours(g, contours, planeOfImage);
  return { mask: voxelsOf(laid, g), fates: laid.fates, warnings: laid.warnings };
}
