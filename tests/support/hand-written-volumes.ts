// One small volume behind NRRD and MetaImage headers that are written by hand, so that a test can change any line of them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PHANTOM_GRIDS, ramp } from './volume-phantom.ts';

const [, g] = PHANTOM_GRIDS[7] as (typeof PHANTOM_GRIDS)[number];
const vector = (v: readonly number[]) => `(${v.join(',')})`;
const originLps = g.planeOriginsLps.slice(0, 3);
const stepsLps = [0, 1, 2].map((c) =>
  [0, 1, 2].map((axis) => (g.direction[3 * c + axis] as number) * (g.spacingMm[c] as number)),
);

/** An oblique, left-handed grid. */
export const GRID = g;
export const VALUES = ramp(g);
/** The values, little endian. */
export const RAW = new Uint8Array(VALUES.buffer);

/** Changes of fields by name; null: the field is not there. */
export function nrrdHeader(changes: Record<string, string | null>, space = 'left-posterior-superior'): string {
  const fields: Record<string, string | null> = {
    type: 'short',
    dimension: '3',
    space,
    sizes: g.size.join(' '),
    'space directions': stepsLps.map(vector).join(' '),
    endian: 'little',
    encoding: 'raw',
    'space origin': vector(originLps),
    ...changes,
  };
  const lines = Object.entries(fields).flatMap(([key, value]) => (value === null ? [] : [`${key}: ${value}`]));
  return `NRRD0004\n# made by hand\n${lines.join('\n')}\nnote:=text\n\n`;
}

/** With an axis for several values a voxel before the axes of space. */
export const nrrdOfValues = (valuesPerVoxel: number): string =>
  nrrdHeader({
    dimension: '4',
    sizes: `${valuesPerVoxel} ${g.size.join(' ')}`,
    'space directions': `none ${stepsLps.map(vector).join(' ')}`,
  });

/** The same place, said in RAS. */
export function nrrdInRas(): string {
  const ras = ([x, y, z]: readonly number[]) => vector([-(x as number), -(y as number), z as number]);
  const fields = { 'space directions': stepsLps.map(ras).join(' '), 'space origin': ras(originLps) };
  return nrrdHeader(fields, 'right-anterior-superior');
}

export function metaImageHeader(changes: Record<string, string>): string {
  const fields: Record<string, string> = {
    ObjectType: 'Image',
    NDims: '3',
    BinaryData: 'True',
    BinaryDataByteOrderMSB: 'False',
    CompressedData: 'False',
    TransformMatrix: g.direction.join(' '),
    Offset: originLps.join(' '),
    CenterOfRotation: '0 0 0',
    ElementSpacing: g.spacingMm.join(' '),
    DimSize: g.size.join(' '),
    ElementType: 'MET_SHORT',
    ElementDataFile: 'LOCAL',
    ...changes,
  };
  return Object.entries(fields)
    .map(([key, value]) => `${key} = ${value}\n`)
    .join('');
}

export const joined = (head: string, body: Uint8Array): Uint8Array => Buffer.concat([Buffer.from(head), body]);

/** Writes a file into the folder and gives its path. */
export const writerIn =
  (folder: string) =>
  (name: string, bytes: Uint8Array | string): string => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
