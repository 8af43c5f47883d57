// Wavefront OBJ: vertices and polygons; materials, normals and textures mean nothing here.

import type { TriangleMesh } from '../../mesh/index.ts';
import { GrowingMesh } from './growing.ts';
import { damaged, unsupported } from './limits.ts';
import { MAX_CORNERS, triangulatePolygon } from './polygon.ts';
import { Words } from './words.ts';

const CURVED = ['curv', 'curv2', 'surf', 'cstype', 'deg'];

export function decodeForeignObj(bytes: Uint8Array): TriangleMesh {
  const words = new Words(bytes);
  const mesh = new GrowingMesh();
  for (let line = 1; words.at < bytes.length; line++) {
    if (words.nextInLine()) {
      if (words.is('v')) addVertex(words, mesh, line);
      else if (words.is('f')) addFace(words, mesh, line);
      else if (CURVED.some((word) => words.is(word))) throw unsupported('OBJ', 'it holds curved surfaces.');
    }
    words.skipLine();
  }
  const made = mesh.finish();
  // Faces may name vertices that follow later.
  const beyond = made.indices.find((vertex) => vertex >= mesh.vertices);
  if (beyond !== undefined) throw damaged('OBJ', `a face names vertex ${beyond + 1} of ${mesh.vertices}.`);
  return made;
}

function addVertex(words: Words, mesh: GrowingMesh, line: number): void {
  const xyz = [0, 1, 2].map(() => (words.nextInLine() ? words.number : Number.NaN)) as [number, number, number];
  if (xyz.some(Number.isNaN)) throw damaged('OBJ', `line ${line} is no vertex.`);
  mesh.addVertex(...xyz);
}

/** `7`, `7/1`, `7//3`, `7/1/3`, or counted backwards from the last vertex with a minus. */
function vertexNumber(text: string, vertices: number): number {
  const given = Number(/^(-?\d+)(?:\/|$)/.exec(text)?.[1] ?? Number.NaN);
  return given < 0 ? vertices + given : given - 1;
}

function addFace(words: Words, mesh: GrowingMesh, line: number): void {
  const corners: number[] = [];
  while (words.nextInLine()) {
    const vertex = vertexNumber(words.text, mesh.vertices);
    if (!(vertex >= 0 && vertex < 2 ** 31)) throw damaged('OBJ', `line ${line} names no vertex.`);
    corners.push(vertex);
    if (corners.length > MAX_CORNERS) throw unsupported('OBJ', `line ${line} has more than ${MAX_CORNERS} corners.`);
  }
  if (corners.length < 3) throw damaged('OBJ', `line ${line} is a face of ${corners.length} corners.`);
  const p = mesh.positions;
  for (const [a, b, c] of triangulatePolygon(corners.length, (n) => {
    const at = 3 * (corners[n] as number);
    return [p[at] ?? 0, p[at + 1] ?? 0, p[at + 2] ?? 0];
  })) {
    mesh.addTriangle(corners[a] as number, corners[b] as number, corners[c] as number);
  }
}
