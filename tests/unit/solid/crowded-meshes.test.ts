// Where thousands of triangles or corners come together. Every mesh here is so large that work which grows with the
// square of it would not end within minutes.
import { describe, expect, it } from 'vitest';
import {
  checkClosedManifold,
  findSelfIntersections,
  meetsItself,
  type TriangleMesh,
} from '../../../core/mesh/index.ts';
import { turnedSize } from '../../../core/printability/footprint.ts';
import { decodeForeign } from '../../../core/solid/index.ts';
import { gridInside, type Point2 } from '../../../core/solid/polygon-room.ts';
import { cleanTriangles, weldNear } from '../../../core/solid/repair/clean.ts';
import { closeHoles } from '../../../core/solid/repair/holes.ts';
import { agreeWithNeighbours, separateWedges } from '../../../core/solid/repair/orient.ts';

const text = (lines: string) => new TextEncoder().encode(lines);

/** Two cones on one rim: each tip is a corner of `around` triangles. */
function doubleCone(around: number): TriangleMesh {
  const positions = new Float32Array(3 * (around + 2));
  const indices = new Uint32Array(6 * around);
  positions.set([0, 0, 10, 0, 0, -10]);
  for (let n = 0; n < around; n++) {
    const angle = (2 * Math.PI * n) / around;
    positions.set([1000 * Math.cos(angle), 1000 * Math.sin(angle), 0], 3 * (n + 2));
    const [from, to] = [n + 2, ((n + 1) % around) + 2];
    indices.set([0, from, to, 1, to, from], 6 * n);
  }
  return { positions, indices };
}

describe('100 000 triangles around one corner', () => {
  const cones = doubleCone(100_000);
  const vertices = cones.positions.length / 3;

  it('are a closed surface', () => {
    expect(checkClosedManifold(cones)).toMatchObject({ isClosedManifold: true, shells: 1 });
  });

  it('are there once, and agree with their neighbours', () => {
    expect(cleanTriangles(cones.indices, vertices)).toMatchObject({ degenerate: 0, duplicate: 0 });
    expect(agreeWithNeighbours(cones)).toMatchObject({ turned: 0, contradictions: 0 });
    expect(separateWedges(cones)).toMatchObject({ separated: 0, hopeless: 0 });
  });

  it('have the one hole that a missing triangle leaves', () => {
    const open = { ...cones, indices: cones.indices.slice(3) };
    expect(checkClosedManifold(open).openEdges).toBe(3);
    const { closed, left, mesh } = closeHoles(open, 1001);
    expect({ closed, left }).toEqual({ closed: 1, left: 0 });
    expect(checkClosedManifold(mesh).isClosedManifold).toBe(true);
  });
});

it('one triangle 300 000 times stays once', () => {
  const indices = new Uint32Array(900_000).map((_, at) => at % 3);
  const positions = Float32Array.from([0, 0, 0, 1, 0, 0, 0, 1, 0]);
  expect(checkClosedManifold({ positions, indices })).toMatchObject({ nonManifoldEdges: 3, openEdges: 0 });
  const { indices: kept, duplicate } = cleanTriangles(indices, 3);
  expect([...kept]).toEqual([0, 1, 2]);
  expect(duplicate).toBe(299_999);
});

it('600 000 corners in a face across x are joined to the ones beside them', () => {
  const positions = new Float32Array(3 * 600_000);
  for (let n = 0; n < 600_000; n++) {
    const pair = Math.floor(n / 2);
    positions.set([7, pair % 600, Math.floor(pair / 600) + (n % 2) * 0.001], 3 * n);
  }
  const { positions: joined, indices } = weldNear({ positions, indices: Uint32Array.from([0, 3, 599_999]) }, 0.01);
  expect(joined).toHaveLength(3 * 300_000);
  expect([...indices]).toEqual([0, 1, 299_999]);
});

it('the edge of an open strip of 200 000 triangles is one loop', () => {
  const triangles = 200_000;
  const positions = new Float32Array(3 * (triangles + 2)).map((_, at) =>
    at % 3 === 0 ? at / 3000 : at % 3 === 1 ? (at / 3 - 1 / 3) % 2 : 0,
  );
  const indices = new Uint32Array(3 * triangles);
  for (let n = 0; n < triangles; n++) indices.set(n % 2 === 0 ? [n, n + 1, n + 2] : [n, n + 2, n + 1], 3 * n);
  const { left, widestLeftMm } = closeHoles({ positions, indices }, 10);
  expect(left).toBe(1);
  expect(widestLeftMm).toBeCloseTo(200, 0);
});

it('200 000 triangles that touch in one corner have holes of their own', () => {
  const triangles = 200_000;
  const positions = new Float32Array(3 * (2 * triangles + 1)).map((_, at) => at);
  const indices = new Uint32Array(3 * triangles).map((_, at) => (at % 3 === 0 ? 0 : 2 * Math.floor(at / 3) + (at % 3)));
  expect(closeHoles({ positions, indices }, 0)).toMatchObject({ closed: 0, left: triangles });
});

it('a PLY may have any number of rows that hold nothing', () => {
  const header =
    'ply\nformat ascii 1.0\nelement nothing 999999999999\nelement vertex 3\nproperty float x\nproperty float y\n' +
    'property float z\nelement face 1\nproperty list uchar int vertex_indices\nend_header\n';
  const { mesh } = decodeForeign(text(`${header}0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n`), '.ply');
  expect([...mesh.indices]).toEqual([0, 1, 2]);
});

it('a face of 2 000 corners that runs twice round a circle comes out as triangles', () => {
  const places = Array.from({ length: 1000 }, (_, n) => (2 * Math.PI * n) / 1000);
  const vertices = places.map((angle) => `v ${100 * Math.cos(angle)} ${100 * Math.sin(angle)} 0`);
  const once = places.map((_, n) => n + 1).join(' ');
  const { mesh } = decodeForeign(text([...vertices, `f ${once} ${once}`].join('\n')), '.obj');
  expect(mesh.indices).toHaveLength(3 * 1998);
});

it('10 000 bodies in one place meet: the first pair says so, and no more than a million are counted', () => {
  const corners = [1, 1, 1, 1, -1, -1, -1, 1, -1, -1, -1, 1];
  const sides = [0, 1, 2, 0, 2, 3, 0, 3, 1, 1, 3, 2];
  const bodies = 10_000;
  const positions = new Float32Array(12 * bodies).map(
    (_, at) => 10 * (corners[at % 12] as number) + 2 * Math.sin(7.3 * Math.floor(at / 12) + (at % 3)),
  );
  const indices = new Uint32Array(12 * bodies).map((_, at) => (sides[at % 12] as number) + 4 * Math.floor(at / 12));
  expect(meetsItself({ positions, indices })).toBe(true);
  const { pairs, placesLps } = findSelfIntersections({ positions, indices });
  expect(pairs).toBe(1_000_000);
  expect(placesLps).toHaveLength(3000);
});

it('an outline of 200 000 points has a width and places inside of it', () => {
  const outline = Array.from({ length: 200_000 }, (_, n): Point2 => {
    const angle = (2 * Math.PI * n) / 200_000;
    return [10 * Math.cos(angle), 10 * Math.sin(angle)];
  });
  expect(turnedSize(outline, 30)[0]).toBeCloseTo(20, 5);
  expect(gridInside([outline], 10)).toHaveLength(4);
});
