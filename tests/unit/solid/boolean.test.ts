// Unions, differences and what two solids share, against formulas.
import { describe, expect, it } from 'vitest';
import { checkClosedManifold, computeEnclosedVolumeMm3, type TriangleMesh } from '../../../core/mesh/index.ts';
import { type BooleanOperation, combineSolids } from '../../../core/solid/index.ts';
import { loadSolids } from '../../../main/platform/solid-engine.ts';
import { joined, meshOf } from '../../support/mesh-shapes.ts';
import { boxMesh, insideOut, sphereMesh, torusMesh } from '../../support/solid-shapes.ts';

const kernel = await loadSolids();
const combine = (a: TriangleMesh, operation: BooleanOperation, b: TriangleMesh) =>
  combineSolids(kernel, { name: 'A', mesh: a }, operation, { name: 'B', mesh: b });
const volume = (mesh: TriangleMesh | null) => (mesh === null ? 0 : computeEnclosedVolumeMm3(mesh));

describe('two solids', () => {
  const a = boxMesh([0, 0, 0], [10, 10, 10]);
  const b = boxMesh([4, 4, 4], [14, 14, 14]);

  it.each([
    ['union', 1784],
    ['difference', 784],
    ['intersection', 216],
  ] as const)('%s of two boxes has the volume that they say', (operation, mm3) => {
    const mesh = combine(a, operation, b);
    expect(volume(mesh)).toBeCloseTo(mm3, 6);
    expect(checkClosedManifold(mesh as TriangleMesh).isClosedManifold).toBe(true);
  });

  it('a ball less a torus around it loses what they share', () => {
    const ball = sphereMesh([1, 2, 3], 20);
    const ring = torusMesh([1, 2, 3], 20, 4);
    expect(volume(combine(ball, 'difference', ring)) + volume(combine(ball, 'intersection', ring))).toBeCloseTo(
      volume(ball),
      1,
    );
  });

  it('far from the origin of the patient no digit more is lost than float32 loses', () => {
    const far = (mesh: TriangleMesh) => ({ ...mesh, positions: mesh.positions.map((x) => x - 1900) });
    const mesh = combine(far(a), 'union', far(b)) as TriangleMesh;
    expect(volume(mesh)).toBeCloseTo(1784, 6);
    expect([...mesh.positions].every(Number.isInteger)).toBe(true);
  });

  it('leaves nothing where nothing is shared', () => {
    expect(combine(a, 'intersection', boxMesh([20, 0, 0], [21, 1, 1]))).toBeNull();
  });

  it('leaves nothing of two bodies that share a face only', () => {
    expect(combine(a, 'intersection', boxMesh([10, 2, 2], [12, 4, 4]))).toBeNull();
    const round = sphereMesh([0, 0, 0], 4, 16);
    expect(volume(combine(round, 'intersection', boxMesh([-9, -9, 4], [9, 9, 8])))).toBe(0);
  });

  it('draws pieces apart that would touch at an edge only: a file could not hold that edge', () => {
    const corner = joined(boxMesh([-900, 0, 0], [-890, 10, 10]), boxMesh([-890, 10, 0], [-880, 20, 10]));
    const mesh = combine(corner, 'difference', boxMesh([-900, 0, 9], [-800, 20, 20])) as TriangleMesh;
    expect(checkClosedManifold(mesh)).toMatchObject({ isClosedManifold: true, shells: 2 });
    expect(volume(mesh)).toBeCloseTo(1800, 0);
  });
});

describe('what is no solid', () => {
  const whole = boxMesh([0, 0, 0], [1, 1, 1]);
  it.each([
    ['open', { ...whole, indices: whole.indices.slice(3) }, 'SOLID_NOT_CLOSED'],
    ['inside out', insideOut(whole), 'SOLID_INSIDE_OUT'],
    ['empty', meshOf([], []), 'SOLID_EMPTY'],
    [
      'not a number',
      { ...whole, positions: whole.positions.map((x, at) => (at === 4 ? Number.NaN : x)) },
      'SOLID_NOT_CLOSED',
    ],
  ])('%s: is refused by name', (_, mesh, code) => {
    expect(() => combine(mesh, 'union', whole)).toThrow(expect.objectContaining({ code, kind: 'corrupt-data' }));
  });
});
