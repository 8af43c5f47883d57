import { AppError } from '../../error/index.ts';
import type { Part } from '../part.ts';

/** The parts that a step works on: those that `on` names, or all. Throws `not-found` PRINT_PART. */
export function chosenParts(parts: readonly Part[], on: readonly string[] | undefined): ReadonlySet<Part> {
  if (parts.length === 0) throw new AppError('invalid-input', 'PRINT_NO_PARTS', 'There are no parts to work on.');
  const missing = on?.find((wanted) => !parts.some(({ name }) => name === wanted));
  if (missing !== undefined) {
    throw new AppError(
      'not-found',
      'PRINT_PART',
      `There is no part "${missing}" at this step. Name one that is there.`,
    );
  }
  return new Set(parts.filter(({ name }) => on === undefined || on.includes(name)));
}

/** Puts what became of each chosen part in its place. Throws `safety` PRINT_NOTHING_LEFT where no part is left. */
export function replaceParts(
  parts: readonly Part[],
  chosen: ReadonlySet<Part>,
  change: (part: Part) => readonly Part[],
): readonly Part[] {
  const after = parts.flatMap((part) => (chosen.has(part) ? change(part) : [part]));
  if (after.length > 0) return after;
  throw new AppError('safety', 'PRINT_NOTHING_LEFT', 'Nothing would be left of the parts. Change this step.');
}

/** `wanted`, or with a number where a part of that name stands already. */
export function freeName(wanted: string, parts: readonly Part[]): string {
  const taken = new Set(parts.map(({ name }) => name));
  if (!taken.has(wanted)) return wanted;
  let number = 2;
  while (taken.has(`${wanted} ${number}`)) number++;
  return `${wanted} ${number}`;
}
