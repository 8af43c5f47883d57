// Masks to a DICOM segmentation: encoded, read back and compared, and only then put in place.

import {
  encodeSegmentation,
  type GenerationAlgorithm,
  type ReviewState,
  type RtstructEquipment,
  type RtstructImage,
  type SegmentationType,
  type SegSegment,
  type SeriesWarning,
  verifySegmentation,
} from '../../../core/dicom/index.ts';
import type { ImageGeometry } from '../../../core/geometry/index.ts';
import { findTg263, interpretedTypeOf } from '../../../core/terminology/index.ts';
import { countVoxels, type Mask } from '../../../core/volume/index.ts';
import { writeFileAtomically } from '../../platform/atomic-write.ts';
import { localDateTime, systemClock } from '../../platform/clock.ts';
import { nodeFileSystem } from '../../platform/file-system.ts';
import { newUid, systemRandom } from '../../platform/ids.ts';
import type { WriteRtstructPorts } from '../rtstruct/index.ts';
import { structureColour } from '../rtstruct/structure-colours.ts';

export interface SegStructure {
  /** Written as given. */
  readonly name: string;
  /** On the grid of the image. */
  readonly mask: Mask;
  readonly colourRgb?: readonly [number, number, number] | undefined;
  readonly generationAlgorithm: GenerationAlgorithm;
  /** Model id and version, at most 64 characters; '' where there is none. */
  readonly generationDescription: string;
  readonly review: ReviewState;
  /** Default: what the TG-263 name implies. */
  readonly interpretedType?: string | undefined;
  /** The name by which the TG-263 table is asked for its code, where a destination calls the structure otherwise. */
  readonly codeName?: string | undefined;
  /** The code that it came with, written where the table does not have its name. */
  readonly fmaId?: string | null;
}

export interface WriteSegRequest {
  readonly path: string;
  readonly type: Exclude<SegmentationType, 'FRACTIONAL'>;
  readonly image: RtstructImage;
  readonly geometry: ImageGeometry;
  readonly structures: readonly SegStructure[];
  /** (0070,0081), at most 64 characters. */
  readonly description: string;
  readonly application: RtstructEquipment;
  readonly contributingEquipment?: readonly RtstructEquipment[];
}

export interface WrittenSeg {
  readonly structures: readonly { readonly name: string; readonly number: number; readonly voxels: number }[];
  readonly warnings: readonly SeriesWarning[];
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly bytes: number;
}

const nodePorts: WriteRtstructPorts = { clock: systemClock, random: systemRandom, fileSystem: nodeFileSystem };

/** Series made here are listed after those of the scanner. */
const SERIES_NUMBER = 910;

const NOT_ANATOMY: readonly string[] = [
  'PTV',
  'CTV',
  'GTV',
  'DOSE_REGION',
  'CONTROL',
  'AVOIDANCE',
  'BOLUS',
  'SUPPORT',
  'FIXATION',
  'MARKER',
  'DEVICE',
];

function toSegment(structure: SegStructure, at: number): SegSegment {
  const { name, mask, generationAlgorithm, generationDescription, review } = structure;
  const type = structure.interpretedType ?? interpretedTypeOf(name);
  return {
    number: at + 1,
    name,
    mask,
    colourRgb: structure.colourRgb ?? structureColour(at),
    generationAlgorithm,
    generationDescription,
    review,
    isAnatomy: !NOT_ANATOMY.includes(type),
    fmaId: findTg263(structure.codeName ?? name)?.fmaId ?? structure.fmaId ?? null,
  };
}

const codeWarnings = (segments: readonly SegSegment[]): SeriesWarning[] =>
  segments
    .filter(({ fmaId }) => fmaId === null)
    .map(({ name }) => ({
      code: 'SEG_NO_CODE',
      message: `${name} has no code in the table of TG-263; it is written with a code of our own that says so.`,
    }));

const emptyWarnings = (segments: WrittenSeg['structures']): SeriesWarning[] =>
  segments
    .filter(({ voxels }) => voxels === 0)
    .map(({ name }) => ({ code: 'STRUCTURE_EMPTY', message: `${name} is empty: it is listed, but has no frames.` }));

/**
 * Writes one segmentation. The bytes are decoded again and every segment compared with its mask voxel by voxel before the
 * file is put in place by one rename; on any error `path` is as it was.
 * Throws what `encodeSegmentation` does, `internal` SEG_NOT_IDENTICAL when a mask does not come back, and what the
 * operating system refuses.
 */
export function writeSegFile(request: WriteSegRequest, ports: WriteRtstructPorts = nodePorts): WrittenSeg {
  const { geometry, type, image, description, application } = request;
  const segments = request.structures.map(toSegment);
  const sopInstanceUid = newUid(ports.random);
  const seriesInstanceUid = newUid(ports.random);
  const encoded = encodeSegmentation({
    type,
    image,
    geometry,
    segments,
    label: 'SEGMENTATION',
    description,
    sopInstanceUid,
    seriesInstanceUid,
    dimensionOrganizationUid: newUid(ports.random),
    seriesNumber: SERIES_NUMBER,
    ...localDateTime(ports.clock),
    application,
    contributingEquipment: request.contributingEquipment ?? [],
  });
  verifySegmentation(encoded.bytes, segments, geometry);
  writeFileAtomically(request.path, [encoded.bytes], ports.fileSystem);
  const structures = segments.map(({ name, number, mask }) => ({ name, number, voxels: countVoxels(mask) }));
  return {
    structures,
    warnings: [...encoded.warnings, ...codeWarnings(segments), ...emptyWarnings(structures)],
    sopInstanceUid,
    seriesInstanceUid,
    bytes: encoded.bytes.length,
  };
}
