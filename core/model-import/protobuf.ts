// The wire format of Protocol Buffers (protobuf.dev/programming-guides/encoding), as far as it is needed to look into a
// file and to replace parts of it.

import { AppError } from '../error/index.ts';

export const damagedOnnx = (why: string): AppError =>
  new AppError(
    'corrupt-data',
    'MODEL_ONNX',
    `The file is no ONNX network, or it is damaged: ${why}. Export or copy it again.`,
  );

/** One field of a message. `payload` of a length-delimited field: its content; `number`: a varint (exact below 2^53). */
export interface WireField {
  readonly field: number;
  readonly wire: 0 | 1 | 2 | 5;
  readonly number: number;
  readonly payload: Uint8Array;
  /** The field with its tag, as it stands in the message. */
  readonly whole: Uint8Array;
}

const NOTHING = new Uint8Array(0);

interface Varint {
  readonly value: number;
  readonly next: number;
}

function readVarint(bytes: Uint8Array, at: number): Varint {
  let value = 0;
  let factor = 1;
  for (let n = at; n < at + 10; n++) {
    const byte = bytes[n];
    if (byte === undefined) throw damagedOnnx('it is cut short');
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return { value, next: n + 1 };
    factor *= 128;
  }
  throw damagedOnnx('a number in it has no end');
}

/** The fields of a message, in their order. Throws `corrupt-data` MODEL_ONNX. */
export function* readFields(bytes: Uint8Array): Generator<WireField> {
  for (let at = 0; at < bytes.length; ) {
    const tag = readVarint(bytes, at);
    const field = Math.floor(tag.value / 8);
    const wire = tag.value % 8;
    let { next } = tag;
    let number = 0;
    let from = next;
    if (wire === 0) ({ value: number, next } = readVarint(bytes, next));
    else if (wire === 1) next += 8;
    else if (wire === 5) next += 4;
    else if (wire === 2) {
      const length = readVarint(bytes, next);
      from = length.next;
      next = from + length.value;
    } else throw damagedOnnx('it holds a field of an unknown kind');
    if (field === 0 || next > bytes.length) throw damagedOnnx('a field in it is longer than the file');
    const payload = wire === 2 ? bytes.subarray(from, next) : NOTHING;
    yield { field, wire, number, payload, whole: bytes.subarray(at, next) };
    at = next;
  }
}

const utf8 = new TextDecoder();

/** Text of a length-delimited field. */
export const textOf = ({ payload }: WireField): string => utf8.decode(payload);

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  bytes.push(rest);
  return bytes;
}

/** Tag and length that precede the content of a length-delimited field. */
export const lengthPrefix = (field: number, byteLength: number): Uint8Array =>
  Uint8Array.from([...varint(field * 8 + 2), ...varint(byteLength)]);
