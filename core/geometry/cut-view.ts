// The three orthogonal views of a stack of acquired planes: which index runs where on the screen, in mm, also for tilted
// and uneven stacks. One cut keeps one index fixed; the two others span a screen plane (u to the right, v down, mm).

import type { ImageGeometry } from './image-geometry.ts';
import { iDirection, jDirection, kDirection, planeOrigin } from './image-geometry.ts';
import { dot, scale, subtract, type Vec3 } from './vector.ts';

export type ViewName = 'axial' | 'coronal' | 'sagittal';
export type Axis = 0 | 1 | 2;

/** mm on the screen plane of a view. */
export interface ViewPointUv {
  readonly u: number;
  readonly v: number;
}

/**
 * `a` is the in-plane index that is never k; `b` is the other one (j on acquired planes, else k). Screen coordinates come
 * from mm along a and mm along b: `aMm = a * aStepMm + aShiftMm[b]` (the shift is that of a tilted gantry; 0 on acquired
 * planes), `bMm = b * step`, or the plane's height where b is k; then swapped and flipped so that a clinician sees
 * patient right on the left, anterior or superior on top.
 */
export interface CutView {
  readonly name: ViewName;
  /** The index that a cut keeps: 2 on the acquired planes. */
  readonly fixedAxis: Axis;
  readonly aAxis: Axis;
  readonly bAxis: Axis;
  readonly aCount: number;
  readonly bCount: number;
  readonly aStepMm: number;
  /** Centre of index b, mm. Growing. */
  readonly bCentreMm: Float64Array;
  /** Nominal step along b: the whole thickness of a single plane, which has no neighbour to measure to. */
  readonly bStepMm: number;
  /** In-plane drift of plane b along a, mm; all 0 unless b is k of a tilted stack. */
  readonly aShiftMm: Float64Array;
  /** Where the fixed index of a cut lies on plane b, relative to plane 0, in voxels; all 0 unless tilted. */
  readonly fixedShift: Float64Array;
  /** Lowest of `fixedShift` and 0: cut 0 touches the lowest position of the whole stack. */
  readonly lowestShift: number;
  /** Voxels along the fixed axis. */
  readonly fixedCount: number;
  /** Cuts are numbered 0 … cutCount - 1; more than voxels where the planes drift. */
  readonly cutCount: number;
  /** True: u follows b and v follows a. */
  readonly isTransposed: boolean;
  readonly isUFlipped: boolean;
  readonly isVFlipped: boolean;
  /** Unit vectors of growing u and v, LPS. */
  readonly uLps: Vec3;
  readonly vLps: Vec3;
  /** Unit vector of the fixed index, LPS: the way of growing cuts. */
  readonly fixedLps: Vec3;
  /** Patient directions at the edges of the screen: one or two letters of RLAPSI (HF of the extremities is not used). */
  readonly letters: { readonly left: string; readonly right: string; readonly top: string; readonly bottom: string };
  /** Outer voxel edges, mm. */
  readonly extent: { readonly u0: number; readonly u1: number; readonly v0: number; readonly v1: number };
}

const SCREEN: Readonly<Record<ViewName, { readonly right: Vec3; readonly down: Vec3; readonly normal: number }>> = {
  axial: { right: [1, 0, 0], down: [0, 1, 0], normal: 2 },
  coronal: { right: [1, 0, 0], down: [0, 0, -1], normal: 1 },
  sagittal: { right: [0, 1, 0], down: [0, 0, -1], normal: 0 },
};

const negate = (v: Vec3): Vec3 => scale(v, -1);

/** The nearest patient directions of a vector, the stronger first: 'A', 'LP'. */
export function directionLettersOf(direction: Vec3): string {
  const names = [
    ['L', 'R'],
    ['P', 'A'],
    ['S', 'I'],
  ] as const;
  return direction
    .map((value, axis) => ({
      size: Math.abs(value),
      letter: (names[axis] as readonly string[])[value >= 0 ? 0 : 1] as string,
    }))
    .filter(({ size }) => size > 0.38)
    .sort((p, q) => q.size - p.size)
    .slice(0, 2)
    .map(({ letter }) => letter)
    .join('');
}

/** View name of each fixed axis: the assignment whose normals fit the patient's axes best. */
function nameViews(g: ImageGeometry): readonly [ViewName, ViewName, ViewName] {
  const directions = [iDirection(g), jDirection(g), kDirection(g)] as const;
  const names: readonly ViewName[] = ['axial', 'coronal', 'sagittal'];
  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ] as const;
  const closeness = (order: readonly number[]) =>
    order.reduce((sum, view, axis) => {
      const normal = SCREEN[names[view] as ViewName].normal;
      return sum + Math.abs((directions[axis] as Vec3)[normal] as number);
    }, 0);
  const best = [...orders].sort((p, q) => closeness(q) - closeness(p))[0] as readonly number[];
  return best.map((view) => names[view]) as unknown as readonly [ViewName, ViewName, ViewName];
}

