import { describe, expect, it } from 'vitest';
import {
  type ImageGeometry,
  planePointLps,
  regularGeometry,
  type Vec3,
  voxelVolumeMm3,
} from '../../../core/geometry/index.ts';
import {
  checkClosedManifold,
  computeEnclosedVolumeMm3,
  computeSurfaceAreaMm2,
  createSurface,
  surfaceFromMask,
} from '../../../core/mesh/index.ts';
import { countVoxels, emptyMask, type Mask, maskFromDense } from '../../../core/volume/index.ts';
import { maskByIndex } from '../../support/box-masks.ts';
import { distanceToMesh, vertexAt } from '../../support/mesh-shapes.ts';
import { middle, ORIENTATIONS, sphere, tiltedUnevenGrid, torus } from '../../support/phantom-masks.ts';

const leftHanded = [1, 0, 0, 0, 1, 0, 0, 0, -1];
const grid = (
  size: readonly [number, number, number],
  spacingMm: readonly [number, number, number],
  direction: readonly number[] = ORIENTATIONS['oblique'] as readonly number[],
): ImageGeometry => regularGeometry({ size, spacingMm, originLps: [-211.3, 150.7, -1178.25], direction });

const percentOff = (value: number, expected: number): number => 100 * Math.abs(value / expected - 1);

function expectSound(mask: Mask, g: ImageGeometry) {
  const surface = createSurface(mask, g);
  expect(checkClosedManifold(surface.mesh)).toMatchObject({ isClosedManifold: true });
  expect(surface.watertight).toBe(true);
  expect(surface.volumeMl).toBeGreaterThan(0);
  expect(surface.maxDeviationMm).toBeLessThanOrEqual(Math.max(...g.spacingMm) / 2);
  return surface;
}

describe('analytic bodies', () => {
  it.each([
    ['oblique', ORIENTATIONS['oblique'] as readonly number[]],
    ['left-handed', leftHanded],
  ])('a 20 mm sphere at 1 mm, %s: volume within half a percent, area within a third', (_, direction) => {
    const g = grid([45, 47, 49], [1, 1, 1], direction);
    const surface = expectSound(sphere(g, middle(g), 20.03), g);
    expect(percentOff(surface.volumeMl, ((4 / 3) * Math.PI * 20.03 ** 3) / 1000)).toBeLessThan(0.5);
    expect(percentOff(surface.surfaceAreaCm2, (4 * Math.PI * 20.03 ** 2) / 100)).toBeLessThan(0.3);
  });

  it('a torus at 1 mm: volume and area within 0.5 %', () => {
    const g = grid([61, 63, 23], [1, 1, 1]);
    const surface = expectSound(torus(g, middle(g), 20.1, 8.07), g);
    expect(percentOff(surface.volumeMl, (2 * Math.PI ** 2 * 20.1 * 8.07 ** 2) / 1000)).toBeLessThan(0.5);
    expect(percentOff(surface.surfaceAreaCm2, (4 * Math.PI ** 2 * 20.1 * 8.07) / 100)).toBeLessThan(0.5);
  });

  it('a sphere at 1.2 x 1.2 x 3 mm: area within 1 %, where the voxel staircase is off by 14 %', () => {
    const g = grid([39, 41, 19], [1.2, 1.2, 3]);
    const surface = expectSound(sphere(g, middle(g), 20.03), g);
    expect(percentOff(surface.surfaceAreaCm2, (4 * Math.PI * 20.03 ** 2) / 100)).toBeLessThan(1);
  });

  it('a box: the volume of its voxels, flat sides in place, edges rounded by less than the bound', () => {
    const g = grid([36, 28, 24], [1, 1.3, 2], ORIENTATIONS['sagittal, mirrored']);
    const mask = maskByIndex(g.size, (i, j, k) => i >= 4 && i < 32 && j >= 4 && j < 24 && k >= 4 && k < 20);
    const { mesh, volumeMl } = expectSound(mask, g);
    expect(percentOff(volumeMl, (countVoxels(mask) * voxelVolumeMm3(g)) / 1000)).toBeLessThan(0.01);
    expect(distanceToMesh(planePointLps(g, 3.5, 14, 12), mesh)).toBeLessThan(0.02);
    expect(distanceToMesh(planePointLps(g, 18, 23.5, 12), mesh)).toBeLessThan(0.02);
    const topMiddle = planePointLps(g, 18, 14, 19).map(
      (c, axis) => c + (g.direction[6 + axis] as number),
    ) as unknown as Vec3;
    expect(distanceToMesh(topMiddle, mesh)).toBeLessThan(0.02);
  });

  it('a sphere in a tilted stack with a gap and a narrow step: closed, in its place, outward', () => {
    const g = tiltedUnevenGrid();
    const centre = middle(g);
    const { mesh } = expectSound(sphere(g, centre, 15), g);
    for (let vertex = 0; vertex < mesh.positions.length / 3; vertex++) {
      const away = Math.hypot(...vertexAt(mesh, vertex).map((c, axis) => c - (centre[axis] as number)));
      // Voxelisation alone moves the boundary by up to half of the gap of 7 mm.
      expect(Math.abs(away - 15)).toBeLessThan(3.5 + Math.max(...g.spacingMm) / 2);
    }
  });
});

