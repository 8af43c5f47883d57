// Which slices and which parts of them the report shows.

import type { ImageGeometry } from '../geometry/index.ts';
import type { Mask } from '../volume/index.ts';
import {
  type DisplayLattice,
  displayLattice,
  latticePosition,
  PATIENT_AXES,
  type PatientAxis,
} from './display-lattice.ts';
import { bestSlice, occupiedSlices, type SliceCounts, sliceCounts } from './focus.ts';
import type { PlaneName } from './sample-plane.ts';
import type { ViewRegion } from './slice-view.ts';

export interface ViewPlan {
  readonly lattice: DisplayLattice;
  /** Lattice index of the slice on each patient axis: sagittal, coronal, axial. */
  readonly focus: readonly [number, number, number];
  readonly regions: Readonly<Record<PlaneName, ViewRegion>>;
  /** The part of every axial slice that holds all structures, square: for the row of small pictures. */
  readonly axialOverview: ViewRegion;
  /** Lattice indices of axial slices spread evenly over the structures, from the head down; empty without structures. */
  readonly axialRow: readonly number[];
}

export interface PlanOptions {
  /** Width over height of the axial view, and of the coronal and sagittal views. */
  readonly axialShape: number;
  readonly sideShape: number;
  readonly rowLength: number;
}

type Range = readonly [number, number];

/** Tissue around the structures that a reader needs to know where they are, mm. */
const CONTEXT_MM = 45;
const BODY_MARGIN_MM = 8;

const overlap = (a: Range, b: Range): Range => [Math.max(a[0], b[0]), Math.min(a[1], b[1])];
const widen = ([low, high]: Range, mm: number): Range => [low - mm, high + mm];
const middle = ([low, high]: Range): number => (low + high) / 2;
const span = ([low, high]: Range): number => high - low;

/** mm from the outer edge of the first slice to that of the last. */
function slicesToMm(lattice: DisplayLattice, axis: PatientAxis, slices: readonly [number, number]): Range {
  const half = lattice.stepMm[axis] / 2;
  return [latticePosition(lattice, axis, slices[0]) - half, latticePosition(lattice, axis, slices[1]) + half];
}

/** The structures with their surroundings on each axis, but no more than the body, or the image where none is known. */
function interestingRanges(lattice: DisplayLattice, organs: readonly SliceCounts[], body: SliceCounts | null): Range[] {
  return PATIENT_AXES.map((axis) => {
    const whole = slicesToMm(lattice, axis, [0, lattice.count[axis] - 1]);
    const bodySlices = body === null ? null : occupiedSlices([body], axis);
    const limit =
      bodySlices === null ? whole : overlap(whole, widen(slicesToMm(lattice, axis, bodySlices), BODY_MARGIN_MM));
    const slices = occupiedSlices(organs, axis);
    return slices === null ? limit : overlap(limit, widen(slicesToMm(lattice, axis, slices), CONTEXT_MM));
  });
}

/** A region of the wanted shape that holds both ranges. */
function regionAround(right: Range, down: Range, shape: number): ViewRegion {
  const heightMm = Math.max(span(down), span(right) / shape);
  return { centreRightMm: middle(right), centreDownMm: middle(down), widthMm: heightMm * shape, heightMm };
}

/** Slices of `axis` spread evenly over `slices`, the highest first. */
function spread(slices: readonly [number, number], length: number): number[] {
  const [first, last] = slices;
  const n = Math.min(length, last - first + 1);
  const picked = Array.from({ length: n }, (_, at) => Math.round(last - ((at + 0.5) * (last - first + 1)) / n + 0.5));
  return [...new Set(picked)].map((slice) => Math.max(first, Math.min(last, slice)));
}

/**
 * Chooses slices and regions. `organs` guide it; `body` only limits how far the view goes. Coronal and sagittal views
 * share scale and height, so that a level is at the same height in both.
 */
export function planViews(
  geometry: ImageGeometry,
  organs: readonly Mask[],
  body: Mask | null,
  options: PlanOptions,
): ViewPlan {
  const lattice = displayLattice(geometry);
  const counts = organs.map((mask) => sliceCounts(mask, geometry, lattice));
  const bodyCounts = body === null ? null : sliceCounts(body, geometry, lattice);
  const [x, y, z] = interestingRanges(lattice, counts, bodyCounts) as [Range, Range, Range];
  const focus = PATIENT_AXES.map((axis) => bestSlice(counts, lattice, axis)) as [number, number, number];
  const sideHeight = Math.max(span(z), span(x) / options.sideShape, span(y) / options.sideShape);
  const tall: Range = [middle(z) - sideHeight / 2, middle(z) + sideHeight / 2];
  const axialSlices = occupiedSlices(counts, 2);
  return {
    lattice,
    focus,
    regions: {
      axial: regionAround(x, y, options.axialShape),
      coronal: regionAround(x, tall, options.sideShape),
      sagittal: regionAround(y, tall, options.sideShape),
    },
    axialOverview: regionAround(x, y, 1),
    axialRow: axialSlices === null ? [] : spread(axialSlices, options.rowLength),
  };
}
