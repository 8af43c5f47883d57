import { describe, expect, it } from 'vitest';
import {
  checkClosedManifold,
  computeEnclosedVolumeMm3,
  joinMeshes,
  splitShells,
  turnedInsideOut,
} from '../../../core/mesh/index.ts';
import {
  distanceField,
  gridOver,
  hollowSolid,
  nowhere,
  offsetSolid,
  TriangleTree,
} from '../../../core/offset/index.ts';
import { ball, box, cone, torus, tube } from '../../support/analytic-solids.ts';
import { distanceToMesh } from '../../support/mesh-shapes.ts';
import { seededRandom } from '../../support/seeded-random.ts';

const FAR = [212, -1480, 933.5] as const;
const ballVolume = (radius: number) => (4 / 3) * Math.PI * radius ** 3;

/** Distances of all vertices of a surface from another one, mm: the least and the largest. */
function distancesFrom(mesh: { positions: Float32Array }, tree: TriangleTree): readonly [number, number] {
  const found = nowhere();
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (let at = 0; at < mesh.positions.length; at += 3) {
    const [x, y, z] = mesh.positions.subarray(at, at + 3) as unknown as [number, number, number];
    tree.nearest(x, y, z, 100, found);
    low = Math.min(low, found.distanceMm);
    high = Math.max(high, found.distanceMm);
  }
  return [low, high];
}

describe('the analytic bodies of these tests', () => {
  it('are closed and as large as their formulas', () => {
    for (const [mesh, volume] of [
      [box([0, 0, 0], [3, 4, 5], 3), 60],
      [ball(10), ballVolume(10)],
      [torus(20, 5), 2 * Math.PI ** 2 * 20 * 25],
      [tube(8, 10, 30), Math.PI * 36 * 30],
      [cone(10, 30), Math.PI * 1000],
    ] as const) {
      expect(checkClosedManifold(mesh).isClosedManifold).toBe(true);
      expect(computeEnclosedVolumeMm3(mesh) / volume).toBeCloseTo(1, 1.9);
    }
  });
});

describe('the tree of triangles', () => {
  const mesh = torus(20, 5, FAR, 12);
  const tree = new TriangleTree(mesh);
  const random = seededRandom(7);

  it('finds what looking at every triangle finds', () => {
    const found = nowhere();
    for (let n = 0; n < 200; n++) {
      const point = FAR.map((centre) => centre + 60 * (random() - 0.5)) as unknown as [number, number, number];
      tree.nearest(...point, 200, found);
      const truth = distanceToMesh(point, mesh);
      expect(found.distanceMm).toBeCloseTo(truth, 5);
      expect(Math.hypot(found.x - point[0], found.y - point[1], found.z - point[2])).toBeCloseTo(truth, 5);
      tree.nearest(...point, truth * 0.999, found);
      expect(found.triangle).toBe(-1);
    }
  });

  it('meets the near wall, then the far one, then nothing', () => {
    const found = nowhere();
    const ray = (fromMm: number) => tree.firstHit(FAR[0] - 40, FAR[1], FAR[2] + 1e-3, 1, 0, 0, fromMm, 200, found);
    const walls: number[] = [];
    for (let from = 0; walls.length < 9; from = found.distanceMm + 1e-6) {
      ray(from);
      if (found.triangle < 0) break;
      walls.push(found.distanceMm);
    }
    expect(walls.map((wall) => Math.round(wall))).toEqual([15, 25, 55, 65]);
  });
});

describe('the distance field', () => {
  it.each([-3, -0.5, 0, 1, 4])('is exact beside the level of %d mm and on its right side elsewhere', (level) => {
    const field = distanceField(ball(10, FAR), gridOver(ball(10, FAR), Math.max(0, level), 0.7), level);
    const { grid, values, bandMm } = field;
    const [nx, ny] = grid.size;
    // Facets lie up to this far within the ball.
    const facetMm = 0.03;
    const wrong = { value: 0, side: 0 };
    let band = 0;
    for (let n = 0; n < values.length; n++) {
      const grids = [n % nx, Math.floor(n / nx) % ny, Math.floor(n / nx / ny)];
      const fromCentre = grids.map((i, axis) => i * grid.cellMm + (grid.originLps[axis as 0] - FAR[axis as 0]));
      const truth = Math.hypot(...fromCentre) - 10;
      const value = values[n] as number;
      const isExact = Math.abs(value - truth) < facetMm;
      const isInBand = Math.abs(truth - level) < bandMm - facetMm;
      if (isInBand) band++;
      if (isInBand && !isExact) wrong.value++;
      if (!isExact && (Math.abs(value - level) < bandMm - facetMm || value < level !== truth < level)) wrong.side++;
    }
    expect(wrong).toEqual({ value: 0, side: 0 });
    expect(band).toBeGreaterThan(500);
  });
});

