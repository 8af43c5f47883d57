import { describe, expect, it } from 'vitest';
import { regularGeometry, type Vec3 } from '../../../core/geometry/index.ts';
import {
  checkClosedManifold,
  computeEnclosedVolumeMm3,
  computeSurfaceAreaMm2,
  findSelfIntersections,
  smoothMesh,
  surfaceFromMask,
  type TriangleMesh,
} from '../../../core/mesh/index.ts';
import { joined } from '../../support/mesh-shapes.ts';
import { maskWhere, sphere } from '../../support/phantom-masks.ts';

const g = regularGeometry({ size: [44, 44, 44], spacingMm: [1, 1, 1], originLps: [-1000, -1000, 500] });
const centre: Vec3 = [-978.4, -978.7, 521.3];
const radius = ([x, y, z]: Vec3) => Math.hypot(x - centre[0], y - centre[1], z - centre[2]);

function sound(mesh: TriangleMesh): TriangleMesh {
  expect(checkClosedManifold(mesh)).toMatchObject({ isClosedManifold: true });
  expect(findSelfIntersections(mesh).pairs).toBe(0);
  return mesh;
}

const roughnessMm = ({ positions }: TriangleMesh): number => {
  const radii = Array.from({ length: positions.length / 3 }, (_, v) =>
    radius(positions.subarray(3 * v, 3 * v + 3) as unknown as Vec3),
  );
  const mean = radii.reduce((sum, r) => sum + r, 0) / radii.length;
  return Math.sqrt(radii.reduce((sum, r) => sum + (r - mean) ** 2, 0) / radii.length);
};

describe('smoothMesh', () => {
  it('takes bumps smaller than the distance off a ball and keeps its volume', () => {
    const bumpy = maskWhere(g, ([x, y, z]) => radius([x, y, z]) < 15 + 1.2 * Math.sin(1.1 * x) * Math.sin(1.1 * y + z));
    const mesh = surfaceFromMask(bumpy, g);
    const [little, much] = [sound(smoothMesh(mesh, 2)), sound(smoothMesh(mesh, 10))];
    expect(roughnessMm(much)).toBeLessThan(0.4 * roughnessMm(mesh));
    expect(roughnessMm(much)).toBeLessThan(roughnessMm(little));
    for (const smooth of [little, much]) {
      expect(computeEnclosedVolumeMm3(smooth) / computeEnclosedVolumeMm3(mesh)).toBeCloseTo(1, 4);
    }
  });

  it('leaves what is larger alone', () => {
    const mesh = surfaceFromMask(sphere(g, centre, 15), g);
    const smooth = sound(smoothMesh(mesh, 3));
    expect(computeSurfaceAreaMm2(smooth) / computeSurfaceAreaMm2(mesh)).toBeCloseTo(1, 2);
  });

  it('lets nothing vanish: a speck beside the ball and a cavity within it keep their volume', () => {
    const mask = maskWhere(
      g,
      (p) => (radius(p) < 15 && radius(p) > 3) || Math.hypot(p[0] + 998, p[1] + 998, p[2] - 502) < 1.2,
    );
    const mesh = surfaceFromMask(mask, g);
    const smooth = sound(smoothMesh(mesh, 12));
    expect(checkClosedManifold(smooth).shells).toBe(3);
    expect(computeEnclosedVolumeMm3(smooth) / computeEnclosedVolumeMm3(mesh)).toBeCloseTo(1, 3);
  });

  it('makes no self-intersection where two sheets lie close together', () => {
    const shells = maskWhere(g, (p) => (radius(p) < 15 && radius(p) > 12.6) || radius(p) < 10.8);
    sound(smoothMesh(surfaceFromMask(shells, g), 15));
    expect(smoothMesh(joined(), 3)).toEqual(joined());
  });
});
