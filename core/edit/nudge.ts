// Pushing an outline like a thumb: what lies in front of a disc that moves is carried along, less and less towards its
// rim; what lies behind it stays. The outline is kept as points through the gesture, so that many small movements add
// up, and each small step is a smooth map that cannot fold: no outline crosses itself.

import { traceMask } from '../contour/index.ts';
import type { CutView, ViewPointUv } from '../geometry/index.ts';
import { uvFromIndex } from '../geometry/index.ts';
import { polygonBits } from './polygon.ts';
import type { SliceBits } from './slice-bits.ts';
import { maskFromSlices } from './structure-slices.ts';

/** Closed lines, u, v, u, v, … in mm on the screen plane of a view. */
export type Outline = readonly Float64Array[];

/** Within this share of the radius all moves alike. */
const FULL_SHARE = 0.4;
/** Behind the centre by this share of the radius nothing moves. */
const BEHIND_SHARE = 0.5;
/** Longest step, as a share of the radius: the map stays invertible (its determinant is at least a half). */
const STEP_SHARE = 0.2;

/** 0 at `from` and below, 1 at `to` and above, smooth in between. */
function smoothStep(from: number, to: number, at: number): number {
  const t = Math.min(1, Math.max(0, (at - from) / (to - from)));
  return t * t * (3 - 2 * t);
}

/** A loop in indices with a point at every half step of b: what is straight in indices bends in mm where planes are
 * uneven or drift. */
function splitAtRows(ij: Float64Array): readonly number[] {
  const points: number[] = [];
  for (let at = 0; at < ij.length; at += 2) {
    const next = (at + 2) % ij.length;
    const [a, b] = [ij[at] as number, ij[at + 1] as number];
    const [da, db] = [(ij[next] as number) - a, (ij[next + 1] as number) - b];
    const pieces = Math.max(1, Math.round(2 * Math.abs(db)));
    for (let n = 0; n < pieces; n++) points.push(a + (n / pieces) * da, b + (n / pieces) * db);
  }
  return points;
}

/** The outline of bits (a, b) of a cut of the view. */
export function outlineOfBits(view: CutView, bits: SliceBits | null): Outline {
  if (bits === null) return [];
  const mask = maskFromSlices(new Map([[0, bits]]), [view.aCount, view.bCount, 1]);
  return traceMask(mask).map(({ ij }) => {
    const indices = view.fixedAxis === 2 ? ij : splitAtRows(ij);
    const points = new Float64Array(indices.length);
    for (let at = 0; at < indices.length; at += 2) {
      const { u, v } = uvFromIndex(view, indices[at] as number, indices[at + 1] as number);
      points[at] = u;
      points[at + 1] = v;
    }
    return points;
  });
}

/** The voxels inside of an outline: what was not pushed gives exactly the voxels that it came from. */
export const bitsOfOutline = (view: CutView, outline: Outline): SliceBits | null => polygonBits(view, outline);

/** Share of the movement that a point takes part in; e: unit vector of the movement. */
function pushShare(du: number, dv: number, eu: number, ev: number, radiusMm: number): number {
  const distance = Math.hypot(du, dv) / radiusMm;
  if (distance >= 1) return 0;
  const ahead = (du * eu + dv * ev) / radiusMm;
  return (1 - smoothStep(FULL_SHARE, 1, distance)) * smoothStep(-BEHIND_SHARE, 0, ahead);
}

/** The loop with points no further apart than `detailMm` wherever the disc may reach. */
function refineLoop(loop: Float64Array, centre: ViewPointUv, reachMm: number, detailMm: number): Float64Array {
  const points: number[] = [];
  const count = loop.length / 2;
  for (let n = 0; n < count; n++) {
    const [u, v] = [loop[2 * n] as number, loop[2 * n + 1] as number];
    const next = (n + 1) % count;
    const [du, dv] = [(loop[2 * next] as number) - u, (loop[2 * next + 1] as number) - v];
    points.push(u, v);
    const length = Math.hypot(du, dv);
    if (length <= detailMm) continue;
    const t = Math.min(1, Math.max(0, ((centre.u - u) * du + (centre.v - v) * dv) / (length * length)));
    if (Math.hypot(u + t * du - centre.u, v + t * dv - centre.v) > reachMm) continue;
    const pieces = Math.ceil(length / detailMm);
    for (let p = 1; p < pieces; p++) points.push(u + (p / pieces) * du, v + (p / pieces) * dv);
  }
  return Float64Array.from(points);
}

/** Drops points that came closer than `leastMm` to the one before, where the disc was. */
function thinLoop(loop: Float64Array, centre: ViewPointUv, reachMm: number, leastMm: number): Float64Array {
  const points: number[] = [];
  for (let at = 0; at < loop.length; at += 2) {
    const [u, v] = [loop[at] as number, loop[at + 1] as number];
    const before = points.length;
    const isNear =
      before > 0 && Math.hypot(u - (points[before - 2] as number), v - (points[before - 1] as number)) < leastMm;
    if (isNear && Math.hypot(u - centre.u, v - centre.v) <= reachMm) continue;
    points.push(u, v);
  }
  return points.length < 6 ? loop : Float64Array.from(points);
}

function reaches(loop: Float64Array, centre: ViewPointUv, reachMm: number): boolean {
  let [u0, u1, v0, v1] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let at = 0; at < loop.length; at += 2) {
    const [u, v] = [loop[at] as number, loop[at + 1] as number];
    u0 = Math.min(u0, u);
    u1 = Math.max(u1, u);
    v0 = Math.min(v0, v);
    v1 = Math.max(v1, v);
  }
  return u0 - reachMm < centre.u && u1 + reachMm > centre.u && v0 - reachMm < centre.v && v1 + reachMm > centre.v;
}

function pushLoop(
  loop: Float64Array,
  at: ViewPointUv,
  eu: number,
  ev: number,
  stepMm: number,
  radiusMm: number,
): Float64Array {
  const moved = loop.slice();
  for (let n = 0; n < moved.length; n += 2) {
    const share = pushShare((loop[n] as number) - at.u, (loop[n + 1] as number) - at.v, eu, ev, radiusMm);
    if (share === 0) continue;
    moved[n] = (loop[n] as number) + share * stepMm * eu;
    moved[n + 1] = (loop[n + 1] as number) + share * stepMm * ev;
  }
  return moved;
}

/**
 * The outline after a disc went from `from` to `to`. Loops that the disc does not reach are the same objects.
 * @param detailMm distance of points that keeps every voxel's detail: half a voxel
 */
export function pushOutline(
  outline: Outline,
  from: ViewPointUv,
  to: ViewPointUv,
  radiusMm: number,
  detailMm: number,
): Outline {
  const [du, dv] = [to.u - from.u, to.v - from.v];
  const length = Math.hypot(du, dv);
  if (length === 0 || radiusMm <= 0) return outline;
  const [eu, ev] = [du / length, dv / length];
  const steps = Math.ceil(length / (STEP_SHARE * radiusMm));
  const reachMm = radiusMm + length / steps + detailMm;
  let pushed = outline;
  for (let n = 0; n < steps; n++) {
    const at = { u: from.u + (n / steps) * du, v: from.v + (n / steps) * dv };
    pushed = pushed.map((loop) => {
      if (!reaches(loop, at, reachMm)) return loop;
      const fine = refineLoop(loop, at, reachMm, detailMm);
      return thinLoop(pushLoop(fine, at, eu, ev, length / steps, radiusMm), at, reachMm, detailMm / 4);
    });
  }
  return pushed;
}
