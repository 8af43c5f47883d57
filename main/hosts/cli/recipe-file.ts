// A recipe file, and the meshes that it names beside it.

import { open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { AppError } from '../../../core/error/index.ts';
import type { PrintRecipe } from '../../../core/print/index.ts';
import { mapNodeError } from '../../platform/node-error.ts';

/** A hundred steps fill a few dozen kilobytes. */
const LARGEST_BYTES = 1 << 20;

async function readText(path: string): Promise<string> {
  try {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      if (size > LARGEST_BYTES) {
        throw new AppError(
          'invalid-input',
          'PRINT_RECIPE',
          `${path}: it is too large for a recipe. Name another file.`,
        );
      }
      return await file.readFile('utf8');
    } finally {
      await file.close();
    }
  } catch (error) {
    throw error instanceof AppError ? error : mapNodeError(error, `Reading ${path}`);
  }
}

/** Throws `invalid-input` PRINT_RECIPE, naming step and field; what the operating system refuses. */
export async function readRecipeFile(path: string): Promise<PrintRecipe> {
  const text = await readText(path);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new AppError('invalid-input', 'PRINT_RECIPE', `${path}: it is no JSON. Use a file of --save-recipe.`);
  }
  const { parseRecipe } = await import('../../../core/print/index.ts');
  return parseRecipe(value);
}

/** The files that steps join or cut with; in a recipe they lie relative to it. */
export function meshesOf(recipe: PrintRecipe, recipePath: string): { name: string; path: string }[] {
  const names = recipe.steps.flatMap((step) =>
    step.name === 'combine' && 'file' in step.with ? [step.with.file] : [],
  );
  return [...new Set(names)].map((name) => ({ name, path: resolve(dirname(recipePath), name) }));
}
