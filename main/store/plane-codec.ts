// Planes and edits as bytes. A plane: count of runs, the runs, then 0 or 1 and, for 1, the imported loops: count, then
// for each its count of numbers and the numbers as float64. Whole numbers are unsigned LEB128; all little endian.
// An edit: uint32 length of a JSON text, the JSON (planes left out), then for each plane change `before` and `after`,
// each 0 (none) or 1 and a plane.

import type { EditOpWire, EditWire, SliceWire } from '../../core/edit/index.ts';
import { AppError } from '../../core/error/index.ts';

class Writer {
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + more));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }

  whole(n: number): void {
    this.#reserve(10);
    let rest = n;
    while (rest > 0x7f) {
      this.#bytes[this.#length++] = (rest & 0x7f) | 0x80;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#length++] = rest;
  }

  real(n: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#length, n, true);
    this.#length += 8;
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }
}

const damaged = () =>
  new AppError(
    'corrupt-data',
    'DOCUMENT_DAMAGED',
    'Stored contours of this case are damaged. Restore the library from a backup.',
  );

class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = at;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  whole(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined || factor > 2 ** 49) throw damaged();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
  }

  real(): number {
    if (this.left < 8) throw damaged();
    const value = this.#view.getFloat64(this.#at, true);
    this.#at += 8;
    return value;
  }

  /** A count of things that take at least `bytesEach`: a damaged one must not ask for more memory than there is. */
  count(bytesEach: number): number {
    const n = this.whole();
    if (n * bytesEach > this.left) throw damaged();
    return n;
  }
}

function writeSlice(out: Writer, { runs, loops }: SliceWire): void {
  out.whole(runs.length);
  for (const n of runs) out.whole(n);
  out.whole(loops === null ? 0 : 1);
  if (loops === null) return;
  out.whole(loops.length);
  for (const loop of loops) {
    out.whole(loop.length);
    for (const n of loop) out.real(n);
  }
}

function readSlice(from: Reader): SliceWire {
  const runs = new Array<number>(from.count(1));
  for (let at = 0; at < runs.length; at++) runs[at] = from.whole();
  if (from.whole() === 0) return { runs, loops: null };
  const loops: number[][] = [];
  for (let n = from.count(1); n > 0; n--) {
    const loop = new Array<number>(from.count(8));
    for (let at = 0; at < loop.length; at++) loop[at] = from.real();
    loops.push(loop);
  }
  return { runs, loops };
}

export function encodePlane(slice: SliceWire): Uint8Array<ArrayBuffer> {
  const out = new Writer();
  writeSlice(out, slice);
  return out.finish();
}

/** Throws `corrupt-data` DOCUMENT_DAMAGED unless the bytes are exactly one plane. */
export function decodePlane(bytes: Uint8Array): SliceWire {
  const from = new Reader(bytes);
  const slice = readSlice(from);
  if (from.left !== 0) throw damaged();
  return slice;
}

type Header = Omit<EditWire, 'ops'> & {
  ops: (
    | Exclude<EditOpWire, { type: 'slices' }>
    | { readonly type: 'slices'; readonly structureId: string; readonly planes: number[] }
  )[];
};

export function encodeEdit(edit: EditWire): Uint8Array<ArrayBuffer> {
  const header: Header = {
    ...edit,
    ops: edit.ops.map((op) =>
      op.type === 'slices' ? { type: 'slices', structureId: op.structureId, planes: op.changes.map(({ k }) => k) } : op,
    ),
  };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, text.length, true);
  const out = new Writer();
  out.raw(length);
  out.raw(text);
  for (const op of edit.ops) {
    if (op.type !== 'slices') continue;
    for (const { before, after } of op.changes) {
      for (const slice of [before, after]) {
        out.whole(slice === null ? 0 : 1);
        if (slice !== null) writeSlice(out, slice);
      }
    }
  }
  return out.finish();
}

/** Throws `corrupt-data` DOCUMENT_DAMAGED unless the bytes are exactly one edit. */
export function decodeEdit(bytes: Uint8Array): EditWire {
  if (bytes.length < 4) throw damaged();
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (4 + length > bytes.length) throw damaged();
  const header = readHeader(bytes.subarray(4, 4 + length));
  const from = new Reader(bytes, 4 + length);
  const next = () => (from.whole() === 0 ? null : readSlice(from));
  const ops = header.ops.map((op): EditOpWire => {
    if (op.type !== 'slices') return op;
    return {
      type: 'slices',
      structureId: op.structureId,
      changes: op.planes.map((k) => ({ k, before: next(), after: next() })),
    };
  });
  if (from.left !== 0) throw damaged();
  return { ...header, ops };
}

function readHeader(bytes: Uint8Array): Header {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Header;
  } catch {
    throw damaged();
  }
}

/** Planes of one structure in three arrays, so that they cross between threads as three buffers. */
export interface PackedPlanes {
  /** Plane indices, growing. */
  readonly k: Int32Array;
  /** Where each plane's bytes end in `bytes`. */
  readonly ends: Int32Array;
  readonly bytes: Uint8Array;
}

export function packPlanes(planes: readonly { readonly k: number; readonly slice: SliceWire }[]): PackedPlanes {
  const parts = planes.map(({ slice }) => encodePlane(slice));
  const ends = new Int32Array(parts.length);
  let total = 0;
  parts.forEach((part, at) => {
    total += part.length;
    ends[at] = total;
  });
  const bytes = new Uint8Array(total);
  parts.forEach((part, at) => {
    bytes.set(part, (ends[at] as number) - part.length);
  });
  return { k: Int32Array.from(planes, ({ k }) => k), ends, bytes };
}

/** Calls `visit` with each plane and its bytes, as `encodePlane` made them. */
export function forEachPackedPlane(
  { k, ends, bytes }: PackedPlanes,
  visit: (k: number, content: Uint8Array) => void,
): void {
  let from = 0;
  for (let at = 0; at < k.length; at++) {
    const end = ends[at] as number;
    visit(k[at] as number, bytes.subarray(from, end));
    from = end;
  }
}
