import type { RtstructInput, RtstructResult } from '../../../core/contract/index.ts';
import type { DestinationProfile } from '../../../core/destination/index.ts';
import type { SeriesWarning } from '../../../core/dicom/index.ts';
import { AppError } from '../../../core/error/index.ts';
import { interpretedTypeOf } from '../../../core/terminology/index.ts';
import { APP_NAME, APP_VERSION } from '../../platform/app-version.ts';
import { isSameFile } from '../../platform/same-file.ts';
import { hexToRgb } from '../contouring/export-rtstruct.ts';
import { type StructureToWrite, structureColour, writeRtstructFile } from '../rtstruct/index.ts';
import { chooseProfile } from './export-profiles.ts';
import { findImageSeries, type ScanPorts, toRtstructImage } from './image-series.ts';
import { leaveFor, leavesNothing } from './leave-for.ts';
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

interface RtstructPorts extends ScanPorts {
  /** Of a person's own profiles; none where no profile is named. */
  readonly profileFolder?: string;
}

/** Under the names, colours and choice of a destination; its codes follow from the names that were given. */
function leaving(given: readonly StructureToWrite[], profile: DestinationProfile | null) {
  if (profile === null) return { structures: given, notes: [] };
  const hex = (at: number) =>
    `#${structureColour(at)
      .map((level) => level.toString(16).padStart(2, '0'))
      .join('')}`;
  const { leaving: left, notes } = leaveFor(given, profile, (structure) => ({
    name: structure.name,
    color: hex(given.indexOf(structure)),
    interpretedType: interpretedTypeOf(structure.name),
  }));
  if (left.length === 0) throw leavesNothing(profile);
  const structures = left.map(({ structure, leaving: { name, color } }) => ({
    ...structure,
    name,
    codeName: structure.name,
    colourRgb: hexToRgb(color),
  }));
  return { structures, notes };
}

/** Mask files on the grid of a DICOM series -> one RTSTRUCT file, read back and compared before it is put in place. */
export async function makeRtstruct(input: RtstructInput, ports: RtstructPorts): Promise<RtstructResult> {
  const profile = chooseProfile(input.profile, ports.profileFolder ?? '');
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
  const left = leaving(structures, profile);
  const written = await writeRtstructFile({
    path: input.outputFile,
    image,
    geometry: series.geometry,
    structures: left.structures,
    ...(profile === null ? {} : { holeRules: { holes: profile.holes, importedHoles: profile.importedHoles } }),
    label: 'Limner masks',
    application: { manufacturer: APP_NAME, modelName: APP_NAME, softwareVersion: APP_VERSION, description: '' },
  });
  return {
    structures: written.structures.map(({ name, contours, points }) => ({ name, contours, points })),
    verified: true,
    warnings: [...series.warnings, ...maskWarnings, ...left.notes, ...written.warnings],
  };
}
