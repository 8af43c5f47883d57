// What each value representation may hold (PS3.5 table 6.2-1), as schemas: strict, because the encoder below checks
// nothing. Messages never repeat the value, which may be patient data.

import * as z from 'zod';
import { AppError } from '../error/index.ts';

const plain = (max: number) =>
  z
    .string()
    .max(max, `longer than ${max} characters`)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused here
    .regex(/^[^\\\u0000-\u001f\u007f]*$/, 'not plain: it holds a backslash or a control character');

export const uidValue = z
  .string()
  .max(64, 'longer than 64 characters')
  .regex(/^(0|[1-9]\d*)(\.(0|[1-9]\d*))+$/, 'not a UID');

export const longString = plain(64);
export const shortString = plain(16);
export const codeString = z.string().regex(/^[A-Z0-9_ ]{0,16}$/, 'not a code string');
export const shortText = z
  .string()
  .max(1024, 'longer than 1024 characters')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused here
  .regex(/^[^\u0000-\u0008\u000b\u000e-\u001f\u007f]*$/, 'not plain: it holds a control character');

/** YYYYMMDD of a real month and day. */
export const dateValue = z.string().regex(/^\d{4}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/, 'not a date (YYYYMMDD)');

/** HHMMSS with up to six decimals. */
export const timeValue = z.string().regex(/^([01]\d|2[0-3])([0-5]\d([0-5]\d(\.\d{1,6})?)?)?$/, 'not a time (HHMMSS)');

/**
 * `value` as the schema gives it. Throws `invalid-input` that names the first offending field and the rule, never the
 * value.
 */
export function checkValues<T>(schema: z.ZodType<T>, value: unknown, code: string, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue?.path.join('.') ?? '';
  throw new AppError('invalid-input', code, `${what} cannot be written: ${path} is ${issue?.message ?? 'not valid'}.`);
}
