// Files that hold several parts: names, colours, units and places.

import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import {
  computeEnclosedVolumeMm3,
  decodeObjObjects,
  decodeThreeMf,
  encodeMtl,
  encodeObjObjects,
  encodeThreeMf,
  type NamedMesh,
} from '../../../core/mesh/index.ts';
import { tetrahedron } from '../../support/mesh-shapes.ts';

const PARTS: readonly NamedMesh[] = [
  { name: 'Bone "L" <1> & 2', colour: '#ff8000', mesh: tetrahedron(-120.4375, 31.1, -1007.3) },
  { name: 'Kieferhöhle', colour: null, mesh: tetrahedron(1e-7, 0.1 + 0.2, 3) },
];

const foreign = (model: string): Uint8Array =>
  zipSync({
    '_rels/.rels': strToU8(
      "<Relationships><Relationship Id='a' Target='/m.model' Type='http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel'/></Relationships>",
    ),
    'm.model': strToU8(model),
  });

const MESH =
  '<mesh><vertices><vertex x="0" y="0" z="0"/><vertex y="0" x="1" z="0"/><vertex x="0" y="1" z="0"/><vertex x="0" y="0" z="1"/></vertices>' +
  '<triangles><triangle v1="0" v2="2" v3="1"/><triangle v1="0" v2="1" v3="3"/><triangle v1="1" v2="2" v3="3"/><triangle v1="0" v2="3" v3="2"/></triangles></mesh>';

describe('3MF', () => {
  it('gives back names, colours and the very float32 numbers', () => {
    const read = decodeThreeMf(encodeThreeMf(PARTS, 'Limner 1'));
    expect(read).toEqual([
      PARTS[0] && { ...PARTS[0], colour: '#FF8000' },
      PARTS[1] && { ...PARTS[1], colour: '#E3DAC9' },
    ]);
  });

  it('is the same file for the same parts', () => {
    expect(encodeThreeMf(PARTS, 'Limner 1')).toEqual(encodeThreeMf(PARTS, 'Limner 1'));
  });

  it('follows units, components and a mirroring transform of another program', () => {
    const [solid] = decodeThreeMf(
      foreign(
        `<?xml version='1.0'?><!-- <item objectid="9"/> --><model unit="centimeter"><resources><object id="1" name="a">${MESH}</object>` +
          '<object id="2"><components><component objectid="1" transform="-1 0 0 0 1 0 0 0 1 0 0 0"/></components></object></resources>' +
          '<build><item objectid="2" transform="1 0 0 0 1 0 0 0 1 5 0 0"/></build></model>',
      ),
    );
    expect(solid?.name).toBe('a');
    expect([...(solid?.mesh.positions ?? [])]).toEqual([50, 0, 0, 40, 0, 0, 50, 10, 0, 50, 0, 10]);
    expect(computeEnclosedVolumeMm3(solid?.mesh ?? tetrahedron())).toBeCloseTo(1000 / 6, 3);
  });

  it.each([
    ['a cut archive', encodeThreeMf(PARTS, 'x').slice(0, 300), 'is cut short or no ZIP archive'],
    ['no model', zipSync({ 'a.txt': strToU8('') }), 'has no model'],
    [
      'a vertex without z',
      foreign('<model><object id="1"><vertex x="1" y="2"/></object></model>'),
      'a vertex without z',
    ],
    ['a missing object', foreign('<model><build><item objectid="7"/></build></model>'), 'does not have'],
    [
      'a vertex whose quote is lost, which would give its number to the next one',
      foreign(`<model><object id="1">${MESH.replace('x="1"', 'x="1')}</object><build/></model>`),
      'a tag or comment that does not end',
    ],
    [
      'a comment that does not end',
      foreign('<model><!-- <object id="1"></model>'),
      'a tag or comment that does not end',
    ],
    ['a strange unit', foreign('<model unit="ell"/>'), 'the unit "ell"'],
    [
      'components in a circle',
      foreign('<model><object id="1"><component objectid="1"/></object><build><item objectid="1"/></build></model>'),
      'hold each other',
    ],
    [
      'a triangle without its vertices',
      foreign(
        '<model><object id="1"><triangle v1="0" v2="1" v3="2"/></object><build><item objectid="1"/></build></model>',
      ),
      'without its vertices',
    ],
  ])('refuses %s', (_, bytes, why) => {
    expect(() => decodeThreeMf(bytes)).toThrow(why);
  });
});

describe('OBJ with several parts', () => {
  it('gives back each part by its name, and says its colour in the library beside it', () => {
    const read = decodeObjObjects(encodeObjObjects(PARTS, 'model.mtl'));
    expect(read.map(({ name }) => name)).toEqual(['Bone_"L"_<1>_&_2', 'Kieferhöhle']);
    expect(read.map(({ mesh }) => [...mesh.positions])).toEqual(
      PARTS.map(({ mesh }) => [0, 2, 1, 3].flatMap((v) => [...mesh.positions.subarray(3 * v, 3 * v + 3)])),
    );
    expect(new TextDecoder().decode(encodeMtl(PARTS))).toContain('newmtl part_1\nKd 1.0000 0.5020 0.0000');
  });
});
