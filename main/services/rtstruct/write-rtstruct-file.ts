// Masks to an RTSTRUCT file: traced, encoded, read back and compared, and only then put in place.

import { traceMaskWithKeyholes } from '../../../core/contour/index.ts';
import {
  encodeRtstruct,
  type GenerationAlgorithm,
  type ReviewState,
  type RtstructEquipment,
  type RtstructImage,
  type RtstructLoop,
  type RtstructRoi,
  type SeriesWarning,
  type VerifiedStructure,
  verifyRtstruct,
} from '../../../core/dicom/index.ts';
import { AppError } from '../../../core/error/index.ts';
import type { ImageGeometry } from '../../../core/geometry/index.ts';
import { findTg263, interpretedTypeOf, type RtRoiInterpretedType } from '../../../core/terminology/index.ts';
import type { Mask } from '../../../core/volume/index.ts';
import { writeFileAtomically } from '../../platform/atomic-write.ts';
import { type Clock, systemClock } from '../../platform/clock.ts';
import { type FileSystemPort, nodeFileSystem } from '../../platform/file-system.ts';
import { newUid, type RandomSource, systemRandom } from '../../platform/ids.ts';
import { structureColour } from './structure-colours.ts';

export interface StructureToWrite {
  /** Written as given; a name outside TG-263 gets a warning and no code. */
  readonly name: string;
  /** On the grid of the image. */
  readonly mask: Mask;
  /** Planes that are written with the points that they came with, which must enclose what the mask has there. */
  readonly importedLoops?: readonly RtstructLoop[];
  readonly colourRgb?: readonly [number, number, number];
  readonly generationAlgorithm: GenerationAlgorithm;
  /** Model id and version, at most 64 characters; '' where there is none. */
  readonly generationDescription: string;
  readonly review: ReviewState;
  /** Default: what the TG-263 name implies. */
  readonly interpretedType?: RtRoiInterpretedType;
  /** Default: the code that the TG-263 table gives the name. */
  readonly fmaId?: string | null;
}

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

const two = (n: number): string => String(n).padStart(2, '0');

/** Local date and time, as DICOM wants them where no offset from UTC is given (PS3.3 C.12.1.1.8). */
function localDateTime(clock: Clock): { date: string; time: string } {
  const now = new Date(clock.nowMs());
  return {
    date: `${String(now.getFullYear()).padStart(4, '0')}${two(now.getMonth() + 1)}${two(now.getDate())}`,
    time: `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`,
  };
}

function toRoi(structure: StructureToWrite, at: number, geometry: ImageGeometry): RtstructRoi {
  const { name, mask } = structure;
  if (mask.size.some((n, axis) => n !== geometry.size[axis])) {
    throw new AppError(
      'invalid-input',
      'RTSTRUCT_MASK_GRID',
      `The mask of ${name} has ${mask.size.join(' x ')} voxels, the image ${geometry.size.join(' x ')}.`,
    );
  }
  const imported = structure.importedLoops ?? [];
  const untouched = new Set(imported.map(({ k }) => k));
  const traced = traceMaskWithKeyholes(mask).filter(({ k }) => !untouched.has(k));
  return {
    number: at + 1,
    name,
    loops: imported.length === 0 ? traced : [...traced, ...imported].sort((a, b) => a.k - b.k),
    colourRgb: structure.colourRgb ?? structureColour(at),
    generationAlgorithm: structure.generationAlgorithm,
    generationDescription: structure.generationDescription,
    interpretedType: structure.interpretedType ?? interpretedTypeOf(name),
    fmaId: structure.fmaId === undefined ? (findTg263(name)?.fmaId ?? null) : structure.fmaId,
    review: structure.review,
  };
}

const nameWarnings = (structures: readonly StructureToWrite[]): SeriesWarning[] =>
  structures
    .filter(({ name }) => findTg263(name) === null)
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
  const rois = structures.map((structure, at) => toRoi(structure, at, geometry));
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
  });
  const masks = new Map(structures.map(({ name, mask }, at) => [at + 1, { name, mask }]));
  const verified = verifyRtstruct(encoded.bytes, masks, geometry);
  writeFileAtomically(request.path, [encoded.bytes], ports.fileSystem);
  return {
    structures: verified,
    warnings: [...encoded.warnings, ...nameWarnings(structures), ...emptyWarnings(verified)],
    sopInstanceUid,
    seriesInstanceUid,
    bytes: encoded.bytes.length,
  };
}
