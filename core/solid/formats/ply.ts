// PLY 1.0, text and binary of either byte order: element `vertex` with x, y, z and element `face` with a list of vertices.

import type { TriangleMesh } from '../../mesh/index.ts';
import { GrowingMesh } from './growing.ts';
import { checkCounts, damaged, unsupported } from './limits.ts';
import { type PlyElement, type PlyNumber, parsePlyHeader } from './ply-header.ts';
import { MAX_CORNERS, triangulatePolygon } from './polygon.ts';
import { Words } from './words.ts';

/** Takes the next number of the given type from the file; throws at its end. */
type NextNumber = (type: PlyNumber) => number;

const BYTES: Readonly<Record<PlyNumber, number>> = {
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  float32: 4,
  float64: 8,
};

const tooShort = () => damaged('PLY', 'it ends in the middle.');

function fromText(bytes: Uint8Array, start: number): NextNumber {
  const words = new Words(bytes, start);
  return () => {
    if (!words.next()) throw tooShort();
    return words.number;
  };
}

function fromBinary(bytes: Uint8Array, start: number, isLittle: boolean): NextNumber {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = start;
  return (type) => {
    const from = at;
    at += BYTES[type];
    if (at > bytes.length) throw tooShort();
    switch (type) {
      case 'int8':
        return view.getInt8(from);
      case 'uint8':
        return view.getUint8(from);
      case 'int16':
        return view.getInt16(from, isLittle);
      case 'uint16':
        return view.getUint16(from, isLittle);
      case 'int32':
        return view.getInt32(from, isLittle);
      case 'uint32':
        return view.getUint32(from, isLittle);
      case 'float32':
        return view.getFloat32(from, isLittle);
      case 'float64':
        return view.getFloat64(from, isLittle);
    }
  };
}

export function decodeForeignPly(bytes: Uint8Array): TriangleMesh {
  const { encoding, elements, bodyStart } = parsePlyHeader(bytes);
  const next =
    encoding === 'ascii'
      ? fromText(bytes, bodyStart)
      : fromBinary(bytes, bodyStart, encoding === 'binary_little_endian');
  const mesh = new GrowingMesh();
  for (const element of elements) {
    // Each row takes a byte at least.
    if (element.properties.length > 0 && element.count > bytes.length) throw tooShort();
    if (element.name === 'vertex') readVertices(element, next, mesh);
    else if (element.name === 'face') readFaces(element, next, mesh);
    else skip(element, next);
  }
  if (mesh.triangles === 0 && elements.some(({ name }) => name === 'tristrips')) {
    throw unsupported('PLY', 'it holds strips of triangles. Export it with faces.');
  }
  return mesh.finish();
}

function skip({ count, properties }: PlyElement, next: NextNumber): void {
  // Rows without a property hold no byte: there may be any number of them.
  if (properties.length === 0) return;
  for (let row = 0; row < count; row++) for (const property of properties) takeProperty(property, next);
}

function takeProperty({ type, listOf }: PlyElement['properties'][number], next: NextNumber): number {
  const value = next(type);
  if (listOf !== null) for (let n = 0; n < value; n++) next(listOf);
  return value;
}

function readVertices({ count, properties }: PlyElement, next: NextNumber, mesh: GrowingMesh): void {
  checkCounts(0, count);
  const axes = properties.map(({ name }) => ['x', 'y', 'z'].indexOf(name));
  if (![0, 1, 2].every((axis) => axes.includes(axis))) throw damaged('PLY', 'its vertices have no x, y and z.');
  const xyz: [number, number, number] = [0, 0, 0];
  for (let row = 0; row < count; row++) {
    properties.forEach((property, n) => {
      const value = takeProperty(property, next);
      const axis = axes[n] as number;
      if (axis >= 0) xyz[axis as 0] = value;
    });
    mesh.addVertex(...xyz);
  }
}

function readFaces({ count, properties }: PlyElement, next: NextNumber, mesh: GrowingMesh): void {
  checkCounts(count, 0);
  const isCorners = ({ name, listOf }: (typeof properties)[number]) =>
    listOf !== null && (name === 'vertex_indices' || name === 'vertex_index');
  if (!properties.some(isCorners)) throw damaged('PLY', 'its faces name no vertices.');
  for (let row = 0; row < count; row++) {
    for (const property of properties) {
      if (isCorners(property)) addFace(takeCorners(property, next, mesh, row), mesh);
      else takeProperty(property, next);
    }
  }
}

function takeCorners(
  { type, listOf }: PlyElement['properties'][number],
  next: NextNumber,
  mesh: GrowingMesh,
  row: number,
): readonly number[] {
  const length = next(type);
  if (!Number.isInteger(length) || length < 3 || length > MAX_CORNERS) {
    throw damaged('PLY', `face ${row + 1} has ${length} corners.`);
  }
  return Array.from({ length }, () => {
    const vertex = next(listOf as PlyNumber);
    if (Number.isInteger(vertex) && vertex >= 0 && vertex < mesh.vertices) return vertex;
    throw damaged('PLY', `face ${row + 1} names vertex ${vertex} of ${mesh.vertices}.`);
  });
}

function addFace(corners: readonly number[], mesh: GrowingMesh): void {
  const p = mesh.positions;
  for (const [a, b, c] of triangulatePolygon(corners.length, (n) => {
    const at = 3 * (corners[n] as number);
    return [p[at] as number, p[at + 1] as number, p[at + 2] as number];
  })) {
    mesh.addTriangle(corners[a] as number, corners[b] as number, corners[c] as number);
  }
}
