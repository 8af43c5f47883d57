// Which part of a screen plane (mm) a view shows, and how large.

import type { CutView, ViewPointUv } from '../../core/geometry/index.ts';

/** Screen pixels are CSS pixels from the top left corner of the picture. */
export interface PlaneCamera {
  readonly centreU: number;
  readonly centreV: number;
  readonly pixelsPerMm: number;
}

export interface ScreenSize {
  readonly width: number;
  readonly height: number;
}

export interface ScreenPoint {
  readonly x: number;
  readonly y: number;
}

/** Free border around a fitted picture, CSS px. */
const FIT_MARGIN_PX = 4;
const LEAST_PIXELS_PER_MM = 0.05;
const MOST_PIXELS_PER_MM = 400;

/** A region of the screen plane (mm) as large as it fits. */
export function fitCamera(extent: CutView['extent'], { width, height }: ScreenSize): PlaneCamera {
  const across = Math.max(width - 2 * FIT_MARGIN_PX, 1) / (extent.u1 - extent.u0);
  const down = Math.max(height - 2 * FIT_MARGIN_PX, 1) / (extent.v1 - extent.v0);
  return {
    centreU: (extent.u0 + extent.u1) / 2,
    centreV: (extent.v0 + extent.v1) / 2,
    pixelsPerMm: Math.min(across, down),
  };
}

export const screenFromUv = (camera: PlaneCamera, size: ScreenSize, { u, v }: ViewPointUv): ScreenPoint => ({
  x: (u - camera.centreU) * camera.pixelsPerMm + size.width / 2,
  y: (v - camera.centreV) * camera.pixelsPerMm + size.height / 2,
});

export const uvFromScreen = (camera: PlaneCamera, size: ScreenSize, { x, y }: ScreenPoint): ViewPointUv => ({
  u: (x - size.width / 2) / camera.pixelsPerMm + camera.centreU,
  v: (y - size.height / 2) / camera.pixelsPerMm + camera.centreV,
});

/** Larger by `factor`, with what lies under `at` kept there. */
export function zoomCamera(camera: PlaneCamera, size: ScreenSize, at: ScreenPoint, factor: number): PlaneCamera {
  const pixelsPerMm = Math.min(Math.max(camera.pixelsPerMm * factor, LEAST_PIXELS_PER_MM), MOST_PIXELS_PER_MM);
  const { u, v } = uvFromScreen(camera, size, at);
  return {
    centreU: u - (at.x - size.width / 2) / pixelsPerMm,
    centreV: v - (at.y - size.height / 2) / pixelsPerMm,
    pixelsPerMm,
  };
}

/** Moved with the pointer, CSS px. */
export const panCamera = (camera: PlaneCamera, dx: number, dy: number): PlaneCamera => ({
  ...camera,
  centreU: camera.centreU - dx / camera.pixelsPerMm,
  centreV: camera.centreV - dy / camera.pixelsPerMm,
});
