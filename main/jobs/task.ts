// Compute tasks that run in worker threads: plain functions from structured-clone values to such values. A registry
// names them; its type is what ties the two ends together.

import type { ErrorKind, JsonValue } from '../../core/error/index.ts';

/** `input` arrives as a copy, or with its buffers moved; the buffers of what is returned are moved back. */
export type Task<Input, Output> = (input: Input) => Output | Promise<Output>;

/** `never` makes every task fit: a registry is only ever called through its own type. */
export type TaskRegistry = Readonly<Record<string, Task<never, unknown>>>;

export type TaskInput<Tasks extends TaskRegistry, Name extends keyof Tasks> = Parameters<Tasks[Name]>[0];
export type TaskOutput<Tasks extends TaskRegistry, Name extends keyof Tasks> = Awaited<ReturnType<Tasks[Name]>>;

export interface TaskRequest {
  readonly name: string;
  readonly input: unknown;
}

/** An error as it crosses between threads; structured clone would drop all but the message. */
export interface WireError {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly message: string;
  readonly data: JsonValue;
  readonly retryable: boolean;
  /** For the log of the other side. */
  readonly stack: string;
}

export type TaskReply =
  | { readonly ok: true; readonly output: unknown }
  | { readonly ok: false; readonly error: WireError };
