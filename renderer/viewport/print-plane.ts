// A plane to cut by, as it stands in the printing view: its rectangle about the model, and what a hand does to it.

import { add, cross, dot, norm, normalise, scale, subtract, type Vec3 } from '../../core/geometry/index.ts';
import type { PrintPlane } from '../workers/print-messages.ts';
import type { ScreenPoint, ScreenSize } from './plane-camera.ts';
import { mmPerPixel, projectPoint, type SceneCamera } from './scene-camera.ts';

export interface PlaneBox {
  readonly minLps: Vec3;
  readonly maxLps: Vec3;
}

export interface PlaneFrame {
  readonly centreLps: Vec3;
  /** Unit vectors in the plane, upright where it can be. */
  readonly uLps: Vec3;
  readonly vLps: Vec3;
  /** Unit vector. */
  readonly normalLps: Vec3;
  readonly halfU: number;
  readonly halfV: number;
}

/** Room between the model and the edge of the plane, mm. */
const MARGIN_MM = 6;

/** The rectangle of the plane that the model's box needs. */
export function planeFrame({ originLps, normalLps }: PrintPlane, { minLps, maxLps }: PlaneBox): PlaneFrame {
  const normal = normalise(normalLps);
  const upright: Vec3 = Math.abs(normal[2]) > 0.9 ? [0, -1, 0] : [0, 0, 1];
  const uLps = normalise(cross(upright, normal));
  const vLps = cross(normal, uLps);
  const middle = scale(add(minLps, maxLps), 0.5);
  const centreLps = add(middle, scale(normal, dot(subtract(originLps, middle), normal)));
  const half = scale(subtract(maxLps, minLps), 0.5);
  const reach = (axis: Vec3) =>
    Math.abs(axis[0]) * half[0] + Math.abs(axis[1]) * half[1] + Math.abs(axis[2]) * half[2] + MARGIN_MM;
  return { centreLps, uLps, vLps, normalLps: normal, halfU: reach(uLps), halfV: reach(vLps) };
}

const at = ({ centreLps, uLps, vLps, halfU, halfV }: PlaneFrame, u: number, v: number): Vec3 =>
  add(centreLps, add(scale(uLps, u * halfU), scale(vLps, v * halfV)));

export const quadCorners = (frame: PlaneFrame): readonly Vec3[] => [
  at(frame, -1, -1),
  at(frame, 1, -1),
  at(frame, 1, 1),
  at(frame, -1, 1),
];

export interface TurnHandle {
  readonly id: 'left' | 'right' | 'bottom' | 'top';
  readonly placeLps: Vec3;
}

/** In the middles of the edges: each turns the plane about the other middle line. */
export const turnHandles = (frame: PlaneFrame): readonly TurnHandle[] => [
  { id: 'left', placeLps: at(frame, -1, 0) },
  { id: 'right', placeLps: at(frame, 1, 0) },
  { id: 'bottom', placeLps: at(frame, 0, -1) },
  { id: 'top', placeLps: at(frame, 0, 1) },
];

/** A normal that points at the viewer has no direction on the screen: then up is along it, at the scale of the view. */
const SHORT_PX = 0.15;

/** How far along the normal a movement on the screen goes, mm. */
export function dragAlong(
  camera: SceneCamera,
  size: ScreenSize,
  placeLps: Vec3,
  normalLps: Vec3,
  by: ScreenPoint,
): number {
  const from = projectPoint(camera, size, placeLps);
  const to = projectPoint(camera, size, add(placeLps, normalLps));
  const perPixel = mmPerPixel(camera, size);
  if (from === null || to === null) return 0;
  const [x, y] = [to.x - from.x, to.y - from.y];
  const squared = x * x + y * y;
  if (Math.sqrt(squared) * perPixel < SHORT_PX) return -by.y * perPixel;
  return (by.x * x + by.y * y) / squared;
}

export const movedPlane = ({ originLps, normalLps }: PrintPlane, mm: number): PrintPlane => ({
  originLps: add(originLps, scale(normalise(normalLps), mm)),
  normalLps,
});

/** The plane turned about its middle, so that the handle moves this far off it. */
export function turnedPlane(frame: PlaneFrame, handle: TurnHandle, mm: number): PrintPlane {
  const arm = subtract(handle.placeLps, frame.centreLps);
  const length = norm(arm);
  const angle = Math.atan2(mm, length);
  const normalLps = subtract(scale(frame.normalLps, Math.cos(angle)), scale(arm, Math.sin(angle) / length));
  return { originLps: frame.centreLps, normalLps: normalise(normalLps) };
}
