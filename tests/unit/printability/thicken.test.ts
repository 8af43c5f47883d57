import { describe, expect, it } from 'vitest';
import {
  checkClosedManifold,
  computeEnclosedVolumeMm3,
  type TriangleMesh,
  triangleCount,
} from '../../../core/mesh/index.ts';
import { thicken } from '../../../core/print/steps/thicken.ts';
import { findThinSites, thickeningOf } from '../../../core/printability/index.ts';
import { ball, revolved } from '../../support/analytic-solids.ts';
import { boxMesh, partOf, SOLID_WORLD } from '../../support/solid-shapes.ts';

const thickened = async (mesh: TriangleMesh, minWallMm: number, world = SOLID_WORLD): Promise<TriangleMesh> =>
  (await thicken([partOf('Part', mesh)], { name: 'thicken', minWallMm }, world))[0]?.mesh ?? mesh;

describe('thicken', () => {
  it('leaves what is thick enough as it is', async () => {
    const mesh = ball(6, [0, 0, 0], 24);
    expect(await thickened(mesh, 2)).toBe(mesh);
    expect(thickeningOf(mesh, 2)).toEqual({ added: null, sites: [] });
  });

  it('brings a plate to its wall, half on either side', async () => {
    const plate = boxMesh([0, 0, 0], [9, 8, 1]);
    const mesh = await thickened(plate, 2);
    expect(checkClosedManifold(mesh)).toMatchObject({ isClosedManifold: true, shells: 1 });
    expect(findThinSites(mesh, 2)).toEqual([]);
    const heights = [...mesh.positions].filter((_, at) => at % 3 === 2);
    expect(Math.min(...heights)).toBeCloseTo(-0.5, 1);
    expect(Math.max(...heights)).toBeCloseTo(1.5, 1);
  });

  it('shows in a preview about what it will do, with far fewer triangles', async () => {
    const plate = boxMesh([0, 0, 0], [9, 8, 1]);
    const exact = await thickened(plate, 2);
    const preview = await thickened(plate, 2, { ...SOLID_WORLD, quality: 'preview' });
    expect(checkClosedManifold(preview).isClosedManifold).toBe(true);
    expect(computeEnclosedVolumeMm3(preview)).toBeGreaterThan(0.85 * computeEnclosedVolumeMm3(exact));
    expect(triangleCount(preview)).toBeLessThan(triangleCount(exact) / 3);
  });

  it('thickens the web between two beads, and nothing of the beads', async () => {
    // A dumbbell: its web has a diameter of 1.2 mm.
    const side = (sign: number): [number, number][] =>
      Array.from({ length: 13 }, (_, n) => {
        const angle = (Math.PI / 2) * (n / 12) * 1.86 - Math.PI / 2;
        return [n === 0 ? 0 : 4 * Math.cos(angle), sign * (4 * Math.sin(angle) - 7)];
      });
    const outline = [...side(1), ...side(-1).reverse()];
    const mesh = revolved(outline, 48, [0, 0, 0]);
    const after = await thickened(mesh, 2);
    expect(computeEnclosedVolumeMm3(after)).toBeGreaterThan(computeEnclosedVolumeMm3(mesh) + 5);
    expect(findThinSites(mesh, 2)).toHaveLength(1);
    expect(findThinSites(after, 2)).toEqual([]);
    const beads = (positions: Float32Array) =>
      new Set([...positions].filter((z, at) => at % 3 === 2 && Math.abs(z) > 8).map((z) => z.toFixed(4)));
    expect(beads(after.positions)).toEqual(beads(mesh.positions));
  });
});
