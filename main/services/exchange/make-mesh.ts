import { extname } from 'node:path';
import type { CallContext, MeshInput, MeshResult } from '../../../core/contract/index.ts';
import { AppError } from '../../../core/error/index.ts';
import { isSameGrid } from '../../../core/geometry/index.ts';
import { parseRecipe } from '../../../core/print/index.ts';
import { createComputePool } from '../../jobs/compute-pool.ts';
import { isSameFile } from '../../platform/same-file.ts';
import { readMaskFile, severalValuesWarning } from '../../volume-files/index.ts';
import { requirePartFormat } from '../mesh/part-formats.ts';
import { printDicomModel } from '../mesh/print-dicom.ts';
import { printInto } from '../mesh/print-into.ts';
import { toPrintedModel } from '../mesh/print-result.ts';
import type { PrintStructure } from '../mesh/print-task.ts';
import { structureColour } from '../rtstruct/structure-colours.ts';
import { findImageSeries, toRtstructImage } from './image-series.ts';
import { readMaskOnGrid } from './read-mask.ts';

const hex = (rgb: readonly number[]): string => `#${rgb.map((level) => level.toString(16).padStart(2, '0')).join('')}`;

function refuseDoubledNames(names: readonly string[]): void {
  const doubled = names.find((name, at) => names.indexOf(name) !== at);
  if (doubled === undefined) return;
  throw new AppError(
    'invalid-input',
    'MESH_NAME_TWICE',
    `Two masks are called ${doubled}. Give them names of their own: NAME=FILE.`,
  );
}

const otherGrids = {
  code: 'MESH_OTHER_GRIDS',
  message: 'The masks lie on different grids. That they are of one patient and one frame of reference, no file says.',
};

/**
 * Mask files -> the files of a printable model, or, into a `.dcm`, the Encapsulated STL of the image that `image` names:
 * the masks must lie on its voxels. Throws as `printInto`, `writeDicomModel`, `findImageSeries`.
 */
export async function makeMesh(input: MeshInput, context: CallContext): Promise<MeshResult> {
  if (extname(input.outputFile).toLowerCase() === '.dcm') return makeDicomModel(input, context);
  requirePartFormat(input.outputFile);
  const recipe = parseRecipe(input.recipe);
  refuseDoubledNames(input.masks.map(({ name }) => name));
  const structures: (PrintStructure & { readonly warnings: MeshResult['warnings'] })[] = [];
  for (const [at, { name, path }] of input.masks.entries()) {
    context.report({ phase: 'masks', done: at, total: input.masks.length });
    const { mask, geometry, hasSeveralValues } = await readMaskFile(path, context.signal);
    const colour = input.masks.length === 1 ? null : hex(structureColour(at));
    const warnings = hasSeveralValues ? [severalValuesWarning(path)] : [];
    structures.push({ name, colour, geometry, voxels: { mask }, warnings });
  }
  const first = structures[0]?.geometry;
  const areApart = first !== undefined && structures.some(({ geometry }) => !isSameGrid(geometry, first));
  const pool = createComputePool(1);
  try {
    const printed = await printInto(
      pool,
      {
        structures: structures.map(({ name, colour, geometry, voxels }) => ({ name, colour, geometry, voxels })),
        recipe,
        meshes: Object.fromEntries(input.meshes.map(({ name, path }) => [name, { path }])),
        outputFile: input.outputFile,
        inputs: [...input.masks, ...input.meshes].map(({ path }) => path),
        recipeFile: input.recipeFile,
        printer: input.printer ?? null,
      },
      context,
    );
    const warnings = structures.flatMap((structure) => structure.warnings);
    return toPrintedModel(printed, areApart ? [...warnings, otherGrids] : warnings);
  } finally {
    await pool.close();
  }
}

const needsImage = () =>
  new AppError(
    'invalid-input',
    'MESH_NEEDS_IMAGE',
    'A DICOM model belongs to a patient and a frame of reference: name the image that the masks were drawn on with --image.',
  );

/** The masks must lie on the voxels of the image that the model is to belong to. */
async function makeDicomModel(input: MeshInput, context: CallContext): Promise<MeshResult> {
  const { image: imagePath, outputFile } = input;
  if (imagePath === undefined) throw needsImage();
  const series = await findImageSeries(imagePath, context);
  const image = toRtstructImage(series);
  for (const { name, path } of input.masks) await readMaskOnGrid(name, path, series.geometry);
  const taken = series.slices.find(({ path }) => isSameFile(path, outputFile));
  if (taken !== undefined) {
    throw new AppError(
      'invalid-input',
      'OUTPUT_IS_INPUT',
      `Writing ${outputFile}: it is one of the images. Name another file.`,
    );
  }
  return printDicomModel({
    image,
    recipe: parseRecipe(input.recipe),
    outputFile,
    signal: context.signal,
    print: (recipe, stlFile) => makeMesh({ ...input, recipe, outputFile: stlFile }, context),
  });
}
