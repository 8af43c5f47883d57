// JPEG-LS of one component, lossless and near-lossless (ISO/IEC 14495-1 annexes A and F): the syntaxes .80 and .81.
// Names are those of the standard: Ra, Rb, Rc, Rd are the samples to the left, above, left above and right above.

import type { DecodedFrame, FrameSize } from './decoded-frame.ts';
import { JpegLsBits } from './jpeg-ls-bits.ts';
import { damagedJpegLs, type JpegLsScan, readJpegLsScan } from './jpeg-ls-header.ts';

const CONTEXTS = 367;
/** Contexts of the sample that ends a run: of a step, and of one within the allowed error. */
const RUN_CONTEXT = 365;
const MIN_C = -128;
const MAX_C = 127;
/** A.7.1.1: log2 of the length that one bit of a run stands for. */
const RUN_LENGTHS = Uint8Array.of(
  ...[0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15],
);

/** Everything that changes while a scan is read. */
class ScanState {
  readonly a = new Int32Array(CONTEXTS);
  readonly b = new Int32Array(CONTEXTS);
  readonly c = new Int32Array(CONTEXTS);
  readonly n = new Int32Array(CONTEXTS).fill(1);
  /** Negative errors of the two contexts that end runs. */
  readonly negatives = new Int32Array(2);
  runIndex = 0;
  readonly bits: JpegLsBits;
  readonly scan: JpegLsScan;
  /** Number of error values, bits of one, and longest code (A.2.1). */
  readonly range: number;
  readonly errorBits: number;
  readonly limit: number;
  readonly step: number;
  /** Quantised gradient, -4 to 4, by gradient + largest. */
  readonly quantised: Int8Array;

  constructor(bytes: Uint8Array, scan: JpegLsScan) {
    const { largest, near, thresholds } = scan;
    this.scan = scan;
    this.bits = new JpegLsBits(bytes, scan.dataOffset);
    this.step = 2 * near + 1;
    this.range = Math.floor((largest + 2 * near) / this.step) + 1;
    this.errorBits = Math.ceil(Math.log2(this.range));
    const sampleBits = Math.max(2, Math.ceil(Math.log2(largest + 1)));
    this.limit = 2 * (sampleBits + Math.max(8, sampleBits));
    this.a.fill(Math.max(2, (this.range + 32) >> 6));
    this.quantised = new Int8Array(2 * largest + 1);
    for (let at = 0; at <= 2 * largest; at++) this.quantised[at] = quantise(at - largest, near, thresholds);
  }
}

/** A.3.3. */
function quantise(gradient: number, near: number, [t1, t2, t3]: JpegLsScan['thresholds']): number {
  const size = Math.abs(gradient);
  const level = size <= near ? 0 : size < t1 ? 1 : size < t2 ? 2 : size < t3 ? 3 : 4;
  return gradient < 0 ? -level : level;
}

/** A.5.3: a mapped error of Golomb parameter `k`, in at most `limit` bits. */
function readGolomb({ bits, errorBits }: ScanState, k: number, limit: number): number {
  const zeros = bits.zeros(limit);
  return zeros < limit - errorBits - 1 ? (zeros << k) + bits.read(k) : bits.read(errorBits) + 1;
}

/** A.5.1. */
function golombParameter(count: number, sum: number): number {
  let k = 0;
  while (count << k < sum) k++;
  if (k > 20) throw damagedJpegLs();
  return k;
}

/** A.4.5, A.8: prediction and error to a sample. */
function reconstruct({ scan, range, step }: ScanState, prediction: number, error: number): number {
  const { near, largest } = scan;
  let value = prediction + error * step;
  if (value < -near) value += range * step;
  else if (value > largest + near) value -= range * step;
  return Math.min(Math.max(value, 0), largest);
}

/** A.4 to A.6: one sample by its context. */
function readRegular(state: ScanState, context: number, ra: number, rb: number, rc: number): number {
  const { a, b, c, n, scan } = state;
  const isFlipped = context < 0;
  const q = isFlipped ? -context : context;
  const smaller = Math.min(ra, rb);
  const larger = Math.max(ra, rb);
  let prediction = rc >= larger ? smaller : rc <= smaller ? larger : ra + rb - rc;
  prediction += isFlipped ? -(c[q] as number) : (c[q] as number);
  prediction = Math.min(Math.max(prediction, 0), scan.largest);
  const k = golombParameter(n[q] as number, a[q] as number);
  const mapped = readGolomb(state, k, state.limit);
  let error = (mapped & 1) === 0 ? mapped >> 1 : -((mapped + 1) >> 1);
  // A.5.2: where errors lean to the negative, the mapping is the other way round.
  if (scan.near === 0 && k === 0 && 2 * (b[q] as number) <= -(n[q] as number)) error = -error - 1;
  updateContext(state, q, error);
  return reconstruct(state, prediction, isFlipped ? -error : error);
}

