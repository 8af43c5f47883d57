// Errors between threads.

import { AppError } from '../../core/error/index.ts';
import type { WireError } from './task.ts';

/** Any error as plain data; what is no `AppError` becomes `internal`, or `resource` where memory ran out. */
export function toWire(error: unknown): WireError {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  if (error instanceof AppError) {
    const { kind, code, message, data, retryable } = error;
    return { kind, code, message, data, retryable, stack };
  }
  if (error instanceof RangeError && /allocation|array length/i.test(error.message)) {
    const message = 'Not enough memory for a computation. Close other programs and run it again.';
    return { kind: 'resource', code: 'OUT_OF_MEMORY', message, data: null, retryable: true, stack };
  }
  return {
    kind: 'internal',
    code: 'TASK_FAILED',
    message: 'A computation failed.',
    data: null,
    retryable: false,
    stack,
  };
}

/** The error as it was in its thread; its stack there is the cause. */
export function fromWire({ kind, code, message, data, retryable, stack }: WireError): AppError {
  const cause = new Error('in a computing thread');
  cause.stack = stack;
  return new AppError(kind, code, message, { data, retryable, cause });
}
