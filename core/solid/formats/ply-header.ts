import { damaged, unsupported } from './limits.ts';

export type PlyNumber = 'int8' | 'uint8' | 'int16' | 'uint16' | 'int32' | 'uint32' | 'float32' | 'float64';

export interface PlyProperty {
  readonly name: string;
  /** Of the number, or of the count in front of a list. */
  readonly type: PlyNumber;
  /** null for a single number. */
  readonly listOf: PlyNumber | null;
}

export interface PlyElement {
  readonly name: string;
  readonly count: number;
  readonly properties: PlyProperty[];
}

export interface PlyHeader {
  readonly encoding: 'ascii' | 'binary_little_endian' | 'binary_big_endian';
  readonly elements: readonly PlyElement[];
  readonly bodyStart: number;
}

const TYPES: Readonly<Record<string, PlyNumber>> = {
  char: 'int8',
  uchar: 'uint8',
  short: 'int16',
  ushort: 'uint16',
  int: 'int32',
  uint: 'uint32',
  float: 'float32',
  double: 'float64',
  int8: 'int8',
  uint8: 'uint8',
  int16: 'int16',
  uint16: 'uint16',
  int32: 'int32',
  uint32: 'uint32',
  float32: 'float32',
  float64: 'float64',
};

const MAX_HEADER_BYTES = 65_536;
const ENCODINGS = ['ascii', 'binary_little_endian', 'binary_big_endian'] as const;

function numberType(word: string | undefined): PlyNumber {
  const type = TYPES[word ?? ''];
  if (type === undefined) throw damaged('PLY', 'its header names a type of number that there is not.');
  return type;
}

/** @throws AppError `corrupt-data` where the header is none */
export function parsePlyHeader(bytes: Uint8Array): PlyHeader {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, MAX_HEADER_BYTES));
  const end = /(?:^|\n)end_header[ \t]*\r?\n/.exec(head);
  if (end === null) throw damaged('PLY', 'its header has no end.');
  const elements: PlyElement[] = [];
  let encoding: PlyHeader['encoding'] | null = null;
  for (const line of head.slice(0, end.index).split(/\r?\n/)) {
    const [keyword, ...words] = line.trim().split(/\s+/) as [string, ...string[]];
    if (keyword === 'format') encoding = encodingOf(words);
    else if (keyword === 'element') elements.push(elementOf(words));
    else if (keyword === 'property') addProperty(elements.at(-1), words);
  }
  if (encoding === null) throw damaged('PLY', 'its header names no format.');
  return { encoding, elements, bodyStart: end.index + end[0].length };
}

function encodingOf([name, version]: readonly string[]): PlyHeader['encoding'] {
  const encoding = ENCODINGS.find((known) => known === name);
  if (encoding === undefined || version !== '1.0') throw unsupported('PLY', 'its format is not one of PLY 1.0.');
  return encoding;
}

function elementOf([name, count]: readonly string[]): PlyElement {
  if (name === undefined || !/^\d{1,12}$/.test(count ?? '')) throw damaged('PLY', 'its header names an element badly.');
  return { name, count: Number(count), properties: [] };
}

function addProperty(element: PlyElement | undefined, words: readonly string[]): void {
  if (element === undefined) throw damaged('PLY', 'its header names a property of nothing.');
  const [first, second, third, fourth] = words;
  const property: PlyProperty =
    first === 'list'
      ? { type: numberType(second), listOf: numberType(third), name: fourth ?? '' }
      : { type: numberType(first), listOf: null, name: second ?? '' };
  element.properties.push(property);
}
