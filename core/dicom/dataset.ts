// Bytes of a DICOM file to its attributes: finds where the data set starts and how it is encoded, lets dicom-parser
// read the elements up to the pixels.

import dicomParser, { type ByteArrayParser, type DataSet } from 'dicom-parser';
import { Inflate } from 'fflate';
import { AppError } from '../error/index.ts';
import { DicomDataset, truncatedFile } from './dicom-dataset.ts';
import { TAGS } from './tags.ts';
import {
  DEFLATED_LITTLE_ENDIAN,
  EXPLICIT_BIG_ENDIAN,
  EXPLICIT_LITTLE_ENDIAN,
  IMPLICIT_LITTLE_ENDIAN,
} from './transfer-syntax.ts';

const PREAMBLE_BYTES = 128;
/** A deflated file may not grow beyond this: an image of 8192 x 8192 with two bytes a pixel. */
const MAX_INFLATED_BYTES = 2 ** 27;
const INFLATE_STEP_BYTES = 2 ** 16;

/** VRs whose explicit form has two reserved bytes and a 32-bit length (PS3.5 table 7.1-1). */
const LONG_VRS = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);

/** A parsed file: its file meta information (an empty data set where the file has none) and its data set. */
export interface DicomFile {
  readonly transferSyntaxUid: string;
  readonly meta: DicomDataset;
  readonly dataset: DicomDataset;
  /** What offsets refer to: the file's bytes, or the inflated data set of a deflated file. */
  readonly bytes: Uint8Array;
  /** How many bytes there are; more than `bytes` holds where only the beginning of a file was read. */
  readonly byteLength: number;
}

const unreadable = (cause?: unknown) =>
  new AppError(
    'corrupt-data',
    'DICOM_UNREADABLE',
    'The DICOM file is damaged: its attributes cannot be read. Copy or export it again.',
    { cause },
  );

const ascii = (bytes: Uint8Array, start: number, end: number): string =>
  String.fromCharCode(...bytes.subarray(start, end));

const hasPrefix = (bytes: Uint8Array): boolean =>
  bytes.length >= PREAMBLE_BYTES + 4 && ascii(bytes, PREAMBLE_BYTES, PREAMBLE_BYTES + 4) === 'DICM';

const isVr = (bytes: Uint8Array, at: number): boolean => /^[A-Z]{2}$/.test(ascii(bytes, at, at + 2));

/** The encoding of a data set that starts at `at` by its first element: group 0002, 0004 or 0008. Null: not DICOM. */
function guessSyntax(bytes: Uint8Array, at: number): string | null {
  if (bytes.length < at + 8) return null;
  const low = bytes[at] as number;
  const high = bytes[at + 1] as number;
  const isFirstGroup = (group: number) => group === 2 || group === 4 || group === 8;
  if (low === 0 && isFirstGroup(high)) return isVr(bytes, at + 4) ? EXPLICIT_BIG_ENDIAN : null;
  if (high !== 0 || !isFirstGroup(low)) return null;
  if (isVr(bytes, at + 4)) return EXPLICIT_LITTLE_ENDIAN;
  const length = new DataView(bytes.buffer, bytes.byteOffset + at + 4, 4).getUint32(0, true);
  return (bytes[at + 3] as number) <= 0x30 && length <= 4096 ? IMPLICIT_LITTLE_ENDIAN : null;
}

/** Elements without prefix or meta information may follow one byte that the program that removed those left behind:
 * accepted where the first element then is of group 0008 and explicit, which no other file begins with by chance. */
const hasStrayByte = (bytes: Uint8Array): boolean =>
  bytes[1] === 8 && bytes[4] === 0 && guessSyntax(bytes, 1) === EXPLICIT_LITTLE_ENDIAN;

