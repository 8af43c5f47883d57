// The bed of a printer under the model, at scale: a line every 10 mm, a brighter one every 50.

import type { GraphLines } from './print-graph.ts';
import type { PlaneBox } from './print-plane.ts';

export interface BedSize {
  readonly widthMm: number;
  readonly depthMm: number;
}

const FINE_MM = 10;
const COARSE_MM = 50;
const FINE_SHADE = 0.1;
const COARSE_SHADE = 0.2;

/** The bed lies across the patient's axes under the lowest point of the model, the model over its middle. */
export function bedLines(bed: BedSize | null, box: PlaneBox | null): readonly GraphLines[] {
  if (bed === null || box === null) return [];
  const { minLps, maxLps } = box;
  const z = minLps[2];
  const [left, front] = [(minLps[0] + maxLps[0] - bed.widthMm) / 2, (minLps[1] + maxLps[1] - bed.depthMm) / 2];
  const fine: number[] = [];
  const coarse: number[] = [];
  const isCoarse = (at: number, length: number) => at % COARSE_MM === 0 || at === length;
  const steps = (length: number) => [
    ...Array.from({ length: Math.ceil(length / FINE_MM) }, (_, n) => n * FINE_MM),
    length,
  ];
  for (const at of steps(bed.widthMm)) {
    const line = [left + at, front, z, left + at, front + bed.depthMm, z];
    (isCoarse(at, bed.widthMm) ? coarse : fine).push(...line);
  }
  for (const at of steps(bed.depthMm)) {
    const line = [left, front + at, z, left + bed.widthMm, front + at, z];
    (isCoarse(at, bed.depthMm) ? coarse : fine).push(...line);
  }
  return [
    { points: Float32Array.from(fine), opacity: FINE_SHADE },
    { points: Float32Array.from(coarse), opacity: COARSE_SHADE },
  ];
}
