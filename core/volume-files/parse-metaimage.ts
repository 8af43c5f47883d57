// MetaImage headers (.mha with its voxels, .mhd with a data file), as ITK's MetaIO writes and reads them: LPS mm.

import type { Size3, Vec3 } from '../geometry/index.ts';
import { checkedByteLength, damagedHeader, geometryFromSteps, unsupportedVolume } from './checks.ts';
import { requireSiblingName } from './sibling-name.ts';
import type { VolumeFileHeader, VoxelType } from './types.ts';

const TYPES: Readonly<Record<string, VoxelType>> = {
  MET_CHAR: 'int8',
  MET_UCHAR: 'uint8',
  MET_SHORT: 'int16',
  MET_USHORT: 'uint16',
  MET_INT: 'int32',
  MET_UINT: 'uint32',
  MET_LONG_LONG: 'int64',
  MET_ULONG_LONG: 'uint64',
  MET_FLOAT: 'float32',
  MET_DOUBLE: 'float64',
};

/** A header longer than this is none. */
export const MAX_METAIMAGE_HEADER_BYTES = 2 ** 16;

/** Fields up to ElementDataFile, which is always the last one: the voxels begin behind its line. */
function splitFields(head: Uint8Array): { readonly values: ReadonlyMap<string, string>; readonly headerBytes: number } {
  const values = new Map<string, string>();
  const decoder = new TextDecoder('utf-8');
  let at = 0;
  while (at < Math.min(head.length, MAX_METAIMAGE_HEADER_BYTES)) {
    let end = head.indexOf(0x0a, at);
    if (end < 0) end = head.length;
    const text = decoder.decode(head.subarray(at, end)).replace(/\r$/, '');
    at = Math.min(head.length, end + 1);
    const equals = text.indexOf('=');
    if (equals < 0) {
      if (text.trim() === '') continue;
      throw damagedHeader('MetaImage', 'a line is no field');
    }
    const key = text.slice(0, equals).trim();
    values.set(key, text.slice(equals + 1).trim());
    if (key === 'ElementDataFile') return { values, headerBytes: at };
  }
  throw damagedHeader('MetaImage', 'ElementDataFile is missing');
}

const isTrue = (text: string | undefined): boolean => /^(true|t|1|yes|y)$/i.test(text ?? '');

function numbers(values: ReadonlyMap<string, string>, keys: readonly string[], count: number): number[] | null {
  for (const key of keys) {
    const text = values.get(key);
    if (text === undefined) continue;
    const found = text.split(/\s+/).map(Number);
    if (found.length !== count) throw damagedHeader('MetaImage', `${key} does not have ${count} numbers`);
    return found;
  }
  return null;
}

function readGeometry(values: ReadonlyMap<string, string>, size: Size3) {
  const spacing = numbers(values, ['ElementSpacing', 'ElementSize'], 3);
  if (spacing === null) throw damagedHeader('MetaImage', 'ElementSpacing is missing');
  const origin = numbers(values, ['Offset', 'Position', 'Origin'], 3) ?? [0, 0, 0];
  const matrix = numbers(values, ['TransformMatrix', 'Rotation', 'Orientation'], 9) ?? [1, 0, 0, 0, 1, 0, 0, 0, 1];
  // A negative spacing would flip an axis behind the matrix's back; no writer means that.
  const mm = spacing.map((value) => (value > 0 ? value : Number.NaN));
  // The three numbers of each row are the direction of one image axis (ITK's itkMetaImageIO.cxx).
  const step = (axis: number): Vec3 =>
    matrix.slice(3 * axis, 3 * axis + 3).map((value) => value * (mm[axis] as number)) as unknown as Vec3;
  return geometryFromSteps('MetaImage', size, [step(0), step(1), step(2)], origin as unknown as Vec3);
}

function readSize(values: ReadonlyMap<string, string>): Size3 {
  const sizes = (values.get('DimSize') ?? '').split(/\s+/).map(Number);
  if (sizes.length !== Number(values.get('NDims'))) throw damagedHeader('MetaImage', 'DimSize does not fit NDims');
  const channels = Number(values.get('ElementNumberOfChannels') ?? 1);
  if (sizes.length !== 3 || channels !== 1) {
    throw unsupportedVolume(
      'VOLUME_NOT_3D',
      `The MetaImage has ${sizes.length} axes and ${channels} values a voxel; one 3D volume with one value is supported.`,
    );
  }
  return sizes as unknown as Size3;
}

function readDataPlace(values: ReadonlyMap<string, string>, headerBytes: number) {
  const name = values.get('ElementDataFile') ?? '';
  if (name === 'LIST' || name.startsWith('LIST ') || name.includes('%')) {
    throw unsupportedVolume(
      'METAIMAGE_DATA_FILES',
      'A MetaImage with many data files is not supported. Save it as .mha.',
    );
  }
  const file = /^local$/i.test(name) ? null : requireSiblingName('MetaImage', name);
  const skip = Number(values.get('HeaderSize') ?? 0);
  if (!Number.isSafeInteger(skip) || skip < -1) throw damagedHeader('MetaImage', 'HeaderSize is no count');
  return { file, offset: skip === -1 ? null : file === null ? headerBytes : skip };
}

/**
 * Header of a MetaImage file.
 * @param head the first bytes: the whole header, at most `MAX_METAIMAGE_HEADER_BYTES`
 * @throws AppError `corrupt-data`, `invalid-input`, `safety`, `unsupported`, `denied` (data file elsewhere), `resource`
 */
export function parseMetaImageHeader(head: Uint8Array): VolumeFileHeader {
  const { values, headerBytes } = splitFields(head);
  const type = TYPES[values.get('ElementType') ?? ''];
  if (type === undefined) {
    throw unsupportedVolume(
      'VOLUME_TYPE',
      'The MetaImage voxel type is not supported. Save it as MET_SHORT or MET_FLOAT.',
    );
  }
  if (values.has('BinaryData') && !isTrue(values.get('BinaryData'))) {
    throw unsupportedVolume('METAIMAGE_TEXT', 'The MetaImage holds its voxels as text. Save it as binary.');
  }
  const size = readSize(values);
  const place = readDataPlace(values, headerBytes);
  const isCompressed = isTrue(values.get('CompressedData'));
  if (isCompressed && place.offset === null) throw damagedHeader('MetaImage', 'HeaderSize -1 needs raw voxels');
  return {
    format: 'metaimage',
    geometry: readGeometry(values, size),
    voxelType: type,
    isLittleEndian: !isTrue(values.get('BinaryDataByteOrderMSB') ?? values.get('ElementByteOrderMSB')),
    slope: 1,
    intercept: 0,
    data: {
      ...place,
      encoding: isCompressed ? 'zlib' : 'raw',
      byteLength: checkedByteLength('MetaImage', size, type),
    },
  };
}
