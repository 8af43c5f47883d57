// Marker segments of a JPEG-LS stream (ISO/IEC 14495-1 annex C) up to its scan. Own code, because CharLS, compiled to
// WebAssembly, counts down through all 32-bit numbers when a damaged stream ends inside a run of zeros: ten seconds.

import { AppError } from '../error/index.ts';

export interface JpegLsScan {
  readonly rows: number;
  readonly columns: number;
  /** Bits a sample. */
  readonly precision: number;
  readonly largest: number;
  /** Largest error of a sample; 0: lossless. */
  readonly near: number;
  readonly thresholds: readonly [number, number, number];
  /** Samples of a context after which its counts are halved. */
  readonly reset: number;
  /** Where the coded samples begin. */
  readonly dataOffset: number;
}

export const damagedJpegLs = (): AppError =>
  new AppError(
    'corrupt-data',
    'DICOM_JPEG_LS',
    'The JPEG-LS-compressed pixels are damaged or cut short. Copy or export the file again.',
  );

const unsupported = (what: string) =>
  new AppError(
    'unsupported',
    'DICOM_JPEG_LS_OPTION',
    `The JPEG-LS-compressed pixels use ${what}, which is not supported. Export the series uncompressed.`,
  );

const SOF55 = 0xf7;
const LSE = 0xf8;
const SOS = 0xda;
const DRI = 0xdd;
const DEFAULT_RESET = 64;

/** C.2.4.1.1.1: thresholds of the gradients where the stream names none. */
function defaultThresholds(largest: number, near: number): [number, number, number] {
  const clamp = (value: number, low: number) => (value > largest || value < low ? low : value);
  const basic = [3, 7, 21] as const;
  const steps = [3 * near, 5 * near, 7 * near] as const;
  const threshold = (n: 0 | 1 | 2): number => {
    if (largest >= 128) {
      const factor = Math.floor((Math.min(largest, 4095) + 128) / 256);
      return factor * (basic[n] - n - 2) + n + 2 + steps[n];
    }
    const factor = Math.floor(256 / (largest + 1));
    return Math.max(n + 2, Math.floor(basic[n] / factor) + steps[n]);
  };
  const first = clamp(threshold(0), near + 1);
  const second = clamp(threshold(1), first);
  return [first, second, clamp(threshold(2), second)];
}

interface Frame {
  readonly precision: number;
  readonly rows: number;
  readonly columns: number;
}

/** Values of an LSE segment of type 1; 0 where the default holds. */
interface Preset {
  readonly largest: number;
  readonly thresholds: readonly [number, number, number];
  readonly reset: number;
}

const NO_PRESET: Preset = { largest: 0, thresholds: [0, 0, 0], reset: 0 };

function readFrame(body: DataView): Frame {
  if (body.byteLength < 9) throw damagedJpegLs();
  if (body.getUint8(5) !== 1) throw unsupported('more than one colour component');
  const precision = body.getUint8(0);
  if (precision < 2 || precision > 16) throw damagedJpegLs();
  return { precision, rows: body.getUint16(1), columns: body.getUint16(3) };
}

function readPreset(body: DataView): Preset {
  if (body.byteLength < 1) throw damagedJpegLs();
  if (body.getUint8(0) !== 1) throw unsupported('mapping tables or extended sizes');
  if (body.byteLength < 11) throw damagedJpegLs();
  return {
    largest: body.getUint16(1),
    thresholds: [body.getUint16(3), body.getUint16(5), body.getUint16(7)],
    reset: body.getUint16(9),
  };
}

function readScan(body: DataView, frame: Frame, preset: Preset, dataOffset: number): JpegLsScan {
  if (body.byteLength < 6 || body.getUint8(0) !== 1) throw damagedJpegLs();
  if (body.getUint8(2) !== 0) throw unsupported('mapping tables');
  if (body.getUint8(5) !== 0) throw unsupported('a point transform');
  const near = body.getUint8(3);
  const { precision, rows, columns } = frame;
  const largest = preset.largest || 2 ** precision - 1;
  const usual = defaultThresholds(largest, near);
  const [t1 = 0, t2 = 0, t3 = 0] = preset.thresholds.map((given, n) => given || (usual[n] as number));
  const reset = preset.reset || DEFAULT_RESET;
  const isSound =
    largest < 2 ** precision && near <= Math.min(255, largest >> 1) && near < t1 && t1 <= t2 && t2 <= t3 && reset >= 3;
  if (!isSound || rows === 0 || columns === 0) throw damagedJpegLs();
  return { rows, columns, precision, largest, near, thresholds: [t1, t2, t3], reset, dataOffset };
}

/**
 * Reads a stream of one component up to its coded samples.
 * @throws AppError `corrupt-data` for a damaged stream, `unsupported` for colour, mapping tables and restart intervals
 */
export function readJpegLsScan(bytes: Uint8Array): JpegLsScan {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) throw damagedJpegLs();
  let frame: Frame | null = null;
  let preset = NO_PRESET;
  let at = 2;
  while (at + 4 <= bytes.length) {
    const marker = bytes[at + 1];
    if (bytes[at] !== 0xff) throw damagedJpegLs();
    if (marker === 0xff) {
      at++;
      continue;
    }
    const length = view.getUint16(at + 2);
    const end = at + 2 + length;
    if (length < 2 || end > bytes.length) throw damagedJpegLs();
    const body = new DataView(bytes.buffer, bytes.byteOffset + at + 4, length - 2);
    if (marker === SOF55) frame = readFrame(body);
    else if (marker === LSE) preset = readPreset(body);
    else if (marker === DRI && body.byteLength >= 2 && body.getUint16(0) !== 0) throw unsupported('restart intervals');
    else if (marker === SOS) {
      if (frame === null) throw damagedJpegLs();
      return readScan(body, frame, preset, end);
    }
    at = end;
  }
  throw damagedJpegLs();
}
