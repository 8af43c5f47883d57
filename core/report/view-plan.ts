// Which slices and which parts of them the report shows.

import { type ImageGeometry, planePointLps } from '../geometry/index.ts';
import { boxSize, type Mask } from '../volume/index.ts';
import {
  type DisplayLattice,
  displayLattice,
  latticePosition,
  PATIENT_AXES,
  type PatientAxis,
} from './display-lattice.ts';
import { bestSlice, occupiedSlices, sliceCounts } from './focus.ts';
import { PLANE_AXES, type PlaneName, samplePlane, wholePlane } from './sample-plane.ts';
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

/** Tissue around the structures that a reader needs to know where they are, mm: in large and in small pictures. */
const CONTEXT_MM = 45;
const ROW_CONTEXT_MM = 28;
const BODY_MARGIN_MM = 10;

const overlap = (a: Range, b: Range): Range => [Math.max(a[0], b[0]), Math.min(a[1], b[1])];
const hull = (a: Range, b: Range): Range => [Math.min(a[0], b[0]), Math.max(a[1], b[1])];
const widen = ([low, high]: Range, mm: number): Range => [low - mm, high + mm];
const middle = ([low, high]: Range): number => (low + high) / 2;
const span = ([low, high]: Range): number => high - low;

/** LPS mm on one axis from the first to the last voxel centre of a box that the mask fills, half a step wider. */
function boxRange(mask: Mask, geometry: ImageGeometry, lattice: DisplayLattice, axis: PatientAxis): Range | null {
  const { i0, i1, j0, j1, k0, k1 } = mask.box;
  if (boxSize(mask.box).includes(0)) return null;
  let range: Range = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let k = k0; k < k1; k++) {
    for (const i of [i0, i1 - 1]) {
      for (const j of [j0, j1 - 1]) {
        const mm = planePointLps(geometry, i, j, k)[axis];
        range = hull(range, [mm, mm]);
      }
    }
  }
  return widen(range, lattice.stepMm[axis] / 2);
}

/** The structures with their surroundings on each axis, but no more than `limit`, nor than the image. */
function surroundings(
  geometry: ImageGeometry,
  lattice: DisplayLattice,
  organs: readonly Mask[],
  body: Mask | null,
  contextMm: number,
): Range[] {
  return PATIENT_AXES.map((axis) => {
    const half = lattice.stepMm[axis] / 2;
    const last = latticePosition(lattice, axis, lattice.count[axis] - 1);
    const whole: Range = [lattice.startLps[axis] - half, last + half];
    const bodyRange = body === null ? null : boxRange(body, geometry, lattice, axis);
    const limit = bodyRange === null ? whole : overlap(whole, widen(bodyRange, BODY_MARGIN_MM));
    const ranges = organs
      .map((mask) => boxRange(mask, geometry, lattice, axis))
      .filter((range): range is Range => range !== null);
    return ranges.length === 0 ? limit : overlap(limit, widen(ranges.reduce(hull), contextMm));
  });
}

/** A region of the wanted shape that holds both ranges. */
function regionAround(right: Range, down: Range, shape: number): ViewRegion {
  const heightMm = Math.max(span(down), span(right) / shape);
  return { centreRightMm: middle(right), centreDownMm: middle(down), widthMm: heightMm * shape, heightMm };
}

/** Slices spread evenly over `slices`, the highest first. */
function spread([first, last]: readonly [number, number], length: number): number[] {
  const n = Math.min(length, last - first + 1);
  const step = (last - first + 1) / n;
  return Array.from({ length: n }, (_, at) => last - Math.floor((at + 0.5) * step));
}

/** LPS mm that the body covers on one slice along the plane's right and down axes, or null where there is none. */
function bodyOnSlice(
  geometry: ImageGeometry,
  lattice: DisplayLattice,
  body: Mask,
  plane: PlaneName,
  index: number,
): { readonly right: Range; readonly down: Range } | null {
  const window = wholePlane(lattice, plane);
  const cut = samplePlane({ geometry, source: body, lattice, plane, index, window, outside: 0, fade: true });
  const rows: number[] = [];
  const columns = new Uint8Array(cut.width);
  for (let row = 0; row < cut.height; row++) {
    const values = cut.values.subarray(row * cut.width, (row + 1) * cut.width);
    if (values.some((v) => v >= 0.5)) rows.push(row);
    values.forEach((v, column) => {
      if (v >= 0.5) columns[column] = 1;
    });
  }
  if (rows.length === 0) return null;
  const { right, down } = PLANE_AXES[plane];
  const at = (axis: PatientAxis, first: number, last: number): Range => [
    latticePosition(lattice, axis, first),
    latticePosition(lattice, axis, last),
  ];
  return {
    right: at(right, columns.indexOf(1), columns.lastIndexOf(1)),
    down: at(down, rows[0] as number, rows.at(-1) as number),
  };
}

/**
 * Chooses slices and regions. `organs` guide it; `body` only limits how far the views go, the axial one to the
 * body on that slice. Coronal and sagittal views share scale and height, so that a level is at the
 * same height in both.
 */
export function planViews(
  geometry: ImageGeometry,
  organs: readonly Mask[],
  body: Mask | null,
  options: PlanOptions,
): ViewPlan {
  const lattice = displayLattice(geometry);
  const counts = organs.map((mask) => sliceCounts(mask, geometry, lattice));
  const [x, y, z] = surroundings(geometry, lattice, organs, body, CONTEXT_MM) as [Range, Range, Range];
  const [rowX, rowY] = surroundings(geometry, lattice, organs, body, ROW_CONTEXT_MM) as [Range, Range, Range];
  const focus = PATIENT_AXES.map((axis) => bestSlice(counts, lattice, axis)) as [number, number, number];
  const sideHeight = Math.max(span(z), span(x) / options.sideShape, span(y) / options.sideShape);
  const tall: Range = [middle(z) - sideHeight / 2, middle(z) + sideHeight / 2];
  const onSlice = body === null ? null : bodyOnSlice(geometry, lattice, body, 'axial', focus[2]);
  const clip = (range: Range, extent: Range | undefined): Range => {
    const cut = extent === undefined ? range : overlap(range, widen(extent, BODY_MARGIN_MM));
    return span(cut) > 0 ? cut : range;
  };
  const axialSlices = occupiedSlices(counts, 2);
  return {
    lattice,
    focus,
    regions: {
      axial: regionAround(clip(x, onSlice?.right), clip(y, onSlice?.down), options.axialShape),
      coronal: regionAround(x, tall, options.sideShape),
      sagittal: regionAround(y, tall, options.sideShape),
    },
    axialOverview: regionAround(rowX, rowY, 1),
    axialRow: axialSlices === null ? [] : spread(axialSlices, options.rowLength),
  };
}
