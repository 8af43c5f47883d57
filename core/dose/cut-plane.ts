// The planes on which a dose is shown.

import { add, type CutView, type ImageGeometry, planeOrigin, scale, type Vec3 } from '../geometry/index.ts';

/** A rectangle of a plane in LPS; u to the right, v down the screen, mm. */
export interface CutPlane {
  /** LPS mm of u = 0, v = 0. */
  readonly originLps: Vec3;
  readonly uLps: Vec3;
  readonly vLps: Vec3;
  readonly extent: { readonly u0: number; readonly u1: number; readonly v0: number; readonly v1: number };
}

/** Cut number `cut` of a view, as the window shows it; tilted stacks too. */
export function cutPlane(g: ImageGeometry, view: CutView, cut: number): CutPlane {
  const { uLps, vLps, extent, fixedAxis, fixedLps, lowestShift } = view;
  const mm = (cut + lowestShift) * g.spacingMm[fixedAxis];
  const originLps = fixedAxis === 2 ? planeOrigin(g, cut) : add(planeOrigin(g, 0), scale(fixedLps, mm));
  return { originLps, uLps, vLps, extent };
}
