// Several parts in one OBJ: an object a part, its colour in the material library beside it.

import { LPS_FRAME, type MeshFrame } from './mesh-frame.ts';
import type { NamedMesh } from './named-mesh.ts';
import { decodeObj, encodeObj } from './obj.ts';

const WITHOUT_COLOUR = '#E3DAC9';

/** A word of an OBJ: names end at white space. */
const word = (name: string): string => name.replaceAll(/[\s#]+/gu, '_') || 'part';

const materialName = (at: number): string => `part_${at + 1}`;

const decoder = new TextDecoder();
const encoder = new TextEncoder();

function join(blocks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(blocks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const block of blocks) {
    bytes.set(block, at);
    at += block.length;
  }
  return bytes;
}

/** @param materials name of the file that `encodeMtl` makes, in the same folder */
export function encodeObjObjects(
  parts: readonly NamedMesh[],
  materials: string,
  frame: MeshFrame = LPS_FRAME,
): Uint8Array<ArrayBuffer> {
  const blocks = [encoder.encode(`# Limner, ${frame}\nmtllib ${materials}\n`)];
  let before = 0;
  for (const [at, { name, mesh }] of parts.entries()) {
    blocks.push(encoder.encode(`o ${word(name)}\nusemtl ${materialName(at)}\n`), encodeObj(mesh, before, frame));
    before += mesh.positions.length / 3;
  }
  return join(blocks);
}

/** The colours of the parts, each its diffuse colour (0 to 1). */
export function encodeMtl(parts: readonly NamedMesh[]): Uint8Array<ArrayBuffer> {
  const lines = parts.flatMap(({ colour }, at) => {
    const rgb = Number.parseInt((colour ?? WITHOUT_COLOUR).slice(1), 16);
    const shares = [rgb >> 16, (rgb >> 8) & 255, rgb & 255].map((level) => (level / 255).toFixed(4));
    return [`newmtl ${materialName(at)}`, `Kd ${shares.join(' ')}`, 'd 1', 'illum 1'];
  });
  return encoder.encode(`# Limner\n${lines.join('\n')}\n`);
}

/** The objects of an OBJ, each with the vertices that it uses. Throws as `decodeObj`. */
export function decodeObjObjects(bytes: Uint8Array): NamedMesh[] {
  const { positions, indices } = decodeObj(bytes);
  const found: NamedMesh[] = [];
  let [name, from, triangles] = ['', 0, 0];
  const close = () => {
    if (triangles > from)
      found.push({ name, colour: null, mesh: ownVertices(positions, indices.subarray(3 * from, 3 * triangles)) });
    from = triangles;
  };
  for (const [tag] of decoder.decode(bytes).matchAll(/^(?:o .*|f )/gm)) {
    if (tag === 'f ') triangles++;
    else {
      close();
      name = tag.slice(2).trim();
    }
  }
  close();
  return found;
}

function ownVertices(positions: Float32Array, indices: Uint32Array): NamedMesh['mesh'] {
  const numbers = new Map<number, number>();
  const own = indices.map((vertex) => {
    const known = numbers.get(vertex) ?? numbers.size;
    numbers.set(vertex, known);
    return known;
  });
  const kept = new Float32Array(3 * numbers.size);
  for (const [vertex, at] of numbers) kept.set(positions.subarray(3 * vertex, 3 * vertex + 3), 3 * at);
  return { positions: kept, indices: Uint32Array.from(own) };
}
