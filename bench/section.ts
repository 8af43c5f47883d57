// What a section of the benchmark is given and gives back.

import type { JsonValue } from '../core/error/index.ts';
import type { CommandOptions, CommandRun } from './run-command.ts';

export type JsonRecord = { readonly [key: string]: JsonValue };

export interface BenchContext {
  /** How often each timed command is run; sections report medians. */
  readonly runs: number;
  /** Root of the checkout. */
  readonly projectRoot: string;
  /** Runs a command to its end; throws with its last lines of stderr when it fails. */
  readonly runCommand: (argv: readonly string[], options?: CommandOptions) => Promise<CommandRun>;
  /** `limner ARGS…` as a user of a checkout starts it. */
  readonly runLimner: (args: readonly string[], options?: CommandOptions) => Promise<CommandRun>;
  /** A new folder that is removed when the section has run. */
  readonly temporaryFolder: () => Promise<string>;
  /** Path below the shared data; throws when it is not there. */
  readonly sharedPath: (...parts: readonly string[]) => string;
  /** The files of a zipped shared set (named without `.zip`) in a temporary folder. */
  readonly unpackShared: (name: string) => Promise<string>;
  /** A folder that lasts between benchmarks and is not committed, for peers that must be installed. */
  readonly cacheFolder: string;
  readonly log: (line: string) => void;
}

export interface BenchSection {
  readonly name: string;
  readonly run: (context: BenchContext) => Promise<JsonRecord>;
}

/** Throws RangeError for an empty list. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  if (low === undefined || high === undefined) throw new RangeError('median of nothing');
  return (low + high) / 2;
}

export const roundTo = (value: number, digits: number): number => Number(value.toFixed(digits));

/** Calls `action` `times` times, one after the other. */
export async function repeat<T>(times: number, action: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let n = 0; n < times; n++) results.push(await action());
  return results;
}
