import { describe, expect, it } from 'vitest';
import { type ImageGeometry, planePointLps, regularGeometry, type Vec3 } from '../../../core/geometry/index.ts';
import {
  checkClosedManifold,
  computeEnclosedVolumeMm3,
  computeMaxDeviationMm,
  computeSurfaceAreaMm2,
  findSelfIntersections,
  type PrintableOptions,
  printableSurface,
  type TriangleMesh,
  triangleCount,
} from '../../../core/mesh/index.ts';
import type { Mask } from '../../../core/volume/index.ts';
import { vertexAt } from '../../support/mesh-shapes.ts';
import { box, maskFromText, maskWhere, middle, sphere, tiltedUnevenGrid, torus } from '../../support/phantom-masks.ts';

const grid = (spacingMm: Vec3, sideMm = 50): ImageGeometry =>
  regularGeometry({
    size: spacingMm.map((mm) => Math.ceil(sideMm / mm)) as unknown as Vec3,
    spacingMm,
    originLps: [-20, 30, -910],
  });

const off = (g: ImageGeometry): Vec3 => {
  const [x, y, z] = middle(g);
  return [x + 0.13, y - 0.21, z + 0.37 * g.spacingMm[2]];
};

const percentOff = (value: number, expected: number): number => 100 * Math.abs(value / expected - 1);

function sound(mask: Mask, g: ImageGeometry, options?: PrintableOptions): TriangleMesh {
  const { mesh, boundary } = printableSurface(mask, g, options);
  expect(checkClosedManifold(mesh)).toMatchObject({ isClosedManifold: true });
  expect(findSelfIntersections(mesh).pairs).toBe(0);
  expect(computeMaxDeviationMm(mesh, boundary)).toBeLessThanOrEqual(Math.max(...g.spacingMm) / 2);
  return mesh;
}

/** Root mean square angle, by area, between the triangles and the ball they stand for. */
function normalErrorDegrees(mesh: TriangleMesh, centre: Vec3): number {
  let sum = 0;
  let areas = 0;
  for (let t = 0; t < mesh.indices.length; t += 3) {
    const [a, b, c] = [0, 1, 2].map((n) => vertexAt(mesh, mesh.indices[t + n] as number)) as [Vec3, Vec3, Vec3];
    const u = [b[0] - a[0], b[1] - a[1], b[2] - a[2]] as const;
    const v = [c[0] - a[0], c[1] - a[1], c[2] - a[2]] as const;
    const n = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]] as const;
    const r = [0, 1, 2].map(
      (x) => ((a[x] as number) + (b[x] as number) + (c[x] as number)) / 3 - (centre[x] as number),
    );
    const cosine = n.reduce((dot, value, x) => dot + value * (r[x] as number), 0) / Math.hypot(...n) / Math.hypot(...r);
    sum += Math.hypot(...n) * Math.acos(Math.min(1, cosine)) ** 2;
    areas += Math.hypot(...n);
  }
  return (Math.sqrt(sum / areas) * 180) / Math.PI;
}

