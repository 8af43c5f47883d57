// Any file that holds structures -> masks on one grid, with what the file says of each: RTSTRUCT, DICOM segmentation,
// segmentation of 3D Slicer, label map with its names beside it, single mask.

import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import {
  checkSamePatient,
  checkSharedFrame,
  DEFAULT_FRACTION,
  decodeRtstruct,
  fmaIdOfRoi,
  type GenerationAlgorithm,
  isDicom,
  isSegmentation,
  type SeriesWarning,
  segmentationGrid,
  segmentationMasks,
  structureMasks,
} from '../../../core/dicom/index.ts';
import { AppError } from '../../../core/error/index.ts';
import type { ImageGeometry } from '../../../core/geometry/index.ts';
import { alignMaskToGrid, type Mask, maskOfLabel, masksOfLabels } from '../../../core/volume/index.ts';
import { type LabelDescription, readLabelText, readSegments } from '../../../core/volume-files/index.ts';
import { withNodeErrors } from '../../platform/node-error.ts';
import { readLabelVolume } from '../../volume-files/index.ts';
import { moveMask } from '../documents/move-mask.ts';
import { readRtstructBytes } from '../rtstruct/index.ts';
import { readSegmentation } from './read-segmentation.ts';
import { labelSidecars } from './write-label-files.ts';

export interface FileStructure {
  readonly name: string;
  readonly mask: Mask;
  readonly colourRgb: readonly [number, number, number] | null;
  /** '' where the file does not say it. */
  readonly generationAlgorithm: GenerationAlgorithm;
  readonly generationDescription: string;
  /** Code that the file gives it, of the Foundational Model of Anatomy. */
  readonly fmaId: string | null;
  /** Of 3D Slicer; '' where it has none. */
  readonly id: string;
  readonly tags: string;
  readonly warnings: readonly SeriesWarning[];
}

export interface StructureFile {
  /** The image's, where one was given; else the file's own. */
  readonly geometry: ImageGeometry;
  readonly structures: readonly FileStructure[];
  readonly warnings: readonly SeriesWarning[];
}

export interface ReadStructureOptions {
  /** Grid to bring the masks onto; null: that of the file. */
  readonly geometry: ImageGeometry | null;
  /** PatientID of the image, '' where it has none; a DICOM file of another patient is not laid on it. */
  readonly patientId: string;
  /** For a file of one mask; null: its name. */
  readonly name: string | null;
  /** Names of the values of a label map: a text of ITK-SNAP or 3D Slicer, or JSON; null: what lies beside the file. */
  readonly labelsPath: string | null;
  /** Of the greatest value of a FRACTIONAL segmentation, above 0 to 1; null: the half. */
  readonly fraction: number | null;
  /** Masks of another grid are brought onto the image's by interpolation; without it they are refused. */
  readonly isResampled: boolean;
  readonly signal?: AbortSignal;
}

const HEAD_BYTES = 512;

const UNSAID = { generationAlgorithm: '', generationDescription: '', fmaId: null, id: '', tags: '' } as const;

const moved = (structures: readonly FileStructure[], from: ImageGeometry, to: ImageGeometry): FileStructure[] =>
  structures.map((structure) => ({ ...structure, mask: moveMask(structure.mask, from, to) }));

const resampledWarning: SeriesWarning = {
  code: 'STRUCTURES_RESAMPLED',
  message: 'The structures lay on another grid and were brought onto the planes of the images by interpolation.',
};

/** Throws `safety` where a file names another patient than the image, and no frame of reference that both share. */
const checkPatient = (
  set: Parameters<typeof checkSamePatient>[0],
  { geometry, patientId }: ReadStructureOptions,
): SeriesWarning[] =>
  geometry === null ? [] : checkSamePatient(set, { patientId, frameOfReferenceUid: geometry.frameOfReferenceUid });

