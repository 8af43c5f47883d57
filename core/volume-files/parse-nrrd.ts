// NRRD headers (Teem's definition of the file format, NRRD0001 to NRRD0005), attached or detached.

import type { Size3, Vec3 } from '../geometry/index.ts';
import { checkedByteLength, damagedHeader, geometryFromSteps, unsupportedVolume } from './checks.ts';
import { requireSiblingName } from './sibling-name.ts';
import { VOXEL_BYTES, type VolumeFileHeader, type VoxelType } from './types.ts';

const TYPES: Readonly<Record<string, VoxelType>> = {
  'signed char': 'int8',
  int8: 'int8',
  int8_t: 'int8',
  uchar: 'uint8',
  'unsigned char': 'uint8',
  uint8: 'uint8',
  uint8_t: 'uint8',
  short: 'int16',
  'short int': 'int16',
  'signed short': 'int16',
  'signed short int': 'int16',
  int16: 'int16',
  int16_t: 'int16',
  ushort: 'uint16',
  'unsigned short': 'uint16',
  'unsigned short int': 'uint16',
  uint16: 'uint16',
  uint16_t: 'uint16',
  int: 'int32',
  'signed int': 'int32',
  int32: 'int32',
  int32_t: 'int32',
  uint: 'uint32',
  'unsigned int': 'uint32',
  uint32: 'uint32',
  uint32_t: 'uint32',
  longlong: 'int64',
  'long long': 'int64',
  'long long int': 'int64',
  'signed long long': 'int64',
  'signed long long int': 'int64',
  int64: 'int64',
  int64_t: 'int64',
  ulonglong: 'uint64',
  'unsigned long long': 'uint64',
  'unsigned long long int': 'uint64',
  uint64: 'uint64',
  uint64_t: 'uint64',
  float: 'float32',
  double: 'float64',
};

/** Signs that turn the axes of a named space into LPS; the `-time` variants are 4D. */
const SPACES: Readonly<Record<string, Vec3>> = {
  'left-posterior-superior': [1, 1, 1],
  lps: [1, 1, 1],
  'right-anterior-superior': [-1, -1, 1],
  ras: [-1, -1, 1],
  'left-anterior-superior': [1, -1, 1],
  las: [1, -1, 1],
};

/** A header longer than this is none. */
export const MAX_NRRD_HEADER_BYTES = 2 ** 20;

/** Most axes that the format knows (NRRD_DIM_MAX of Teem). */
const MAX_AXES = 16;

interface Fields {
  readonly values: ReadonlyMap<string, string>;
  /** Lines with `:=`, whose keys and values mean what the writer wants. */
  readonly pairs: ReadonlyMap<string, string>;
  /** First byte behind the blank line; the end of the bytes for a detached header without one. */
  readonly headerBytes: number;
}

