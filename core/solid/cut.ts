// One solid made two by a plane, with pins on one face and holes for them in the other on request.

import type { CrossSection, Manifold } from 'manifold-3d';
import { AppError } from '../error/index.ts';
import { add, dot, normalise, scale, type Vec3 } from '../geometry/index.ts';
import type { TriangleMesh } from '../mesh/index.ts';
import { type NamedMesh, somePlaceOf } from './boolean.ts';
import { cylinder, frameAbout, intoFrame } from './cylinder.ts';
import type { SolidBench, SolidKernel } from './kernel.ts';
import { type Loops, placeCircles, roomyPlaces } from './polygon-room.ts';

export interface Plane {
  readonly originLps: Vec3;
  /** Points to the front; any length. */
  readonly normalLps: Vec3;
}

export interface PinJoint {
  readonly pins: number;
  readonly diameterMm: number;
  readonly lengthMm: number;
  /** Gap around and behind each pin in its hole. */
  readonly clearanceMm: number;
}

export interface CutSolid {
  /** null where the plane leaves nothing on that side. */
  readonly front: TriangleMesh | null;
  readonly back: TriangleMesh | null;
}

/** Material that must stay around and behind a hole, mm. */
const WALL_MM = 1;
/** How deep a pin is rooted in its own part at most, mm; the face would hold it, but faces that only touch are not one. */
const ROOT_MM = 1;
/** Cross-sections looked at along a pin. */
const SLICES = 8;
/** Share of the body around a hole that must be material: curved walls between two cross-sections cut corners. */
const WHOLE = 0.999;

/**
 * Cuts a solid by a plane. With a joint the pins stand on the back part and the front part has the holes, or the other
 * way round where only that fits.
 * @throws AppError `safety` SOLID_PINS where the pins do not fit into the cut face
 */
export function cutSolid(kernel: SolidKernel, part: NamedMesh, plane: Plane, joint: PinJoint | null): CutSolid {
  return kernel.work(somePlaceOf(part.mesh), (bench) => {
    const normal = normalise(plane.normalLps);
    const height = dot(normal, bench.local(plane.originLps));
    const [front, back] = bench.solid(part.mesh, part.name).splitByPlane([...normal], height);
    const halves = { front: bench.keep(front), back: bench.keep(back) };
    const isCut = !front.isEmpty() && !back.isEmpty();
    const { front: f, back: b } = joint !== null && isCut ? joined(bench, halves, normal, height, part, joint) : halves;
    return { front: bench.mesh(f), back: bench.mesh(b) };
  });
}

interface Halves {
  readonly front: Manifold;
  readonly back: Manifold;
}

function joined(
  bench: SolidBench,
  { front, back }: Halves,
  normal: Vec3,
  height: number,
  part: NamedMesh,
  joint: PinJoint,
): Halves {
  const on = scale(normal, height);
  const stood = pinned(bench, { pinned: back, holed: front, normal, on, joint });
  if (stood !== null) return { front: stood.holed, back: stood.pinned };
  const hung = pinned(bench, { pinned: front, holed: back, normal: scale(normal, -1), on, joint });
  if (hung !== null) return { front: hung.pinned, back: hung.holed };
  throw new AppError('safety', 'SOLID_PINS', doNotFit(bench, { front, back }, normal, on, part, joint));
}

interface PinTask {
  readonly pinned: Manifold;
  readonly holed: Manifold;
  /** From the part with the pins to the one with the holes. */
  readonly normal: Vec3;
  /** A point of the plane. */
  readonly on: Vec3;
  readonly joint: PinJoint;
}

const holeRadius = ({ diameterMm, clearanceMm }: PinJoint): number => diameterMm / 2 + clearanceMm;

function pinned(bench: SolidBench, task: PinTask): { pinned: Manifold; holed: Manifold } | null {
  const { normal, on, joint } = task;
  const face = commonFace(bench, task);
  const places = placeCircles(roomyPlaces(face), joint.pins, holeRadius(joint) + WALL_MM);
  if (places === null) return null;
  const frame = frameAbout(normal);
  let { pinned: withPins, holed } = task;
  for (const [x, y] of places) {
    const at = add(on, add(scale(frame.right, x), scale(frame.up, y)));
    const depthMm = joint.lengthMm + joint.clearanceMm;
    const sleeve = { at, direction: normal, radiusMm: holeRadius(joint) + WALL_MM, fromMm: 0, toMm: depthMm + WALL_MM };
    const around = cylinder(bench, 'pin', sleeve);
    if (bench.keep(around.intersect(holed)).volume() < WHOLE * around.volume()) return null;
    const root = Math.min(ROOT_MM, joint.lengthMm / 2);
    const pin = { ...sleeve, radiusMm: joint.diameterMm / 2, fromMm: -root, toMm: joint.lengthMm };
    const hole = { ...sleeve, radiusMm: holeRadius(joint), fromMm: -ROOT_MM, toMm: depthMm };
    withPins = bench.keep(withPins.add(cylinder(bench, 'pin', pin)));
    holed = bench.keep(holed.subtract(cylinder(bench, 'hole', hole)));
  }
  return { pinned: withPins, holed };
}

/** What is material at every depth that pins reach, in the coordinates of the frame about the plane. */
function commonFace({ keep }: SolidBench, { pinned: withPins, holed, normal, on, joint }: PinTask): Loops {
  const toFlat = intoFrame(frameAbout(normal), on);
  const [above, below] = [keep(holed.transform(toFlat)), keep(withPins.transform(toFlat))];
  const deepest = joint.lengthMm + joint.clearanceMm + WALL_MM;
  const root = Math.min(ROOT_MM, joint.lengthMm / 2);
  const sections: CrossSection[] = [];
  for (let n = 0; n < SLICES; n++) sections.push(keep(above.slice(1e-3 + (n * (deepest - 1e-3)) / (SLICES - 1))));
  for (const depth of [1e-3, root]) sections.push(keep(below.slice(-depth)));
  const face = sections.reduce((a, b) => keep(a.intersect(b)));
  return face.toPolygons();
}

function doNotFit(
  bench: SolidBench,
  { front, back }: Halves,
  normal: Vec3,
  on: Vec3,
  { name }: NamedMesh,
  joint: PinJoint,
): string {
  const task = { pinned: back, holed: front, normal, on, joint };
  const widestMm = 2 * Math.max(0, ...roomyPlaces(commonFace(bench, task)).map(({ roomMm }) => roomMm));
  const neededMm = 2 * (holeRadius(joint) + WALL_MM);
  return (
    `${joint.pins} pin${joint.pins > 1 ? 's' : ''} of ${joint.diameterMm} mm do not fit into the cut face of "${name}": ` +
    `each needs ${neededMm.toFixed(1)} mm with its hole and wall, ${joint.lengthMm} mm deep; the widest place has ` +
    `${widestMm.toFixed(1)} mm. Take fewer, thinner or shorter pins, or move the plane.`
  );
}
