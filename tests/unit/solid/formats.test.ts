// Files of other programs: every form that STL, OBJ and PLY have, and damaged ones refused.
import { unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import {
  BED_FRAME,
  computeEnclosedVolumeMm3,
  encodeObjObjects,
  encodePly,
  encodeStlBinary,
  encodeThreeMf,
} from '../../../core/mesh/index.ts';
import { checkForeignFileSize, decodeForeign } from '../../../core/solid/index.ts';
import { boxMesh } from '../../support/solid-shapes.ts';

const cube = boxMesh([0, 0, 0], [2, 3, 4]);
const text = (lines: string) => new TextEncoder().encode(lines);
const mm3 = (bytes: Uint8Array, ending: string) => computeEnclosedVolumeMm3(decodeForeign(bytes, ending).mesh);

const corner = (v: number) => [...cube.positions.subarray(3 * v, 3 * v + 3)];
const CORNERS = Array.from({ length: 8 }, (_, v) => corner(v));
/** As six polygons of four corners. */
const QUADS = [
  [3, 2, 1, 0],
  [4, 5, 6, 7],
  [0, 1, 5, 4],
  [1, 2, 6, 5],
  [2, 3, 7, 6],
  [3, 0, 4, 7],
];

const asciiStl = `solid endsolid vertex 1 2 x\n${Array.from({ length: 12 }, (_, t) => {
  const vertices = [0, 1, 2].map(
    (n) =>
      `vertex ${corner(cube.indices[3 * t + n] as number)
        .map((x) => x.toExponential(5))
        .join('\t')}`,
  );
  return `facet normal 0 0 0\r\n outer loop\r\n ${vertices.join('\r\n ')}\r\n endloop\r\n endfacet`;
}).join('\n')}\nendsolid\n`;

const obj = (faces: readonly string[]) =>
  `# made elsewhere\nmtllib x.mtl\n${CORNERS.map((p) => `v ${p.join(' ')} 0.5 0.5 0.5`).join('\n')}\nvn 0 0 1\nvt 0 0\ng box\n${faces.join('\n')}\n`;

const plyHeader = (format: string) =>
  `ply\nformat ${format} 1.0\ncomment x\nelement material 1\nproperty list uchar uchar name\nelement vertex 8\nproperty uchar red\n` +
  'property double z\nproperty float y\nproperty short x\nelement face 6\nproperty list uchar int vertex_indices\nproperty uchar flag\nend_header\n';

const asciiPly = `${plyHeader('ascii')}2 65 66\n${CORNERS.map(([x, y, z]) => `9 ${z} ${y} ${x}`).join('\n')}\n${QUADS.map((q) => `4 ${q.join(' ')} 1`).join('\n')}\n`;

function binaryPly(isLittle: boolean): Uint8Array {
  const header = text(plyHeader(isLittle ? 'binary_little_endian' : 'binary_big_endian'));
  const body = new DataView(new ArrayBuffer(3 + 8 * 15 + 6 * 18));
  body.setUint8(0, 2);
  CORNERS.forEach(([x, y, z], v) => {
    const at = 3 + 15 * v;
    body.setFloat64(at + 1, z as number, isLittle);
    body.setFloat32(at + 9, y as number, isLittle);
    body.setInt16(at + 13, x as number, isLittle);
  });
  QUADS.forEach((quad, n) => {
    const at = 3 + 8 * 15 + 18 * n;
    body.setUint8(at, 4);
    quad.forEach((v, k) => {
      body.setInt32(at + 1 + 4 * k, v, isLittle);
    });
  });
  return Uint8Array.from([...header, ...new Uint8Array(body.buffer)]);
}

describe('a box of 2 x 3 x 4 mm comes out of', () => {
  it.each([
    ['binary STL', encodeStlBinary(cube), '.stl'],
    [
      'binary STL whose header begins with solid',
      Uint8Array.from(encodeStlBinary(cube), (b, at) => 'solid'.charCodeAt(at) || b),
      '.stl',
    ],
    ['text STL with a misleading name', text(asciiStl), '.STL'],
    ['OBJ with polygons', text(obj(QUADS.map((q) => `f ${q.map((v) => `${v + 1}/1/1`).join(' ')}`))), '.obj'],
    [
      'OBJ counted backwards, lines continued',
      text(obj(QUADS.map((q) => `f ${q.map((v) => v - 8).join(' \\\r\n ')}`))),
      '.obj',
    ],
    ['text PLY', text(asciiPly), '.ply'],
    ['little endian PLY', binaryPly(true), '.ply'],
    ['big endian PLY under another ending', binaryPly(false), '.stl'],
    ['3MF', encodeThreeMf([{ name: 'Box', colour: null, mesh: cube }], 'test'), '.3mf'],
  ])('%s', (_, bytes, ending) => {
    expect(mm3(bytes, ending)).toBeCloseTo(24, 4);
  });
});

it('unpacks no more of a 3MF than its model: others in the archive may unpack to any length', () => {
  const other = 'Metadata/other.model';
  const archive = unzipSync(encodeThreeMf([{ name: 'Box', colour: null, mesh: cube }], 'test'));
  const bytes = zipSync({ [other]: text('x'.repeat(1000)), ...archive });
  // No such block of packed bytes exists: who unpacks it fails.
  bytes[30 + other.length] = 0xff;
  expect(mm3(bytes, '.3mf')).toBeCloseTo(24, 4);
});

it('says that files without a unit are taken as millimetres, and in which frame', () => {
  const { hasUnit, notes, format } = decodeForeign(encodeStlBinary(cube), '.stl');
  expect({ hasUnit, format }).toEqual({ hasUnit: false, format: 'STL' });
  expect(notes.join()).toContain('taken as millimetres in LPS');
});

it('cuts a polygon with a notch into triangles inside of it', () => {
  // An L of 3 mm2, 1 mm high; a fan from its first corner would leave it.
  const l = [
    [1, 1],
    [1, 2],
    [0, 2],
    [0, 0],
    [2, 0],
    [2, 1],
  ];
  const prism = [
    ...l.map((p) => `v ${p.join(' ')} 0`),
    ...l.map((p) => `v ${p.join(' ')} 1`),
    'f 6 5 4 3 2 1',
    'f 7 8 9 10 11 12',
  ];
  const sides = l.map((_, n) => `f ${n + 1} ${((n + 1) % 6) + 1} ${((n + 1) % 6) + 7} ${n + 7}`);
  const { mesh } = decodeForeign(text([...prism, ...sides].join('\n')), '.obj');
  expect(computeEnclosedVolumeMm3(mesh)).toBeCloseTo(3, 5);
  const top = [...mesh.indices].slice(12, 24);
  const areas = [0, 1, 2, 3].map((t) => {
    const [a, b, c] = [0, 1, 2].map((n) => l[(top[3 * t + n] as number) - 6] as number[]) as [
      number[],
      number[],
      number[],
    ];
    return (
      (((b[0] as number) - (a[0] as number)) * ((c[1] as number) - (a[1] as number)) -
        ((b[1] as number) - (a[1] as number)) * ((c[0] as number) - (a[0] as number))) /
      2
    );
  });
  expect(areas.every((area) => area > 0)).toBe(true);
});

describe('is refused:', () => {
  const stl = encodeStlBinary(cube);
  it.each([
    ['a cut STL', stl.subarray(0, 300), '.stl', 'MESH_FILE_DAMAGED', 'says that it has 12 triangles and holds 4'],
    ['an empty file', new Uint8Array(0), '.stl', 'MESH_FILE_DAMAGED', 'too short'],
    ['a cut text STL', text(asciiStl.slice(0, -10)), '.stl', 'MESH_FILE_DAMAGED', 'ends in the middle'],
    [
      'letters for a coordinate',
      text(asciiStl.replace('0.00000e+0', 'zero')),
      '.stl',
      'MESH_FILE_DAMAGED',
      'no number',
    ],
    ['an OBJ face without its vertex', text(obj(['f 1 2 9'])), '.obj', 'MESH_FILE_DAMAGED', 'vertex 9 of 8'],
    ['an OBJ face of two', text(obj(['f 1 2'])), '.obj', 'MESH_FILE_DAMAGED', '2 corners'],
    ['an OBJ of curves', text(obj(['cstype bspline', 'surf 0 1'])), '.obj', 'MESH_FILE_KIND', 'curved'],
    ['a cut PLY', binaryPly(true).subarray(0, 400), '.ply', 'MESH_FILE_DAMAGED', 'ends in the middle'],
    [
      'a PLY of more vertices than bytes',
      text(asciiPly.replace('vertex 8', 'vertex 900000000')),
      '.ply',
      'MESH_FILE_DAMAGED',
      'middle',
    ],
    [
      'a PLY face beyond its vertices',
      text(asciiPly.replace('4 3 2 1 0', '4 3 2 1 8')),
      '.ply',
      'MESH_FILE_DAMAGED',
      'vertex 8 of 8',
    ],
    ['a PLY without a header', text('ply\nformat ascii 1.0\n'), '.ply', 'MESH_FILE_DAMAGED', 'header'],
    ['a ZIP that is no 3MF', Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0]), '.3mf', 'THREE_MF_CONTENT', '3MF'],
    ['another format', text('hello'), '.step', 'MESH_FILE_KIND', 'STL, OBJ, PLY and 3MF'],
  ] as const)('%s', (_, bytes, ending, code, words) => {
    expect(() => decodeForeign(bytes, ending)).toThrow(expect.objectContaining({ code }));
    expect(() => decodeForeign(bytes, ending)).toThrow(words);
  });

  it('a 3MF whose components multiply without end', () => {
    const levels = Array.from({ length: 30 }, (_, n) => {
      const inner = `<component objectid="${n + 1}"/>`;
      return `<object id="${n + 2}"><components>${inner}${inner}</components></object>`;
    });
    const model = `<model><resources><object id="1"><mesh><vertices/><triangles/></mesh></object>${levels.join('')}</resources><build><item objectid="31"/></build></model>`;
    const bytes = zipSync({ '3D/3dmodel.model': text(model) });
    expect(() => decodeForeign(bytes, '.3mf')).toThrow(expect.objectContaining({ code: 'THREE_MF_TOO_MANY' }));
  });

  it('5 GB, before a byte is read', () => {
    expect(() => checkForeignFileSize(5e9)).toThrow(expect.objectContaining({ code: 'MESH_FILE_TOO_LARGE' }));
  });
});

describe('a model that was laid on the bed of a printer', () => {
  const quarter = [
    [0, -1, 0],
    [1, 0, 0],
    [0, 0, 1],
  ] as const;
  const part = { name: 'Bone', colour: null, mesh: cube };

  it('is read from its 3MF where it lies in the patient', () => {
    const bytes = encodeThreeMf([part], 'Limner 1', [{ linear: quarter, shiftMm: [50, 60, 0] }]);
    const { mesh, notes } = decodeForeign(bytes, '.3mf');
    expect(mesh.positions).toEqual(cube.positions);
    expect(notes).toEqual([expect.stringContaining('where it lies in the patient')]);
  });

  it.each([
    ['.stl', encodeStlBinary(cube, BED_FRAME)],
    ['.ply', encodePly(cube, BED_FRAME)],
    ['.obj', encodeObjObjects([part], 'x.mtl', BED_FRAME)],
  ])('says in a %s that it does, and is not taken for the patient', (ending, bytes) => {
    expect(() => decodeForeign(bytes, ending)).toThrow(expect.objectContaining({ code: 'MESH_ON_BED' }));
  });
});
