import { describe, expect, it } from 'vitest';
import { slicesFromMask } from '../../../core/edit/index.ts';
import {
  add,
  cross,
  lpsFromIndex,
  norm,
  normalise,
  regularGeometry,
  subtract,
  type Vec3,
} from '../../../core/geometry/index.ts';
import { surfaceFromMask } from '../../../core/mesh/index.ts';
import { countVoxels, maskFromDense } from '../../../core/volume/index.ts';
import {
  coarseGeometry,
  coarseMask,
  lightCells,
  quickCells,
  shownShare,
} from '../../../renderer/workers/coarse-mask.ts';
import { shadingNormals } from '../../../renderer/workers/shading-normals.ts';
import { createPlaneReducer } from '../../../renderer/workers/volume-copy.ts';
import { oddStack } from '../../support/odd-stacks.ts';

const geometry = regularGeometry({ size: [64, 48, 20], spacingMm: [1, 1, 3], originLps: [-30, -20, 100] });

function box(i0: number, i1: number, j0: number, j1: number, k0: number, k1: number) {
  const dense = new Uint8Array(64 * 48 * 20);
  for (let k = k0; k < k1; k++)
    for (let j = j0; j < j1; j++) dense.fill(1, (k * 48 + j) * 64 + i0, (k * 48 + j) * 64 + i1);
  return maskFromDense(dense, geometry.size);
}

describe('coarse cells', () => {
  it('keep a block that fits them, voxel for voxel in mm', () => {
    const cells = { inPlane: 4, planes: 2 };
    const mask = coarseMask(slicesFromMask(box(8, 40, 12, 36, 4, 16)), geometry, cells);
    const coarse = coarseGeometry(geometry, cells);
    expect(coarse.size).toEqual([16, 12, 10]);
    expect(countVoxels(mask)).toBe(8 * 6 * 6);
    // The centre of the first cell is that of its 4 x 4 x 2 voxels.
    expect(lpsFromIndex(coarse, [0, 0, 0])).toEqual(lpsFromIndex(geometry, [1.5, 1.5, 0.5]));
    expect(lpsFromIndex(coarse, [2, 3, 2])).toEqual(lpsFromIndex(geometry, [9.5, 13.5, 4.5]));
  });

  it('count a cell from half of it on, the last ones by what is there of them', () => {
    const half = coarseMask(slicesFromMask(box(0, 2, 0, 4, 0, 2)), geometry, { inPlane: 4, planes: 2 });
    expect(countVoxels(half)).toBe(1);
    expect(countVoxels(coarseMask(slicesFromMask(box(0, 1, 0, 4, 0, 2)), geometry, { inPlane: 4, planes: 2 }))).toBe(0);
    expect(
      countVoxels(coarseMask(slicesFromMask(box(60, 64, 40, 48, 18, 20)), geometry, { inPlane: 5, planes: 3 })),
    ).toBe(2);
  });

  it('of an edit are those that it touched, the others are kept', () => {
    const cells = { inPlane: 4, planes: 3 };
    const kept = new Map();
    coarseMask(slicesFromMask(box(8, 40, 12, 36, 4, 16)), geometry, cells, kept);
    const before = new Map(kept);
    const after = slicesFromMask(box(8, 40, 12, 36, 4, 12));
    for (const k of [12, 13, 14, 15]) kept.delete(Math.floor(k / cells.planes));
    const mask = coarseMask(after, geometry, cells, kept);
    expect(mask).toEqual(coarseMask(after, geometry, cells));
    expect(countVoxels(mask)).toBeGreaterThan(0);
    expect([...kept].filter(([layer, values]) => values !== before.get(layer)).map(([layer]) => layer)).toEqual([4, 5]);
  });

  it('say how much of a structure they show: all of a block, half of a wall across them', () => {
    const shareOf = (i0: number, i1: number) => {
      const kept = new Map();
      coarseMask(slicesFromMask(box(i0, i1, 8, 40, 4, 16)), geometry, { inPlane: 4, planes: 2 }, kept);
      return shownShare(kept);
    };
    expect(shareOf(8, 40)).toBe(1);
    expect(shareOf(10, 13)).toBeCloseTo(2 / 3);
    expect(shareOf(11, 12)).toBe(0);
  });

  it('are fewer where the processor draws', () => {
    const organ = slicesFromMask(box(0, 64, 0, 48, 0, 20));
    const [light, quick] = [lightCells(organ, geometry), quickCells(organ, geometry)];
    expect(light).toEqual(quick);
    const row = { i0: 0, j0: 0, wordsPerRow: 4, rows: 90, words: new Uint32Array(0) };
    const larger = new Map(Array.from({ length: 80 }, (_, k) => [k, row] as const));
    expect(quickCells(larger, geometry)).toEqual({ inPlane: 1, planes: 1 });
    expect(lightCells(larger, geometry)).toEqual({ inPlane: 2, planes: 1 });
    // The glass of a body may have the fewest.
    const wide = { i0: 0, j0: 0, wordsPerRow: 16, rows: 400, words: new Uint32Array(0) };
    const body = new Map(Array.from({ length: 120 }, (_, k) => [k, wide] as const));
    const { inPlane, planes } = lightCells(body, geometry);
    expect((16 * 32 * 400 * 120) / (inPlane ** 2 * planes)).toBeLessThanOrEqual(250_000);
  });

  it('are single voxels for an organ and larger ones for a body', () => {
    expect(quickCells(slicesFromMask(box(0, 30, 0, 30, 0, 10)), geometry)).toEqual({ inPlane: 1, planes: 1 });
    const row = { i0: 0, j0: 0, wordsPerRow: 13, rows: 400, words: new Uint32Array(0) };
    const body = new Map(Array.from({ length: 120 }, (_, k) => [k, row] as const));
    const cells = quickCells(body, geometry);
    expect((13 * 32 * 400 * 120) / (cells.inPlane ** 2 * cells.planes)).toBeLessThanOrEqual(1_500_000);
  });
});