/** Where the meta information starts, or without any the data set; null: not DICOM. */
function findStart(bytes: Uint8Array): number | null {
  if (hasPrefix(bytes)) return PREAMBLE_BYTES + 4;
  if (guessSyntax(bytes, 0) !== null) return 0;
  return hasStrayByte(bytes) ? 1 : null;
}

/**
 * True when the bytes begin like a DICOM file: by its prefix, or without one by a first element of an early group.
 * @param bytes the first bytes of a file, 140 or more unless the file is shorter
 */
export const isDicom = (bytes: Uint8Array): boolean => findStart(bytes) !== null;

/** End of the file meta information: the elements of group 0002, explicit little endian whatever follows (PS3.10 7.1).
 * Its group length is often missing or wrong, so the elements are walked. */
function endOfMeta(bytes: Uint8Array, start: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = start;
  while (at + 8 <= bytes.length && view.getUint16(at, true) === 2) {
    const isLong = LONG_VRS.has(ascii(bytes, at + 4, at + 6));
    if (isLong && at + 12 > bytes.length) throw truncatedFile();
    at += isLong ? 12 + view.getUint32(at + 8, true) : 8 + view.getUint16(at + 6, true);
    if (at > bytes.length) throw truncatedFile();
  }
  return at;
}

function inflateDataset(deflated: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  let total = 0;
  const stream = new Inflate((part) => {
    parts.push(part);
    total += part.length;
  });
  for (let at = 0; at < deflated.length; at += INFLATE_STEP_BYTES) {
    const end = Math.min(deflated.length, at + INFLATE_STEP_BYTES);
    stream.push(deflated.subarray(at, end), end === deflated.length);
    if (total > MAX_INFLATED_BYTES) {
      throw new AppError(
        'resource',
        'DICOM_INFLATED_SIZE',
        `The deflated DICOM file grows beyond ${MAX_INFLATED_BYTES / 2 ** 20} MiB. Export it without compression.`,
      );
    }
  }
  const whole = new Uint8Array(total);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

type DataSetConstructor = new (parser: ByteArrayParser, bytes: Uint8Array, elements: DataSet['elements']) => DataSet;
type StreamConstructor = new (
  parser: ByteArrayParser,
  bytes: Uint8Array,
  position: number,
) => Parameters<typeof dicomParser.parseDicomDataSetExplicit>[1];

// dicom-parser's declarations know DataSet as an interface only.
const library = dicomParser as unknown as typeof dicomParser & {
  readonly DataSet: DataSetConstructor;
  readonly ByteStream: StreamConstructor;
};

/** What dicom-parser notes, and goes on, when the file ends inside a sequence or item of undefined length. */
const OPEN_AT_END = /^eof encountered before finding (item|sequence item|sequence) delimi/;

function parseElements(
  bytes: Uint8Array,
  start: number,
  end: number,
  syntax: string,
  untilTag: string,
  keepWhatIsReadable = false,
): DataSet {
  const parser =
    syntax === EXPLICIT_BIG_ENDIAN ? library.bigEndianByteArrayParser : library.littleEndianByteArrayParser;
  const dataset = new library.DataSet(parser, bytes, {});
  const stream = new library.ByteStream(parser, bytes, start);
  try {
    if (syntax === IMPLICIT_LITTLE_ENDIAN) library.parseDicomDataSetImplicit(dataset, stream, end, { untilTag });
    else library.parseDicomDataSetExplicit(dataset, stream, end, { untilTag });
  } catch (thrown) {
    if (keepWhatIsReadable) return dataset;
    throw thrown;
  }
  for (const element of Object.values(dataset.elements)) {
    if (element.tag !== untilTag && element.dataOffset + element.length > end) throw truncatedFile();
  }
  if (stream.warnings.some((words) => OPEN_AT_END.test(words))) throw truncatedFile();
  return dataset;
}

/** What dicom-parser throws (often a bare string) tells a cut from nonsense only by its words. */
function asAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const words = thrown instanceof Error ? thrown.message : String(thrown);
  return /overrun|past end|'position'|'max[ P]*osition'/i.test(words) ? truncatedFile() : unreadable(thrown);
}

