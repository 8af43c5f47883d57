// Structures of any kind of file -> another kind of file: segmentations, label maps, masks, structure sets.

import { basename, join } from 'node:path';
import type { ConvertInput, ConvertResult } from '../../../core/contract/index.ts';
import type { RtstructImage, SeriesWarning } from '../../../core/dicom/index.ts';
import { AppError } from '../../../core/error/index.ts';
import { alignGrids, type ImageGeometry } from '../../../core/geometry/index.ts';
import { computeVolumeMl } from '../../../core/metrics/index.ts';
import { alignMaskToGrid, countVoxels, isEmptyMask } from '../../../core/volume/index.ts';
import type { SeriesRecord } from '../../dicom/scan-result.ts';
import { APP_NAME, APP_VERSION } from '../../platform/app-version.ts';
import { isSameFile } from '../../platform/same-file.ts';
import { createStagingFolder } from '../../platform/staging-folder.ts';
import { MASK_FILE_EXTENSIONS, writeMaskFile } from '../../volume-files/index.ts';
import { writeRtstructFile } from '../rtstruct/index.ts';
import {
  type FileStructure,
  labelSidecars,
  readStructureFile,
  writeNiftiLabels,
  writeSegFile,
  writeSegNrrd,
} from '../segmentation/index.ts';
import { uniqueFileStems } from './file-stem.ts';
import { findImageSeries, type ScanPorts, toRtstructImage } from './image-series.ts';

const application = { manufacturer: APP_NAME, modelName: APP_NAME, softwareVersion: APP_VERSION, description: '' };

interface Read {
  readonly geometry: ImageGeometry;
  readonly structures: readonly FileStructure[];
  readonly warnings: readonly SeriesWarning[];
}

/** All sources on one grid: the image's, else that of the first. */
async function readAll(input: ConvertInput, series: SeriesRecord | null, ports: ScanPorts): Promise<Read> {
  const image = series?.geometry ?? null;
  const patientId = series?.patient?.id ?? '';
  let geometry = image;
  const structures: FileStructure[] = [];
  const warnings: SeriesWarning[] = [];
  for (const [done, { path, name }] of input.sources.entries()) {
    ports.signal.throwIfAborted();
    ports.report({ phase: 'structures', done, total: input.sources.length });
    const { fraction, isResampled, labels } = input;
    const options = {
      geometry: image,
      patientId,
      name,
      labelsPath: labels,
      fraction,
      isResampled,
      signal: ports.signal,
    };
    const file = await readStructureFile(path, options);
    geometry ??= file.geometry;
    const grid = geometry;
    alignGrids(file.geometry, grid);
    const onGrid = file.structures.map((one) => ({ ...one, mask: alignMaskToGrid(one.mask, file.geometry, grid) }));
    structures.push(...onGrid);
    warnings.push(...file.warnings);
  }
  return { geometry: geometry as ImageGeometry, structures, warnings };
}

function chosen({ structures }: ConvertInput, found: readonly FileStructure[]): readonly FileStructure[] {
  const missing = structures?.find((name) => !found.some((one) => one.name === name));
  if (missing !== undefined) {
    throw new AppError(
      'not-found',
      'CONVERT_STRUCTURE_UNKNOWN',
      `There is no structure ${missing}. There are: ${found.map(({ name }) => name).join(', ') || 'none'}.`,
    );
  }
  const kept = found.filter(({ name }) => structures === null || structures.includes(name));
  if (kept.length === 0) {
    throw new AppError('invalid-input', 'CONVERT_EMPTY', 'The files hold no structures, so there is nothing to write.');
  }
  const doubled = kept.find(({ name }, at) => kept.findIndex((other) => other.name === name) !== at);
  if (doubled === undefined) return kept;
  throw new AppError(
    'invalid-input',
    'CONVERT_NAME_TWICE',
    `Two structures are called ${doubled.name}. Give one of them another name (NAME=FILE), or choose with --structures.`,
  );
}

/** An input that was replaced by what was made from it would be lost. */
function refuseReplacing(input: ConvertInput): void {
  const outputs = input.format === 'nifti-labels' ? [input.output, ...labelSidecars(input.output)] : [input.output];
  const inputs = [...input.sources.map(({ path }) => path), ...(input.labels === null ? [] : [input.labels])];
  const lost = outputs.find((output) => inputs.some((path) => isSameFile(path, output)));
  if (lost === undefined) return;
  throw new AppError(
    'invalid-input',
    'OUTPUT_IS_INPUT',
    `Writing ${lost}: it is one of the files that the structures come from. Name another file.`,
  );
}

