// DICOM files for tests, byte by byte (PS3.5 section 7): nothing here shares code with the reading side.

import { deflateRawSync } from 'node:zlib';

export type ElementValue = string | number | Uint8Array | readonly (readonly BuiltElement[])[];

export interface BuiltElement {
  readonly tag: number;
  readonly vr: string;
  readonly value: ElementValue;
}

export type Layout = 'explicit' | 'implicit' | 'big-endian' | 'deflated' | 'rle';

const SYNTAX: Readonly<Record<Layout, string>> = {
  explicit: '1.2.840.10008.1.2.1',
  implicit: '1.2.840.10008.1.2',
  'big-endian': '1.2.840.10008.1.2.2',
  deflated: '1.2.840.10008.1.2.1.99',
  rle: '1.2.840.10008.1.2.5',
};

const LONG = new Set(['OB', 'OW', 'OF', 'SQ', 'UN', 'UT', 'UC']);

const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function number(value: number, bytes: 2 | 4, isBig: boolean): Uint8Array {
  const out = new Uint8Array(bytes);
  const view = new DataView(out.buffer);
  if (bytes === 2) view.setUint16(0, value, !isBig);
  else view.setUint32(0, value, !isBig);
  return out;
}

function valueBytes(element: BuiltElement, layout: Layout): Uint8Array {
  const { value, vr } = element;
  const isBig = layout === 'big-endian';
  if (typeof value === 'number') return number(value, vr === 'UL' ? 4 : 2, isBig);
  if (typeof value === 'string') {
    const bytes = latin1(value);
    return bytes.length % 2 === 0 ? bytes : concat([bytes, latin1(vr === 'UI' ? '\0' : ' ')]);
  }
  if (value instanceof Uint8Array) return value;
  const items = value.map((item) => {
    const body = concat(item.map((inner) => elementBytes(inner, layout)));
    return concat([number(0xfffe, 2, isBig), number(0xe000, 2, isBig), number(body.length, 4, isBig), body]);
  });
  return concat(items);
}

function elementBytes(element: BuiltElement, layout: Layout): Uint8Array {
  const isBig = layout === 'big-endian';
  const body = valueBytes(element, layout);
  const tag = concat([number(element.tag >>> 16, 2, isBig), number(element.tag & 0xffff, 2, isBig)]);
  if (layout === 'rle' && element.tag === 0x7fe00010) {
    return concat([tag, latin1('OB'), new Uint8Array(2), number(0xffffffff, 4, false), body]);
  }
  if (layout === 'implicit') return concat([tag, number(body.length, 4, false), body]);
  const length = LONG.has(element.vr)
    ? concat([new Uint8Array(2), number(body.length, 4, isBig)])
    : number(body.length, 2, isBig);
  return concat([tag, latin1(element.vr), length, body]);
}

/** A whole file: preamble, meta information, data set in tag order. */
export function dicomFile(elements: readonly BuiltElement[], layout: Layout = 'explicit'): Uint8Array {
  const sorted = [...elements].sort((a, b) => a.tag - b.tag);
  const text = (tag: number) => sorted.find((element) => element.tag === tag)?.value as string | undefined;
  const meta = concat([
    elementBytes({ tag: 0x00020001, vr: 'OB', value: Uint8Array.of(0, 1) }, 'explicit'),
    elementBytes({ tag: 0x00020002, vr: 'UI', value: text(0x00080016) ?? '1.2.3' }, 'explicit'),
    elementBytes({ tag: 0x00020003, vr: 'UI', value: text(0x00080018) ?? '1.2.3' }, 'explicit'),
    elementBytes({ tag: 0x00020010, vr: 'UI', value: SYNTAX[layout] }, 'explicit'),
  ]);
  const group = elementBytes({ tag: 0x00020000, vr: 'UL', value: meta.length }, 'explicit');
  const dataset = concat(sorted.map((element) => elementBytes(element, layout)));
  const body = layout === 'deflated' ? new Uint8Array(deflateRawSync(dataset)) : dataset;
  return concat([new Uint8Array(128), latin1('DICM'), group, meta, body]);
}

export interface SliceOptions {
  readonly layout?: Layout;
  readonly sopClassUid?: string;
  readonly sopInstanceUid?: string;
  readonly seriesInstanceUid?: string;
  readonly studyInstanceUid?: string;
  readonly frameOfReferenceUid?: string | null;
  readonly modality?: string;
  readonly patientId?: string;
  readonly patientName?: string;
  readonly instanceNumber?: number;
  /** ImagePositionPatient and ImageOrientationPatient; null leaves the attribute out. */
  readonly position?: readonly number[] | null;
  readonly orientation?: readonly number[] | null;
  /** Row distance, then column distance, mm. */
  readonly pixelSpacing?: readonly number[] | null;
  readonly sliceThickness?: number | null;
  readonly rows?: number;
  readonly columns?: number;
  readonly imageType?: string;
  readonly slope?: number | null;
  readonly intercept?: number | null;
  readonly bitsAllocated?: number;
  readonly bitsStored?: number;
  readonly isSigned?: boolean;
  /** Stored values, row by row; default 0, 1, 2, … */
  readonly stored?: readonly number[];
  readonly extra?: readonly BuiltElement[];
  /** Elements to leave out, by tag. */
  readonly without?: readonly number[];
}

let instances = 0;