/** A.6. */
function updateContext({ a, b, c, n, scan, step }: ScanState, q: number, error: number): void {
  let bias = (b[q] as number) + error * step;
  let sum = (a[q] as number) + Math.abs(error);
  let count = n[q] as number;
  if (count === scan.reset) {
    sum >>= 1;
    bias >>= 1;
    count >>= 1;
  }
  count++;
  if (bias <= -count) {
    bias = Math.max(bias + count, 1 - count);
    if ((c[q] as number) > MIN_C) c[q] = (c[q] as number) - 1;
  } else if (bias > 0) {
    bias = Math.min(bias - count, 0);
    if ((c[q] as number) < MAX_C) c[q] = (c[q] as number) + 1;
  }
  a[q] = sum;
  b[q] = bias;
  n[q] = count;
}

/** A.7.1: how many samples repeat the one before; at most `room`, those left in the row. */
function readRunLength(state: ScanState, room: number): number {
  const { bits } = state;
  let length = 0;
  while (length < room) {
    const log = RUN_LENGTHS[state.runIndex] as number;
    if (bits.read(1) === 0) {
      length += bits.read(log);
      if (length >= room) throw damagedJpegLs();
      return length;
    }
    length += 1 << log;
    if (length <= room && state.runIndex < 31) state.runIndex++;
  }
  return room;
}

/** A.7.2: the sample that ends a run. */
function readRunEnd(state: ScanState, ra: number, rb: number): number {
  const { a, n, negatives, scan } = state;
  const isNear = Math.abs(ra - rb) <= scan.near ? 1 : 0;
  const q = RUN_CONTEXT + isNear;
  const count = n[q] as number;
  const k = golombParameter(count, (a[q] as number) + (isNear === 1 ? count >> 1 : 0));
  const mapped = readGolomb(state, k, state.limit - (RUN_LENGTHS[state.runIndex] as number) - 1);
  if (state.runIndex > 0) state.runIndex--;
  const folded = mapped + isNear;
  const size = (folded + 1) >> 1;
  const isUsual = k !== 0 || 2 * (negatives[isNear] as number) >= count;
  const error = ((folded & 1) === 1) === isUsual ? -size : size;
  if (error < 0) negatives[isNear] = (negatives[isNear] as number) + 1;
  a[q] = (a[q] as number) + ((mapped + 1 - isNear) >> 1);
  if (count === scan.reset) {
    a[q] = (a[q] as number) >> 1;
    n[q] = count >> 1;
    negatives[isNear] = (negatives[isNear] as number) >> 1;
  }
  n[q] = (n[q] as number) + 1;
  return isNear === 1 ? reconstruct(state, ra, error) : reconstruct(state, rb, ra > rb ? -error : error);
}

/** One row of `out`; the row above lies before it, as zeros for the first. `corner` is Rc of the first sample. */
function readRow(state: ScanState, out: Uint16Array, start: number, above: Uint16Array, corner: number): void {
  const { quantised, scan } = state;
  const { columns, largest } = scan;
  let ra = above[0] as number;
  let rc = corner;
  for (let x = 0; x < columns; x++) {
    const rb = above[x] as number;
    const rd = x + 1 < columns ? (above[x + 1] as number) : rb;
    const q1 = quantised[rd - rb + largest] as number;
    const q2 = quantised[rb - rc + largest] as number;
    const q3 = quantised[rc - ra + largest] as number;
    const context = 81 * q1 + 9 * q2 + q3;
    if (context !== 0) {
      ra = readRegular(state, context, ra, rb, rc);
      out[start + x] = ra;
      rc = rb;
      continue;
    }
    const length = readRunLength(state, columns - x);
    out.fill(ra, start + x, start + x + length);
    x += length;
    if (x === columns) return;
    ra = readRunEnd(state, ra, above[x] as number);
    out[start + x] = ra;
    rc = above[x] as number;
  }
}

/**
 * One grey frame.
 * @throws AppError `corrupt-data` when the stream is damaged, cut short or of another size than the image says;
 * `unsupported` for colour, mapping tables, point transforms and restart intervals
 */
export function decodeJpegLs(frame: Uint8Array, expected: FrameSize): DecodedFrame {
  const scan = readJpegLsScan(frame);
  const { rows, columns } = scan;
  if (rows !== expected.rows || columns !== expected.columns) throw damagedJpegLs();
  const state = new ScanState(frame, scan);
  const samples = new Uint16Array(rows * columns);
  let above = new Uint16Array(columns);
  let corner = 0;
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    readRow(state, samples, start, above, corner);
    corner = above[0] as number;
    above = samples.subarray(start, start + columns);
  }
  return { samples, bits: scan.precision, isSigned: false };
}
