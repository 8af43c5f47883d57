// The segments of a segmentation as masks on the planes of an image.

import { AppError } from '../error/index.ts';
import type { ImageGeometry } from '../geometry/index.ts';
import { interpretedTypeOf } from '../terminology/index.ts';
import type { Mask } from '../volume/index.ts';
import { PlaneCollector } from './plane-collector.ts';
import { patchOf, piecesOf, type SegmentOf } from './seg-pieces.ts';
import { placeFrame } from './seg-place.ts';
import type { DecodedSegment, DecodedSegmentation } from './seg-types.ts';
import type { SeriesWarning } from './types.ts';

/** A structure of a segmentation: a mask, and what the file says of it. */
export interface SegmentMask {
  readonly number: number;
  readonly name: string;
  readonly colourRgb: readonly [number, number, number] | null;
  /** What the name implies; '' where it implies nothing. */
  readonly interpretedType: string;
  readonly mask: Mask;
  readonly warnings: readonly SeriesWarning[];
  /** That hold a voxel of it. */
  readonly frames: number;
  /** From the property type, where that is a code of the Foundational Model of Anatomy. */
  readonly fmaId: string | null;
  readonly segment: DecodedSegment;
}

export interface SegmentMasks {
  /** In the order of the file. */
  readonly structures: readonly SegmentMask[];
  /** About the file. */
  readonly warnings: readonly SeriesWarning[];
}

/** Share of MaximumFractionalValue from which a voxel belongs to a structure, where nobody says another. */
export const DEFAULT_FRACTION = 0.5;

/** More values than this in a label map are no structures. */
const MOST_SEGMENTS = 4096;

/** What became of the frames of one segment. */
interface Tally {
  readonly collector: PlaneCollector;
  readonly planes: Set<number>;
  frames: number;
  offPlane: number;
  offMm: number;
  outside: number;
  repeated: number;
}

const newTally = (geometry: ImageGeometry): Tally => ({
  collector: new PlaneCollector(geometry.size),
  planes: new Set(),
  frames: 0,
  offPlane: 0,
  offMm: 0,
  outside: 0,
  repeated: 0,
});

function segmentOfFrame(set: DecodedSegmentation, frameSegment: number | null, fraction: number): SegmentOf {
  if (frameSegment === null) return (stored) => (stored === set.backgroundValue ? -1 : stored);
  if (set.type !== 'FRACTIONAL') return (stored) => (stored === 0 ? -1 : frameSegment);
  // Fractions are whole numbers: half of 255 is reached at 128.
  const least = Math.max(1, Math.ceil(fraction * set.maximumFractionalValue - 1e-9));
  return (stored) => (stored >= least ? frameSegment : -1);
}

const otherGrid = (): AppError =>
  new AppError(
    'invalid-input',
    'SEG_OTHER_GRID',
    'The segmentation lies on other pixels than these images (turned, of another size or shifted). Give the series that it was drawn on, or ask for it to be resampled.',
  );

const nothingOnPlanes = (offMm: number): AppError =>
  new AppError(
    'invalid-input',
    'SEG_OFF_PLANES',
    `No frame of the segmentation lies on a plane of these images (the first is ${offMm.toFixed(2)} mm away). Give the series that it was drawn on, or ask for it to be resampled.`,
  );

function collect(set: DecodedSegmentation, geometry: ImageGeometry, fraction: number): Map<number, Tally> {
  const tallies = new Map<number, Tally>(set.segments.map(({ number }) => [number, newTally(geometry)]));
  set.frames.forEach(({ segmentNumber, placement }, at) => {
    const segmentOf = segmentOfFrame(set, segmentNumber, fraction);
    const values = set.readFrame(at);
    const pieces = piecesOf(values, set.columns, segmentOf);
    if (pieces.length === 0) return;
    const place = placeFrame(geometry, placement, set.columns, set.rows);
    if (place.kind === 'other-grid') throw otherGrid();
    for (const piece of pieces) {
      const tally = tallies.get(piece.segment) ?? newTally(geometry);
      tallies.set(piece.segment, tally);
      if (tallies.size > MOST_SEGMENTS) {
        throw new AppError(
          'unsupported',
          'SEG_TOO_MANY_SEGMENTS',
          `The label map has more than ${MOST_SEGMENTS} values. It looks like an image, not like structures.`,
        );
      }
      tally.frames++;
      if (place.kind === 'off-plane') {
        if (tally.offPlane++ === 0) tally.offMm = place.offMm;
        continue;
      }
      const { patch, outside } = patchOf(piece, values, set.columns, segmentOf, place.at, geometry.size);
      tally.outside += outside;
      if (tally.planes.has(place.at.k)) tally.repeated++;
      tally.planes.add(place.at.k);
      if (patch !== null) tally.collector.add(patch);
    }
  });
  return tallies;
}

