// A recipe computed in a thread and its files put in place together, or none of them.

import { basename, dirname, join } from 'node:path';
import type { CallContext } from '../../../core/contract/index.ts';
import { AppError } from '../../../core/error/index.ts';
import type { PrintRecipe } from '../../../core/print/index.ts';
import type { PrintLimits } from '../../../core/printability/index.ts';
import type { ComputePool } from '../../jobs/compute-pool.ts';
import { writeFileAtomically } from '../../platform/atomic-write.ts';
import { isSameFile } from '../../platform/same-file.ts';
import { createStagingFolder, type StagingFolder } from '../../platform/staging-folder.ts';
import { requirePartFormat } from './part-formats.ts';
import { newPrintProgress, watchProgress } from './print-progress.ts';
import type { PrintedFiles, PrintStructure } from './print-task.ts';
import type { MeshSource } from './read-mesh-file.ts';

export interface PrintRequest {
  readonly structures: readonly PrintStructure[];
  readonly recipe: PrintRecipe;
  readonly meshes: Readonly<Record<string, MeshSource>>;
  /** Its ending chooses the format; where a format holds one part a file, names are made of it. */
  readonly outputFile: string;
  /** Files that must not be replaced. */
  readonly inputs: readonly string[];
  /** Where the recipe goes that made the model; null: nowhere. */
  readonly recipeFile: string | null;
  /** What the parts are checked for; null: no printer. */
  readonly printer: PrintLimits | null;
}

/** Throws as `printFiles`, `invalid-input` OUTPUT_IS_INPUT, and what the operating system refuses; then everything is as
 * it was. */
export async function printInto(
  pool: ComputePool,
  request: PrintRequest,
  { signal, report }: CallContext,
): Promise<PrintedFiles> {
  const { recipe, recipeFile, outputFile, inputs, structures, meshes } = request;
  requirePartFormat(outputFile);
  refuseReplacing(inputs, recipeFile === null ? [outputFile] : [outputFile, recipeFile]);
  const folder = dirname(outputFile);
  const staged: StagingFolder[] = [];
  const stage = (path: string): StagingFolder => {
    const staging = createStagingFolder(path);
    staged.push(staging);
    return staging;
  };
  const progress = newPrintProgress();
  const stopWatching = watchProgress(
    progress,
    recipe.steps.map(({ name }) => name),
    report,
  );
  try {
    const model = stage(folder);
    if (recipeFile !== null) {
      const place = dirname(recipeFile) === folder ? model : stage(dirname(recipeFile));
      const text = new TextEncoder().encode(`${JSON.stringify(recipe, null, 2)}\n`);
      writeFileAtomically(place.path(basename(recipeFile)), [text]);
    }
    const task = {
      structures,
      recipe,
      meshes,
      folder: model.folder,
      fileName: basename(outputFile),
      printer: request.printer,
      progress,
    };
    const printed = await pool.run('printFiles', task, { signal });
    signal.throwIfAborted();
    refuseReplacing(
      inputs,
      printed.files.map((name) => join(folder, name)),
    );
    for (const staging of staged) staging.prepare();
    for (const staging of staged) staging.publish();
    return printed;
  } finally {
    stopWatching();
    for (const staging of staged) staging.discard();
  }
}

function refuseReplacing(inputs: readonly string[], outputs: readonly string[]): void {
  const output = outputs.find((one) => inputs.some((input) => isSameFile(input, one)));
  if (output === undefined) return;
  throw new AppError(
    'invalid-input',
    'OUTPUT_IS_INPUT',
    `Writing ${output}: it is one of the files that the model is made from. Name another file.`,
  );
}
