import type { CallContext, MeshInput, MeshResult } from '../../../core/contract/index.ts';
import { AppError } from '../../../core/error/index.ts';
import { isSameGrid } from '../../../core/geometry/index.ts';
import { parseRecipe } from '../../../core/print/index.ts';
import { createComputePool } from '../../jobs/compute-pool.ts';
import { readMaskFile, severalValuesWarning } from '../../volume-files/index.ts';
import { requirePartFormat } from '../mesh/part-formats.ts';
import { printInto } from '../mesh/print-into.ts';
import { toPrintedModel } from '../mesh/print-result.ts';
import type { PrintStructure } from '../mesh/print-task.ts';
import { structureColour } from '../rtstruct/structure-colours.ts';

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

/** Mask files -> the files of a printable model. Throws as `printInto`. */
export async function makeMesh(input: MeshInput, context: CallContext): Promise<MeshResult> {
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
