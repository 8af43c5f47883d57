// Foreign meshes made closed solids, with a list of what changed, or refused with the reason.
import { describe, expect, it } from 'vitest';
import {
  checkClosedManifold,
  computeEnclosedVolumeMm3,
  findSelfIntersections,
  type TriangleMesh,
} from '../../../core/mesh/index.ts';
import { repairForeign } from '../../../core/solid/index.ts';
import { loadSolids } from '../../../main/platform/solid-engine.ts';
import { joined, meshOf } from '../../support/mesh-shapes.ts';
import { boxMesh, insideOut, sphereMesh, torusMesh } from '../../support/solid-shapes.ts';

const kernel = await loadSolids();
const cube = boxMesh([-10, -10, -10], [10, 10, 10]);
const ball = sphereMesh([0, 0, 0], 20, 64);

/** Each triangle with corners of its own, as STL files have them. */
const soup = ({ positions: p, indices }: TriangleMesh): TriangleMesh =>
  meshOf(
    [...indices].flatMap((v) => [...p.subarray(3 * v, 3 * v + 3)]),
    [[...indices.keys()]],
  );
const without = (mesh: TriangleMesh, from: number, to: number): TriangleMesh => ({
  ...mesh,
  indices: Uint32Array.from([...mesh.indices].filter((_, at) => at < 3 * from || at >= 3 * to)),
});
const turned = (mesh: TriangleMesh, which: (t: number) => boolean): TriangleMesh => {
  const other = insideOut(mesh).indices;
  const last = mesh.indices.length / 3 - 1;
  return {
    ...mesh,
    indices: mesh.indices.map((v, at) =>
      which(Math.floor(at / 3)) ? (other[3 * (last - Math.floor(at / 3)) + (at % 3)] as number) : v,
    ),
  };
};

function repair(mesh: TriangleMesh) {
  const { mesh: made, repairs } = repairForeign(kernel, mesh, 'guide.stl');
  expect(checkClosedManifold(made).isClosedManifold).toBe(true);
  expect(findSelfIntersections(made).pairs).toBe(0);
  return { mm3: computeEnclosedVolumeMm3(made), repairs, made };
}

describe('is put right', () => {
  it('nothing where nothing is wrong: a soup is welded without a word', () => {
    const { made, repairs } = repair(soup(ball));
    expect(repairs).toEqual([]);
    expect(made.positions.length).toBe(ball.positions.length);
  });
  it.each([
    ['inside out', insideOut(soup(ball)), /turned outside out/],
    ['half of its triangles turned', turned(ball, (t) => t % 3 === 0), /\d+ triangles turned to agree/],
    ['a triangle missing', without(ball, 700, 701), /1 hole closed/],
    ['several missing in two places', without(without(ball, 700, 703), 100, 101), /2 holes closed/],
    [
      'triangles there twice',
      { ...ball, indices: Uint32Array.from([...ball.indices, ...ball.indices.slice(0, 30)]) },
      /10 triangles that were there twice/,
    ],
    [
      'a triangle without area',
      { ...ball, indices: Uint32Array.from([...ball.indices, 5, 5, 9]) },
      /1 triangle without area/,
    ],
    [
      'corners almost in one place',
      { ...soup(ball), positions: soup(ball).positions.map((x, at) => x + (at % 7) * 1e-5) },
      /corners joined/,
    ],
  ] as const)('%s', (_, mesh, said) => {
    const { mm3, repairs } = repair(mesh);
    expect(repairs.join('; ')).toMatch(said);
    expect(mm3 / computeEnclosedVolumeMm3(ball)).toBeCloseTo(1, 3);
  });

  it('overlapping bodies are made one; a body within a body adds nothing, a cavity stays one', () => {
    const other = boxMesh([0, 0, 0], [20, 20, 20]);
    expect(repair(joined(cube, other)).mm3).toBeCloseTo(15000, 3);
    expect(repair(joined(cube, boxMesh([-1, -1, -1], [1, 1, 1]))).mm3).toBeCloseTo(8000, 3);
    const hollow = repair(joined(cube, insideOut(boxMesh([-1, -1, -1], [1, 1, 1]))));
    expect(hollow.mm3).toBeCloseTo(7992, 3);
    expect(hollow.repairs).toEqual([]);
  });

  it('boxes that share an edge or a wall', () => {
    const { mm3, repairs } = repair(joined(cube, boxMesh([10, 10, -10], [20, 20, 10])));
    expect(mm3).toBeCloseTo(10000, 0);
    expect(repairs.join()).toMatch(/edge that touching pieces share/);
    expect(repair(joined(cube, boxMesh([10, -10, -10], [20, 10, 10]))).mm3).toBeCloseTo(12000, 2);
  });

  it('one surface that crosses itself: a tube laid in a figure of eight', () => {
    const flat = torusMesh([0, 0, 0], 30, 4, 80, 12);
    const eight = {
      ...flat,
      positions: Float32Array.from(flat.positions, (_, at) => {
        const v = 3 * Math.floor(at / 3);
        const [x, y, z] = flat.positions.subarray(v, v + 3) as unknown as [number, number, number];
        const angle = Math.atan2(y, x);
        const out = Math.hypot(x, y) - 30;
        // The middle line (30 cos a, 20 sin 2a) and its normal in the plane.
        const [tx, ty] = [-30 * Math.sin(angle), 40 * Math.cos(2 * angle)];
        const length = Math.hypot(tx, ty);
        return [30 * Math.cos(angle) + (out * ty) / length, 20 * Math.sin(2 * angle) - (out * tx) / length, z][
          at % 3
        ] as number;
      }),
    };
    expect(findSelfIntersections(eight).pairs).toBeGreaterThan(0);
    const { mm3, repairs } = repair(eight);
    expect(repairs.join()).toMatch(/crossed itself/);
    expect(mm3).toBeLessThan(0.99 * computeEnclosedVolumeMm3(eight));
    expect(mm3).toBeGreaterThan(0.9 * computeEnclosedVolumeMm3(eight));
  });
});

