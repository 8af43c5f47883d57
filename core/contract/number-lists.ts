// Lists of numbers that may be long. Planes of a document are hundreds of thousands of numbers: a schema for each of them
// takes a second, one loop over each list a few milliseconds, and nothing unchecked passes either.

import * as z from 'zod';

const isWhole = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

function isListOf(list: unknown, isOne: (value: unknown) => boolean): boolean {
  if (!Array.isArray(list)) return false;
  for (let at = 0; at < list.length; at++) if (!isOne(list[at])) return false;
  return true;
}

/** Whole numbers from 0. */
export const wholeNumbers = z.custom<number[]>(
  (list) => isListOf(list, isWhole),
  'Invalid input: expected whole numbers from 0',
);

/** Finite numbers. */
export const realNumbers = z.custom<number[]>(
  (list) => isListOf(list, Number.isFinite),
  'Invalid input: expected finite numbers',
);
