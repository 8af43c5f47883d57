// What a 3D view has to show: a sphere about it.

import { add, lpsFromIndex, scale, type Vec3 } from '../../core/geometry/index.ts';
import type { SurfaceAnswer } from '../workers/surface-messages.ts';
import type { SceneStructure } from './scene-types.ts';
import type { ViewImage } from './view-types.ts';

export interface Sphere {
  readonly centreLps: Vec3;
  readonly radiusMm: number;
}

/** A lone small structure should not fill the view, mm. */
const LEAST_RADIUS_MM = 20;

const boxes = new WeakMap<SurfaceAnswer, readonly number[]>();

/** Lowest x, y, z and highest x, y, z, LPS mm; looked for once a surface. */
function boxOf(surface: SurfaceAnswer): readonly number[] {
  const known = boxes.get(surface);
  if (known !== undefined) return known;
  const box = [Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity];
  const { positions } = surface;
  for (let at = 0; at < positions.length; at++) {
    const axis = at % 3;
    const value = positions[at] as number;
    if (value < (box[axis] as number)) box[axis] = value;
    if (value > (box[axis + 3] as number)) box[axis + 3] = value;
  }
  boxes.set(surface, box);
  return box;
}

/** About the surfaces of organs (not the outside of a body), else about the stack; null where there is neither. */
export function sceneBounds(
  structures: readonly SceneStructure[],
  surfaces: ReadonlyMap<string, SurfaceAnswer>,
  image: ViewImage | null,
): Sphere | null {
  const low: [number, number, number] = [Infinity, Infinity, Infinity];
  const high: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  for (const { structureId, opacity } of structures) {
    const surface = opacity >= 1 ? surfaces.get(structureId) : undefined;
    if (surface === undefined) continue;
    const box = boxOf(surface);
    for (const axis of [0, 1, 2] as const) {
      low[axis] = Math.min(low[axis], box[axis] as number);
      high[axis] = Math.max(high[axis], box[axis + 3] as number);
    }
  }
  if (low[0] <= high[0]) {
    const radius = Math.hypot(high[0] - low[0], high[1] - low[1], high[2] - low[2]) / 2;
    return { centreLps: scale(add(low, high), 0.5), radiusMm: Math.max(radius * 0.85, LEAST_RADIUS_MM) };
  }
  if (image === null) return null;
  const { geometry } = image;
  const [ni, nj, nk] = geometry.size;
  const [from, to] = [lpsFromIndex(geometry, [0, 0, 0]), lpsFromIndex(geometry, [ni - 1, nj - 1, nk - 1])];
  const radius = Math.hypot(to[0] - from[0], to[1] - from[1], to[2] - from[2]) / 2;
  return { centreLps: scale(add(from, to), 0.5), radiusMm: radius * 0.8 };
}
