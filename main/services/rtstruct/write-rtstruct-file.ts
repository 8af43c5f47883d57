// Masks to an RTSTRUCT file: traced, encoded, read back and compared, and only then put in place.

import type { PatientContour } from '../../../core/contour/index.ts';
import {
  type DecodedRoi,
  encodeRtstruct,
  GENERATION_ALGORITHMS,
  type GenerationAlgorithm,
  type Predecessor,
  planeFinder,
  type RtstructEquipment,
  type RtstructImage,
  type RtstructRoi,
  type SeriesWarning,
  type VerifiedStructure,
  verifyRtstruct,
} from '../../../core/dicom/index.ts';
import { AppError } from '../../../core/error/index.ts';
import type { ImageGeometry } from '../../../core/geometry/index.ts';
import { findTg263, interpretedTypeOf } from '../../../core/terminology/index.ts';
import { writeFileAtomically } from '../../platform/atomic-write.ts';
import { type Clock, localDateTime, systemClock } from '../../platform/clock.ts';
import { type FileSystemPort, nodeFileSystem } from '../../platform/file-system.ts';
import { newUid, type RandomSource, systemRandom } from '../../platform/ids.ts';
import { contoursOfRoi } from './roi-contours.ts';
import { structureColour } from './structure-colours.ts';
import type { HoleRules, StructureToWrite } from './structure-to-write.ts';

const AS_KEYHOLES: HoleRules = { holes: 'keyhole', importedHoles: 'keep' };

export interface WriteRtstructRequest {
  readonly path: string;
  readonly image: RtstructImage;
  readonly geometry: ImageGeometry;
  readonly structures: readonly StructureToWrite[];
  /** At most 16 characters. */
  readonly label: string;
  readonly name?: string;
  readonly description?: string;
  readonly seriesNumber?: number;
  readonly application: RtstructEquipment;
  readonly contributingEquipment?: readonly RtstructEquipment[];
  /** Default: keyholes, and what came from a file as it came. */
  readonly holeRules?: HoleRules;
  /** Sets of which this is a new version. */
  readonly predecessors?: readonly Predecessor[];
}

export interface WriteRtstructPorts {
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly fileSystem: FileSystemPort;
}

export interface WrittenRtstruct {
  readonly structures: readonly VerifiedStructure[];
  readonly warnings: readonly SeriesWarning[];
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly bytes: number;
}

const nodePorts: WriteRtstructPorts = { clock: systemClock, random: systemRandom, fileSystem: nodeFileSystem };

/** Series made here are listed after those of the scanner. */
const SERIES_NUMBER = 900;

/** A clinical set has some thousand contours. Six times as many as this took 90 s and 3.6 GB to write and read back. */
const MOST_CONTOURS = 250_000;

function refuseNoise(rois: readonly RtstructRoi[]): void {
  const total = rois.reduce((sum, { loops }) => sum + loops.length, 0);
  if (total <= MOST_CONTOURS) return;
  const worst = rois.reduce((a, b) => (b.loops.length > a.loops.length ? b : a));
  throw new AppError(
    'unsupported',
    'RTSTRUCT_TOO_MANY_CONTOURS',
    `The masks have ${total} separate contours (${worst.name}: ${worst.loops.length}), more than the ${MOST_CONTOURS} that are written. They look like noise: clean them up, or keep them as masks.`,
  );
}

interface MadeRoi {
  readonly roi: RtstructRoi;
  readonly verbatim: readonly PatientContour[];
  readonly warnings: readonly SeriesWarning[];
}

/** Numbers of the file where they are free, else the lowest free ones: plans and doses refer to regions by number. */
function roiNumbers(structures: readonly StructureToWrite[]): number[] {
  const taken = new Set<number>();
  const kept = structures.map(({ from }) => {
    const number = from?.number;
    if (number === undefined || number < 0 || number >= 2 ** 31 || taken.has(number)) return null;
    taken.add(number);
    return number;
  });
  let next = 1;
  return kept.map((number) => {
    if (number !== null) return number;
    while (taken.has(next)) next++;
    taken.add(next);
    return next;
  });
}

/** The code of the table alone; its words where they fit. */
function codeOf(name: string): RtstructRoi['code'] {
  const entry = findTg263(name);
  if (entry?.fmaId == null) return null;
  return { fmaId: entry.fmaId, meaning: entry.description.length <= 64 ? entry.description : entry.name };
}

const algorithmOf = (from: DecodedRoi | undefined): GenerationAlgorithm | null =>
  GENERATION_ALGORITHMS.find((one) => one !== '' && one === from?.generationAlgorithm) ?? null;

