// Surface, smoothing and simplification of one mask as a recipe runs them, for bench/sections/mesh.ts, which runs it as a process of its own.
// Arguments: a raw file of 0 and 1, its side, the spacing in mm, the smoothing in mm, the triangles to end with.

import { readFileSync } from 'node:fs';
import { regularGeometry } from '../core/geometry/index.ts';
import {
  checkClosedManifold,
  computeEnclosedVolumeMm3,
  findSelfIntersections,
  printableSurface,
  simplifyDraft,
  smoothMesh,
} from '../core/mesh/index.ts';
import { maskFromDense } from '../core/volume/index.ts';

const [file = '', ...numbers] = process.argv.slice(2);
const [side, spacing, smoothMm, maxTriangles] = numbers.map(Number) as [number, number, number, number];
const bytes = readFileSync(file);
const geometry = regularGeometry({
  size: [side, side, side],
  spacingMm: [spacing, spacing, spacing],
  originLps: [-60, -60, -900],
});
const now = () => {
  const { user, system } = process.cpuUsage();
  return { seconds: performance.now() / 1000, cpu: (user + system) / 1e6 };
};

const began = now();
const surface = printableSurface(maskFromDense(bytes, geometry.size), geometry, { isDraft: true }).mesh;
const surfaced = now();
const smooth = smoothMesh(surface, smoothMm, true);
const smoothed = now();
const simple = simplifyDraft(smooth, { maxTriangles });
if (simple === null) throw new Error('a draft meets itself: the recipe would begin again');
const done = now();

process.stdout.write(
  JSON.stringify({
    seconds: done.seconds - began.seconds,
    cpuSeconds: done.cpu - began.cpu,
    surfaceCpuSeconds: surfaced.cpu - began.cpu,
    smoothCpuSeconds: smoothed.cpu - surfaced.cpu,
    simplifyCpuSeconds: done.cpu - smoothed.cpu,
    trianglesBefore: surface.indices.length / 3,
    triangles: simple.indices.length / 3,
    isClosedManifold: checkClosedManifold(simple).isClosedManifold,
    selfIntersections: findSelfIntersections(simple).pairs,
    volumeChangePercent: 100 * (computeEnclosedVolumeMm3(simple) / computeEnclosedVolumeMm3(surface) - 1),
  }),
);
