// The log: events and figures, never what a file said. What may not be patient data by its form (a number, a code, a
// hash, an id of ours) passes; any other text is replaced by its length.

import { AppError } from '../../core/error/index.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type LogFields = Readonly<Record<string, unknown>>;

export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  /** `error` is written as its kind, code and place in our code; its message and those of its causes are left out. */
  error(event: string, error: unknown, fields?: LogFields): void;
}

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** Texts that cannot hold a name or a patient id: our ids, sha256 and the ISO times of our own clock. */
const SAFE_TEXT = [/^[a-z]-[0-9a-hj-km-np-tv-z]{6}$/, /^[0-9a-f]{64}$/, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/];
/** Fields that our own code fills with its own words; still only of this form. */
const SAFE_FIELDS: Readonly<Record<string, RegExp>> = {
  code: /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/,
  kind: /^[a-z]+(-[a-z]+)?$/,
  method: /^[a-zA-Z]+\.[a-zA-Z]+$/,
  incidentId: /^[0-9a-f]{8}$/,
};
const EVENT = /^[a-z][a-z0-9-]*(\.[a-z0-9-]+)*$/;
const SAFE_WORDS = new Set([
  'cpu',
  'cuda',
  'dml',
  'webgpu',
  'coreml',
  'auto',
  'linux',
  'win32',
  'darwin',
  'x64',
  'arm64',
]);
const DEEPEST = 4;

/** `value` with every text that could identify someone replaced. `field` is the name it is logged under. */
export function redact(value: unknown, field = '', depth = 0): unknown {
  if (value === null || value === undefined || typeof value === 'boolean') return value ?? null;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'string') {
    const isSafe =
      SAFE_WORDS.has(value) || SAFE_FIELDS[field]?.test(value) || SAFE_TEXT.some((form) => form.test(value));
    return isSafe ? value : `[${value.length} characters]`;
  }
  if (value instanceof Error) return describeError(value);
  if (typeof value !== 'object' || depth >= DEEPEST) return `[${typeof value}]`;
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.map((item) => redact(item, '', depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      /^[A-Za-z][A-Za-z0-9]{0,40}$/.test(key) ? key : '[key]',
      redact(item, key, depth + 1),
    ]),
  );
}

function describeError(error: Error): Record<string, unknown> {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  return {
    name: error.name,
    kind: error instanceof AppError ? error.kind : null,
    code: code !== null && /^[A-Z0-9_]+$/.test(code) ? code : null,
    at: stackPlaces(error.stack),
    ...(error.cause instanceof Error ? { cause: describeError(error.cause) } : {}),
  };
}

/** Function and file name with line of each frame; the message line and the folders (a home folder names a person)
 * are dropped. */
function stackPlaces(stack: string | undefined): string[] {
  const places: string[] = [];
  for (const line of (stack ?? '').split('\n')) {
    const match = /^\s+at (?:([\w.<>$ ]+) \()?(?:.*[\\/])?([\w.-]+\.[cm]?[jt]s:\d+:\d+)\)?$/.exec(line);
    if (match !== null) places.push(match[1] === undefined ? `${match[2]}` : `${match[1]} ${match[2]}`);
  }
  return places.slice(0, 12);
}

/** A log that gives one JSON line an event to `write`. */
export function createLog(write: (line: string) => void, options: { level: LogLevel; nowMs: () => number }): Log {
  const least = LEVELS.indexOf(options.level);
  const put = (level: LogLevel, event: string, fields: LogFields) => {
    if (LEVELS.indexOf(level) < least) return;
    const safeEvent = EVENT.test(event) ? event : '[event]';
    const at = new Date(options.nowMs()).toISOString();
    write(`${JSON.stringify({ at, level, event: safeEvent, ...(redact(fields) as object) })}\n`);
  };
  return {
    debug: (event, fields = {}) => put('debug', event, fields),
    info: (event, fields = {}) => put('info', event, fields),
    warn: (event, fields = {}) => put('warn', event, fields),
    error: (event, error, fields = {}) => put('error', event, { ...fields, error }),
  };
}

export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
