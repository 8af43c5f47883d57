// What travels between a client and a server, whatever the transport. Payloads are JSON values: no Date, Map, class,
// undefined or NaN, so that a value which only one transport could carry fails in the first test.

import type { ErrorKind, JsonValue } from '../error/index.ts';
import type { Progress } from './define.ts';

export const FRAME_VERSION = 1;

export interface WireError {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly message: string;
  readonly data: JsonValue;
  readonly retryable: boolean;
  readonly incidentId: string | null;
}

export type ClientFrame =
  | { readonly v: 1; readonly type: 'req'; readonly id: number; readonly method: string; readonly input: JsonValue }
  | { readonly v: 1; readonly type: 'cancel'; readonly id: number };

export type ServerFrame =
  | { readonly v: 1; readonly type: 'ok'; readonly id: number; readonly output: JsonValue }
  | { readonly v: 1; readonly type: 'err'; readonly id: number; readonly error: WireError }
  | { readonly v: 1; readonly type: 'progress'; readonly id: number; readonly progress: Progress }
  | { readonly v: 1; readonly type: 'evt'; readonly name: string; readonly payload: JsonValue };

/** One end of a connection that carries text frames in order. */
export interface Transport {
  send(frame: string): void;
  onFrame(receive: (frame: string) => void): void;
  close(): void;
  /** Tells a client that answers to what it sent so far will not come; it may go on sending. */
  onLost?(lost: () => void): void;
}

/** Throws TypeError for a number that is none and for what is not plain data: JSON would change either without a word. */
export function encodeFrame(frame: ClientFrame | ServerFrame): string {
  refuseUnplain(frame, 'frame');
  return JSON.stringify(frame);
}

/** A walk of its own: JSON.stringify with a function for each value takes ten times as long on long lists of numbers. */
function refuseUnplain(value: unknown, key: string): void {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${key} is not a finite number`);
  } else if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) {
      const part: unknown = value[at];
      if (typeof part !== 'number' || !Number.isFinite(part)) refuseUnplain(part, key);
    }
  } else if (typeof value === 'object' && value !== null) {
    const prototype = Object.getPrototypeOf(value) as unknown;
    if (prototype !== Object.prototype && prototype !== null) throw new TypeError(`${key} is not plain data`);
    for (const [own, part] of Object.entries(value)) refuseUnplain(part, own);
  }
}