/** A text of a file as far as it can be written again. */
const plainText = (text: string | undefined, longest: number): string =>
  (text ?? '')
    .replaceAll(/[\\\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, longest);

function observationOf(from: DecodedRoi | undefined): NonNullable<RtstructRoi['observation']> {
  const first = from?.observations[0];
  return {
    label: plainText(first?.label, 16),
    description: plainText(first?.description, 1024),
    interpreter: plainText(first?.interpreter, 64),
  };
}

function toRoi(structure: StructureToWrite, at: number, number: number, request: WriteRtstructRequest): MadeRoi {
  const { geometry, image, holeRules = AS_KEYHOLES } = request;
  const { name, mask, codeName = name } = structure;
  if (mask.size.some((n, axis) => n !== geometry.size[axis])) {
    throw new AppError(
      'invalid-input',
      'RTSTRUCT_MASK_GRID',
      `The mask of ${name} has ${mask.size.join(' x ')} voxels, the image ${geometry.size.join(' x ')}.`,
    );
  }
  const { loops, verbatim, warnings, isUntouched } = contoursOfRoi(structure, { geometry, image, ...holeRules });
  const { from } = structure;
  const roi: RtstructRoi = {
    number,
    name,
    loops: [...loops, ...verbatim],
    colourRgb: structure.colourRgb ?? structureColour(at),
    generationAlgorithm: (isUntouched ? algorithmOf(from) : null) ?? structure.generationAlgorithm,
    generationDescription: structure.generationDescription || plainText(from?.generationDescription, 64),
    interpretedType: structure.interpretedType ?? interpretedTypeOf(codeName),
    description: plainText(from?.description, 960),
    observation: observationOf(from),
    code: codeOf(codeName),
    review: structure.review,
  };
  return { roi, verbatim, warnings };
}

const nameWarnings = (structures: readonly StructureToWrite[]): SeriesWarning[] =>
  structures
    .filter(({ name, codeName = name }) => findTg263(codeName) === null)
    .map(({ name }) => ({
      code: 'STRUCTURE_NAME_NOT_TG263',
      message: `${name} is not a name of TG-263; it is written as given, without a code.`,
    }));

const emptyWarnings = (structures: readonly VerifiedStructure[]): SeriesWarning[] =>
  structures
    .filter(({ contours }) => contours === 0)
    .map(({ name }) => ({ code: 'STRUCTURE_EMPTY', message: `${name} is empty: it is listed, but has no contours.` }));

/**
 * Writes one RTSTRUCT. The bytes are decoded again and every structure compared with its mask voxel by voxel before the
 * file is put in place by one rename; on any error `path` is as it was.
 * Throws `invalid-input` for masks on another grid and texts that do not fit, `unsupported` for noise, `internal` RTSTRUCT_NOT_IDENTICAL when a
 * mask does not come back, and what the operating system refuses.
 */
export function writeRtstructFile(
  request: WriteRtstructRequest,
  ports: WriteRtstructPorts = nodePorts,
): WrittenRtstruct {
  const { geometry, structures } = request;
  const numbers = roiNumbers(structures);
  const made = structures.map((structure, at) => toRoi(structure, at, numbers[at] as number, request));
  const rois = made.map(({ roi }) => roi);
  refuseNoise(rois);
  const sopInstanceUid = newUid(ports.random);
  const seriesInstanceUid = newUid(ports.random);
  const encoded = encodeRtstruct({
    image: request.image,
    geometry,
    rois,
    label: request.label,
    name: request.name ?? '',
    description: request.description ?? '',
    sopInstanceUid,
    seriesInstanceUid,
    seriesNumber: request.seriesNumber ?? SERIES_NUMBER,
    ...localDateTime(ports.clock),
    application: request.application,
    contributingEquipment: request.contributingEquipment ?? [],
    predecessors: request.predecessors ?? [],
  });
  const meant = structures.map(({ name, mask }, at) => ({ name, mask, verbatim: made[at]?.verbatim ?? [] }));
  const masks = new Map(meant.map((one, at) => [numbers[at] as number, one]));
  const verified = verifyRtstruct(encoded.bytes, masks, geometry, planeFinder(request.image));
  writeFileAtomically(request.path, [encoded.bytes], ports.fileSystem);
  return {
    structures: verified,
    warnings: [
      ...encoded.warnings,
      ...made.flatMap(({ warnings }) => warnings),
      ...nameWarnings(structures),
      ...emptyWarnings(verified),
    ],
    sopInstanceUid,
    seriesInstanceUid,
    bytes: encoded.bytes.length,
  };
}
