import type { Manifold } from 'manifold-3d';
import type { Vec3 } from '../geometry/index.ts';
import type { TriangleMesh } from '../mesh/index.ts';
import { type NamedMesh, somePlaceOf } from './boolean.ts';
import type { SolidKernel } from './kernel.ts';

/** p' = linear · p + shift, in LPS mm. */
export interface Placement {
  /** Rows. */
  readonly linear: readonly [Vec3, Vec3, Vec3];
  readonly shiftMm: Vec3;
}

/** What lies on one side of a plane goes to the other. `normal` has length 1. */
export function mirrorPlacement(originLps: Vec3, normal: Vec3): Placement {
  const row = (axis: 0 | 1 | 2): Vec3 =>
    normal.map((component, column) => (axis === column ? 1 : 0) - 2 * normal[axis] * component) as unknown as Vec3;
  const height = originLps[0] * normal[0] + originLps[1] * normal[1] + originLps[2] * normal[2];
  return {
    linear: [row(0), row(1), row(2)],
    shiftMm: [2 * height * normal[0], 2 * height * normal[1], 2 * height * normal[2]],
  };
}

/** Larger or smaller about a point that stays. */
export const scalePlacement = ([x, y, z]: Vec3, factor: number): Placement => ({
  linear: [
    [factor, 0, 0],
    [0, factor, 0],
    [0, 0, factor],
  ],
  shiftMm: [x * (1 - factor), y * (1 - factor), z * (1 - factor)],
});

const determinant = ([[a, b, c], [d, e, f], [g, h, i]]: Placement['linear']): number =>
  a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);

/** Every point moved; triangles are turned round where the placement mirrors, so that normals stay outward. */
export function placeMesh({ positions: p, indices }: TriangleMesh, { linear, shiftMm }: Placement): TriangleMesh {
  const positions = new Float32Array(p.length);
  for (let at = 0; at < p.length; at += 3) {
    const [x, y, z] = [p[at] as number, p[at + 1] as number, p[at + 2] as number];
    linear.forEach(([a, b, c], axis) => {
      positions[at + axis] = a * x + b * y + c * z + (shiftMm[axis] as number);
    });
  }
  const turned = indices.slice();
  if (determinant(linear) < 0) {
    for (let t = 0; t < turned.length; t += 3) {
      turned[t + 1] = indices[t + 2] as number;
      turned[t + 2] = indices[t + 1] as number;
    }
  }
  return { positions, indices: turned };
}

/** {@link placeMesh} for a closed solid that is to stay one when its new coordinates are rounded; null where so little
 * is left that it has no volume. Throws what `SolidBench.solid` throws. */
export function placeSolid(kernel: SolidKernel, part: NamedMesh, placement: Placement): TriangleMesh | null {
  const placed = placeMesh(part.mesh, placement);
  return kernel.work(somePlaceOf(placed), ({ solid, mesh }) => {
    const whole: Manifold = solid(placed, part.name);
    return mesh(whole);
  });
}