describe('a hollow solid', () => {
  it('keeps its surface, and a wall of the width asked for', () => {
    const mesh = ball(15, FAR);
    const { mesh: hollow, cavities, filled } = hollowSolid(mesh, 2);
    expect(hollow.positions.subarray(0, mesh.positions.length)).toEqual(mesh.positions);
    expect(hollow.indices.subarray(0, mesh.indices.length)).toEqual(mesh.indices);
    expect(checkClosedManifold(hollow)).toMatchObject({ isClosedManifold: true, shells: 2 });
    expect(filled.pieces).toBe(0);
    const [thin, thick] = distancesFrom(cavities[0]?.mesh ?? mesh, new TriangleTree(mesh));
    expect(thin).toBeGreaterThan(1.98);
    expect(thick).toBeLessThan(2.02);
    expect((cavities[0]?.volumeMl ?? 0) / (ballVolume(13) / 1000)).toBeCloseTo(1, 1.9);
  });

  it('is refused where nothing would become hollow, with the thickness there is', () => {
    expect(() => hollowSolid(box([0, 0, 0], [30, 20, 4]), 2.5)).toThrowError(
      expect.objectContaining({
        kind: 'invalid-input',
        code: 'HOLLOW_TOO_THIN',
        message: expect.stringContaining('4.0 mm'),
      }),
    );
  });

  it('leaves a piece filled that would hold less than a drop, and says so', () => {
    const [large, small] = [ball(12), ball(3.4, [40, 0, 0])];
    const { cavities, filled } = hollowSolid(joinMeshes([large, small]), 2);
    expect(cavities).toHaveLength(1);
    expect(filled.pieces).toBe(1);
    expect(filled.volumeMl / (ballVolume(1.4) / 1000)).toBeCloseTo(1, 0.5);
  });

  it('leaves nothing floating where a hidden cavity lay', () => {
    const part = joinMeshes([ball(20), turnedInsideOut(ball(3))]);
    const { mesh, swallowed, cavities } = hollowSolid(part, 2);
    expect(swallowed).toBe(1);
    expect(splitShells(mesh)).toHaveLength(2);
    expect((cavities[0]?.volumeMl ?? 0) / (ballVolume(18) / 1000)).toBeCloseTo(1, 1.9);
  });

  it('keeps a wall around a hidden cavity close below the surface', () => {
    const hole = turnedInsideOut(ball(1, [0, 0, 17]));
    const { mesh, swallowed } = hollowSolid(joinMeshes([ball(20), hole]), 2);
    expect(swallowed).toBe(0);
    expect(splitShells(mesh)).toHaveLength(3);
  });
});

describe('an offset solid', () => {
  it('lies at the distance, outside and inside', () => {
    const mesh = torus(20, 6, FAR);
    for (const distance of [1.5, -1.5]) {
      const { mesh: moved } = offsetSolid(mesh, distance);
      expect(checkClosedManifold(moved)).toMatchObject({ isClosedManifold: true, shells: 1 });
      expect(computeEnclosedVolumeMm3(moved) / (2 * Math.PI ** 2 * 20 * (6 + distance) ** 2)).toBeCloseTo(1, 1.7);
      const [near, far] = distancesFrom(moved, new TriangleTree(mesh));
      expect(near).toBeGreaterThan(1.45);
      expect(far).toBeLessThan(1.55);
    }
  });

  it('joins what comes together and rounds edges', () => {
    const blocks = joinMeshes([box([0, 0, 0], [10, 10, 10]), box([11, 0, 0], [21, 10, 10])]);
    const { mesh } = offsetSolid(blocks, 1);
    expect(checkClosedManifold(mesh)).toMatchObject({ isClosedManifold: true, shells: 1 });
    const [length, side, r] = [21, 10, 1];
    // Box, plates on its faces, quarters of cylinders along its edges, eighths of balls at its corners; less the groove.
    const rounded =
      length * side * side +
      2 * r * (2 * length * side + side * side) +
      Math.PI * r * r * (length + 2 * side) +
      ballVolume(r);
    const volume = computeEnclosedVolumeMm3(mesh);
    expect(volume).toBeLessThan(rounded);
    expect(volume).toBeGreaterThan(rounded * 0.99);
  });

  it('is refused where nothing is left', () => {
    expect(() => offsetSolid(ball(5), -5.5)).toThrowError(
      expect.objectContaining({ kind: 'invalid-input', code: 'OFFSET_EMPTY' }),
    );
  });
});

describe('a preview whose cells are coarser than the part is thick', () => {
  const plate = box([0, 0, 0], [60, 40, 2], 1);

  it('does not say that nothing is left where the exact result leaves something', () => {
    const coarse = offsetSolid(plate, -0.3, { maxPlaces: 100 });
    expect(coarse.mesh).toEqual(offsetSolid(plate, -0.3).mesh);
    expect(hollowSolid(plate, 0.4, { maxPlaces: 100 }).cavities).toHaveLength(1);
    expect(() => offsetSolid(plate, -1.2, { maxPlaces: 100 })).toThrow(/nothing is left/);
  });
});
