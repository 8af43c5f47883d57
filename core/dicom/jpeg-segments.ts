// Marker segments of a JPEG stream (ITU-T T.81 annex B) up to its first scan: tables, frame and scan header.

import { buildHuffmanTable, type HuffmanTable } from './jpeg-entropy.ts';
import { damagedJpeg, unsupportedJpeg } from './jpeg-errors.ts';

export interface JpegScan {
  /** Baseline and extended (T.81 processes 1, 2, 4) or lossless (process 14). */
  readonly process: 'dct' | 'lossless';
  /** Bits a sample. */
  readonly precision: number;
  readonly rows: number;
  readonly columns: number;
  /** Coefficients in zig-zag order; absent for lossless. */
  readonly quantisation: Uint16Array | undefined;
  readonly dcTable: HuffmanTable;
  /** Absent for lossless. */
  readonly acTable: HuffmanTable | undefined;
  /** Data units between restart markers; 0: none. */
  readonly restartInterval: number;
  /** Lossless: predictor 1 to 7 and point transform. */
  readonly predictor: number;
  readonly pointTransform: number;
  /** Where the entropy-coded data begin. */
  readonly dataOffset: number;
}

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const DQT = 0xdb;
const DHT = 0xc4;
const DAC = 0xcc;
const DRI = 0xdd;
const TEM = 0x01;

/** Start-of-frame markers by what they mean; null: a process that DICOM does not use for these transfer syntaxes. */
const frameProcess = (marker: number): JpegScan['process'] | null => {
  if (marker === 0xc0 || marker === 0xc1) return 'dct';
  return marker === 0xc3 ? 'lossless' : null;
};

interface Frame {
  readonly process: JpegScan['process'];
  readonly precision: number;
  readonly rows: number;
  readonly columns: number;
  readonly quantisationTable: number;
}

class Tables {
  readonly quantisation: (Uint16Array | undefined)[] = [];
  readonly dc: (HuffmanTable | undefined)[] = [];
  readonly ac: (HuffmanTable | undefined)[] = [];
  restartInterval = 0;
}

function readQuantisation(body: Uint8Array, tables: Tables): void {
  let at = 0;
  while (at < body.length) {
    const head = body[at++] as number;
    const bytes = head >> 4 === 0 ? 1 : 2;
    if ((head & 15) > 3 || head >> 4 > 1 || at + 64 * bytes > body.length) throw damagedJpeg();
    const table = new Uint16Array(64);
    for (let n = 0; n < 64; n++, at += bytes) {
      table[n] = bytes === 1 ? (body[at] as number) : ((body[at] as number) << 8) | (body[at + 1] as number);
    }
    tables.quantisation[head & 15] = table;
  }
}

function readHuffman(body: Uint8Array, tables: Tables): void {
  let at = 0;
  while (at < body.length) {
    const head = body[at] as number;
    const lengths = body.subarray(at + 1, at + 17);
    const symbols = lengths.reduce((sum, count) => sum + count, 0);
    const end = at + 17 + symbols;
    if ((head & 15) > 3 || head >> 4 > 1 || end > body.length) throw damagedJpeg();
    const table = buildHuffmanTable(lengths, body.subarray(at + 17, end));
    (head >> 4 === 0 ? tables.dc : tables.ac)[head & 15] = table;
    at = end;
  }
}

function readFrame(body: Uint8Array, process: JpegScan['process']): Frame {
  const [precision = 0, rowsHigh = 0, rowsLow = 0, columnsHigh = 0, columnsLow = 0, components = 0] = body;
  if (components !== 1) throw unsupportedJpeg('more than one colour component');
  if (body.length < 9) throw damagedJpeg();
  const isSound = process === 'dct' ? precision === 8 || precision === 12 : precision >= 2 && precision <= 16;
  if (!isSound) throw damagedJpeg();
  return {
    process,
    precision,
    rows: (rowsHigh << 8) | rowsLow,
    columns: (columnsHigh << 8) | columnsLow,
    quantisationTable: body[8] as number,
  };
}

function readScan(body: Uint8Array, frame: Frame, tables: Tables, dataOffset: number): JpegScan {
  if (body.length < 6 || body[0] !== 1) throw damagedJpeg();
  const selectors = body[2] as number;
  const isLossless = frame.process === 'lossless';
  // For sequential DCT the three last bytes are constants, which some writers leave wrong: they are not looked at.
  const predictor = isLossless ? (body[3] as number) : 0;
  const pointTransform = isLossless ? (body[5] as number) & 15 : 0;
  const dcTable = tables.dc[selectors >> 4];
  const acTable = tables.ac[selectors & 15];
  const quantisation = tables.quantisation[frame.quantisationTable];
  if (dcTable === undefined || (!isLossless && (acTable === undefined || quantisation === undefined))) {
    throw damagedJpeg();
  }
  if (isLossless && (predictor < 1 || predictor > 7 || pointTransform >= frame.precision)) throw damagedJpeg();
  const { process, precision, rows, columns } = frame;
  const { restartInterval } = tables;
  return {
    process,
    precision,
    rows,
    columns,
    quantisation,
    dcTable,
    acTable,
    restartInterval,
    predictor,
    pointTransform,
    dataOffset,
  };
}

/**
 * Reads a grey, Huffman-coded stream up to its entropy-coded data.
 * @throws AppError `corrupt-data` for a damaged stream, `unsupported` for progressive, hierarchical, arithmetic or
 * colour ones
 */
export function readJpegScan(bytes: Uint8Array): JpegScan {
  if (bytes[0] !== 0xff || bytes[1] !== SOI) throw damagedJpeg();
  const tables = new Tables();
  let frame: Frame | null = null;
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) throw damagedJpeg();
    const marker = bytes[at + 1] as number;
    // Any marker may be preceded by fill bytes (B.1.1.2).
    if (marker === 0xff || marker === TEM) {
      at += marker === TEM ? 2 : 1;
      continue;
    }
    if (marker === EOI) break;
    const length = ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number);
    const end = at + 2 + length;
    if (length < 2 || end > bytes.length) throw damagedJpeg();
    const body = bytes.subarray(at + 4, end);
    if (marker === SOS) {
      if (frame === null) throw damagedJpeg();
      return readScan(body, frame, tables, end);
    }
    if (marker === DQT) readQuantisation(body, tables);
    else if (marker === DHT) readHuffman(body, tables);
    else if (marker === DRI) tables.restartInterval = ((body[0] ?? 0) << 8) | (body[1] ?? 0);
    else if (marker === DAC) throw unsupportedJpeg('arithmetic coding');
    else if (marker >= 0xc0 && marker <= 0xcf) {
      const process = frameProcess(marker);
      if (process === null) throw unsupportedJpeg('a progressive, hierarchical or arithmetic process');
      frame = readFrame(body, process);
    }
    at = end;
  }
  throw damagedJpeg();
}
