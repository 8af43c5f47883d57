// The one error type that crosses a boundary (dispatcher, job runner, CLI). `message` is safe to show: it says what,
// where, why and what to do, and holds no patient data. `cause` stays in the process where it happened.

export const ERROR_KINDS = [
  'invalid-input',
  'not-found',
  'conflict',
  'denied',
  'unsupported',
  'corrupt-data',
  'safety',
  'resource',
  'cancelled',
  'internal',
] as const;

export type ErrorKind = (typeof ERROR_KINDS)[number];

/** Exit code of the command line for each kind (docs/cli.md lists them for users). */
export const EXIT_CODES: Readonly<Record<ErrorKind, number>> = {
  'invalid-input': 2,
  'not-found': 3,
  conflict: 4,
  denied: 5,
  unsupported: 6,
  'corrupt-data': 7,
  safety: 8,
  resource: 9,
  internal: 70,
  cancelled: 130,
};

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

export interface AppErrorOptions {
  readonly data?: JsonValue;
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

/** `code` is DOMAIN_REASON, stable for scripts and tests; `message` is one line for people. */
export class AppError extends Error {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly data: JsonValue;
  readonly retryable: boolean;

  constructor(kind: ErrorKind, code: string, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.kind = kind;
    this.code = code;
    this.data = options.data ?? null;
    this.retryable = options.retryable ?? false;
  }
}