/**
 * Parses the attributes of a DICOM file up to PixelData. Tolerates what real files do: no preamble, no meta
 * information, no group length, one stray byte before the first element, a transfer syntax that says explicit over implicit elements.
 * Throws `invalid-input` (not DICOM), `corrupt-data` (cut short or damaged), `resource` (a deflated file grows beyond
 * reason). Source: PS3.10 section 7, PS3.5 section 7 and annex A.
 * @param byteLength of the whole file, where `bytes` is its beginning only
 */
export function parseDicom(bytes: Uint8Array, byteLength: number = bytes.length): DicomFile {
  const metaStart = findStart(bytes);
  if (metaStart === null) {
    throw new AppError(
      'invalid-input',
      'DICOM_NOT_DICOM',
      'The file is not DICOM: it has neither prefix nor elements.',
    );
  }
  try {
    const { transferSyntaxUid, layout, meta, bytes: body, start } = locateDataset(bytes);
    const dataset = parseElements(body, start, body.length, layout, TAGS.PixelData);
    const isInflated = body !== bytes;
    return {
      transferSyntaxUid,
      meta,
      dataset: new DicomDataset(dataset),
      bytes: body,
      byteLength: isInflated ? body.length : byteLength,
    };
  } catch (thrown) {
    throw asAppError(thrown);
  }
}

/** Where the data set of a file lies and how its elements are laid out. */
export interface DatasetPlace {
  readonly transferSyntaxUid: string;
  /** Implicit, explicit or big endian: what the elements show, whatever the meta information says. */
  readonly layout: string;
  readonly meta: DicomDataset;
  /** The file's bytes, or the inflated data set. */
  readonly bytes: Uint8Array;
  readonly start: number;
}

/** Finds the data set of a file that begins as `isDicom` says. Throws as `parseDicom`. */
export function locateDataset(bytes: Uint8Array): DatasetPlace {
  try {
    const metaStart = findStart(bytes) ?? 0;
    const start = endOfMeta(bytes, metaStart);
    const meta = new DicomDataset(parseElements(bytes, metaStart, start, EXPLICIT_LITTLE_ENDIAN, ''));
    const declared = meta.text('TransferSyntaxUID');
    if (declared === DEFLATED_LITTLE_ENDIAN) {
      const inflated = inflateDataset(bytes.subarray(start));
      return { transferSyntaxUid: declared, layout: EXPLICIT_LITTLE_ENDIAN, meta, bytes: inflated, start: 0 };
    }
    const layout = layoutOf(declared, start < bytes.length ? guessSyntax(bytes, start) : null);
    return { transferSyntaxUid: declared || layout, layout, meta, bytes, start };
  } catch (thrown) {
    throw asAppError(thrown);
  }
}

/**
 * SeriesInstanceUID of a file that was refused, from as much of it as can be read; null when it does not come so far.
 * For saying which series has lost a slice.
 */
export function peekSeriesInstanceUid(bytes: Uint8Array): string | null {
  try {
    const start = endOfMeta(bytes, findStart(bytes) ?? 0);
    const layout = guessSyntax(bytes, start);
    if (layout === null) return null;
    const elements = parseElements(bytes, start, bytes.length, layout, TAGS.PixelData, true);
    return new DicomDataset(elements).text('SeriesInstanceUID') || null;
  } catch {
    return null;
  }
}

/** How the elements are really laid out. The declared syntax holds unless the first element shows the other VR form. */
function layoutOf(declared: string, seen: string | null): string {
  if (declared === '') return seen ?? IMPLICIT_LITTLE_ENDIAN;
  const expected =
    declared === IMPLICIT_LITTLE_ENDIAN || declared === EXPLICIT_BIG_ENDIAN ? declared : EXPLICIT_LITTLE_ENDIAN;
  return seen === null ? expected : seen;
}