const ENDINGS = { 'seg-nrrd': /\.seg\.nrrd$/i, 'nifti-labels': /\.nii(\.gz)?$/i } as const;

function requireEnding({ format, output }: ConvertInput): void {
  if (format !== 'seg-nrrd' && format !== 'nifti-labels') return;
  if (ENDINGS[format].test(output)) return;
  const ending = format === 'seg-nrrd' ? '.seg.nrrd' : '.nii.gz';
  throw new AppError(
    'invalid-input',
    'CONVERT_ENDING',
    `Other programs know this format by its name: let ${basename(output)} end in ${ending}.`,
  );
}

function writeMasks(input: ConvertInput, { geometry }: Read, structures: readonly FileStructure[]): string[] {
  const format = input.format === 'nrrd' ? 'nrrd' : 'nifti-gz';
  const stems = uniqueFileStems(structures.map(({ name }) => name));
  const staging = createStagingFolder(input.output);
  try {
    structures.forEach(({ mask }, at) => {
      if (isEmptyMask(mask)) return;
      writeMaskFile(staging.path(`${stems[at]}${MASK_FILE_EXTENSIONS[format]}`), mask, geometry, format);
    });
    return staging.publish().map((name) => join(input.output, name));
  } finally {
    staging.discard();
  }
}

interface Made {
  readonly files: readonly string[];
  readonly warnings: readonly SeriesWarning[];
}

function needImage(image: RtstructImage | null): RtstructImage {
  if (image !== null) return image;
  throw new AppError(
    'invalid-input',
    'CONVERT_NEEDS_IMAGE',
    'This format refers to DICOM images. Name the series that the structures lie on (--image DIR).',
  );
}

function write(
  input: ConvertInput,
  read: Read,
  structures: readonly FileStructure[],
  image: RtstructImage | null,
): Made {
  const { output, format } = input;
  const { geometry } = read;
  // A file does not say whether anybody has looked at it.
  const stated = structures.map((structure) => ({
    ...structure,
    colourRgb: structure.colourRgb ?? undefined,
    review: 'not-stated' as const,
  }));
  switch (format) {
    case 'seg':
    case 'seg-labelmap': {
      const type = format === 'seg' ? ('BINARY' as const) : ('LABELMAP' as const);
      const request = { path: output, type, image: needImage(image), geometry, structures: stated, application };
      return { files: [output], warnings: writeSegFile({ ...request, description: 'Segmentation' }).warnings };
    }
    case 'rtstruct': {
      const sets = stated.map(({ colourRgb, ...one }) => (colourRgb === undefined ? one : { ...one, colourRgb }));
      const request = { path: output, image: needImage(image), geometry, structures: sets, application };
      return { files: [output], warnings: writeRtstructFile({ ...request, label: 'Converted' }).warnings };
    }
    case 'seg-nrrd':
      writeSegNrrd(output, structures, geometry);
      return { files: [output], warnings: [] };
    case 'nifti-labels':
      return { files: writeNiftiLabels(output, structures, geometry), warnings: [] };
    default:
      return { files: writeMasks(input, read, structures), warnings: [] };
  }
}

const hex = (rgb: readonly number[]): string => `#${rgb.map((level) => level.toString(16).padStart(2, '0')).join('')}`;

const toRow = (warning: SeriesWarning) => ({ code: warning.code, message: warning.message });

/**
 * Throws `invalid-input` for structures on other grids, names twice and formats that need an image, `unsupported` for a
 * label map of structures that overlap; and what readers and writers throw. Nothing is written then.
 */
export async function convertStructures(input: ConvertInput, ports: ScanPorts): Promise<ConvertResult> {
  requireEnding(input);
  refuseReplacing(input);
  const series = input.image === null ? null : await findImageSeries(input.image, ports);
  const wantsImage = input.format === 'seg' || input.format === 'seg-labelmap' || input.format === 'rtstruct';
  const image = series !== null && wantsImage ? toRtstructImage(series) : null;
  if (wantsImage) needImage(image);
  const read = await readAll(input, series, ports);
  const structures = chosen(input, read.structures);
  const made = write(input, read, structures, image);
  const [ni, nj, nk] = read.geometry.size;
  return {
    format: input.format,
    files: [...made.files],
    size: [ni, nj, nk],
    structures: structures.map(({ name, mask, colourRgb, warnings }) => ({
      name,
      voxels: countVoxels(mask),
      volumeMl: computeVolumeMl(mask, read.geometry),
      colour: colourRgb === null ? null : hex(colourRgb),
      warnings: warnings.map(toRow),
    })),
    warnings: [...(series?.warnings ?? []), ...read.warnings, ...made.warnings].map(toRow),
  };
}