async function readDicomSegmentation(bytes: Uint8Array, options: ReadStructureOptions): Promise<StructureFile> {
  const set = await readSegmentation(bytes);
  const { patient, frameOfReferenceUid } = set;
  const frameOfReferenceUids = frameOfReferenceUid === null ? [] : [frameOfReferenceUid];
  const about = checkPatient({ patient, frameOfReferenceUids }, options);
  const fraction = options.fraction ?? DEFAULT_FRACTION;
  const onGrid = (geometry: ImageGeometry): StructureFile => {
    const { structures, warnings } = segmentationMasks(set, geometry, fraction);
    const rows = structures.map(({ name, mask, colourRgb, fmaId, segment, warnings: own }) => ({
      ...UNSAID,
      name,
      fmaId,
      mask,
      colourRgb,
      generationAlgorithm: segment.algorithmType,
      generationDescription: segment.algorithmName.slice(0, 64),
      warnings: own,
    }));
    return { geometry, structures: rows, warnings: [...about, ...warnings] };
  };
  const { geometry } = options;
  if (geometry === null) return onGrid(segmentationGrid(set));
  try {
    return onGrid(geometry);
  } catch (thrown) {
    const isElsewhere = thrown instanceof AppError && /^SEG_(OTHER_GRID|OFF_PLANES)$/.test(thrown.code);
    if (!isElsewhere || !options.isResampled) throw thrown;
  }
  const own = onGrid(segmentationGrid(set));
  return {
    geometry,
    structures: moved(own.structures, own.geometry, geometry),
    warnings: [...own.warnings, resampledWarning],
  };
}

function readRtstruct(bytes: Uint8Array, options: ReadStructureOptions): StructureFile {
  const { geometry } = options;
  if (geometry === null) {
    throw new AppError(
      'invalid-input',
      'STRUCTURES_NEED_IMAGE',
      'Contours have no voxels of their own. Name the series that they were drawn on (--image DIR).',
    );
  }
  const set = decodeRtstruct(bytes);
  const warnings = [...checkPatient(set, options), ...set.warnings];
  checkSharedFrame(set, geometry);
  const structures = structureMasks(set, geometry).map(({ mask, report }, at): FileStructure => {
    const roi = set.rois[at];
    const algorithm = roi?.generationAlgorithm ?? '';
    return {
      ...UNSAID,
      name: report.name,
      mask,
      colourRgb: roi?.colourRgb ?? null,
      fmaId: roi === undefined ? null : fmaIdOfRoi(roi),
      generationAlgorithm: /^(AUTOMATIC|SEMIAUTOMATIC|MANUAL)$/.test(algorithm)
        ? (algorithm as GenerationAlgorithm)
        : '',
      generationDescription: (roi?.generationDescription ?? '').slice(0, 64),
      warnings: report.warnings,
    };
  });
  return { geometry, structures, warnings };
}

const described = (text: string): LabelDescription[] =>
  readLabelText(text).map(({ label, name, colourRgb, fmaId = null }) => ({
    layer: 0,
    label,
    name,
    colourRgb,
    id: '',
    tags: '',
    fmaId,
  }));

const readText = (path: string): string => withNodeErrors(`Reading ${path}`, () => readFileSync(path, 'utf8'));

/** Scanners' converters leave a JSON of acquisition parameters beside an image: only one with labels names values. */
const looksLikeLabels = (text: string): boolean => !text.trimStart().startsWith('{') || /"labels"\s*:/.test(text);

/** Names of the values: of the file named, else of a text or JSON of the same name beside the label map. */
function readNames(path: string, labelsPath: string | null): LabelDescription[] {
  if (labelsPath !== null) return described(readText(labelsPath));
  const [names = [], ...others] = labelSidecars(path).flatMap((beside): LabelDescription[][] => {
    if (!existsSync(beside) || !statSync(beside).isFile()) return [];
    const text = readText(beside);
    if (!looksLikeLabels(text)) return [];
    try {
      return [described(text)];
    } catch (thrown) {
      // Any text may lie there.
      if (!(thrown instanceof AppError)) throw thrown;
      return [];
    }
  });
  // A label description of ITK-SNAP has no codes; the JSON that was written with it has.
  const keyOf = ({ label, name }: LabelDescription) => `${label}|${name}`;
  // Of equal ones the first.
  const codes = new Map(
    others
      .flat()
      .map((one) => [keyOf(one), one.fmaId] as const)
      .reverse(),
  );
  return names.map((one) => ({ ...one, fmaId: one.fmaId ?? codes.get(keyOf(one)) ?? null }));
}

const undescribed = (layer: number, label: number): LabelDescription => ({
  layer,
  label,
  name: `Label ${label}`,
  colourRgb: null,
  id: '',
  tags: '',
  fmaId: null,
});

