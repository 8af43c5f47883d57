import { describe, expect, it } from 'vitest';
import { checkClosedManifold, computeEnclosedVolumeMm3, computeSurfaceAreaMm2 } from '../../../core/mesh/index.ts';
import { joined, meshOf, tetrahedron } from '../../support/mesh-shapes.ts';

describe('checkClosedManifold', () => {
  it('accepts a tetrahedron: volume 1/6, area (3 + sqrt 3) / 2', () => {
    expect(checkClosedManifold(tetrahedron())).toEqual({
      isClosedManifold: true,
      openEdges: 0,
      nonManifoldEdges: 0,
      misorientedEdges: 0,
      nonManifoldVertices: 0,
      degenerateTriangles: 0,
      shells: 1,
    });
    expect(computeEnclosedVolumeMm3(tetrahedron(500, -300, 40))).toBeCloseTo(1 / 6, 9);
    expect(computeSurfaceAreaMm2(tetrahedron())).toBeCloseTo((3 + Math.sqrt(3)) / 2, 6);
  });

  it('counts two bodies apart as two shells', () => {
    expect(checkClosedManifold(joined(tetrahedron(), tetrahedron(5)))).toMatchObject({
      isClosedManifold: true,
      shells: 2,
    });
  });

  it('finds a missing triangle', () => {
    const { positions, indices } = tetrahedron();
    const open = { positions, indices: indices.slice(0, 9) };
    expect(checkClosedManifold(open)).toMatchObject({ isClosedManifold: false, openEdges: 3 });
  });

  it('finds a triangle that is inside out', () => {
    const { positions, indices } = tetrahedron();
    const turned = indices.slice();
    turned.set([0, 1, 2]);
    expect(checkClosedManifold({ positions, indices: turned })).toMatchObject({
      isClosedManifold: false,
      misorientedEdges: 3,
    });
  });

  it('finds bodies that touch at a corner or along an edge, though each has its own vertices', () => {
    const mirrored = meshOf(
      [0, 0, 0, -1, 0, 0, 0, -1, 0, 0, 0, -1],
      [
        [0, 1, 2],
        [0, 3, 1],
        [1, 3, 2],
        [0, 2, 3],
      ],
    );
    expect(checkClosedManifold(joined(tetrahedron(), mirrored))).toMatchObject({
      isClosedManifold: false,
      nonManifoldEdges: 0,
      nonManifoldVertices: 1,
    });
    const onEdge = meshOf(
      [0, 0, 0, -1, 0, 0, 0, -1, 0, 0, 0, 1],
      [
        [0, 2, 1],
        [0, 1, 3],
        [1, 2, 3],
        [0, 3, 2],
      ],
    );
    expect(checkClosedManifold(joined(tetrahedron(), onEdge))).toMatchObject({
      isClosedManifold: false,
      nonManifoldEdges: 1,
    });
  });

  it('finds triangles without area, and takes -0 for 0', () => {
    const flat = meshOf([0, 0, 0, 1, 0, 0, 2, 0, 0], [[0, 1, 2]]);
    expect(checkClosedManifold(flat)).toMatchObject({ isClosedManifold: false, degenerateTriangles: 1 });
    const twice = meshOf([0, 0, 0, -0, 0, -0, 0, 1, 0], [[0, 1, 2]]);
    expect(checkClosedManifold(twice).degenerateTriangles).toBe(1);
  });

  it('does not call nothing closed', () => {
    expect(checkClosedManifold(meshOf([], [])).isClosedManifold).toBe(false);
  });
});
