import { describe, expect, it } from 'vitest';
import { regularGeometry } from '../../../core/geometry/index.ts';
import { computeMaxDeviationMm, surfaceWithBoundary } from '../../../core/mesh/index.ts';
import { distanceToMesh, meshOf, samplesOf, tetrahedron } from '../../support/mesh-shapes.ts';
import { middle, ORIENTATIONS, sphere } from '../../support/phantom-masks.ts';

describe('computeMaxDeviationMm', () => {
  it('is 0 for a surface and itself', () => {
    expect(computeMaxDeviationMm(tetrahedron(), tetrahedron())).toBe(0);
  });

  it('is the lift of a corner, though its own triangles come closer to the other surface', () => {
    const flat = meshOf([0, 0, 0, 2, 0, 0, 0, 2, 0], [[0, 1, 2]]);
    const lifted = meshOf([0, 0, 0.5, 2, 0, 0, 0, 2, 0], [[0, 1, 2]]);
    expect(computeMaxDeviationMm(lifted, flat)).toBeCloseTo(0.5, 2);
  });

  it('does not count sliding along the surface', () => {
    const square = (x: number, y: number) =>
      meshOf(
        [0, 0, 0, 4, 0, 0, 4, 4, 0, 0, 4, 0, x, y, 0],
        [
          [0, 1, 4],
          [1, 2, 4],
          [2, 3, 4],
          [3, 0, 4],
        ],
      );
    // The inner vertex slides by 1 mm; no point leaves the square.
    expect(computeMaxDeviationMm(square(2, 2), square(3, 2))).toBeLessThan(4 / 256 + 0.002);
  });

  it.each([
    ['1 x 1 x 1', [1, 1, 1]],
    ['0.9 x 1.1 x 3', [0.9, 1.1, 3]],
  ] as const)('agrees with samples of both surfaces, all against all, at %s mm', (_, spacingMm) => {
    const g = regularGeometry({
      size: [9, 10, 8],
      spacingMm,
      originLps: [7, -3, 11],
      direction: ORIENTATIONS['oblique'] as readonly number[],
    });
    const { mesh, boundary } = surfaceWithBoundary(sphere(g, middle(g), 2.9), g);
    let sampled = 0;
    for (const p of samplesOf(mesh, 3)) sampled = Math.max(sampled, distanceToMesh(p, boundary));
    for (const p of samplesOf(boundary, 3)) sampled = Math.max(sampled, distanceToMesh(p, mesh));
    const computed = computeMaxDeviationMm(mesh, boundary);
    expect(computed).toBeGreaterThanOrEqual(sampled - 1e-5);
    expect(computed - sampled).toBeLessThan(0.05 * Math.max(...spacingMm));
  });
});
