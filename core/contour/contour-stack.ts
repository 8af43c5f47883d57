// Closed contours on parallel planes of their own (sagittal, oblique, between the slices): which planes, how thick.

import { cross, dot, norm, PointLists, scale, type Vec3 } from '../geometry/index.ts';
import type { PatientContour } from './patient-contour.ts';

/** Largest distance of a point from the plane of its contour, mm: as for contours on slices (`placeContours`). */
const OFF_PLANE_MM = 0.1;

/** Heights nearer than this are one plane, mm. */
const SAME_PLANE_MM = 2 * OFF_PLANE_MM;

/** Planes farther apart are views of a structure, not a stack of it, mm: no scanner's slices are thicker. */
const MOST_STEP_MM = 10;

/** Up to this multiple of the least step two planes are neighbours of an uneven stack; beyond, planes are missing. */
const NEIGHBOURS_STEPS = 1.5;

/** How far a distance across missing planes may be from a whole number of steps. */
const WHOLE_STEPS = 0.15;

/** The part of space for which one plane of contours stands: from half-way to its neighbour to half-way to the next. */
export interface ContourSlab {
  /** Along the normal, mm. */
  readonly fromMm: number;
  readonly toMm: number;
  /** On the plane; they combine even-odd. */
  readonly contours: readonly Float64Array[];
}

export interface ContourStack {
  /** Of all planes; unit length, LPS. */
  readonly normal: Vec3;
  /** Least distance between two planes, mm. */
  readonly stepMm: number;
  /** Growing along the normal; none reaches into another. */
  readonly slabs: readonly ContourSlab[];
  /** Places where planes are missing between two others; nothing is drawn there. */
  readonly gaps: number;
}

export type StackRefusal = 'bent' | 'single' | 'far' | 'uneven';

/** Area of the contour times its normal, mm² (Newell's sum), from the first point on so that no digits are lost. */
function areaVector(xyz: Float64Array): Vec3 {
  const [ox, oy, oz] = xyz as unknown as Vec3;
  let sum: Vec3 = [0, 0, 0];
  let from: Vec3 = [0, 0, 0];
  for (let at = 3; at < xyz.length; at += 3) {
    const to: Vec3 = [(xyz[at] as number) - ox, (xyz[at + 1] as number) - oy, (xyz[at + 2] as number) - oz];
    const [x, y, z] = cross(from, to);
    sum = [sum[0] + x / 2, sum[1] + y / 2, sum[2] + z / 2];
    from = to;
  }
  return sum;
}

/** The normal on which the contours agree, the large ones most; null where they enclose nothing. */
function commonNormal(contours: readonly Float64Array[]): Vec3 | null {
  const areas = contours.map(areaVector);
  const largest = areas.reduce((a, b) => (norm(b) > norm(a) ? b : a));
  const sum = areas.reduce<Vec3>(
    (total, area) => {
      const turned = dot(area, largest) < 0 ? scale(area, -1) : area;
      return [total[0] + turned[0], total[1] + turned[1], total[2] + turned[2]];
    },
    [0, 0, 0],
  );
  const length = norm(sum);
  return length > 0 ? scale(sum, 1 / length) : null;
}

/** Mean height of the points along the normal, mm; null where they are not on one plane. */
function heightOf(xyz: Float64Array, normal: Vec3): number | null {
  let [low, high] = [Infinity, -Infinity];
  for (let at = 0; at < xyz.length; at += 3) {
    const height = dot([xyz[at] as number, xyz[at + 1] as number, xyz[at + 2] as number], normal);
    if (height < low) low = height;
    if (height > high) high = height;
  }
  return high - low > 2 * OFF_PLANE_MM ? null : (low + high) / 2;
}

interface Plane {
  readonly heightMm: number;
  readonly contours: Float64Array[];
}

/** An exact repetition of a CLOSED_PLANAR contour counts once, as on slices. */
function planesOf(placed: readonly { heightMm: number; contour: PatientContour }[]): Plane[] {
  const planes: Plane[] = [];
  let seen = new PointLists();
  for (const { heightMm, contour } of placed.toSorted((a, b) => a.heightMm - b.heightMm)) {
    const last = planes.at(-1);
    const isNew = last === undefined || heightMm - last.heightMm > SAME_PLANE_MM;
    if (isNew) seen = new PointLists();
    const isFirst = seen.add(contour.xyz);
    if (isNew) planes.push({ heightMm, contours: [contour.xyz] });
    else if (isFirst || contour.geometricType === 'CLOSEDPLANAR_XOR') last.contours.push(contour.xyz);
  }
  return planes;
}

/** For each distance between planes: whether they are neighbours; null where nobody can tell. */
function neighbours(distances: readonly number[], stepMm: number): boolean[] | null {
  const joined = distances.map((distance) => distance <= NEIGHBOURS_STEPS * stepMm);
  const isKnown = distances.every((distance, at) => {
    const steps = distance / stepMm;
    // A plane alone between two gaps says that the step changes, or that only some planes were drawn.
    const isAlone = !joined[at] && joined[at + 1] === false;
    return (joined[at] || Math.abs(steps - Math.round(steps)) <= WHOLE_STEPS) && !isAlone;
  });
  return isKnown ? joined : null;
}

/**
 * The stack that closed contours of one structure form, or why they form none: they do not lie on parallel planes
 * (`bent`), on one plane alone (`single`), more than 10 mm apart (`far`), or at distances that are not those of a stack
 * with or without gaps (`uneven`).
 */
export function contourStack(contours: readonly PatientContour[]): ContourStack | StackRefusal {
  const normal = commonNormal(contours.map(({ xyz }) => xyz));
  if (normal === null) return 'bent';
  const placed: { heightMm: number; contour: PatientContour }[] = [];
  for (const contour of contours) {
    const heightMm = heightOf(contour.xyz, normal);
    if (heightMm === null) return 'bent';
    placed.push({ heightMm, contour });
  }
  const planes = planesOf(placed);
  const distances = planes.slice(1).map(({ heightMm }, at) => heightMm - (planes[at] as Plane).heightMm);
  if (distances.length === 0) return 'single';
  const stepMm = distances.reduce((least, distance) => Math.min(least, distance));
  if (stepMm > MOST_STEP_MM) return 'far';
  const joined = neighbours(distances, stepMm);
  if (joined === null) return 'uneven';
  // A plane at an end, or beside a gap, reaches as far there as half of the step.
  const edge = (at: number, side: -1 | 1): number => {
    const plane = planes[at] as Plane;
    const between = side < 0 ? at - 1 : at;
    const other = planes[at + side];
    return joined[between] === true && other !== undefined
      ? (plane.heightMm + other.heightMm) / 2
      : plane.heightMm + (side * stepMm) / 2;
  };
  const slabs = planes.map((plane, at) => ({ fromMm: edge(at, -1), toMm: edge(at, 1), contours: plane.contours }));
  return { normal, stepMm, slabs, gaps: joined.filter((isJoined) => !isJoined).length };
}