/** PackBits with both kinds of packets: runs of three or more, literals for the rest. */
function packBits(bytes: Uint8Array): Uint8Array {
  const out: number[] = [];
  let at = 0;
  const runAt = (from: number): number => {
    let n = 1;
    while (from + n < bytes.length && bytes[from + n] === bytes[from] && n < 128) n++;
    return n;
  };
  while (at < bytes.length) {
    const run = runAt(at);
    if (run >= 3) {
      out.push(257 - run, bytes[at] as number);
      at += run;
      continue;
    }
    const start = at;
    while (at < bytes.length && at - start < 128 && runAt(at) < 3) at++;
    out.push(at - start - 1, ...bytes.subarray(start, at));
  }
  return Uint8Array.from(out.length % 2 === 0 ? out : [...out, 0x80]);
}

/** PixelData value of an RLE frame: empty offset table, one fragment, sequence delimiter (PS3.5 annexes A.4 and G). */
export function rleFrame(littleEndian: Uint8Array, sampleBytes: number): Uint8Array {
  const planes = Array.from({ length: sampleBytes }, (_, plane) =>
    packBits(littleEndian.filter((_, at) => at % sampleBytes === sampleBytes - 1 - plane)),
  );
  const header = new Uint8Array(64);
  const view = new DataView(header.buffer);
  view.setUint32(0, sampleBytes, true);
  let offset = 64;
  planes.forEach((plane, n) => {
    view.setUint32(4 + 4 * n, offset, true);
    offset += plane.length;
  });
  const fragment = concat([header, ...planes]);
  const item = (body: Uint8Array) =>
    concat([number(0xfffe, 2, false), number(0xe000, 2, false), number(body.length, 4, false), body]);
  const end = concat([number(0xfffe, 2, false), number(0xe0dd, 2, false), new Uint8Array(4)]);
  return concat([item(new Uint8Array(0)), item(fragment), end]);
}

function pixelBytes(stored: readonly number[], bits: number, layout: Layout): Uint8Array {
  const out = new Uint8Array(stored.length * (bits / 8));
  const view = new DataView(out.buffer);
  stored.forEach((value, at) => {
    if (bits === 8) view.setUint8(at, value & 0xff);
    else if (bits === 16) view.setUint16(at * 2, value & 0xffff, layout !== 'big-endian');
    else view.setUint32(at * 4, value >>> 0, layout !== 'big-endian');
  });
  if (layout === 'rle') return rleFrame(out, bits / 8);
  return out.length % 2 === 0 ? out : concat([out, new Uint8Array(1)]);
}

/** One CT slice; every option has a sound default, so that a test names only what it is about. */
export function buildSlice(options: SliceOptions = {}): Uint8Array {
  const layout = options.layout ?? 'explicit';
  const rows = options.rows ?? 3;
  const columns = options.columns ?? 4;
  const bits = options.bitsAllocated ?? 16;
  const bitsStored = options.bitsStored ?? bits;
  const stored = options.stored ?? Array.from({ length: rows * columns }, (_, n) => n);
  const ds = (tag: number, value: readonly number[] | number | null | undefined, fallback: readonly number[]) => {
    if (value === null) return [];
    const list = value === undefined ? fallback : typeof value === 'number' ? [value] : value;
    return [{ tag, vr: 'DS', value: list.join('\\') }];
  };
  const frame = options.frameOfReferenceUid === undefined ? '1.2.3.9' : options.frameOfReferenceUid;
  const elements: BuiltElement[] = [
    { tag: 0x00080008, vr: 'CS', value: options.imageType ?? 'ORIGINAL\\PRIMARY\\AXIAL' },
    { tag: 0x00080016, vr: 'UI', value: options.sopClassUid ?? '1.2.840.10008.5.1.4.1.1.2' },
    { tag: 0x00080018, vr: 'UI', value: options.sopInstanceUid ?? `1.2.3.4.${++instances}` },
    { tag: 0x00080060, vr: 'CS', value: options.modality ?? 'CT' },
    { tag: 0x00100010, vr: 'PN', value: options.patientName ?? 'Phantom^Box' },
    { tag: 0x00100020, vr: 'LO', value: options.patientId ?? 'P1' },
    { tag: 0x0020000d, vr: 'UI', value: options.studyInstanceUid ?? '1.2.3.7' },
    { tag: 0x0020000e, vr: 'UI', value: options.seriesInstanceUid ?? '1.2.3.8' },
    { tag: 0x00200013, vr: 'IS', value: String(options.instanceNumber ?? 1) },
    ...(frame === null ? [] : [{ tag: 0x00200052, vr: 'UI', value: frame }]),
    ...ds(0x00180050, options.sliceThickness, [2]),
    ...ds(0x00200032, options.position, [-10, -20, 30]),
    ...ds(0x00200037, options.orientation, [1, 0, 0, 0, 1, 0]),
    { tag: 0x00280002, vr: 'US', value: 1 },
    { tag: 0x00280004, vr: 'CS', value: 'MONOCHROME2' },
    { tag: 0x00280010, vr: 'US', value: rows },
    { tag: 0x00280011, vr: 'US', value: columns },
    ...ds(0x00280030, options.pixelSpacing, [0.75, 0.5]),
    { tag: 0x00280100, vr: 'US', value: bits },
    { tag: 0x00280101, vr: 'US', value: bitsStored },
    { tag: 0x00280102, vr: 'US', value: bitsStored - 1 },
    { tag: 0x00280103, vr: 'US', value: options.isSigned ? 1 : 0 },
    ...ds(0x00281052, options.intercept, [-1024]),
    ...ds(0x00281053, options.slope, [1]),
    { tag: 0x7fe00010, vr: bits === 8 ? 'OB' : 'OW', value: pixelBytes(stored, bits, layout) },
  ];
  const extra = new Set((options.extra ?? []).map(({ tag }) => tag));
  const kept = elements.filter(({ tag }) => !options.without?.includes(tag) && !extra.has(tag));
  return dicomFile([...kept, ...(options.extra ?? [])], layout);
}
