import type { RtstructInput, RtstructResult } from '../../../core/contract/index.ts';
import type { SeriesWarning } from '../../../core/dicom/index.ts';
import { AppError } from '../../../core/error/index.ts';
import { APP_NAME, APP_VERSION } from '../../platform/app-version.ts';
import { isSameFile } from '../../platform/same-file.ts';
import { type StructureToWrite, writeRtstructFile } from '../rtstruct/index.ts';
import { findImageSeries, type ScanPorts, toRtstructImage } from './image-series.ts';
import { readMaskOnGrid } from './read-mask.ts';

function refuseDoubledNames(names: readonly string[]): void {
  const doubled = names.find((name, at) => names.indexOf(name) !== at);
  if (doubled !== undefined) {
    throw new AppError(
      'invalid-input',
      'RTSTRUCT_NAME_TWICE',
      `The structure ${doubled} is given twice. Name each once.`,
    );
  }
}

/** An image or a mask that was replaced by what was made from it would be lost. */
function refuseReplacingInput(output: string, inputs: readonly string[]): void {
  if (inputs.some((input) => isSameFile(input, output))) {
    throw new AppError(
      'invalid-input',
      'OUTPUT_IS_INPUT',
      `Writing ${output}: it is one of the files that the structure set is made from. Name another file.`,
    );
  }
}

/** Mask files on the grid of a DICOM series -> one RTSTRUCT file, read back and compared before it is put in place. */
export async function makeRtstruct(input: RtstructInput, ports: ScanPorts): Promise<RtstructResult> {
  refuseDoubledNames(input.masks.map(({ name }) => name));
  const series = await findImageSeries(input.image, ports);
  const image = toRtstructImage(series);
  const inputs = [...series.slices, ...input.masks].map(({ path }) => path);
  refuseReplacingInput(input.outputFile, inputs);
  const total = input.masks.length;
  const structures: StructureToWrite[] = [];
  const maskWarnings: SeriesWarning[] = [];
  for (const [done, { name, path }] of input.masks.entries()) {
    ports.signal.throwIfAborted();
    ports.report({ phase: 'masks', done, total });
    const { mask, warnings } = await readMaskOnGrid(name, path, series.geometry);
    maskWarnings.push(...warnings);
    structures.push({
      name,
      mask,
      // A mask file does not say whether a person or a program drew it.
      generationAlgorithm: '',
      generationDescription: '',
      review: 'not-stated',
    });
  }
  ports.report({ phase: 'masks', done: total, total });
  const written = await writeRtstructFile({
    path: input.outputFile,
    image,
    geometry: series.geometry,
    structures,
    label: 'Limner masks',
    application: { manufacturer: APP_NAME, modelName: APP_NAME, softwareVersion: APP_VERSION, description: '' },
  });
  return {
    structures: written.structures.map(({ name, contours, points }) => ({ name, contours, points })),
    verified: true,
    warnings: [...series.warnings, ...maskWarnings, ...written.warnings],
  };
}
