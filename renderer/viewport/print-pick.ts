// Places on a model: what lies under the pointer, and from where a place is seen.

import { add, cross, dot, norm, normalise, scale, subtract, type Vec3 } from '../../core/geometry/index.ts';
import type { DisplayMesh } from '../workers/print-messages.ts';
import type { GraphPart } from './print-graph.ts';
import type { PlaneBox } from './print-plane.ts';
import type { Ray, SceneCamera } from './scene-camera.ts';
import { nearestTriangle } from './scene-pick.ts';

export interface SurfacePlace {
  readonly partName: string;
  readonly atLps: Vec3;
  /** Unit vector, outwards. */
  readonly normalLps: Vec3;
}

/** The nearest place of the parts that are shown; null: the ray goes past them. In the parts' own places, wherever they are
 * drawn. */
export function pickPart(parts: readonly GraphPart[], { originLps, direction }: Ray): SurfacePlace | null {
  let nearest: { place: SurfacePlace; distanceMm: number } | null = null;
  for (const { name, display, offsetLps, isVisible } of parts) {
    if (!isVisible) continue;
    // The part stands aside: the ray is moved instead.
    const ray = { originLps: subtract(originLps, offsetLps), direction };
    const { distanceMm, triangle } = nearestTriangle(display, ray);
    if (triangle < 0 || distanceMm >= (nearest?.distanceMm ?? Number.POSITIVE_INFINITY)) continue;
    const corner = (n: number): Vec3 => {
      const at = 3 * (display.cells[4 * triangle + 1 + n] as number);
      return [0, 1, 2].map((axis) => display.positions[at + axis]) as unknown as Vec3;
    };
    const normalLps = normalise(cross(subtract(corner(1), corner(0)), subtract(corner(2), corner(0))));
    const atLps = add(ray.originLps, scale(direction, distanceMm));
    nearest = { place: { partName: name, atLps, normalLps }, distanceMm };
  }
  return nearest?.place ?? null;
}

/** How far around a place its face is looked at, mm. */
const FACE_MM = 4;
/** What looks further away belongs to another face: cosine of 40°. */
const SAME_FACE = 0.766;

/** The direction of the face around a place: one triangle of a bone's surface looks anywhere. */
export function faceNormal(display: DisplayMesh, { atLps, normalLps }: SurfacePlace): Vec3 {
  const { positions, normals } = display;
  let sum: Vec3 = scale(normalLps, 1e-6);
  for (let v = 0; v < positions.length; v += 3) {
    const point: Vec3 = [positions[v] as number, positions[v + 1] as number, positions[v + 2] as number];
    const normal: Vec3 = [normals[v] as number, normals[v + 1] as number, normals[v + 2] as number];
    if (norm(subtract(point, atLps)) < FACE_MM && dot(normal, normalLps) > SAME_FACE) sum = add(sum, normal);
  }
  return normalise(sum);
}

const degrees = (radians: number) => (radians * 180) / Math.PI;
/** Steeper would hide where up is. */
const STEEPEST_DEG = 60;

/** The place in the middle, seen from the side of the model that it is on. */
export function lookingAt(camera: SceneCamera, lps: Vec3, box: PlaneBox | null): SceneCamera {
  const middle = box === null ? lps : scale(add(box.minLps, box.maxLps), 0.5);
  const [x, y, z] = subtract(lps, middle);
  const across = Math.hypot(x, y);
  return {
    ...camera,
    focalLps: lps,
    ...(across > 1 ? { azimuthDeg: degrees(Math.atan2(x, -y)) } : {}),
    elevationDeg: Math.min(STEEPEST_DEG, Math.max(-STEEPEST_DEG, degrees(Math.atan2(z, across + 1)))),
  };
}