describe('is refused', () => {
  const strip = meshOf(
    Array.from({ length: 12 }, (_, n) => {
      const [angle, side] = [(Math.PI * Math.floor(n / 2)) / 3, (n % 2) - 0.5];
      const out = 10 + side * Math.cos(angle / 2);
      return [out * Math.cos(angle), out * Math.sin(angle), side * Math.sin(angle / 2)];
    }).flat(),
    [0, 1, 2, 3, 4, 5].flatMap((n) => {
      const [a, b] = [2 * n, 2 * n + 1];
      const [c, d] = n === 5 ? [1, 0] : [2 * n + 2, 2 * n + 3];
      return [
        [a, b, c],
        [b, d, c],
      ];
    }),
  );
  it.each([
    ['no triangles', meshOf([], []), 'MESH_EMPTY'],
    ['triangles without area only', meshOf([0, 0, 0], [[0, 0, 0]]), 'MESH_EMPTY'],
    [
      'a coordinate that is no number',
      { ...cube, positions: cube.positions.map((x, at) => (at === 7 ? Number.NaN : x)) },
      'MESH_NOT_A_NUMBER',
    ],
    ['a wide opening', without(cube, 0, 2), 'MESH_OPEN'],
    ['a sheet', meshOf([0, 0, 0, 50, 0, 0, 0, 50, 0], [[0, 1, 2]]), 'MESH_OPEN'],
    ['a one-sided surface', strip, 'MESH_NOT_MANIFOLD'],
    ['a wall inside', { ...joined(cube, cube), indices: Uint32Array.from([...cube.indices, 0, 2, 4]) }, 'MESH_OPEN'],
  ])('%s', (_, mesh, code) => {
    expect(() => repair(mesh)).toThrow(expect.objectContaining({ code }));
  });

  it('a million loose pieces', () => {
    const tetrahedra = 11_000;
    const positions = new Float32Array(12 * tetrahedra);
    const indices = new Uint32Array(12 * tetrahedra);
    for (let n = 0; n < tetrahedra; n++) {
      positions.set([2 * n, 0, 0, 2 * n + 1, 0, 0, 2 * n, 1, 0, 2 * n, 0, 1], 12 * n);
      indices.set(
        [0, 2, 1, 0, 1, 3, 1, 2, 3, 0, 3, 2].map((v) => v + 4 * n),
        12 * n,
      );
    }
    expect(() => repair({ positions, indices })).toThrow(expect.objectContaining({ code: 'MESH_TOO_MANY' }));
  });
});
