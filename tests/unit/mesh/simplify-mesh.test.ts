import { describe, expect, it } from 'vitest';
import { regularGeometry } from '../../../core/geometry/index.ts';
import {
  checkClosedManifold,
  computeEnclosedVolumeMm3,
  computeMaxDeviationMm,
  findSelfIntersections,
  simplifyMesh,
  surfaceFromMask,
  type TriangleMesh,
  triangleCount,
} from '../../../core/mesh/index.ts';
import { placesBeyond } from '../../../core/mesh/max-deviation.ts';
import { joined } from '../../support/mesh-shapes.ts';
import { box, maskWhere, middle, torus } from '../../support/phantom-masks.ts';

const g = regularGeometry({ size: [40, 40, 20], spacingMm: [1, 1, 1], originLps: [-1210, 400, -90] });
const ring = surfaceFromMask(torus(g, middle(g), 12, 5), g);

function sound(mesh: TriangleMesh): TriangleMesh {
  expect(checkClosedManifold(mesh)).toMatchObject({ isClosedManifold: true });
  expect(findSelfIntersections(mesh).pairs).toBe(0);
  return mesh;
}

describe('simplifyMesh', () => {
  it('reaches the number of triangles asked for and stays near', () => {
    const simple = sound(simplifyMesh(ring, { maxTriangles: 1000 }));
    expect(triangleCount(simple)).toBe(1000);
    expect(computeMaxDeviationMm(simple, ring)).toBeLessThan(0.25);
    expect(computeEnclosedVolumeMm3(simple) / computeEnclosedVolumeMm3(ring)).toBeCloseTo(1, 2);
  });

  it.each([0.05, 0.2, 1])('stays within an error of %s mm, with ever fewer triangles', (maxErrorMm) => {
    const simple = sound(simplifyMesh(ring, { maxErrorMm }));
    expect(computeMaxDeviationMm(simple, ring)).toBeLessThanOrEqual(maxErrorMm);
    expect(triangleCount(simple)).toBeLessThan(triangleCount(ring) * (maxErrorMm < 0.1 ? 0.6 : 0.2));
  });

  it('names every place that makes a surface lie further off than is said of it, and none where it does not', () => {
    const simple = simplifyMesh(ring, { maxTriangles: 1000 });
    const saidMm = computeMaxDeviationMm(simple, ring);
    expect(placesBeyond(simple, ring, 0.999 * saidMm).length).toBeGreaterThan(0);
    expect(placesBeyond(simple, ring, 1.003 * saidMm)).toEqual([]);
  });

  it('keeps a thin spike within the error, and is no finer elsewhere for it', () => {
    const positions = ring.positions.slice();
    const outermost = positions.reduce(
      (best, x, at) => (at % 3 === 0 && x > (positions[best] as number) ? at : best),
      0,
    );
    positions[outermost] = (positions[outermost] as number) + 1.5;
    const spiked = { ...ring, positions };
    const simple = sound(simplifyMesh(spiked, { maxErrorMm: 0.2 }));
    expect(computeMaxDeviationMm(simple, spiked)).toBeLessThanOrEqual(0.2);
    expect(triangleCount(simple)).toBeLessThan(1.1 * triangleCount(simplifyMesh(ring, { maxErrorMm: 0.2 })));
  });

  it('makes a box of a few triangles: what is flat needs none', () => {
    const block = surfaceFromMask(box(g, middle(g), [12, 9, 6]), g);
    expect(triangleCount(sound(simplifyMesh(block, { maxErrorMm: 0.4 })))).toBeLessThan(140);
  });

  it('keeps every piece, hole and cavity however few triangles are asked for', () => {
    const speck = { ...ring, positions: ring.positions.map((p, at) => (at % 3 === 2 ? p + 40 : p)) };
    const simple = sound(simplifyMesh(joined(ring, speck), { maxTriangles: 4 }));
    expect(checkClosedManifold(simple).shells).toBe(2);
    // A torus needs 14 triangles at least.
    expect(triangleCount(simple)).toBeGreaterThanOrEqual(28);
  });

  it('does not push one sheet through another that lies close to it', () => {
    const [x, y, z] = middle(g);
    const radius = (p: readonly [number, number, number]) => Math.hypot(p[0] - x, p[1] - y, 2 * (p[2] - z));
    const sheets = maskWhere(g, (p) => (radius(p) < 18 && radius(p) > 15.2) || radius(p) < 13.2);
    sound(simplifyMesh(surfaceFromMask(sheets, g), { maxTriangles: 150 }));
  });

  it('returns a surface that is simple enough as it is', () => {
    expect(simplifyMesh(ring, { maxTriangles: triangleCount(ring) })).toBe(ring);
  });
});
