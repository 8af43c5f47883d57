// Which images can share one stack. A DICOM series may mix scouts, screen captures, orientations, sizes and phases;
// each becomes a group of its own, and images that cannot be told apart by anything they say are refused, not guessed.

import { AppError } from '../error/index.ts';
import { cross, dot, type Vec3 } from '../geometry/index.ts';
import type { DicomImage } from './types.ts';

/** Largest difference of a direction cosine inside one stack: rounding of DS values to six digits or more. */
const SAME_ORIENTATION_TOLERANCE = 1e-4;
/** Largest relative difference of pixel spacing inside one stack. */
const SAME_SPACING_TOLERANCE = 1e-4;
/** Planes nearer than this along their normal, mm, are at one position. */
const SAME_POSITION_MM = 0.01;

/** Attributes that tell the phases, echoes or acquisitions of one series apart, the most specific first. */
const PHASE_KEYWORDS = [
  'TemporalPositionIdentifier',
  'DiffusionBValue',
  'EchoNumbers',
  'EchoTime',
  'InversionTime',
  'TriggerTime',
  'ImageType',
  'ConvolutionKernel',
  'KVP',
  'AcquisitionNumber',
] as const;

export interface ImageGroup {
  /** In k order. All share series, size, spacing, orientation and frame of reference; no two share a position. */
  readonly images: readonly DicomImage[];
  /** Stable text that tells this group from others of the same files. */
  readonly key: string;
  /** In words, by what a series with several images at one position was split; null when it was not. */
  readonly splitBy: string | null;
}

export interface GroupingResult {
  readonly groups: readonly ImageGroup[];
  /** Images that share a position and differ in nothing that would tell them apart. */
  readonly ambiguous: readonly { readonly images: readonly DicomImage[]; readonly error: AppError }[];
}

/** Plane normal: row direction x column direction, the direction of growing k. */
export const planeNormal = (image: DicomImage): Vec3 => cross(image.rowDirection, image.columnDirection);

const exactKey = (image: DicomImage): string =>
  [
    image.patient.id,
    image.patient.issuer,
    image.studyInstanceUid,
    image.seriesInstanceUid,
    image.modality,
    image.sopClassUid,
    image.frameOfReferenceUid ?? '',
    image.columns,
    image.rows,
    image.isLocalizer ? 'localizer' : '',
    image.header['StackID'] ?? '',
  ].join('\n');

const isNear = (a: readonly number[], b: readonly number[], tolerance: number): boolean =>
  a.every((value, at) => Math.abs(value - (b[at] as number)) <= tolerance);

const sharesStack = (a: DicomImage, b: DicomImage): boolean =>
  isNear(a.rowDirection, b.rowDirection, SAME_ORIENTATION_TOLERANCE) &&
  isNear(a.columnDirection, b.columnDirection, SAME_ORIENTATION_TOLERANCE) &&
  isNear(a.pixelSpacingMm, b.pixelSpacingMm, SAME_SPACING_TOLERANCE * a.pixelSpacingMm[0]);

/** An order that depends on the images alone. */
const inFileOrder = (a: DicomImage, b: DicomImage): number =>
  a.sopInstanceUid === b.sopInstanceUid
    ? (a.frameNumber ?? 0) - (b.frameNumber ?? 0)
    : a.sopInstanceUid < b.sopInstanceUid
      ? -1
      : 1;

/** Sorted along the normal of the first image; ties by instance number and UID, so that the order never depends on the
 * order of the files. */
function sortAlongNormal(images: readonly DicomImage[]): { image: DicomImage; depthMm: number }[] {
  const normal = planeNormal(images[0] as DicomImage);
  return images
    .map((image) => ({ image, depthMm: dot(image.imagePositionPatient, normal) }))
    .sort(
      (a, b) =>
        a.depthMm - b.depthMm ||
        (a.image.instanceNumber ?? 0) - (b.image.instanceNumber ?? 0) ||
        inFileOrder(a.image, b.image),
    );
}

