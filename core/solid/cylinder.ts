import type { Manifold } from 'manifold-3d';
import { add, cross, dot, norm, normalise, scale, type Vec3 } from '../geometry/index.ts';
import type { SolidBench } from './kernel.ts';

/** How far the straight sides of a round body may lie from the circle, mm: below what printers resolve. */
const CHORD_MM = 0.005;

/** Two unit vectors that make a right-handed frame with `normal` as the third. */
export function frameAbout(normal: Vec3, upHint: Vec3 | null = null): { right: Vec3; up: Vec3; normal: Vec3 } {
  const n = normalise(normal);
  const weakest = n.map(Math.abs).indexOf(Math.min(...n.map(Math.abs)));
  const hint = upHint ?? ([0, 1, 2].map((axis) => (axis === weakest ? 1 : 0)) as unknown as Vec3);
  const flat = add(hint, scale(n, -dot(hint, n)));
  if (norm(flat) < 1e-6 * norm(hint)) return frameAbout(normal);
  const up = normalise(flat);
  return { right: cross(up, n), up, normal: n };
}

type Matrix = Parameters<Manifold['transform']>[0];
type Frame = ReturnType<typeof frameAbout>;

/** From a frame's coordinates (right, up, normal) about a point into the coordinates that the point is in. */
export const fromFrame = ({ right, up, normal }: Frame, [x, y, z]: Vec3): Matrix => [
  ...right,
  0,
  ...up,
  0,
  ...normal,
  0,
  x,
  y,
  z,
  1,
];

/** The way back of {@link fromFrame}. */
export const intoFrame = ({ right, up, normal }: Frame, at: Vec3): Matrix => [
  right[0],
  up[0],
  normal[0],
  0,
  right[1],
  up[1],
  normal[1],
  0,
  right[2],
  up[2],
  normal[2],
  0,
  -dot(right, at),
  -dot(up, at),
  -dot(normal, at),
  1,
];

export interface Cylinder {
  /** Local coordinates of the bench. */
  readonly at: Vec3;
  readonly direction: Vec3;
  readonly radiusMm: number;
  /** Along the direction, from `at`. */
  readonly fromMm: number;
  readonly toMm: number;
}

/** A round body. A pin lies inside the true cylinder and a hole outside of it, so that neither is tighter than asked. */
export function cylinder({ engine, keep }: SolidBench, kind: 'pin' | 'hole', body: Cylinder): Manifold {
  const { at, direction, radiusMm, fromMm, toMm } = body;
  const sides = Math.min(256, Math.max(24, Math.ceil(Math.PI / Math.acos(Math.max(0, 1 - CHORD_MM / radiusMm)))));
  const radius = kind === 'pin' ? radiusMm : radiusMm / Math.cos(Math.PI / sides);
  const upright = keep(engine.Manifold.cylinder(toMm - fromMm, radius, radius, sides));
  const frame = frameAbout(direction);
  return keep(upright.transform(fromFrame(frame, add(at, scale(frame.normal, fromMm)))));
}
