// A recipe from outside: every refusal names the step and the field.

import type * as z from 'zod';
import { AppError } from '../error/index.ts';
import { PrintRecipe, PrintStep } from './recipe.ts';

const refuse = (why: string): AppError =>
  new AppError('invalid-input', 'PRINT_RECIPE', `The recipe cannot be used: ${why}. Mend it and try again.`);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const STEP_NAMES: readonly string[] = PrintStep.options.map((option) => option.shape.name.value);

/** The innermost complaint: of a choice between forms the one that is nearest to what was given. */
function complaint(issue: z.core.$ZodIssue): { readonly path: readonly PropertyKey[]; readonly message: string } {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return issue;
  const nearest = [...issue.errors].sort((a, b) => a.length - b.length)[0]?.map(complaint)[0];
  return nearest === undefined ? issue : { path: [...issue.path, ...nearest.path], message: nearest.message };
}

/** Words of zod without its 'Invalid input: '. */
const words = (message: string): string =>
  message.replace(/^Invalid input: /, '').replace(/^[A-Z](?=[a-z])/, (c) => c.toLowerCase());

function checkStep(step: unknown, at: number): void {
  const name = isRecord(step) ? step['name'] : undefined;
  if (typeof name !== 'string' || !STEP_NAMES.includes(name)) {
    const given = typeof name === 'string' ? `"${name.slice(0, 40)}"` : 'no name';
    throw refuse(`step ${at + 1} has ${given}; steps are ${STEP_NAMES.join(', ')}`);
  }
  if ((name === 'surface') !== (at === 0)) {
    throw refuse(
      at === 0
        ? `step 1 (${name}) has no part to work on; the first step is surface`
        : `step ${at + 1} is a second surface; only the first step can be one`,
    );
  }
  const parsed = PrintStep.safeParse(step);
  if (parsed.success) return;
  const { path, message } = complaint(parsed.error.issues[0] as z.core.$ZodIssue);
  const field = path.length === 0 ? '' : `, ${path.map(String).join('.')}`;
  throw refuse(`step ${at + 1} (${name})${field}: ${words(message)}`);
}

/** A recipe out of plain data. Throws `invalid-input` PRINT_RECIPE, `unsupported` PRINT_RECIPE_NEWER for a later form. */
export function parseRecipe(value: unknown): PrintRecipe {
  if (!isRecord(value)) throw refuse('it is no list of steps');
  if (typeof value['version'] === 'number' && value['version'] > 1) {
    throw new AppError(
      'unsupported',
      'PRINT_RECIPE_NEWER',
      `The recipe is of version ${value['version']}; this Limner knows version 1. Update Limner.`,
    );
  }
  if (Array.isArray(value['steps'])) value['steps'].forEach(checkStep);
  const parsed = PrintRecipe.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, message } = complaint(parsed.error.issues[0] as z.core.$ZodIssue);
  throw refuse(`${path.length === 0 ? 'recipe' : path.map(String).join('.')}: ${words(message)}`);
}
