import { describe, expect, it } from 'vitest';
import { computeSurfaceAreaMm2, joinMeshes, type TriangleMesh, turnedInsideOut } from '../../../core/mesh/index.ts';
import { hollowSolid } from '../../../core/offset/index.ts';
import { findThinSites, sampleSurface, wallThickness } from '../../../core/printability/index.ts';
import { ball, box, cone, torus, tube } from '../../support/analytic-solids.ts';
import { meshOf } from '../../support/mesh-shapes.ts';
import { boxMesh } from '../../support/solid-shapes.ts';

/** Thickness at the vertices that `choose` takes by their place: least and largest. */
function range(mesh: TriangleMesh, choose: (x: number, y: number, z: number) => boolean): readonly [number, number] {
  const { thicknessMm } = wallThickness(mesh, 20);
  const chosen = [...thicknessMm].filter((_, vertex) =>
    choose(...(mesh.positions.subarray(3 * vertex, 3 * vertex + 3) as unknown as [number, number, number])),
  );
  expect(chosen.length).toBeGreaterThan(20);
  return [Math.min(...chosen), Math.max(...chosen)];
}

const everywhere = () => true;

describe('the thickness of a wall', () => {
  it.each([
    [
      'a plate, up to its edges',
      box([0, 0, 0], [30, 30, 2], 24),
      2,
      (_x: number, _y: number, z: number) => z < 0.01 || z > 1.99,
    ],
    ['a tube', tube(8, 9.5, 30), 1.5, (_x: number, _y: number, z: number) => z > 1 && z < 29],
    ['a ball', ball(5, [200, -900, 30], 24), 10, everywhere],
    ['a ball with a cavity', joinMeshes([ball(15), turnedInsideOut(ball(13))]), 2, everywhere],
    ['a ring', torus(20, 3), 6, everywhere],
  ])('of %s is that of the formula', (_, mesh, wall, choose) => {
    const [low, high] = range(mesh, choose);
    expect(low / wall).toBeGreaterThan(0.97);
    expect(high / wall).toBeLessThan(1.01);
  });

  it('of a cone falls towards its tip as its inscribed balls do', () => {
    const mesh = cone(10, 30);
    const { thicknessMm } = wallThickness(mesh, 20);
    const slope = Math.hypot(10, 30) / 30;
    for (let vertex = 0; vertex < thicknessMm.length; vertex++) {
      const height = mesh.positions[3 * vertex + 2] as number;
      if (height < 8 || height > 29) continue;
      expect((thicknessMm[vertex] as number) / (2 * slope * (10 * (1 - height / 30)))).toBeCloseTo(1, 1);
    }
  });

  it('is not low along the edges of a solid box', () => {
    const [low] = range(box([0, 0, 0], [10, 10, 10], 10), everywhere);
    expect(low).toBeGreaterThan(9.99);
  });

  it('of a hollow part is the wall it was given', () => {
    const { mesh, cellMm } = hollowSolid(torus(25, 8), 2);
    const [low, high] = range(mesh, everywhere);
    expect(low).toBeGreaterThan(2 - 0.1 * cellMm);
    expect(high).toBeLessThan(2 + 0.3 * cellMm);
  });
});

describe('thin places', () => {
  it('are found once, though a wall has two sides, and in the middle of large triangles', () => {
    // A plate of 1 mm between two blocks.
    const bridge = boxMesh([9, 0, 4.5], [21, 10, 5.5]);
    const sites = findThinSites(bridge, 1.5);
    expect(sites).toHaveLength(1);
    expect(sites[0]?.thicknessMm).toBeCloseTo(1, 3);
    expect((sites[0]?.areaMm2 ?? 0) / 240).toBeCloseTo(1, 0);
    expect(findThinSites(bridge, 1)).toEqual([]);
  });

  it('are as thin as their wall, not as the knife edge it ends in; a sheet is as thin as it is everywhere', () => {
    const wedge = (degrees: number) => {
      const half = 20 * Math.tan((degrees * Math.PI) / 360);
      return meshOf(
        [0, 0, 0, 0, 20, 0, 20, 0, -half, 20, 20, -half, 20, 0, half, 20, 20, half],
        [
          [0, 2, 4],
          [1, 5, 3],
          [0, 1, 3],
          [0, 3, 2],
          [0, 4, 5],
          [0, 5, 1],
          [2, 3, 5],
          [2, 5, 4],
        ],
      );
    };
    for (const degrees of [10, 30, 50]) {
      const [site] = findThinSites(wedge(degrees), 1);
      const thinnest = site?.thicknessMm ?? 0;
      // Two thirds of the threshold and somewhat more from the edge.
      const fromEdgeMm = thinnest / 2 / Math.tan((degrees * Math.PI) / 360);
      expect(fromEdgeMm).toBeGreaterThan(0.6);
      expect(fromEdgeMm).toBeLessThan(1.3);
      // Of both sides, up to where it is a millimetre thick.
      expect((site?.areaMm2 ?? 0) / (2 * 20 * (0.5 / Math.sin((degrees * Math.PI) / 360)))).toBeCloseTo(1, 0);
    }
    for (const wide of [12, 1.5]) {
      expect(findThinSites(boxMesh([0, 0, 0], [20, wide, 0.4]), 1)[0]?.thicknessMm).toBeCloseTo(0.4, 5);
    }
  });

  it('are told apart, the thinnest first', () => {
    const two = joinMeshes([boxMesh([0, 0, 0], [10, 10, 1.2]), boxMesh([40, 0, 0], [50, 10, 0.7])]);
    expect(findThinSites(two, 1.5).map(({ thicknessMm }) => Number(thicknessMm.toFixed(3)))).toEqual([0.7, 1.2]);
  });
});

it('samples stand for the same area each, on slivers as on small triangles', () => {
  for (const mesh of [boxMesh([0, 0, 0], [1, 60, 3]), ball(10)]) {
    const { pointsLps, areaMm2 } = sampleSurface(mesh, 0.5);
    expect(((pointsLps.length / 3) * areaMm2) / computeSurfaceAreaMm2(mesh)).toBeCloseTo(1, 2);
  }
});