describe('every bit of a mask', () => {
  it('shows for all 256 corners of a cell, in a right- and a left-handed grid', () => {
    for (const direction of [ORIENTATIONS['oblique'] as readonly number[], leftHanded]) {
      const g = grid([4, 4, 4], [0.9, 1.2, 3], direction);
      for (let code = 1; code < 256; code++) {
        const mask = maskByIndex(g.size, (i, j, k) => {
          const corner = i - 1 + 2 * (j - 1) + 4 * (k - 1);
          return i >= 1 && i <= 2 && j >= 1 && j <= 2 && k >= 1 && k <= 2 && ((code >> corner) & 1) === 1;
        });
        const mesh = surfaceFromMask(mask, g);
        expect(checkClosedManifold(mesh).isClosedManifold, `code ${code}`).toBe(true);
        expect(
          percentOff(computeEnclosedVolumeMm3(mesh), countVoxels(mask) * voxelVolumeMm3(g)),
          `${code}`,
        ).toBeLessThan(15);
      }
    }
  });

  it.each([
    ['sharing a face', [1, 0, 0], 1],
    ['sharing an edge', [1, 1, 0], 1],
    ['sharing an edge across planes', [0, 1, 1], 1],
    ['sharing an edge, falling', [1, 0, -1], 1],
    ['sharing a corner', [1, 1, 1], 2],
    ['sharing a corner, falling', [-1, 1, -1], 2],
  ])('two voxels %s stay, and keep their volume', (_, step, shells) => {
    const g = grid([5, 5, 5], [1, 1.1, 2.5]);
    const [di, dj, dk] = step as [number, number, number];
    const mask = maskByIndex(
      g.size,
      (i, j, k) => (i === 2 && j === 2 && k === 2) || (i === 2 + di && j === 2 + dj && k === 2 + dk),
    );
    const { mesh, volumeMl } = expectSound(mask, g);
    expect(checkClosedManifold(mesh).shells).toBe(shells);
    expect(percentOff(volumeMl, (2 * voxelVolumeMm3(g)) / 1000)).toBeLessThan(15);
  });

  it.each([
    ['a single voxel', () => true, [1, 1, 1]],
    ['a sheet one voxel thick', () => true, [9, 1, 8]],
    ['a rod one voxel thick', () => true, [12, 1, 1]],
    ['a tilted sheet of diagonal contacts', (i: number, j: number) => i === j, [9, 9, 6]],
    ['a checkerboard', (i: number, j: number, k: number) => (i + j + k) % 2 === 0, [6, 5, 4]],
    ['a whole image', () => true, [6, 5, 4]],
    ['a shell around a cavity', (i: number, j: number, k: number) => i !== 2 || j !== 2 || k !== 2, [5, 5, 5]],
  ] as const)('%s, filling its image to the border, is closed', (_, isSet, size) => {
    for (const direction of [ORIENTATIONS['oblique'] as readonly number[], leftHanded]) {
      const g = grid(size, [0.98, 0.98, 2.5], direction);
      expectSound(maskByIndex(g.size, isSet), g);
    }
  });

  it('keeps the thickness of a sheet and the volume of a cavity', () => {
    const g = grid([12, 9, 12], [1, 1, 1]);
    const sheet = maskByIndex(g.size, (i, j, k) => j === 4 && i > 0 && i < 11 && k > 0 && k < 11);
    const flat = surfaceFromMask(sheet, g);
    for (const [i, j] of [
      [5, 3.5],
      [6, 4.5],
    ] as const) {
      expect(distanceToMesh(planePointLps(g, i, j, 6), flat)).toBeLessThan(0.25);
    }
    const hollow = maskByIndex(g.size, (i, j, k) => !(i > 2 && i < 6 && j > 2 && j < 6 && k > 2 && k < 6));
    const cavity = surfaceFromMask(hollow, g);
    expect(checkClosedManifold(cavity).shells).toBe(2);
    expect(computeEnclosedVolumeMm3(cavity)).toBeCloseTo(countVoxels(hollow), 0);
  });
});