function splitFields(head: Uint8Array): Fields {
  const values = new Map<string, string>();
  const pairs = new Map<string, string>();
  const decoder = new TextDecoder('utf-8');
  let at = 0;
  for (let line = 0; at < head.length; line++) {
    let end = head.indexOf(0x0a, at);
    if (end < 0) end = head.length;
    const text = decoder.decode(head.subarray(at, end)).replace(/\r$/, '');
    at = Math.min(head.length, end + 1);
    if (line === 0) {
      if (!/^NRRD000[1-5]$/.test(text)) throw damagedHeader('NRRD', 'its first line is not NRRD0001 to NRRD0005');
    } else if (text === '') {
      return { values, pairs, headerBytes: at };
    } else if (/^[^#:][^:]*:=/.test(text)) {
      const mark = text.indexOf(':=');
      pairs.set(text.slice(0, mark), unescaped(text.slice(mark + 2)));
    } else if (!text.startsWith('#') && !/^[^:]*:=/.test(text)) {
      const colon = text.indexOf(': ');
      if (colon < 0) throw damagedHeader('NRRD', `line ${line + 1} is no field`);
      values.set(text.slice(0, colon).trim().toLowerCase(), text.slice(colon + 2).trim());
    }
  }
  return { values, pairs, headerBytes: at };
}

/** Line breaks and backslashes of a value are written as `\\n` and `\\\\`. */
const unescaped = (text: string): string => text.replace(/\\(n|\\)/g, (_, c) => (c === 'n' ? '\n' : '\\'));

const numbers = (text: string): number[] =>
  text.split(/[\s,]+/).map((word) => (word === '' ? Number.NaN : Number(word)));

/** No opening bracket inside: else each one that is not closed would be looked for to the end of a header of 1 MB. */
const VECTOR = /\(([^()]*)\)|(none)/gi;

/** `(x,y,z) (x,y,z) none` as triples; null for none. */
function vectors(text: string): (Vec3 | null)[] {
  if (text.replace(VECTOR, '').trim() !== '')
    throw damagedHeader('NRRD', 'a space vector stands in no pair of brackets');
  const found: (Vec3 | null)[] = [];
  for (const [, inside, none] of text.matchAll(VECTOR)) {
    if (none !== undefined) {
      found.push(null);
      continue;
    }
    const triple = numbers((inside as string).trim());
    if (triple.length !== 3) throw damagedHeader('NRRD', 'a space vector does not have three numbers');
    found.push(triple as unknown as Vec3);
  }
  return found;
}

function readGeometry(fields: ReadonlyMap<string, string>, size: Size3, axes: readonly number[]) {
  const space = fields.get('space')?.toLowerCase();
  const directions = fields.get('space directions');
  const origin = fields.get('space origin');
  if (space === undefined || directions === undefined || origin === undefined) {
    throw unsupportedVolume(
      'NRRD_NO_ORIENTATION',
      'The NRRD file does not say how it lies in the patient (space, space directions, space origin). Export it with its orientation.',
    );
  }
  const signs = SPACES[space];
  if (signs === undefined) {
    throw unsupportedVolume(
      'NRRD_SPACE',
      'The NRRD file is in a space other than LPS, RAS or LAS, so left and right are not known. Export it in LPS.',
    );
  }
  const units = fields.get('space units');
  if (units !== undefined && !(units.match(/"([^"]*)"/g) ?? []).every((unit) => unit === '"mm"' || unit === '""')) {
    throw unsupportedVolume('NRRD_UNITS', 'The NRRD file is not in millimetres (space units). Export it in mm.');
  }
  const all = vectors(directions);
  const steps = axes.map((axis) => all[axis]);
  const [first] = vectors(origin);
  const toLps = (v: Vec3): Vec3 => [v[0] * signs[0], v[1] * signs[1], v[2] * signs[2]];
  const [i, j, k] = steps;
  if (!i || !j || !k || !first) throw damagedHeader('NRRD', 'space directions or space origin is incomplete');
  return geometryFromSteps('NRRD', size, [toLps(i), toLps(j), toLps(k)], toLps(first));
}

/** The three axes that are not of length 1 beyond the third; anything else is no single volume. With `allowsLayers` the
 * first axis may hold several values a voxel. */
function spatialAxes(sizes: readonly number[], directions: string, allowsLayers: boolean): number[] {
  const kinds = vectors(directions);
  const axes = sizes.map((_, axis) => axis).filter((axis) => kinds.length === 0 || kinds[axis] !== null);
  const isLayered = (axis: number) =>
    allowsLayers && axis === 0 && Number.isSafeInteger(sizes[0]) && Number(sizes[0]) > 0;
  const others = sizes.filter((_, axis) => !axes.includes(axis) && !isLayered(axis));
  if (axes.length !== 3 || others.some((n) => n !== 1)) {
    throw unsupportedVolume(
      'VOLUME_NOT_3D',
      `The NRRD file has ${sizes.length} axes (${sizes.join(' x ')}); one 3D volume with one value a voxel is supported. Split it.`,
    );
  }
  return axes;
}

function readEncoding(text: string): 'raw' | 'gzip' {
  switch (text.toLowerCase()) {
    case 'raw':
      return 'raw';
    case 'gzip':
    case 'gz':
      return 'gzip';
    default:
      throw unsupportedVolume('NRRD_ENCODING', 'The NRRD encoding is not supported. Save the file as raw or gzip.');
  }
}

function readVoxelType(fields: ReadonlyMap<string, string>): VoxelType {
  const type = TYPES[fields.get('type')?.toLowerCase() ?? ''];
  if (type !== undefined) return type;
  throw unsupportedVolume(
    'VOLUME_TYPE',
    'The NRRD voxel type is not supported. Save it as short, float or unsigned char.',
  );
}

function readIsLittleEndian(fields: ReadonlyMap<string, string>, type: VoxelType): boolean {
  const endian = fields.get('endian')?.toLowerCase();
  if (endian === 'little' || (endian === undefined && VOXEL_BYTES[type] === 1)) return true;
  if (endian === 'big') return false;
  throw damagedHeader('NRRD', 'endian is missing');
}

function readDataPlace(fields: ReadonlyMap<string, string>, headerBytes: number) {
  const lineSkip = Number(fields.get('line skip') ?? fields.get('lineskip') ?? 0);
  const byteSkip = Number(fields.get('byte skip') ?? fields.get('byteskip') ?? 0);
  if (lineSkip !== 0) throw unsupportedVolume('NRRD_LINE_SKIP', 'A NRRD file with line skip is not supported.');
  if (!Number.isSafeInteger(byteSkip) || byteSkip < -1) throw damagedHeader('NRRD', 'byte skip is no count');
  const name = fields.get('data file') ?? fields.get('datafile') ?? null;
  if (name !== null && (/^LIST\b/.test(name) || name.includes('%'))) {
    throw unsupportedVolume(
      'NRRD_DATA_FILES',
      'A NRRD file with many data files is not supported. Save it as one file.',
    );
  }
  const start = name === null ? headerBytes : 0;
  return {
    file: name === null ? null : requireSiblingName('NRRD', name),
    offset: byteSkip === -1 ? null : start + byteSkip,
  };
}

/**
 * Header of a NRRD file. A file without a named patient space is refused, not guessed.
 * @param head the first bytes: the whole header, at most `MAX_NRRD_HEADER_BYTES`
 * @param allowsLayers several values a voxel, one after the other, are taken: a label map of 3D Slicer
 * @throws AppError `corrupt-data`, `invalid-input`, `safety`, `unsupported`, `resource`
 */
export function parseNrrdHeader(head: Uint8Array, allowsLayers = false): VolumeFileHeader {
  const { values, pairs, headerBytes } = splitFields(head);
  const voxelType = readVoxelType(values);
  const sizes = numbers(values.get('sizes') ?? '');
  if (sizes.length !== Number(values.get('dimension'))) throw damagedHeader('NRRD', 'sizes does not fit dimension');
  if (sizes.length > MAX_AXES) {
    throw damagedHeader('NRRD', `it names ${sizes.length} axes, and the format has at most ${MAX_AXES}`);
  }
  const axes = sizes.length === 3 ? [0, 1, 2] : spatialAxes(sizes, values.get('space directions') ?? '', allowsLayers);
  const size = axes.map((axis) => sizes[axis] as number) as unknown as Size3;
  const layers = sizes.reduce((product, n, axis) => (axes.includes(axis) ? product : product * n), 1);
  const byteLength = checkedByteLength('NRRD', size, voxelType, layers);
  const encoding = readEncoding(values.get('encoding') ?? '');
  const place = readDataPlace(values, headerBytes);
  if (place.offset === null && encoding !== 'raw') throw damagedHeader('NRRD', 'byte skip -1 needs raw encoding');
  return {
    format: 'nrrd',
    geometry: readGeometry(values, size, axes),
    voxelType,
    isLittleEndian: readIsLittleEndian(values, voxelType),
    slope: 1,
    intercept: 0,
    data: { ...place, encoding, byteLength },
    ...(layers === 1 ? {} : { layers }),
    ...(pairs.size === 0 ? {} : { pairs }),
  };
}
