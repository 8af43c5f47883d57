// Where the frames of a dose lie: PS3.3 C.8.8.3.2 (Grid Frame Offset Vector).

import { AppError } from '../error/index.ts';
import { add, cross, normalise, scale, type Vec3 } from '../geometry/index.ts';
import type { DicomDataset } from './dicom-dataset.ts';
import type { Placement } from './read-placement.ts';
import type { SeriesWarning } from './types.ts';

const GRID_FRAME_OFFSET_VECTOR = 'x3004000c';
const FRAME_INCREMENT_POINTER = 'x00280009';

/** Two writings of one position, mm: DS is often rounded to two decimals. */
const SAME_POSITION_MM = 0.01;
/** Planes nearer than this, mm, are one plane written twice. */
const LEAST_STEP_MM = 0.01;
const LARGEST_OFFSET_MM = 1e5;
/** Share of the normal along z from which planes count as transverse. */
const TRANSVERSE = 1 - 1e-6;

export interface FramePlaces {
  /** LPS mm of the first voxel of every frame, x, y, z, x, … */
  readonly originsLps: readonly number[];
  /** Unit normal, signed towards growing frame number. */
  readonly normalLps: Vec3;
  /** Distances of neighbouring frames, mm. */
  readonly stepsMm: readonly number[];
  readonly warnings: readonly SeriesWarning[];
}

const refuse = (kind: 'invalid-input' | 'safety', why: string): AppError =>
  new AppError(
    kind,
    'RTDOSE_FRAME_OFFSETS',
    `The places of the dose frames are not known: ${why}. Export the dose again.`,
  );

/** The middle one of at least one step. */
export function medianStepMm(stepsMm: readonly number[]): number {
  const sorted = [...stepsMm].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] as number;
}

function readOffsets(dataset: DicomDataset, frames: number): number[] {
  const pointer = dataset.attributeTag(FRAME_INCREMENT_POINTER);
  if (pointer !== null && pointer.toLowerCase() !== GRID_FRAME_OFFSET_VECTOR) {
    throw refuse('invalid-input', 'FrameIncrementPointer names another attribute than GridFrameOffsetVector');
  }
  const offsets = dataset.decimals(GRID_FRAME_OFFSET_VECTOR);
  if (offsets.length === 0 && frames === 1) return [0];
  if (offsets.length !== frames) {
    throw refuse('invalid-input', `GridFrameOffsetVector has ${offsets.length} values for ${frames} frames`);
  }
  if (!offsets.every((mm) => Math.abs(mm) <= LARGEST_OFFSET_MM)) {
    throw refuse('invalid-input', 'GridFrameOffsetVector holds something else than plausible millimetres');
  }
  const sign = Math.sign((offsets[1] ?? 0) - (offsets[0] ?? 0));
  for (let n = 1; n < frames; n++) {
    const step = ((offsets[n] as number) - (offsets[n - 1] as number)) * sign;
    if (!(step >= LEAST_STEP_MM))
      throw refuse('invalid-input', 'GridFrameOffsetVector does not grow or fall throughout');
  }
  return offsets;
}

/**
 * Distances of the frames from the first along row x column, mm. The first value tells which of the two meanings the
 * vector has: zero, then they are distances along the normal; the z of ImagePositionPatient, then they are z of the
 * patient, which only transverse planes can have.
 */
function alongNormal(
  offsets: readonly number[],
  normal: Vec3,
  placement: Placement,
): { mm: number[]; warnings: SeriesWarning[] } {
  const first = offsets[0] as number;
  if (first === 0) return { mm: [...offsets], warnings: [] };
  const z = placement.imagePositionPatient[2];
  if (Math.abs(first - z) > SAME_POSITION_MM) {
    throw refuse(
      'safety',
      'GridFrameOffsetVector begins neither with 0 (distances) nor with the z of ImagePositionPatient (positions)',
    );
  }
  if (Math.abs(normal[2]) < TRANSVERSE) {
    throw refuse('safety', 'GridFrameOffsetVector holds z positions, but the planes are not transverse');
  }
  const isStandard = placement.rowDirection[0] > TRANSVERSE && placement.columnDirection[1] > TRANSVERSE;
  const message =
    'GridFrameOffsetVector holds z positions, which the standard allows for unturned transverse planes only; they were taken as z positions.';
  return {
    mm: offsets.map((value) => (value - first) * Math.sign(normal[2])),
    warnings: isStandard ? [] : [{ code: 'RTDOSE_OFFSETS_ABSOLUTE', message }],
  };
}

/**
 * Every frame at its own place: forwards or backwards, evenly or not. Throws `invalid-input` for a vector that does not
 * fit the frames, `safety` where its meaning is not known.
 */
export function placeFrames(dataset: DicomDataset, placement: Placement, frames: number): FramePlaces {
  const offsets = readOffsets(dataset, frames);
  const normal = normalise(cross(placement.rowDirection, placement.columnDirection));
  const { mm, warnings } = alongNormal(offsets, normal, placement);
  const originsLps = mm.flatMap((distance) => [...add(placement.imagePositionPatient, scale(normal, distance))]);
  const isReversed = (mm[1] ?? 0) < 0;
  return {
    originsLps,
    normalLps: isReversed ? scale(normal, -1) : normal,
    stepsMm: mm.slice(1).map((distance, n) => Math.abs(distance - (mm[n] as number))),
    warnings,
  };
}