/** Where the rows (or planes) b of a cut lie, mm along b and along a, and how many steps each lies off along the fixed axis. */
function rowPlaces(g: ImageGeometry, [aLps, bLps, fixedLps]: readonly Vec3[], bAxis: Axis, fixedAxis: Axis) {
  const bCount = g.size[bAxis];
  const bCentreMm = new Float64Array(bCount);
  const aShiftMm = new Float64Array(bCount);
  const fixedShift = new Float64Array(bCount);
  const first = planeOrigin(g, 0);
  for (let b = 0; b < bCount; b++) {
    if (bAxis !== 2) {
      bCentreMm[b] = b * g.spacingMm[bAxis];
      continue;
    }
    const travel = subtract(planeOrigin(g, b), first);
    bCentreMm[b] = dot(travel, bLps as Vec3);
    aShiftMm[b] = dot(travel, aLps as Vec3);
    fixedShift[b] = dot(travel, fixedLps as Vec3) / g.spacingMm[fixedAxis];
  }
  return { bCentreMm, aShiftMm, fixedShift };
}

/** How a cut is laid onto the screen, so that it stands as the view of its name does. */
function layOnScreen(name: ViewName, aLps: Vec3, bLps: Vec3) {
  const { right, down } = SCREEN[name];
  const isTransposed =
    Math.abs(dot(aLps, right)) + Math.abs(dot(bLps, down)) < Math.abs(dot(bLps, right)) + Math.abs(dot(aLps, down));
  const [along, across] = isTransposed ? [bLps, aLps] : [aLps, bLps];
  const isUFlipped = dot(along, right) < 0;
  const isVFlipped = dot(across, down) < 0;
  const uLps = isUFlipped ? negate(along) : along;
  const vLps = isVFlipped ? negate(across) : across;
  const letters = {
    left: directionLettersOf(negate(uLps)),
    right: directionLettersOf(uLps),
    top: directionLettersOf(negate(vLps)),
    bottom: directionLettersOf(vLps),
  };
  return { isTransposed, isUFlipped, isVFlipped, uLps, vLps, letters };
}

/** The outer edges of the voxels of a cut, mm along u and v. */
function extentOf(
  { bCentreMm, aShiftMm }: ReturnType<typeof rowPlaces>,
  { isTransposed, isUFlipped, isVFlipped }: ReturnType<typeof layOnScreen>,
  { aCount, aStepMm, bStepMm }: Pick<CutView, 'aCount' | 'aStepMm' | 'bStepMm'>,
): CutView['extent'] {
  const half = (edge: number, neighbour: number | undefined) =>
    neighbour === undefined ? bStepMm / 2 : Math.abs(neighbour - edge) / 2;
  const b0 = (bCentreMm[0] as number) - half(bCentreMm[0] as number, bCentreMm[1]);
  const last = bCentreMm.at(-1) as number;
  const b1 = last + half(last, bCentreMm[bCentreMm.length - 2]);
  const a0 = Math.min(...aShiftMm) - aStepMm / 2;
  const a1 = Math.max(...aShiftMm) + (aCount - 0.5) * aStepMm;
  const range = (from: number, to: number, isFlipped: boolean) =>
    (isFlipped ? [-to, -from] : [from, to]) as [number, number];
  const [u0, u1] = isTransposed ? range(b0, b1, isUFlipped) : range(a0, a1, isUFlipped);
  const [v0, v1] = isTransposed ? range(a0, a1, isVFlipped) : range(b0, b1, isVFlipped);
  return { u0, u1, v0, v1 };
}

function buildView(g: ImageGeometry, fixedAxis: Axis, name: ViewName): CutView {
  const [aAxis, bAxis]: readonly [Axis, Axis] = fixedAxis === 2 ? [0, 1] : fixedAxis === 1 ? [0, 2] : [1, 2];
  const directions = [iDirection(g), jDirection(g), kDirection(g)] as const;
  const [aLps, bLps, fixedLps] = [directions[aAxis], directions[bAxis], directions[fixedAxis]];
  const places = rowPlaces(g, [aLps, bLps, fixedLps], bAxis, fixedAxis);
  const laid = layOnScreen(name, aLps, bLps);
  const steps = { aCount: g.size[aAxis], aStepMm: g.spacingMm[aAxis], bStepMm: g.spacingMm[bAxis] };
  const lowestShift = Math.min(0, ...places.fixedShift);
  const spread = Math.ceil(Math.max(0, ...places.fixedShift) - lowestShift - 1e-6);
  return {
    name,
    fixedAxis,
    aAxis,
    bAxis,
    bCount: g.size[bAxis],
    ...steps,
    ...places,
    ...laid,
    lowestShift,
    fixedCount: g.size[fixedAxis],
    cutCount: g.size[fixedAxis] + spread,
    fixedLps,
    extent: extentOf(places, laid, steps),
  };
}

