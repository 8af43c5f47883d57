// argv -> a verb's arguments, with one clear line for whatever does not fit.

import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { AppError } from '../../../core/error/index.ts';
import type { ParsedArguments, Verb, VerbOption } from './verb.ts';

export const COMMON_OPTIONS: readonly VerbOption[] = [
  { name: 'library', value: 'DIR', help: "Case library to use (default: Limner's folder among your user data)." },
  { name: 'help', help: 'Show this help.' },
];

/** npm runs scripts in the project folder; INIT_CWD is where the user stands. */
const userFolder = (): string =>
  (process.env['npm_lifecycle_event'] === 'limner' && process.env['INIT_CWD']) || process.cwd();

export const resolveUserPath = (given: string): string => resolve(userFolder(), given);

const usageError = (verb: Verb, why: string): AppError =>
  new AppError('invalid-input', 'CLI_USAGE', `${verb.name}: ${why} Try: limner ${verb.name} --help`);

/** Throws `invalid-input` for unknown options, missing values, and too few or too many operands. */
export function parseVerbArguments(verb: Verb, argv: readonly string[]): ParsedArguments {
  const options = [...verb.options, ...COMMON_OPTIONS];
  let parsed: { values: Record<string, unknown>; positionals: string[] };
  try {
    parsed = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: Object.fromEntries(
        options.map((option) => [
          option.name,
          { type: option.value ? 'string' : 'boolean', multiple: option.repeatable ?? false },
        ]),
      ),
    });
  } catch (error) {
    throw usageError(verb, `${(error as Error).message.split(/\.?\s*\n|\. |\.$/)[0]}.`);
  }
  const { values, positionals } = parsed;
  const [least, most] = verb.arity;
  if (positionals.length < least) throw usageError(verb, `it needs ${verb.operands || 'no operand'}.`);
  if (positionals.length > most) throw usageError(verb, `'${positionals[most]}' is one operand too many.`);
  return {
    positionals,
    text: (name) => (typeof values[name] === 'string' ? values[name] : null),
    texts: (name) => (Array.isArray(values[name]) ? (values[name] as string[]) : []),
    isSet: (name) => values[name] === true,
    path: resolveUserPath,
  };
}

/** A comma separated list; null where the option was not given. Throws `invalid-input` for an empty list. */
export function listOption(args: ParsedArguments, name: string): readonly string[] | null {
  const text = args.text(name);
  if (text === null) return null;
  const items = text.split(',').map((item) => item.trim());
  if (items.some((item) => item === '')) {
    throw new AppError('invalid-input', 'CLI_USAGE', `--${name} needs names separated by commas, for example A,B.`);
  }
  return items;
}

/** A time above 0 in seconds, or null where the option was not given. Throws `invalid-input` for anything else. */
export function secondsOption(args: ParsedArguments, name: string): number | null {
  const text = args.text(name);
  if (text === null) return null;
  const seconds = Number(text);
  if (text.trim() === '' || !Number.isFinite(seconds) || seconds <= 0) {
    throw new AppError('invalid-input', 'CLI_USAGE', `--${name} needs a number of seconds above 0, not '${text}'.`);
  }
  return seconds;
}

/** A whole number of at least `least`, or null where the option was not given. Throws `invalid-input` for anything else. */
export function countOption(args: ParsedArguments, name: string, least: number): number | null {
  const text = args.text(name);
  if (text === null) return null;
  const count = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(count) || count < least) {
    throw new AppError('invalid-input', 'CLI_USAGE', `--${name} needs a whole number from ${least} on, not '${text}'.`);
  }
  return count;
}

/** One of `allowed`, or null where the option was not given. Throws `invalid-input` for anything else. */
export function choiceOption<T extends string>(args: ParsedArguments, name: string, allowed: readonly T[]): T | null {
  const text = args.text(name);
  if (text === null) return null;
  return checkedChoice(`--${name}`, text, allowed);
}

/** `text` as one of `allowed`. `what` is for the message, for example '--device'. Throws `invalid-input` for others. */
export function checkedChoice<T extends string>(what: string, text: string, allowed: readonly T[]): T {
  const choice = allowed.find((candidate) => candidate === text);
  if (choice === undefined) {
    throw new AppError('invalid-input', 'CLI_USAGE', `${what} knows ${allowed.join(', ')}, not '${text}'.`);
  }
  return choice;
}
