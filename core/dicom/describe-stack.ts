// What is to be said of a stack of planes beside its geometry: tilt, uneven steps, gaps. From the positions alone.

import {
  dot,
  hasRegularSteps,
  type ImageGeometry,
  kDirection,
  norm,
  planeOrigin,
  planePointLps,
  planeStepsMm,
  REGULAR_STEP_TOLERANCE,
  SINGLE_AFFINE_TOLERANCE_MM,
  scale,
  stackTiltDeg,
  subtract,
} from '../geometry/index.ts';
import type { SeriesWarning } from './types.ts';

export interface StackDescription {
  /** Degrees between the plane normal and the step from plane to plane; positive when the planes drift down their columns (+j), 0 for a straight stack. */
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

interface Gap {
  /** The step it is in, counted from 0: between plane `step` and the next. */
  readonly step: number;
  readonly widthMm: number;
  /** Slices that are missing there. */
  readonly slices: number;
}

/** Head protocols change from thin to thick slices within one series on purpose: such a step is no gap. */
function findGaps(stepsMm: readonly number[], usualMm: number, thicknessMm: (step: number) => number): Gap[] {
  return stepsMm.flatMap((widthMm, step) => {
    const multiple = Math.round(widthMm / usualMm);
    const isMultiple = multiple >= 2 && Math.abs(widthMm - multiple * usualMm) <= GAP_TOLERANCE * usualMm;
    const isGap = isMultiple && thicknessMm(step) < GAP_FILLED_SHARE * widthMm;
    return isGap ? [{ step, widthMm, slices: multiple - 1 }] : [];
  });
}

/** Gaps that a warning names; the others are counted. */
const NAMED_GAPS = 3;

const DIRECTION_LETTERS = [
  ['R', 'L'],
  ['A', 'P'],
  ['I', 'S'],
] as const;

/** 'S 12.0 mm': where the middle of the image lies half-way through step `step`, on the patient axis along the stack. */
function placeOfStep(g: ImageGeometry, step: number): string {
  const along = kDirection(g).map(Math.abs);
  const axis = along.indexOf(Math.max(...along)) as 0 | 1 | 2;
  const [i, j] = [(g.size[0] - 1) / 2, (g.size[1] - 1) / 2];
  const mm = (planePointLps(g, i, j, step)[axis] + planePointLps(g, i, j, step + 1)[axis]) / 2;
  return `${DIRECTION_LETTERS[axis][mm < 0 ? 0 : 1]} ${Math.abs(mm).toFixed(1)} mm`;
}

/** What is missing, numbered from 1 in the complete stack: '61', '61 and 62', '61 to 64'. */
function missingNumbers(gap: Gap, missingBefore: number): string {
  const first = gap.step + 2 + missingBefore;
  const last = first + gap.slices - 1;
  return gap.slices === 1 ? `${first}` : `${first} ${gap.slices === 2 ? 'and' : 'to'} ${last}`;
}

function gapMessage(g: ImageGeometry, gaps: readonly Gap[]): string {
  let missingBefore = 0;
  const named = gaps.slice(0, NAMED_GAPS).map((gap) => {
    const numbers = missingNumbers(gap, missingBefore);
    missingBefore += gap.slices;
    const place = `(${gap.widthMm.toFixed(1)} mm gap at ${placeOfStep(g, gap.step)})`;
    return { numbers, place, isOne: gap.slices === 1 };
  });
  const [only] = named;
  if (gaps.length === 1 && only !== undefined) {
    const subject = only.isOne ? `Slice ${only.numbers} is` : `Slices ${only.numbers} are`;
    return `${subject} missing ${only.place}. Check that the export is complete.`;
  }
  const rest = gaps.length > NAMED_GAPS ? [`and ${gaps.length - NAMED_GAPS} more`] : [];
  const list = [
    ...named.map(({ numbers, place, isOne }) => `${isOne ? 'slice' : 'slices'} ${numbers} ${place}`),
    ...rest,
  ].join(', ');
  return `Slices are missing in ${gaps.length} places: ${list}. Check that the export is complete.`;
}

/** Millimetres with no more decimals than they need, at most two. */
const shortMm = (mm: number): string => String(Number(mm.toFixed(2)));

function unevenMessage(stepsMm: readonly number[], usualMm: number): string {
  const uneven = stepsMm.filter((step) => Math.abs(step - usualMm) > REGULAR_STEP_TOLERANCE * usualMm);
  let [least, most] = [Infinity, -Infinity];
  for (const step of stepsMm) [least, most] = [Math.min(least, step), Math.max(most, step)];
  const range = `${shortMm(least)} to ${shortMm(most)} mm`;
  const share = `${uneven.length} of ${stepsMm.length} steps ${uneven.length === 1 ? 'is' : 'are'} not the usual ${shortMm(usualMm)} mm (${range})`;
  return `The slices are unevenly spaced: ${share}. Views use an evenly spaced copy; contours are written on the original planes.`;
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
    if (norm(subtract(here, onLine)) > SINGLE_AFFINE_TOLERANCE_MM) return true;
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
  const gaps = findGaps(stepsMm, g.spacingMm[2], thicknessMm);
  const gantryTiltDeg = stackTiltDeg(g);
  const warnings: SeriesWarning[] = [];
  const warn = (code: string, message: string) => warnings.push({ code, message });
  if (gaps.length > 0) warn('DICOM_MISSING_SLICES', gapMessage(g, gaps));
  if (irregularSpacing) warn('DICOM_IRREGULAR_SPACING', unevenMessage(stepsMm, g.spacingMm[2]));
  if (gantryTiltDeg !== 0) {
    const degrees = Math.abs(gantryTiltDeg).toFixed(1);
    warn(
      'DICOM_GANTRY_TILT',
      `The gantry was tilted by ${degrees}°. Views use a straightened copy; contours are written on the original planes.`,
    );
  }
  if (leavesItsLine(g))
    warn(
      'DICOM_UNEVEN_DRIFT',
      'The slices are shifted sideways against each other. Views use a straightened copy; contours are written on the original planes.',
    );
  return { gantryTiltDeg, irregularSpacing, missingSlices: gaps.length, warnings };
}
