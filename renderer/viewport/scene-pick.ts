// What lies under a click in 3D: the nearest triangle of a surface, or the place where a rendered volume gets dense.

import { add, dot, scale, subtract, type Vec3 } from '../../core/geometry/index.ts';
import type { SurfaceAnswer, VolumeCopy } from '../workers/surface-messages.ts';
import type { Ray } from './scene-camera.ts';
import type { SceneStructure } from './scene-types.ts';

export interface ScenePick {
  readonly distanceMm: number;
  /** null: the volume. */
  readonly structureId: string | null;
}

export interface TriangleHit {
  /** Along the ray, mm; infinite for none. */
  readonly distanceMm: number;
  /** -1 for none. */
  readonly triangle: number;
}

/** The nearest triangle that the ray meets. Moeller and Trumbore 1997. */
export function nearestTriangle(
  { positions: p, cells }: Pick<SurfaceAnswer, 'positions' | 'cells'>,
  { originLps, direction }: Ray,
): TriangleHit {
  let nearest = Number.POSITIVE_INFINITY;
  let triangle = -1;
  const [ox, oy, oz] = originLps;
  const [dx, dy, dz] = direction;
  for (let t = 0; t < cells.length; t += 4) {
    const a = 3 * (cells[t + 1] as number);
    const b = 3 * (cells[t + 2] as number);
    const c = 3 * (cells[t + 3] as number);
    const ax = p[a] as number;
    const ay = p[a + 1] as number;
    const az = p[a + 2] as number;
    const ux = (p[b] as number) - ax;
    const uy = (p[b + 1] as number) - ay;
    const uz = (p[b + 2] as number) - az;
    const vx = (p[c] as number) - ax;
    const vy = (p[c + 1] as number) - ay;
    const vz = (p[c + 2] as number) - az;
    const px = dy * vz - dz * vy;
    const py = dz * vx - dx * vz;
    const pz = dx * vy - dy * vx;
    const determinant = ux * px + uy * py + uz * pz;
    if (Math.abs(determinant) < 1e-12) continue;
    const inverse = 1 / determinant;
    const sx = ox - ax;
    const sy = oy - ay;
    const sz = oz - az;
    const u = (sx * px + sy * py + sz * pz) * inverse;
    if (u < 0 || u > 1) continue;
    const qx = sy * uz - sz * uy;
    const qy = sz * ux - sx * uz;
    const qz = sx * uy - sy * ux;
    const v = (dx * qx + dy * qy + dz * qz) * inverse;
    if (v < 0 || u + v > 1) continue;
    const distance = (vx * qx + vy * qy + vz * qz) * inverse;
    if (distance > 0 && distance < nearest) {
      nearest = distance;
      triangle = t / 4;
    }
  }
  return { distanceMm: nearest, triangle };
}

/** Distance along the ray to the nearest triangle that it meets, mm; infinite for none. */
export const pickSurface = (surface: SurfaceAnswer, ray: Ray): number => nearestTriangle(surface, ray).distanceMm;

/** The nearest surface that is not seen through: a click on a body's outside means what is within. null for none. */
export function pickSurfaces(
  structures: readonly SceneStructure[],
  surfaces: ReadonlyMap<string, SurfaceAnswer>,
  ray: Ray,
): ScenePick | null {
  let nearest: ScenePick | null = null;
  for (const { structureId, opacity } of structures) {
    const surface = surfaces.get(structureId);
    if (surface === undefined || opacity < 1) continue;
    const distanceMm = pickSurface(surface, ray);
    if (distanceMm < (nearest?.distanceMm ?? Number.POSITIVE_INFINITY)) nearest = { distanceMm, structureId };
  }
  return nearest;
}

/** Opacity gathered along the ray at which the eye takes a volume for solid. */
const SOLID_OPACITY = 0.5;

/**
 * Distance along the ray at which a volume becomes solid, mm; infinite where it stays clear.
 * @param opacityOf opacity of each of the 256 values over `unitMm`
 */
export function pickVolume(volume: VolumeCopy, opacityOf: Float32Array, unitMm: number, ray: Ray): number {
  const { size, spacingMm, direction, values, originLps } = volume;
  const stepMm = Math.min(...spacingMm);
  const axes = [0, 1, 2].map((n) => direction.slice(3 * n, 3 * n + 3) as unknown as Vec3);
  const lengthsMm = size.map((n, axis) => n * (spacingMm[axis] as number));
  const reachMm = Math.hypot(...lengthsMm);
  const centre = axes.reduce((sum, axis, n) => add(sum, scale(axis, (lengthsMm[n] as number) / 2)), originLps);
  const nearestMm = Math.max(0, dot(subtract(centre, ray.originLps), ray.direction) - reachMm / 2);
  const index = (lps: Vec3, n: number) =>
    Math.round(dot(subtract(lps, originLps), axes[n] as Vec3) / (spacingMm[n] as number));
  let clear = 1;
  for (let distance = nearestMm; distance < nearestMm + reachMm; distance += stepMm) {
    const lps = add(ray.originLps, scale(ray.direction, distance));
    const [i, j, k] = [index(lps, 0), index(lps, 1), index(lps, 2)];
    if (i < 0 || j < 0 || k < 0 || i >= size[0] || j >= size[1] || k >= size[2]) continue;
    const opacity = opacityOf[values[(k * size[1] + j) * size[0] + i] as number] as number;
    clear *= (1 - opacity) ** (stepMm / unitMm);
    if (clear < 1 - SOLID_OPACITY) return distance;
  }
  return Number.POSITIVE_INFINITY;
}
