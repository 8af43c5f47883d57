// Wavefront OBJ, vertices and triangles only, mm.

import { AppError } from '../error/index.ts';
import { LPS_FRAME, type MeshFrame } from './mesh-frame.ts';
import type { TriangleMesh } from './triangle-mesh.ts';

/** Nine significant digits give back the very float32. */
const decimal = (value: number): string => String(Number.parseFloat(value.toPrecision(9)));

/** @param before vertices that stand in the file already */
export function encodeObj(
  { positions: p, indices }: TriangleMesh,
  before = 0,
  frame: MeshFrame = LPS_FRAME,
): Uint8Array<ArrayBuffer> {
  const lines: string[] = [`# Limner, ${frame}`];
  const first = before + 1;
  for (let at = 0; at < p.length; at += 3) {
    lines.push(`v ${decimal(p[at] as number)} ${decimal(p[at + 1] as number)} ${decimal(p[at + 2] as number)}`);
  }
  for (let at = 0; at < indices.length; at += 3) {
    lines.push(
      `f ${(indices[at] as number) + first} ${(indices[at + 1] as number) + first} ${(indices[at + 2] as number) + first}`,
    );
  }
  lines.push('');
  return new TextEncoder().encode(lines.join('\n'));
}

/** Reads vertices and triangles (`v`, and `f` of three vertices, 1-based). Throws `corrupt-data` for anything that is not
 * a number or refers to a vertex that is not there. */
export function decodeObj(bytes: Uint8Array): TriangleMesh {
  const positions: number[] = [];
  const indices: number[] = [];
  for (const line of new TextDecoder().decode(bytes).split('\n')) {
    const [key, ...fields] = line.trim().split(/\s+/);
    if (key === 'v') positions.push(...fields.slice(0, 3).map(Number));
    else if (key === 'f') {
      if (fields.length !== 3) throw corrupt('a face that is not a triangle');
      indices.push(...fields.map((field) => Number.parseInt(field, 10) - 1));
    }
  }
  if (positions.length % 3 !== 0 || !positions.every(Number.isFinite)) throw corrupt('a vertex without three numbers');
  const vertices = positions.length / 3;
  if (!indices.every((index) => index >= 0 && index < vertices)) throw corrupt('a face without its vertices');
  return { positions: Float32Array.from(positions), indices: Uint32Array.from(indices) };
}

const corrupt = (why: string): AppError =>
  new AppError('corrupt-data', 'OBJ_CONTENT', `The OBJ file has ${why}. Export it again.`);
