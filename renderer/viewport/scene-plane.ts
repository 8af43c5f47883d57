// A cut of the stack as a textured plane in space, through the true places of its rows.

import type { Vec3 } from '../../core/geometry/index.ts';
import { createCutPlane, cutImage, noValueOf } from './cut-plane.ts';
import { planeStrip, STRIP_NUMBERS } from './plane-strip.ts';
import type { ScenePlane } from './scene-plane-actor.ts';
import { lpsOfCut } from './view-point.ts';
import type { ViewImage, ViewWindow } from './view-types.ts';

export function scenePlane(
  image: ViewImage,
  name: keyof ViewImage['views'],
  cut: number,
  window: ViewWindow,
): ScenePlane {
  const view = image.views[name];
  const plane = createCutPlane(image.voxels, image.geometry.size);
  cutImage(plane, image.voxels, image.geometry.size, view, cut, image.readPlanes);
  const { width, height, values } = plane;
  const rgba = new Uint8Array(width * height * 4);
  const empty = noValueOf(values);
  const low = window.level - window.width / 2;
  const scale = 255 / Math.max(window.width, 1e-6);
  for (let at = 0; at < width * height; at++) {
    const value = values[at] as number;
    if (value <= empty) continue;
    const grey = Math.min(Math.max(Math.round((value - low) * scale), 0), 255);
    // What is black in this window lets the eye through: sheets of air would hide what they cut.
    if (grey === 0) continue;
    rgba.fill(grey, 4 * at, 4 * at + 3);
    rgba[4 * at + 3] = 255;
  }
  const strip = planeStrip(view);
  const vertices = strip.length / STRIP_NUMBERS;
  const points = new Float32Array(3 * vertices);
  const textureCoordinates = new Float32Array(2 * vertices);
  for (let n = 0; n < vertices; n++) {
    const a = strip[STRIP_NUMBERS * n + 2] as number;
    const b = strip[STRIP_NUMBERS * n + 3] as number;
    const lps: Vec3 = lpsOfCut(image, view, cut, a, b);
    points.set(lps, 3 * n);
    textureCoordinates[2 * n] = (a + 0.5) / width;
    textureCoordinates[2 * n + 1] = (b + 0.5) / height;
  }
  return { points, textureCoordinates, rgba, width, height };
}
