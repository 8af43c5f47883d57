// Parts as a step laid them on the bed of the printer: another place for the same triangles, and the way back for what is
// pointed at.

import type { Vec3 } from '../../../core/geometry/index.ts';
import { type BedPlacement, fromBed, toBed } from '../../../core/printability/index.ts';
import type { Placing, PrintState } from '../../state/print-state.ts';
import type { PrintMark } from '../../viewport/print-marks.ts';
import { faceNormal, type SurfacePlace } from '../../viewport/print-pick.ts';
import type { DisplayMesh, PartAnswer } from '../../workers/print-messages.ts';
import { planeOf } from './model-look.ts';

/** Before a printer its left is on the left. */
export const BED_SIDES = { A: 'A', P: 'P', S: 'S', I: 'I', L: 'R', R: 'L' } as const;

/** A plane is set on the patient: while one is, parts stand there. */
export const isBedShown = (print: PrintState): boolean =>
  print.isOnBed &&
  print.parts.some(({ bedSizeMm }) => bedSizeMm !== null) &&
  planeOf(print.recipe?.steps[print.selectedStep ?? -1]) === null;

const turnedBy = ({ linear }: BedPlacement): BedPlacement => ({ linear, shiftMm: [0, 0, 0] });

function moved(points: Float32Array, placement: BedPlacement): Float32Array<ArrayBuffer> {
  const out = new Float32Array(points.length);
  for (let at = 0; at < points.length; at += 3) {
    out.set(toBed(placement, [points[at] as number, points[at + 1] as number, points[at + 2] as number]), at);
  }
  return out;
}

const made = new WeakMap<DisplayMesh, PartAnswer>();

/** The part on the bed; as it is where no step lays it. Made once for as long as it lies so. */
export function laidPart(part: PartAnswer): PartAnswer {
  const { bed, display } = part;
  if (bed === null) return part;
  const known = made.get(display);
  if (known !== undefined) return known;
  const laid: DisplayMesh = {
    ...display,
    positions: moved(display.positions, bed),
    normals: moved(display.normals, turnedBy(bed)),
  };
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  laid.positions.forEach((value, at) => {
    low[at % 3] = Math.min(low[at % 3] as number, value);
    high[at % 3] = Math.max(high[at % 3] as number, value);
  });
  const whole = { ...part, display: laid, minLps: low as unknown as Vec3, maxLps: high as unknown as Vec3 };
  made.set(display, whole);
  return whole;
}

/** A place that was pointed at on the bed, in the patient. */
export function placeInPatient(place: SurfacePlace, parts: readonly PartAnswer[]): SurfacePlace {
  const bed = parts.find(({ name }) => name === place.partName)?.bed ?? null;
  if (bed === null) return place;
  return { ...place, atLps: fromBed(bed, place.atLps), normalLps: fromBed(turnedBy(bed), place.normalLps) };
}

/** A part is laid on a face, not on the one triangle that was hit. */
export function facing(
  what: Placing['what'] | undefined,
  place: SurfacePlace,
  parts: readonly PartAnswer[],
): SurfacePlace {
  const part = what === 'stand' ? parts.find(({ name }) => name === place.partName) : undefined;
  return part === undefined ? place : { ...place, normalLps: faceNormal(part.display, place) };
}

/** Where a place of the patient lies on the bed: on the part that holds it. */
export function placeOnBed(lps: Vec3, parts: readonly PartAnswer[], partName?: string | null): Vec3 {
  const holds = ({ minLps, maxLps }: PartAnswer) =>
    lps.every((value, axis) => value > (minLps[axis] as number) - 1 && value < (maxLps[axis] as number) + 1);
  const part = parts.find(({ name }) => name === partName) ?? parts.find(holds);
  return part === undefined || part.bed === null ? lps : toBed(part.bed, lps);
}

/** What is between two parts has no place on the bed, where each lies for itself. */
export const marksOnBed = (marks: readonly PrintMark[], parts: readonly PartAnswer[]): readonly PrintMark[] =>
  marks.flatMap((mark) => {
    if (mark.partName === null) return [];
    const on = (lps: Vec3) => placeOnBed(lps, parts, mark.partName);
    return [
      {
        ...mark,
        dotsLps: mark.dotsLps.map(on),
        lines: mark.lines.map((line) => ({ ...line, pointsLps: line.pointsLps.map(on) })),
        label: mark.label && { ...mark.label, atLps: on(mark.label.atLps) },
      },
    ];
  });