/** The three views of an image; each index is the fixed axis of exactly one. */
export function createCutViews(g: ImageGeometry): Readonly<Record<ViewName, CutView>> {
  const names = nameViews(g);
  const views = ([0, 1, 2] as const).map((axis) => buildView(g, axis, names[axis]));
  return Object.fromEntries(views.map((view) => [view.name, view])) as Record<ViewName, CutView>;
}

/** Voxel index along the fixed axis of cut `cut` on plane (or row) `b`: -1 where the cut leaves the stack. */
export function fixedIndexAt(view: CutView, cut: number, b: number): number {
  if (view.fixedAxis === 2) return cut;
  const index = Math.round(cut + view.lowestShift - (view.fixedShift[b] as number));
  return index >= 0 && index < view.fixedCount ? index : -1;
}

/** Value of a per-b table at a continuous b, linear in between and beyond its ends. */
function tableAt(table: Float64Array, b: number): number {
  if (table.length === 1) return table[0] as number;
  const low = Math.min(Math.max(Math.floor(b), 0), table.length - 2);
  const from = table[low] as number;
  return from + (b - low) * ((table[low + 1] as number) - from);
}

/** Continuous b of a height in mm; linear in between and beyond the ends. */
function bAtMm(view: CutView, mm: number): number {
  const table = view.bCentreMm;
  if (table.length === 1) return (mm - (table[0] as number)) / view.bStepMm;
  let low = 0;
  let high = table.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((table[middle] as number) <= mm) low = middle;
    else high = middle;
  }
  const from = table[low] as number;
  return low + (mm - from) / ((table[low + 1] as number) - from);
}

/** Screen mm of continuous indices (a, b); integers are voxel centres. */
export function uvFromIndex(view: CutView, a: number, b: number): ViewPointUv {
  const aMm = a * view.aStepMm + tableAt(view.aShiftMm, b);
  const bMm = view.bCount === 1 ? (view.bCentreMm[0] as number) + b * view.bStepMm : tableAt(view.bCentreMm, b);
  const along = view.isTransposed ? bMm : aMm;
  const across = view.isTransposed ? aMm : bMm;
  return { u: view.isUFlipped ? -along : along, v: view.isVFlipped ? -across : across };
}

/** Continuous indices (a, b) of a screen point. */
export function indexFromUv(view: CutView, { u, v }: ViewPointUv): { readonly a: number; readonly b: number } {
  const along = view.isUFlipped ? -u : u;
  const across = view.isVFlipped ? -v : v;
  const [aMm, bMm] = view.isTransposed ? [across, along] : [along, across];
  const b = bAtMm(view, bMm);
  return { a: (aMm - tableAt(view.aShiftMm, b)) / view.aStepMm, b };
}

/** Voxel (i, j, k) of cut `cut` at indices a, b; continuous in a and b. The fixed one is -1 outside the stack. */
export function ijkOfCut(view: CutView, cut: number, a: number, b: number): Vec3 {
  const nearest = Math.min(Math.max(Math.round(b), 0), view.bCount - 1);
  const ijk: [number, number, number] = [0, 0, 0];
  ijk[view.aAxis] = a;
  ijk[view.bAxis] = b;
  ijk[view.fixedAxis] = fixedIndexAt(view, cut, nearest);
  return ijk;
}

/** The cut through voxel (i, j, k), and where it lies on it. */
export function cutThrough(view: CutView, ijk: Vec3): { readonly cut: number; readonly a: number; readonly b: number } {
  const a = ijk[view.aAxis] as number;
  const b = ijk[view.bAxis] as number;
  if (view.fixedAxis === 2) return { cut: Math.round(ijk[2]), a, b };
  const nearest = Math.min(Math.max(Math.round(b), 0), view.bCount - 1);
  const shift = view.fixedShift[nearest] as number;
  const cut = Math.round((ijk[view.fixedAxis] as number) + shift - view.lowestShift);
  return { cut: Math.min(Math.max(cut, 0), view.cutCount - 1), a, b };
}
