// How a service is declared: every method has an input and an output schema and a kind. Types are inferred from the
// schemas, so nothing is written twice.

import type { ZodType, z } from 'zod';

/** query: no effect, may be repeated. command: changes something, runs alone. job: long, reports progress, can be
 * cancelled. */
export type MethodKind = 'query' | 'command' | 'job';

export interface Method<I extends ZodType = ZodType, O extends ZodType = ZodType> {
  readonly kind: MethodKind;
  readonly input: I;
  readonly output: O;
}

export type ServiceDefinition = Readonly<Record<string, Method>>;
export type Contract = Readonly<Record<string, ServiceDefinition>>;

const method =
  (kind: MethodKind) =>
  <I extends ZodType, O extends ZodType>(input: I, output: O): Method<I, O> => ({ kind, input, output });

export const query = method('query');
export const command = method('command');
export const job = method('job');

/** `done` never decreases inside a phase; `total` 0 means that it is not known yet. */
export interface Progress {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  /** Bytes read or written so far in this phase, where they tell a rate that means something to a person. */
  readonly bytesDone?: number;
  /** Something finished, in a few words for a person ('CT, 118 slices'); never patient data. */
  readonly event?: string;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  readonly report?: ((progress: Progress) => void) | undefined;
}

export interface CallContext {
  readonly signal: AbortSignal;
  readonly report: (progress: Progress) => void;
}

export type Implementation<C extends Contract> = {
  readonly [S in keyof C]: {
    readonly [M in keyof C[S]]: (
      input: z.output<C[S][M]['input']>,
      context: CallContext,
    ) => Promise<z.input<C[S][M]['output']>>;
  };
};

export type Client<C extends Contract> = {
  readonly [S in keyof C]: {
    readonly [M in keyof C[S]]: (
      input: z.input<C[S][M]['input']>,
      options?: CallOptions,
    ) => Promise<z.output<C[S][M]['output']>>;
  };
};