describe('normals', () => {
  it('are unit vectors that point out of the structure', () => {
    const mesh = surfaceFromMask(box(20, 40, 14, 34, 5, 15), geometry);
    const normals = shadingNormals(mesh);
    const centre = lpsFromIndex(geometry, [29.5, 23.5, 9.5]);
    for (let at = 0; at < normals.length; at += 3) {
      const [x, y, z] = normals.subarray(at, at + 3) as unknown as [number, number, number];
      expect(Math.hypot(x, y, z)).toBeCloseTo(1, 5);
      const out = [0, 1, 2].reduce(
        (sum, axis) =>
          sum + (normals[at + axis] as number) * ((mesh.positions[at + axis] as number) - (centre[axis] as number)),
        0,
      );
      expect(out).toBeGreaterThan(0);
    }
  });

  it('are averaged over the triangles around, twelve times', () => {
    const mesh = surfaceFromMask(box(20, 26, 14, 20, 5, 9), geometry);
    const { positions, indices } = mesh;
    const corner = (vertex: number): Vec3 => [...positions.subarray(3 * vertex, 3 * vertex + 3)] as unknown as Vec3;
    const unit = (all: readonly Vec3[]): Vec3[] => all.map((sum) => (norm(sum) === 0 ? sum : normalise(sum)));
    let expected: Vec3[] = Array.from({ length: positions.length / 3 }, () => [0, 0, 0]);
    for (let round = 0; round <= 12; round++) {
      const sums: Vec3[] = expected.map(() => [0, 0, 0]);
      for (let t = 0; t < indices.length; t += 3) {
        const at = [...indices.subarray(t, t + 3)] as [number, number, number];
        const [a, b, c] = at.map(corner) as [Vec3, Vec3, Vec3];
        const around = at.map((vertex) => expected[vertex] as Vec3).reduce(add);
        const own = round === 0 ? cross(subtract(b, a), subtract(c, a)) : around;
        for (const vertex of at) sums[vertex] = add(sums[vertex] as Vec3, own);
      }
      expected = unit(sums);
    }
    const largest = shadingNormals(mesh).reduce(
      (most, value, n) => Math.max(most, Math.abs(value - (expected[Math.floor(n / 3)]?.[n % 3] ?? Number.NaN))),
      0,
    );
    expect(largest).toBeLessThan(1e-5);
  });

  it('of a ball on thick slices are those of the ball, not of its steps', () => {
    const centre = [32, 24, 9.5] as const;
    const ball = Uint8Array.from({ length: 64 * 48 * 20 }, (_, at) => {
      const [i, j, k] = [at % 64, Math.floor(at / 64) % 48, Math.floor(at / (64 * 48))];
      return Math.hypot(i - centre[0], j - centre[1], 3 * (k - centre[2])) <= 20 ? 1 : 0;
    });
    const mesh = surfaceFromMask(maskFromDense(ball, geometry.size), geometry);
    const normals = shadingNormals(mesh);
    const middle = lpsFromIndex(geometry, [...centre]);
    const anglesDeg = Array.from({ length: normals.length / 3 }, (_, vertex) => {
      const outwards = [0, 1, 2].map((a) => (mesh.positions[3 * vertex + a] as number) - (middle[a] as number));
      const along = [0, 1, 2].reduce(
        (sum, a) => sum + (normals[3 * vertex + a] as number) * (outwards[a] as number),
        0,
      );
      return (Math.acos(Math.min(1, along / Math.hypot(...outwards))) * 180) / Math.PI;
    }).sort((a, b) => a - b);
    // Normals of the triangles alone are off by 22 degrees.
    expect(anglesDeg[Math.floor(0.95 * anglesDeg.length)]).toBeLessThan(10);
  });
});

