import { describe, expect, it } from 'vitest';
import {
  BED_FRAME,
  decodeObj,
  decodePly,
  decodeStlBinary,
  encodeObj,
  encodePly,
  encodeStlBinary,
} from '../../../core/mesh/index.ts';
import { meshOf, tetrahedron } from '../../support/mesh-shapes.ts';

const far = meshOf(
  [-250.39, 155.61001586914062, -1178, 1e-7, 2000.125, 3.3333333, 0, -0.25, 12.5, 9, 8, 7],
  [
    [0, 2, 1],
    [0, 1, 3],
    [1, 2, 3],
    [0, 3, 2],
  ],
);

describe('binary STL', () => {
  it('holds 84 bytes and 50 a triangle, with unit normals and corners in order', () => {
    const bytes = encodeStlBinary(tetrahedron());
    const view = new DataView(bytes.buffer);
    expect(bytes.length).toBe(84 + 4 * 50);
    expect(view.getUint32(80, true)).toBe(4);
    const floats = Array.from({ length: 12 }, (_, n) => view.getFloat32(84 + 4 * n, true));
    expect(floats).toEqual([0, 0, -1, 0, 0, 0, 0, 1, 0, 1, 0, 0]);
    expect(view.getUint16(84 + 48, true)).toBe(0);
  });

  it('does not begin with the word that marks a text STL', () => {
    const header = new TextDecoder('latin1').decode(encodeStlBinary(tetrahedron()).subarray(0, 80));
    expect(header.toLowerCase().startsWith('solid')).toBe(false);
    expect(header.replace(/\0+$/, '')).toBe('Binary STL, Limner, mm, LPS patient coordinates');
  });

  it('comes back welded: 12 corners, 4 vertices', () => {
    expect(decodeStlBinary(encodeStlBinary(far)).positions.length).toBe(12);
  });

  it('refuses bytes that end early', () => {
    expect(() => decodeStlBinary(encodeStlBinary(far).subarray(0, 200))).toThrowError(
      expect.objectContaining({ kind: 'corrupt-data', code: 'STL_LENGTH' }),
    );
  });
});

describe('OBJ and PLY', () => {
  it('write an OBJ of vertices and 1-based faces', () => {
    expect(new TextDecoder().decode(encodeObj(tetrahedron()))).toBe(
      '# Limner, mm, LPS patient coordinates\nv 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 3 2\nf 1 2 4\nf 2 3 4\nf 1 4 3\n',
    );
  });

  it('keep every float32', () => {
    expect(decodeObj(encodeObj(far))).toEqual(far);
    expect(decodePly(encodePly(far))).toEqual(far);
    expect(decodePly(encodePly(far, BED_FRAME))).toEqual(far);
  });

  it('write a PLY of 12 bytes a vertex and 13 a face after its header', () => {
    const bytes = encodePly(tetrahedron());
    const end = 'end_header\n';
    const header = new TextDecoder('latin1').decode(bytes).split(end)[0] + end;
    expect(header.startsWith('ply\nformat binary_little_endian 1.0\n')).toBe(true);
    expect(bytes.length).toBe(header.length + 4 * 12 + 4 * 13);
    expect([...bytes.subarray(header.length + 48, header.length + 61)]).toEqual([
      3, 0, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0,
    ]);
  });

  it('refuse what is cut short or names a vertex that is not there', () => {
    expect(() => decodePly(encodePly(far).subarray(0, -1))).toThrowError(
      expect.objectContaining({ code: 'PLY_CONTENT' }),
    );
    expect(() => decodeObj(new TextEncoder().encode('v 0 0 0\nf 1 2 3\n'))).toThrowError(
      expect.objectContaining({ code: 'OBJ_CONTENT' }),
    );
  });
});
