// The camera of the 3D view: it turns about the patient's long axis and keeps superior up, so that nobody loses the side.

import { add, cross, directionLettersOf, dot, norm, scale, subtract, type Vec3 } from '../../core/geometry/index.ts';
import type { ScreenPoint, ScreenSize } from './plane-camera.ts';

export interface SceneCamera {
  /** LPS mm: what it turns about. */
  readonly focalLps: Vec3;
  /** 0 looks from the front; 90 from the patient's left. */
  readonly azimuthDeg: number;
  /** 90 looks from above. */
  readonly elevationDeg: number;
  readonly distanceMm: number;
}

export interface CameraAxes {
  readonly positionLps: Vec3;
  /** Unit vectors, LPS. */
  readonly forward: Vec3;
  readonly right: Vec3;
  readonly up: Vec3;
}

export interface Ray {
  readonly originLps: Vec3;
  /** Unit vector. */
  readonly direction: Vec3;
}

/** From the bottom to the top of the view. */
export const VIEW_ANGLE_DEG = 24;
const STEEPEST_DEG = 89;
const radians = (degrees: number) => (degrees * Math.PI) / 180;
const HALF_ANGLE_TAN = Math.tan(radians(VIEW_ANGLE_DEG / 2));

export const START_AZIMUTH_DEG = 35;
export const START_ELEVATION_DEG = 8;

/** Azimuth and elevation from which a side of the patient is seen. */
export const SIDES = {
  A: [0, 0],
  P: [180, 0],
  L: [90, 0],
  R: [-90, 0],
  S: [0, STEEPEST_DEG],
  I: [0, -STEEPEST_DEG],
} as const;

export function cameraAxes({ focalLps, azimuthDeg, elevationDeg, distanceMm }: SceneCamera): CameraAxes {
  const [a, e] = [radians(azimuthDeg), radians(elevationDeg)];
  const right: Vec3 = [Math.cos(a), Math.sin(a), 0];
  // Towards posterior from the front, downwards from above.
  const forward: Vec3 = [-Math.sin(a) * Math.cos(e), Math.cos(a) * Math.cos(e), -Math.sin(e)];
  const up = cross(right, forward);
  return { positionLps: subtract(focalLps, scale(forward, distanceMm)), forward, right, up };
}

/** The sphere about `centreLps` as large as it fits. */
export function fitScene(
  camera: SceneCamera,
  centreLps: Vec3,
  radiusMm: number,
  { width, height }: ScreenSize,
): SceneCamera {
  const narrow = Math.atan(HALF_ANGLE_TAN * Math.min(1, width / Math.max(height, 1)));
  return { ...camera, focalLps: centreLps, distanceMm: Math.max(radiusMm, 1) / Math.sin(narrow) };
}

/** Turned by a drag, CSS px: half a degree each. */
export const rotateScene = (camera: SceneCamera, dx: number, dy: number): SceneCamera => ({
  ...camera,
  azimuthDeg: ((((camera.azimuthDeg - dx / 2 + 180) % 360) + 360) % 360) - 180,
  elevationDeg: Math.min(Math.max(camera.elevationDeg + dy / 2, -STEEPEST_DEG), STEEPEST_DEG),
});

/** mm at the depth of the focal point for a CSS px. */
export const mmPerPixel = ({ distanceMm }: SceneCamera, { height }: ScreenSize): number =>
  (2 * distanceMm * HALF_ANGLE_TAN) / Math.max(height, 1);

export function panScene(camera: SceneCamera, size: ScreenSize, dx: number, dy: number): SceneCamera {
  const { right, up } = cameraAxes(camera);
  const mm = mmPerPixel(camera, size);
  return { ...camera, focalLps: add(camera.focalLps, add(scale(right, -dx * mm), scale(up, dy * mm))) };
}

export const zoomScene = (camera: SceneCamera, factor: number): SceneCamera => ({
  ...camera,
  distanceMm: Math.min(Math.max(camera.distanceMm / factor, 5), 20_000),
});

/** Zoomed with what lies under a screen point, at the depth of the focal point, staying there. */
export function zoomSceneAt(camera: SceneCamera, size: ScreenSize, { x, y }: ScreenPoint, factor: number): SceneCamera {
  const zoomed = zoomScene(camera, factor);
  const { right, up } = cameraAxes(camera);
  const mm = mmPerPixel(camera, size) - mmPerPixel(zoomed, size);
  const across = scale(right, (x - size.width / 2) * mm);
  const along = scale(up, (size.height / 2 - y) * mm);
  return { ...zoomed, focalLps: add(camera.focalLps, add(across, along)) };
}

/** The ray under a screen point. */
export function rayThrough(camera: SceneCamera, size: ScreenSize, { x, y }: ScreenPoint): Ray {
  const { positionLps, forward, right, up } = cameraAxes(camera);
  const perPixel = (2 * HALF_ANGLE_TAN) / Math.max(size.height, 1);
  const across = scale(right, (x - size.width / 2) * perPixel);
  const along = scale(up, (size.height / 2 - y) * perPixel);
  const to = add(forward, add(across, along));
  return { originLps: positionLps, direction: scale(to, 1 / norm(to)) };
}

/** Where a point is seen; null behind the camera. */
export function projectPoint(camera: SceneCamera, size: ScreenSize, lps: Vec3): ScreenPoint | null {
  const { positionLps, forward, right, up } = cameraAxes(camera);
  const from = subtract(lps, positionLps);
  const depth = dot(from, forward);
  if (depth <= 0) return null;
  const perMm = size.height / (2 * HALF_ANGLE_TAN * depth);
  return { x: size.width / 2 + dot(from, right) * perMm, y: size.height / 2 - dot(from, up) * perMm };
}

/** Patient directions at the edges of the view. */
export function sceneLetters(camera: SceneCamera) {
  const { right, up } = cameraAxes(camera);
  return {
    left: directionLettersOf(scale(right, -1)),
    right: directionLettersOf(right),
    top: directionLettersOf(up),
    bottom: directionLettersOf(scale(up, -1)),
  };
}
