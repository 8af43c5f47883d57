// Closed meshes of known volume, made without the solid engine, and a world for the steps of a recipe.

import type { TriangleMesh } from '../../core/mesh/index.ts';
import type { Part, StepWorld } from '../../core/print/index.ts';
import { loadSolids } from '../../main/platform/solid-engine.ts';
import { meshOf } from './mesh-shapes.ts';

export { boxMesh } from './box-mesh.ts';

type Point = readonly [number, number, number];

/** A closed surface swept over two angles: `at(u, v)`, both running once around. */
function swept(around: number, across: number, at: (u: number, v: number) => Point): TriangleMesh {
  const positions: number[] = [];
  const triangles: number[][] = [];
  const vertex = (i: number, j: number) => (i % around) * across + (j % across);
  for (let i = 0; i < around; i++) {
    for (let j = 0; j < across; j++) {
      positions.push(...at((2 * Math.PI * i) / around, (2 * Math.PI * j) / across));
      triangles.push([vertex(i, j), vertex(i + 1, j), vertex(i + 1, j + 1)]);
      triangles.push([vertex(i, j), vertex(i + 1, j + 1), vertex(i, j + 1)]);
    }
  }
  return meshOf(positions, triangles);
}

/** A torus about the z axis. Its volume is 2 pi² R r². */
export const torusMesh = ([x, y, z]: Point, ringMm: number, tubeMm: number, around = 100, across = 50): TriangleMesh =>
  swept(around, across, (u, v) => [
    x + (ringMm + tubeMm * Math.cos(v)) * Math.cos(u),
    y + (ringMm + tubeMm * Math.cos(v)) * Math.sin(u),
    z + tubeMm * Math.sin(v),
  ]);

/** A sphere of rings and two poles. */
export function sphereMesh([x, y, z]: Point, radiusMm: number, around = 96): TriangleMesh {
  const rings = around / 2;
  const positions = [x, y, z - radiusMm];
  for (let i = 1; i < rings; i++) {
    const height = -Math.cos((Math.PI * i) / rings);
    const width = Math.sin((Math.PI * i) / rings);
    for (let j = 0; j < around; j++) {
      const u = (2 * Math.PI * j) / around;
      positions.push(x + radiusMm * width * Math.cos(u), y + radiusMm * width * Math.sin(u), z + radiusMm * height);
    }
  }
  const top = positions.length / 3;
  positions.push(x, y, z + radiusMm);
  const vertex = (i: number, j: number) => 1 + (i - 1) * around + (j % around);
  const triangles: number[][] = [];
  for (let j = 0; j < around; j++) {
    triangles.push([0, vertex(1, j + 1), vertex(1, j)]);
    triangles.push([top, vertex(rings - 1, j), vertex(rings - 1, j + 1)]);
    for (let i = 1; i < rings - 1; i++) {
      triangles.push([vertex(i, j), vertex(i, j + 1), vertex(i + 1, j + 1)]);
      triangles.push([vertex(i, j), vertex(i + 1, j + 1), vertex(i + 1, j)]);
    }
  }
  return meshOf(positions, triangles);
}

export const insideOut = ({ positions, indices }: TriangleMesh): TriangleMesh => ({
  positions,
  indices: indices.slice().reverse(),
});

export const partOf = (name: string, mesh: TriangleMesh): Part => ({ name, colour: null, mesh, anatomy: null });

/** What steps that work on parts alone need of the world: the real solid engine. */
export const SOLID_WORLD: StepWorld = {
  sources: [],
  readMesh: () => Promise.reject(new Error('no file')),
  solids: loadSolids,
  quality: 'exact',
  signal: new AbortController().signal,
  onProgress: () => {},
};
