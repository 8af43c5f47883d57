// STL, binary and text. Corners with the same coordinates become one vertex later, in the repair.

import type { TriangleMesh } from '../../mesh/index.ts';
import { GrowingMesh } from './growing.ts';
import { checkCounts, damaged } from './limits.ts';
import { Words } from './words.ts';

const HEADER_BYTES = 84;
const TRIANGLE_BYTES = 50;

/** The count and the length of the file agree: then it is binary, even when its header begins with `solid`. */
export function isBinaryStl(bytes: Uint8Array): boolean {
  if (bytes.length < HEADER_BYTES) return false;
  return bytes.length === HEADER_BYTES + TRIANGLE_BYTES * viewOf(bytes).getUint32(80, true);
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export function decodeForeignStl(bytes: Uint8Array): TriangleMesh {
  if (isBinaryStl(bytes)) return decodeBinary(bytes);
  if (new Words(bytes).next() && startsWithSolid(bytes)) return decodeText(bytes);
  if (bytes.length < HEADER_BYTES) throw damaged('STL', 'it is too short.');
  const said = viewOf(bytes).getUint32(80, true);
  const held = Math.floor((bytes.length - HEADER_BYTES) / TRIANGLE_BYTES);
  throw damaged('STL', `it says that it has ${said} triangles and holds ${held}.`);
}

function startsWithSolid(bytes: Uint8Array): boolean {
  const words = new Words(bytes);
  return words.next() && words.is('solid');
}

function decodeBinary(bytes: Uint8Array): TriangleMesh {
  const view = viewOf(bytes);
  const triangles = view.getUint32(80, true);
  checkCounts(triangles, 3 * triangles);
  const positions = new Float32Array(9 * triangles);
  for (let t = 0, out = 0; t < triangles; t++) {
    const at = HEADER_BYTES + t * TRIANGLE_BYTES + 12;
    for (let n = 0; n < 9; n++) positions[out++] = view.getFloat32(at + 4 * n, true);
  }
  return { positions, indices: Uint32Array.from({ length: 3 * triangles }, (_, corner) => corner) };
}

/** `facet` … `vertex x y z` three times … `endfacet`; normals are not believed, solids follow each other. */
function decodeText(bytes: Uint8Array): TriangleMesh {
  const words = new Words(bytes);
  const mesh = new GrowingMesh();
  let isOpen = false;
  let corners = 0;
  while (words.next()) {
    if (words.is('solid')) {
      isOpen = true;
      // The name goes to the end of the line and may hold any word.
      words.skipLine();
    } else if (words.is('endsolid')) {
      isOpen = false;
      words.skipLine();
    } else if (words.is('vertex')) {
      addVertex(words, mesh);
      corners++;
    } else if (words.is('endfacet')) {
      if (corners !== 3) throw damaged('STL', `triangle ${mesh.triangles + 1} has ${corners} corners.`);
      mesh.addTriangle(mesh.vertices - 3, mesh.vertices - 2, mesh.vertices - 1);
      corners = 0;
    }
  }
  if (isOpen || corners > 0) throw damaged('STL', 'it ends in the middle.');
  return mesh.finish();
}

function addVertex(words: Words, mesh: GrowingMesh): void {
  const xyz = [0, 1, 2].map(() => (words.next() ? words.number : Number.NaN)) as [number, number, number];
  if (xyz.some(Number.isNaN)) throw damaged('STL', `corner ${mesh.vertices + 1} has a coordinate that is no number.`);
  mesh.addVertex(...xyz);
}