function warningsOf({ frames, offPlane, offMm, outside, repeated }: Tally, isDescribed: boolean): SeriesWarning[] {
  const warnings: SeriesWarning[] = [];
  const say = (code: string, message: string) => warnings.push({ code, message });
  if (!isDescribed) say('SEG_NOT_DESCRIBED', 'The file has voxels of this number, but does not say what they are.');
  if (frames === 0) say('SEG_EMPTY', 'The structure is empty.');
  if (offPlane > 0) {
    say(
      'SEG_FRAMES_OFF_PLANES',
      `${offPlane} of ${frames} frames lie on no plane of the images (the first ${offMm.toFixed(2)} mm away) and were left out.`,
    );
  }
  if (outside > 0) say('SEG_OUTSIDE', `${outside} voxels lie outside of the images and were left out.`);
  if (repeated > 0)
    say('SEG_FRAMES_REPEATED', `${repeated} frames lie on a plane that has one already; they were united.`);
  return warnings;
}

const undescribed = (number: number): DecodedSegment => ({
  number,
  label: `Segment ${number}`,
  description: '',
  algorithmType: '',
  algorithmName: '',
  category: null,
  propertyType: null,
  modifiers: [],
  colourRgb: null,
});

/** What a structure of a segmentation is called: its label, else the meaning of its code, else its number. */
export const segmentName = ({ label, propertyType, number }: DecodedSegment): string =>
  label.trim() || propertyType?.meaning.trim() || `Segment ${number}`;

/** The code of a segment where it is one of the Foundational Model of Anatomy; null for others. */
export const fmaIdOf = ({ propertyType }: DecodedSegment): string | null =>
  propertyType?.scheme === 'FMA' && /^\d{1,16}$/.test(propertyType.value) ? propertyType.value : null;

function structureOf(segment: DecodedSegment, tally: Tally, isDescribed: boolean): SegmentMask {
  const name = segmentName(segment);
  return {
    number: segment.number,
    name,
    colourRgb: segment.colourRgb,
    interpretedType: interpretedTypeOf(name),
    mask: tally.collector.finish(),
    warnings: warningsOf(tally, isDescribed),
    frames: tally.frames,
    fmaId: fmaIdOf(segment),
    segment,
  };
}

/**
 * One mask a segment, every frame on the plane where it lies. Planes without a frame are empty; segments may overlap.
 * What is left out says so in the warnings of its structure. Throws `safety` for another frame of reference than the
 * image's, `invalid-input` for frames on other pixels, or when none lies on a plane of the image.
 * @param fraction of MaximumFractionalValue from which a voxel of a FRACTIONAL segmentation counts, above 0 to 1
 */
export function segmentationMasks(
  set: DecodedSegmentation,
  geometry: ImageGeometry,
  fraction: number = DEFAULT_FRACTION,
): SegmentMasks {
  const frame = geometry.frameOfReferenceUid;
  if (frame !== null && set.frameOfReferenceUid !== null && frame !== set.frameOfReferenceUid) {
    throw new AppError(
      'safety',
      'SEG_FRAME_OF_REFERENCE',
      'The segmentation belongs to another frame of reference than this image. Give the image series that it was drawn on.',
    );
  }
  const tallies = collect(set, geometry, fraction);
  const filled = [...tallies.values()].filter(({ frames }) => frames > 0);
  const [first] = filled;
  if (first !== undefined && filled.every(({ frames, offPlane }) => offPlane === frames)) {
    throw nothingOnPlanes(first.offMm);
  }
  const described = new Map(set.segments.map((segment) => [segment.number, segment]));
  const structures = [...tallies].map(([number, tally]) =>
    structureOf(described.get(number) ?? undescribed(number), tally, described.has(number)),
  );
  return { structures, warnings: set.type === 'FRACTIONAL' ? [fractionalWarning(fraction)] : [] };
}

const fractionalWarning = (fraction: number): SeriesWarning => ({
  code: 'SEG_FRACTIONAL',
  message: `The segmentation holds fractions: a voxel was taken from ${fraction} of the greatest value on. Another threshold gives other volumes.`,
});