describe('the small copy of a volume', () => {
  it('averages blocks of a large plane and says where their centres are', () => {
    const g = regularGeometry({ size: [512, 300, 3], spacingMm: [0.5, 0.5, 2], originLps: [0, 0, 0] });
    const reducer = createPlaneReducer(g, true);
    for (let k = 0; k < 3; k++) reducer.add(new Int16Array(512 * 300).fill(90 * k), k);
    const copy = reducer.finish();
    expect(copy.size).toEqual([256, 150, 3]);
    expect(copy.spacingMm).toEqual([1, 1, 2]);
    expect(copy.originLps).toEqual([0.25, 0.25, 0]);
    // 9 HU a step from -600 on: 0, 90 and 180 HU.
    expect([0, 1, 2].map((k) => copy.values[k * 256 * 150 + 77])).toEqual([67, 77, 87]);
  });

  it('straightens a tilted stack: a post along the patient stands upright', () => {
    const g = oddStack({ size: [40, 60, 21], spacingMm: [2, 2, 4], tiltDeg: 20 });
    const reducer = createPlaneReducer(g, true);
    const drift = (Math.tan(Math.PI / 9) * 4) / 2;
    for (let k = 0; k < 21; k++) {
      const plane = new Int16Array(40 * 60).fill(-600);
      // The post stays at the place of row 40 of plane 0: the rows drift, it does not.
      const row = Math.round(40 - drift * k);
      for (let j = row - 2; j <= row + 2; j++) plane[j * 40 + 20] = 1695;
      reducer.add(plane, k);
    }
    const { values, size } = reducer.finish();
    for (const k of [0, 10, 20]) {
      const column = Array.from({ length: size[1] }, (_, j) => values[(k * size[1] + j) * size[0] + 20] as number);
      const weight = column.reduce((sum, v) => sum + v, 0);
      expect(column.reduce((sum, v, j) => sum + v * j, 0) / weight).toBeCloseTo(40, 0);
    }
  });
});
