// Chains of unions, differences and intersections of bodies that touch, coincide and cross at random.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkClosedManifold, computeEnclosedVolumeMm3, type TriangleMesh } from '../../core/mesh/index.ts';
import { type BooleanOperation, combineSolids } from '../../core/solid/index.ts';
import { loadSolids } from '../../main/platform/solid-engine.ts';
import { boxMesh, sphereMesh, torusMesh } from '../support/solid-shapes.ts';

const kernel = await loadSolids();

// Whole millimetres make faces, edges and corners coincide; far from the origin of the patient, float32 is coarse.
const place = fc.tuple(
  fc.integer({ min: -6, max: 6 }),
  fc.integer({ min: -6, max: 6 }),
  fc.integer({ min: -6, max: 6 }),
);
const body = fc.oneof(
  fc.tuple(place, fc.integer({ min: 1, max: 6 })).map(([p, s]) => boxMesh(p, [p[0] + s, p[1] + s, p[2] + 2 * s])),
  fc.tuple(place, fc.integer({ min: 1, max: 6 })).map(([p, r]) => sphereMesh(p, r, 16)),
  fc.tuple(place, fc.integer({ min: 2, max: 5 })).map(([p, r]) => torusMesh(p, r, r / 2, 16, 8)),
);
const chain = fc.record({
  first: body,
  links: fc.array(fc.tuple(fc.constantFrom<BooleanOperation>('union', 'difference', 'intersection'), body), {
    minLength: 1,
    maxLength: 4,
  }),
  farMm: fc.constantFrom(0, 250, -1700),
});

const moved = (mesh: TriangleMesh, mm: number): TriangleMesh => ({
  ...mesh,
  positions: mesh.positions.map((x) => x + mm),
});
const volume = (mesh: TriangleMesh | null) => (mesh === null ? 0 : computeEnclosedVolumeMm3(mesh));

it('stay closed and 2-manifold in float32, and their volumes add up', () => {
  fc.assert(
    fc.property(chain, ({ first, links, farMm }) => {
      let solid: TriangleMesh | null = moved(first, farMm);
      for (const [operation, tool] of links) {
        if (solid === null) return;
        const a = { name: 'A', mesh: solid };
        const b = { name: 'B', mesh: moved(tool, farMm) };
        const made = combineSolids(kernel, a, operation, b);
        if (made !== null) expect(checkClosedManifold(made).isClosedManifold).toBe(true);
        const shared = volume(combineSolids(kernel, a, 'intersection', b));
        const should = {
          union: volume(a.mesh) + volume(b.mesh) - shared,
          difference: volume(a.mesh) - shared,
          intersection: shared,
        };
        expect(Math.abs(volume(made) - should[operation])).toBeLessThan(2e-3 * (1 + volume(a.mesh) + volume(b.mesh)));
        solid = made;
      }
    }),
    { numRuns: 120, seed: 20 },
  );
});
