// A plane as a person sets it: across which of the patient's axes, where on it, and how far tilted to the other two.

import { dot, normalise, scale, type Vec3 } from '../../core/geometry/index.ts';

export interface PlaneLps {
  readonly originLps: Vec3;
  readonly normalLps: Vec3;
}

export interface PlaneValues {
  /** 0: across right and left, 1: across front and back, 2: across head and foot. */
  readonly axis: 0 | 1 | 2;
  /** True: its front looks towards left, back or head. */
  readonly isPositive: boolean;
  /** Coordinate on that axis where the plane meets the line along it through the middle of the model, LPS mm. */
  readonly positionMm: number;
  /** Of its normal, towards left, back, head of the other two axes in turn, degrees. */
  readonly tiltsDeg: readonly [number, number];
}

/** Beyond this it would lie across another axis. */
export const MOST_TILT_DEG = 60;

const degrees = (radians: number) => (radians * 180) / Math.PI;
const tangent = (deg: number) => Math.tan((deg * Math.PI) / 180);

export const otherAxes = (axis: 0 | 1 | 2): readonly [0 | 1 | 2, 0 | 1 | 2] =>
  axis === 0 ? [1, 2] : axis === 1 ? [0, 2] : [0, 1];

const largestAxis = (v: Vec3): 0 | 1 | 2 => {
  const [x, y, z] = [Math.abs(v[0]), Math.abs(v[1]), Math.abs(v[2])];
  return x >= y && x >= z ? 0 : y >= z ? 1 : 2;
};

export function planeValues({ originLps, normalLps }: PlaneLps, middleLps: Vec3): PlaneValues {
  const normal = normalise(normalLps);
  const axis = largestAxis(normal);
  const along = normal[axis];
  const [b, c] = otherAxes(axis);
  // n . (p - origin) = 0 on the line through the middle along the axis.
  const rest = dot(originLps, normal) - normal[b] * middleLps[b] - normal[c] * middleLps[c];
  const tilt = (other: 0 | 1 | 2) => degrees(Math.atan(normal[other] / along));
  return { axis, isPositive: along > 0, positionMm: rest / along, tiltsDeg: [tilt(b), tilt(c)] };
}

export function planeFrom(values: PlaneValues, middleLps: Vec3): PlaneLps {
  const { axis, isPositive, positionMm, tiltsDeg } = values;
  const [b, c] = otherAxes(axis);
  const normal: [number, number, number] = [0, 0, 0];
  normal[axis] = 1;
  normal[b] = tangent(tiltsDeg[0]);
  normal[c] = tangent(tiltsDeg[1]);
  const origin: [number, number, number] = [middleLps[0], middleLps[1], middleLps[2]];
  origin[axis] = positionMm;
  return { originLps: origin, normalLps: scale(normalise(normal), isPositive ? 1 : -1) };
}