describe('limits', () => {
  it('moves no vertex further than 0.48 of the largest spacing from the face between its two voxels', () => {
    const g = grid([23, 25, 11], [1, 1, 2]);
    const mask = sphere(g, middle(g), 8.4);
    const { mesh } = createSurface(mask, g);
    const dense = new Set<string>();
    const { box: b } = mask;
    const at = (i: number, j: number, k: number) => {
      if (i < b.i0 || i >= b.i1 || j < b.j0 || j >= b.j1 || k < b.k0 || k >= b.k1) return 0;
      return mask.voxels[((k - b.k0) * (b.j1 - b.j0) + j - b.j0) * (b.i1 - b.i0) + i - b.i0] as number;
    };
    for (let k = 1; k < 10; k++) {
      for (let j = 1; j < 24; j++) {
        for (let i = 1; i < 22; i++) {
          if (at(i, j, k) !== at(i + 1, j, k)) {
            dense.add(`i ${i} ${j} ${k}`);
            expect(distanceToMesh(planePointLps(g, i + 0.5, j, k), mesh)).toBeLessThan(0.97);
          }
        }
      }
    }
    expect(dense.size).toBeGreaterThan(100);
  });

  it('survives voxels of 0.1 mm two metres from the origin', () => {
    const g = regularGeometry({ size: [9, 9, 9], spacingMm: [0.1, 0.1, 0.1], originLps: [2000, -2000, 1999] });
    const mask = maskByIndex(g.size, (i, j, k) => (i * 7 + j * 5 + k * 3) % 4 < 2);
    expect(checkClosedManifold(surfaceFromMask(mask, g)).isClosedManifold).toBe(true);
  });

  it('says so where 32-bit coordinates cannot tell the voxels apart', () => {
    const g = regularGeometry({ size: [5, 5, 5], spacingMm: [1e-4, 1e-4, 1e-4], originLps: [2000, 2000, 2000] });
    expect(() =>
      surfaceFromMask(
        maskByIndex(g.size, () => true),
        g,
      ),
    ).toThrowError(expect.objectContaining({ kind: 'unsupported', code: 'MESH_PRECISION' }));
  });

  it('refuses an empty mask and a mask of another grid', () => {
    const g = grid([4, 5, 6], [1, 1, 1]);
    expect(() => surfaceFromMask(emptyMask(g.size), g)).toThrowError(
      expect.objectContaining({ kind: 'invalid-input', code: 'MESH_EMPTY' }),
    );
    const other = maskFromDense(new Uint8Array(60).fill(1), [5, 4, 3]);
    expect(() => surfaceFromMask(other, g)).toThrowError(
      expect.objectContaining({ kind: 'invalid-input', code: 'MESH_GRID' }),
    );
  });

  it('gives the same area to whoever asks', () => {
    const g = grid([15, 15, 9], [1, 1, 2]);
    const mask = sphere(g, middle(g), 5);
    expect(createSurface(mask, g).surfaceAreaCm2).toBe(computeSurfaceAreaMm2(surfaceFromMask(mask, g)) / 100);
  });
});