describe('printableSurface', () => {
  it.each([
    [[1, 1, 1], 4],
    [[1, 1, 3], 6],
    [[0.5, 0.5, 3], 6],
    [[1, 1, 5], 6],
  ] as const)('shows a 20 mm ball without steps on voxels of %s mm', (spacingMm, degrees) => {
    const g = grid(spacingMm);
    const mesh = sound(sphere(g, off(g), 20), g);
    // Steps of 3 mm make a mean of 32 degrees, of 1 mm 22.
    expect(normalErrorDegrees(mesh, off(g))).toBeLessThan(degrees);
    expect(percentOff(computeSurfaceAreaMm2(mesh), 4 * Math.PI * 400)).toBeLessThan(1);
    expect(percentOff(computeEnclosedVolumeMm3(mesh), (4 / 3) * Math.PI * 8000)).toBeLessThan(1);
  });

  it('keeps volume and area of a torus and the volume of a box at 1 mm', () => {
    const g = grid([1, 1, 1], 68);
    const ring = sound(torus(g, off(g), 24, 8.02), g);
    expect(percentOff(computeEnclosedVolumeMm3(ring), 2 * Math.PI ** 2 * 24 * 8.02 ** 2)).toBeLessThan(0.5);
    expect(percentOff(computeSurfaceAreaMm2(ring), 4 * Math.PI ** 2 * 24 * 8.02)).toBeLessThan(1);
    const block = sound(box(g, off(g), [20.5, 21.5, 22.5]), g);
    expect(percentOff(computeEnclosedVolumeMm3(block), 41 * 43 * 45)).toBeLessThan(0.5);
  });

  it('lets a slope of one slice in twelve voxels be a slope, not terraces', () => {
    const g = regularGeometry({ size: [50, 44, 8], spacingMm: [1, 1, 3], originLps: [0, 0, 0] });
    const mesh = sound(
      maskWhere(g, ([x, , z]) => z <= 3 + x / 4),
      g,
    );
    const above: number[] = [];
    for (let at = 0; at < mesh.positions.length; at += 3) {
      const [x, y, z] = mesh.positions.subarray(at, at + 3) as unknown as [number, number, number];
      if (x > 8 && x < 42 && y > 15 && y < 28 && z > 1) above.push(z - 3 - x / 4);
    }
    expect(above.length).toBeGreaterThan(300);
    expect(Math.max(...above) - Math.min(...above)).toBeLessThan(0.8);
  });

  it('lies where the probability crosses one half, when it is given', () => {
    const g = grid([1, 1, 3], 30);
    const [cx, cy, cz] = off(g);
    const distanceMm = (p: Vec3) => Math.hypot(p[0] - cx, p[1] - cy, p[2] - cz) - 10;
    const voxels = new Float32Array(g.size[0] * g.size[1] * g.size[2]);
    let at = 0;
    for (let k = 0; k < g.size[2]; k++) {
      for (let j = 0; j < g.size[1]; j++) {
        for (let i = 0; i < g.size[0]; i++)
          voxels[at++] = 1 / (1 + Math.exp(2 * distanceMm(planePointLps(g, i, j, k))));
      }
    }
    const mask = maskWhere(g, (p) => distanceMm(p) <= 0);
    const worst = (options: PrintableOptions) => {
      const mesh = sound(mask, g, options);
      const misses = Array.from({ length: mesh.positions.length / 3 }, (_, v) =>
        Math.abs(distanceMm(vertexAt(mesh, v))),
      );
      return Math.max(...misses);
    };
    const probability = { geometry: g, voxels };
    expect(worst({ probability })).toBeLessThan(0.45);
    expect(worst({ probability })).toBeLessThan(worst({}) - 0.05);
  });

  it('splits triangles down to the detail asked for', () => {
    const g = grid([2, 2, 2]);
    const mask = sphere(g, off(g), 12);
    expect(triangleCount(sound(mask, g, { detailMm: 1 }))).toBeGreaterThan(2.5 * triangleCount(sound(mask, g)));
  });

  it('keeps lone voxels, rods and plates one voxel thick', () => {
    const planes = Array.from({ length: 9 }, (_, k) =>
      k === 2
        ? ['.......', '.#####.', '.#####.', '.......', '.......', '.....#.']
        : k === 7
          ? Array(6).fill('.##....')
          : [],
    ).map((rows) => (rows.length === 0 ? Array<string>(6).fill('.......') : rows));
    const mask = maskFromText([...planes, ...Array.from({ length: 2 }, () => Array<string>(6).fill('.......'))]);
    const g = regularGeometry({ size: mask.size, spacingMm: [1, 1, 3], originLps: [0, 0, 0] });
    const mesh = sound(mask, g);
    expect(checkClosedManifold(mesh).shells).toBe(3);
    // 10 + 1 + 12 voxels of 3 mm3
    expect(percentOff(computeEnclosedVolumeMm3(mesh), 69)).toBeLessThan(10);
  });

  it('follows the planes of a tilted, unevenly spaced stack', () => {
    const g = tiltedUnevenGrid();
    const mask = sphere(g, middle(g), 12);
    const mesh = sound(mask, g);
    expect(percentOff(computeEnclosedVolumeMm3(mesh), (4 / 3) * Math.PI * 12 ** 3)).toBeLessThan(3);
  });

  it('shows less detail than the voxels have when asked, and measures it against the voxels', () => {
    const g = tiltedUnevenGrid();
    const mask = sphere(g, middle(g), 15);
    const fine = printableSurface(mask, g);
    const coarse = printableSurface(mask, g, { detailMm: 3 });
    expect(checkClosedManifold(coarse.mesh)).toMatchObject({ isClosedManifold: true, shells: 1 });
    expect(triangleCount(coarse.mesh)).toBeLessThan(triangleCount(fine.mesh) / 2);
    expect(computeEnclosedVolumeMm3(coarse.mesh) / computeEnclosedVolumeMm3(fine.mesh)).toBeCloseTo(1, 1);
    expect(computeEnclosedVolumeMm3(coarse.boundary) / computeEnclosedVolumeMm3(fine.boundary)).toBeCloseTo(1, 3);
    // Further than half a spacing, which the surface of the voxels keeps to.
    const halfMm = Math.max(...g.spacingMm) / 2;
    expect(computeMaxDeviationMm(fine.mesh, fine.boundary)).toBeLessThan(halfMm);
    const deviationMm = computeMaxDeviationMm(coarse.mesh, coarse.boundary);
    expect(deviationMm).toBeGreaterThan(halfMm);
    expect(deviationMm).toBeLessThan(1.25 * 3);
  });

  it('makes a preview of few triangles, of the same size', () => {
    const g = grid([0.4, 0.4, 0.4], 52);
    const [cx, cy, cz] = middle(g);
    const mask = maskWhere(g, ([x, y, z]) => Math.hypot(x - cx, y - cy, z - cz) < 24);
    const { mesh } = printableSurface(mask, g, { isPreview: true });
    expect(checkClosedManifold(mesh).isClosedManifold).toBe(true);
    expect(triangleCount(mesh)).toBeLessThan(60_000);
    expect(computeEnclosedVolumeMm3(mesh) / ((4 / 3) * Math.PI * 24 ** 3)).toBeCloseTo(1, 1);
  });
});