const NOT_DESCRIBED: SeriesWarning = {
  code: 'LABEL_NOT_DESCRIBED',
  message: 'The file has voxels of this value, but nothing says what they are.',
};

/** The structures of a label map as it lies in its file. */
async function readLabelMap(path: string, options: ReadStructureOptions): Promise<StructureFile> {
  const { header, voxels } = await readLabelVolume(path, options.signal);
  const { geometry, layers = 1 } = header;
  const ofSlicer = readSegments(header);
  const said = options.labelsPath === null && ofSlicer.length > 0 ? ofSlicer : readNames(path, options.labelsPath);
  const maps = Array.from({ length: layers }, (_, layer) => masksOfLabels(voxels, geometry.size, layers, layer));
  const [only, second] = maps.flatMap((map) => [...map]);
  if (said.length === 0 && only !== undefined && second === undefined) {
    const name = options.name ?? basename(path).replace(/\.(nii(\.gz)?|nrrd|mha|mhd)$/i, '');
    return {
      geometry,
      structures: [{ ...UNSAID, name, mask: only[1], colourRgb: null, warnings: [] }],
      warnings: [],
    };
  }
  const saidValues = new Set(said.map(({ layer, label }) => `${layer}|${label}`));
  const unsaid = maps.flatMap((map, layer) =>
    [...map.keys()].filter((label) => !saidValues.has(`${layer}|${label}`)).map((label) => undescribed(layer, label)),
  );
  const toStructure = (label: LabelDescription, warnings: readonly SeriesWarning[]): FileStructure => ({
    ...UNSAID,
    name: label.name,
    mask: maskOfLabel(maps[label.layer] ?? new Map(), label.label, geometry.size),
    colourRgb: label.colourRgb,
    fmaId: label.fmaId,
    id: label.id,
    tags: label.tags,
    warnings,
  });
  return {
    geometry,
    structures: [
      ...said.map((label) => toStructure(label, [])),
      ...unsaid.map((label) => toStructure(label, [NOT_DESCRIBED])),
    ],
    warnings: [],
  };
}

/** A file's own grid onto the image's: the same voxels in any order, or resampled where that was asked for. */
function ontoImage(file: StructureFile, { geometry, isResampled }: ReadStructureOptions): StructureFile {
  if (geometry === null) return file;
  try {
    const structures = file.structures.map((structure) => ({
      ...structure,
      mask: alignMaskToGrid(structure.mask, file.geometry, geometry),
    }));
    return { ...file, geometry, structures };
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.kind !== 'invalid-input') throw thrown;
    if (!isResampled) {
      throw new AppError(
        'invalid-input',
        'STRUCTURES_OTHER_GRID',
        `The label map lies on another grid than the images (${file.geometry.size.join(' x ')} and ${geometry.size.join(' x ')} voxels, or shifted). Give the series that it was drawn on, or ask for it to be resampled.`,
        { cause: thrown },
      );
    }
    const structures = moved(file.structures, file.geometry, geometry);
    return { ...file, geometry, structures, warnings: [...file.warnings, resampledWarning] };
  }
}

function headOf(path: string): Uint8Array {
  return withNodeErrors(`Reading ${path}`, () => {
    if (statSync(path).isDirectory()) {
      throw new AppError('invalid-input', 'STRUCTURES_FOLDER', `${path} is a folder. Name the file of the structures.`);
    }
    const head = new Uint8Array(HEAD_BYTES);
    const file = openSync(path, 'r');
    try {
      return head.subarray(0, readSync(file, head, 0, HEAD_BYTES, 0));
    } finally {
      closeSync(file);
    }
  });
}

/**
 * Reads the structures of a file, told by its content. Throws `invalid-input` for contours without an image, another
 * grid that nobody asked to resample, and values that are no labels; `safety` for DICOM of another patient or frame of
 * reference; and what the readers of the formats throw.
 */
export async function readStructureFile(path: string, options: ReadStructureOptions): Promise<StructureFile> {
  if (isDicom(headOf(path))) {
    const bytes = readRtstructBytes(path);
    return isSegmentation(bytes) ? readDicomSegmentation(bytes, options) : readRtstruct(bytes, options);
  }
  return ontoImage(await readLabelMap(path, options), options);
}
