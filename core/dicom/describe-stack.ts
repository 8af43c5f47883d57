// What is to be said of a stack of planes beside its geometry: tilt, uneven steps, gaps. From the positions alone.

import {
  dot,
  hasRegularSteps,
  type ImageGeometry,
  kDirection,
  norm,
  planeOrigin,
  planeStepsMm,
  STRAIGHT_STACK_TOLERANCE_MM,
  scale,
  stackTiltDeg,
  subtract,
} from '../geometry/index.ts';
import type { SeriesWarning } from './types.ts';

export interface StackDescription {
  /** Degrees; positive when the planes drift down their columns (+j), 0 for a straight stack. */
  readonly gantryTiltDeg: number;
  /** True when any step differs from the median by more than 1 %. */
  readonly irregularSpacing: boolean;
  /** Gaps: places where one or more slices are missing. */
  readonly missingSlices: number;
  readonly warnings: readonly SeriesWarning[];
}

/** Codes of the warnings that `describeStack` gives: they speak of one stack and end with it. */
export const STACK_WARNING_CODES: ReadonlySet<string> = new Set([
  'DICOM_MISSING_SLICES',
  'DICOM_IRREGULAR_SPACING',
  'DICOM_GANTRY_TILT',
  'DICOM_UNEVEN_DRIFT',
]);

/** A step counts as a gap when it is a whole multiple of the usual one, within this share of it … */
const GAP_TOLERANCE = 0.1;
/** … and when the slices are thinner than this share of it: a thicker slice fills its step, so nothing is missing. */
const GAP_FILLED_SHARE = 0.9;

/** Head protocols change from thin to thick slices within one series on purpose: such a step is no gap. */
function countGaps(stepsMm: readonly number[], usualMm: number, thicknessMm: (step: number) => number): number {
  return stepsMm.filter((step, at) => {
    const multiple = Math.round(step / usualMm);
    const isMultiple = multiple >= 2 && Math.abs(step - multiple * usualMm) <= GAP_TOLERANCE * usualMm;
    return isMultiple && thicknessMm(at) < GAP_FILLED_SHARE * step;
  }).length;
}

/** True when some plane leaves the line through the first and last by more than rounding explains: such a stack is
 * kept as it is, but it is not one tilt. */
function leavesItsLine(g: ImageGeometry): boolean {
  const first = planeOrigin(g, 0);
  const normal = kDirection(g);
  const travel = subtract(planeOrigin(g, g.size[2] - 1), first);
  const along = dot(travel, normal);
  for (let k = 1; k < g.size[2]; k++) {
    const here = subtract(planeOrigin(g, k), first);
    const onLine = scale(travel, along === 0 ? 0 : dot(here, normal) / along);
    if (norm(subtract(here, onLine)) > 10 * STRAIGHT_STACK_TOLERANCE_MM) return true;
  }
  return false;
}

/**
 * Describes a stack. `thicknessMm(n)`: the thicker of the slices on both sides of step n, mm; 0 where nothing says it,
 * then every wide step counts as a gap.
 */
export function describeStack(g: ImageGeometry, thicknessMm: (step: number) => number): StackDescription {
  const stepsMm = planeStepsMm(g);
  const irregularSpacing = !hasRegularSteps(g);
  const missingSlices = countGaps(stepsMm, g.spacingMm[2], thicknessMm);
  const gantryTiltDeg = stackTiltDeg(g);
  const warnings: SeriesWarning[] = [];
  const warn = (code: string, message: string) => warnings.push({ code, message });
  if (missingSlices > 0) {
    const places = missingSlices === 1 ? 'one place' : `${missingSlices} places`;
    warn('DICOM_MISSING_SLICES', `Slices are missing in ${places}; check that the export is complete.`);
  }
  if (irregularSpacing) {
    const range = `${Math.min(...stepsMm).toFixed(2)} to ${Math.max(...stepsMm).toFixed(2)} mm`;
    warn('DICOM_IRREGULAR_SPACING', `The slices are unevenly spaced (steps of ${range}).`);
  }
  if (gantryTiltDeg !== 0) {
    warn('DICOM_GANTRY_TILT', `The planes are tilted by ${gantryTiltDeg.toFixed(1)} degrees.`);
  }
  if (leavesItsLine(g)) warn('DICOM_UNEVEN_DRIFT', 'The slices are shifted sideways against each other.');
  return { gantryTiltDeg, irregularSpacing, missingSlices, warnings };
}