/** How many images share the most crowded position. */
function crowding(sorted: readonly { readonly depthMm: number }[]): number {
  let most = 1;
  let start = 0;
  for (let at = 1; at < sorted.length; at++) {
    if ((sorted[at]?.depthMm ?? 0) - (sorted[at - 1]?.depthMm ?? 0) > SAME_POSITION_MM) start = at;
    most = Math.max(most, at - start + 1);
  }
  return most;
}

function partition(images: readonly DicomImage[], phaseOf: (image: DicomImage) => string): Map<string, DicomImage[]> {
  const parts = new Map<string, DicomImage[]>();
  for (const image of images) {
    const value = phaseOf(image);
    const part = parts.get(value);
    if (part === undefined) parts.set(value, [image]);
    else part.push(image);
  }
  return parts;
}

/** Ways to tell phases apart, the plainest first: one attribute, two together (echoes of several phases), then the
 * dimensions that a multi-frame file names. An image that lacks the attribute has the value ''. */
function* splitters(images: readonly DicomImage[]): Generator<readonly [string, (image: DicomImage) => string]> {
  const varying = PHASE_KEYWORDS.filter((keyword) => {
    const values = new Set(images.map(({ header }) => header[keyword] ?? ''));
    return values.size > 1 && !values.has('');
  });
  for (const keyword of varying) yield [keyword, ({ header }) => header[keyword] ?? ''];
  for (const [at, one] of varying.entries()) {
    for (const other of varying.slice(at + 1)) {
      yield [`${one} and ${other}`, ({ header }) => `${header[one]}, ${header[other]}`];
    }
  }
  yield ['the dimensions of the file', ({ dimensionKey }) => dimensionKey];
}

/** The first of `splitters` that gives exactly as many stacks as images share a position. */
function splitPhases(images: readonly DicomImage[], phases: number) {
  for (const [name, phaseOf] of splitters(images)) {
    const parts = partition(images, phaseOf);
    if (parts.size !== phases) continue;
    const stacks = [...parts].map(([value, part]) => ({ value, sorted: sortAlongNormal(part) }));
    if (stacks.every(({ sorted }) => crowding(sorted) === 1)) return { name, stacks };
  }
  return null;
}

function ambiguousImages(images: readonly DicomImage[], phases: number): AppError {
  return new AppError(
    'unsupported',
    'DICOM_DUPLICATE_POSITIONS',
    `Up to ${phases} of the ${images.length} images of a series share one position, and no attribute tells them apart, so they form no stack. Export each phase as a series of its own.`,
  );
}

/**
 * Groups images into stacks. The order of the input does not matter. Never throws: what cannot be grouped is returned
 * as ambiguous with its reason.
 */
export function groupImages(images: readonly DicomImage[]): GroupingResult {
  const candidates = new Map<string, DicomImage[][]>();
  const inFixedOrder = [...images].sort(inFileOrder);
  for (const image of inFixedOrder) {
    const key = exactKey(image);
    const stacks = candidates.get(key) ?? [];
    candidates.set(key, stacks);
    const stack = stacks.find((members) => sharesStack(members[0] as DicomImage, image));
    if (stack === undefined) stacks.push([image]);
    else stack.push(image);
  }
  const groups: ImageGroup[] = [];
  const ambiguous: { images: readonly DicomImage[]; error: AppError }[] = [];
  for (const [exact, stacks] of candidates) {
    for (const stack of stacks) {
      const sorted = sortAlongNormal(stack);
      const first = sorted[0]?.image as DicomImage;
      const plane = [...first.rowDirection, ...first.columnDirection, ...first.pixelSpacingMm];
      const key = [exact, ...plane.map((value) => value.toFixed(3))].join('\n');
      const phases = crowding(sorted);
      if (phases === 1) {
        groups.push({ images: sorted.map(({ image }) => image), key, splitBy: null });
        continue;
      }
      const split = splitPhases(stack, phases);
      if (split === null) {
        ambiguous.push({ images: sorted.map(({ image }) => image), error: ambiguousImages(stack, phases) });
        continue;
      }
      for (const { value, sorted: part } of split.stacks) {
        groups.push({
          images: part.map(({ image }) => image),
          key: `${key}\n${split.name}=${value}`,
          splitBy: split.name,
        });
      }
    }
  }
  return { groups, ambiguous };
}
