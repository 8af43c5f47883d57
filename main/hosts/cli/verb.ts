// What a verb of the command line is: its words for people, its options, and a call of the contract.

import type { CallOptions, LimnerClient } from '../../../core/contract/index.ts';
import type { JsonValue } from '../../../core/error/index.ts';

export interface VerbOption {
  readonly name: string;
  /** Shown in help; absent for a switch. */
  readonly value?: string;
  readonly repeatable?: boolean;
  readonly help: string;
}

export interface ParsedArguments {
  readonly positionals: readonly string[];
  /** The option's value, or null where it was not given. */
  readonly text: (name: string) => string | null;
  /** Every value of a repeatable option. */
  readonly texts: (name: string) => readonly string[];
  /** True where a switch was given. */
  readonly isSet: (name: string) => boolean;
  /** Absolute form of a path that the user gave. */
  readonly path: (given: string) => string;
}

export interface VerbOutcome {
  readonly output: JsonValue;
  /** 0 unless the verb's own rules say otherwise (see `import`). */
  readonly exitCode?: number;
  /** Lines for stderr: what a person should read even where the JSON goes to a program. */
  readonly messages?: readonly string[];
}

export interface Verb {
  readonly name: string;
  /** For example 'PATH…'. */
  readonly operands: string;
  readonly summary: string;
  /** What it does, what it writes, what to expect; wrapped by hand to 80 columns. */
  readonly description: string;
  readonly options: readonly VerbOption[];
  /** Least and most operands. */
  readonly arity: readonly [number, number];
  readonly examples: readonly string[];
  readonly run: (args: ParsedArguments, client: LimnerClient, options: CallOptions) => Promise<VerbOutcome>;
}
