// The parts of a structure on one plane, and which of them belong to which on another.

import { splitIntoParts } from './components.ts';
import { type DistanceField, distanceField } from './distance-field.ts';
import {
  countSliceVoxels,
  forEachRun,
  intersectSlices,
  type Rect,
  type SliceBits,
  tightRect,
  uniteSlices,
} from './slice-bits.ts';
import type { StackFrame } from './stack-frame.ts';
import { bitsOfRuns } from './stamp.ts';

/** Parts that do not touch over one another still belong together when their centres are nearer than this share of their
 * mean radii. */
const NEAR_SHARE = 2;

/** What hangs together on a plane. */
export interface Part {
  readonly bits: SliceBits;
  /** Voxel indices, on its own plane. */
  readonly centre: readonly [number, number];
  readonly areaVoxels: number;
}

/** One shape on a plane, with its distances when they are first asked for. */
export class Shape {
  readonly k: number;
  readonly part: Part;
  /** The place that comes to lie on those of the other shapes, mm of the stack: its centre, or one place for all. */
  readonly anchorMm: readonly [number, number];
  readonly #frame: StackFrame;
  #field: DistanceField | null = null;

  constructor(frame: StackFrame, k: number, part: Part, anchorMm?: readonly [number, number]) {
    this.#frame = frame;
    this.k = k;
    this.part = part;
    this.anchorMm = anchorMm ?? centreMmOf(frame, k, part);
  }

  get heightMm(): number {
    return this.#frame.heightMm[this.k] as number;
  }

  /** Continuous voxel indices of the anchor on the shape's own plane. */
  get anchor(): readonly [number, number] {
    const { iStepMm, jStepMm, xShiftMm, yShiftMm } = this.#frame;
    const [x, y] = this.anchorMm;
    return [(x - (xShiftMm[this.k] as number)) / iStepMm, (y - (yShiftMm[this.k] as number)) / jStepMm];
  }

  get field(): DistanceField {
    this.#field ??= this.#makeField();
    return this.#field;
  }

  #makeField(): DistanceField {
    const own = tightRect(this.part.bits) as Rect;
    const rect = { i0: own.i0 - 2, i1: own.i1 + 2, j0: own.j0 - 2, j1: own.j1 + 2 };
    return distanceField(this.part.bits, rect, this.#frame.iStepMm, this.#frame.jStepMm);
  }
}

/** mm of the stack of a part's centre. */
export const centreMmOf = (frame: StackFrame, k: number, { centre }: Part): readonly [number, number] => [
  centre[0] * frame.iStepMm + (frame.xShiftMm[k] as number),
  centre[1] * frame.jStepMm + (frame.yShiftMm[k] as number),
];

/** True when two parts lie better on one another once their centres do: a thing that runs aslant, and not one that
 * changes its form. Both on the indices of one plane. */
export function isShifted(a: Part, b: Part): boolean {
  const shared = (bits: SliceBits | null) => {
    const both = intersectSlices(a.bits, bits);
    return both === null ? 0 : countSliceVoxels(both);
  };
  const [di, dj] = [Math.round(a.centre[0] - b.centre[0]), Math.round(a.centre[1] - b.centre[1])];
  if (di === 0 && dj === 0) return true;
  return shared(movedBits(b.bits, di, dj)) > shared(b.bits);
}

/** `bits` must hold a voxel. */
export function partOf(bits: SliceBits): Part {
  let [count, si, sj] = [0, 0, 0];
  forEachRun(bits, (j, from, to) => {
    count += to - from;
    si += ((to - from) * (from + to - 1)) / 2;
    sj += (to - from) * j;
  });
  return { bits, centre: [si / count, sj / count], areaVoxels: count };
}

/** In the order of their first voxel. */
export const partsOf = (k: number, bits: SliceBits): Part[] =>
  splitIntoParts(new Map([[k, bits]])).map((part) => partOf(part.get(k) as SliceBits));

/** The bits moved by whole voxels. */
export function movedBits(bits: SliceBits, di: number, dj: number): SliceBits | null {
  if (di === 0 && dj === 0) return bits;
  const runs: number[] = [];
  forEachRun(bits, (j, from, to) => {
    if (from + di >= 0 && j + dj >= 0) runs.push(j + dj, from + di, to + di);
  });
  return bitsOfRuns(runs);
}

/** Voxels by which plane `to` lies sideways of plane `from`: what is above one place has these smaller indices. */
export const driftVoxels = (frame: StackFrame, from: number, to: number): readonly [number, number] => [
  Math.round(((frame.xShiftMm[from] as number) - (frame.xShiftMm[to] as number)) / frame.iStepMm),
  Math.round(((frame.yShiftMm[from] as number) - (frame.yShiftMm[to] as number)) / frame.jStepMm),
];

/** The bits of plane `from` at the same places in the patient on plane `to`, to the nearest voxel. */
export function carriedBits(frame: StackFrame, bits: SliceBits, from: number, to: number): SliceBits | null {
  const [di, dj] = driftVoxels(frame, from, to);
  const moved = movedBits(bits, di, dj);
  if (moved === null || (di === 0 && dj === 0)) return moved;
  const runs: number[] = [];
  forEachRun(moved, (j, start, stop) => {
    if (j < frame.size[1] && start < frame.size[0]) runs.push(j, start, Math.min(stop, frame.size[0]));
  });
  return bitsOfRuns(runs);
}

/** null: the part ends on its way. */
export interface Pairing {
  readonly below: Part | null;
  readonly above: Part | null;
}

function areNear(frame: StackFrame, a: Part, b: Part): boolean {
  const radius = (p: Part) => Math.sqrt((p.areaVoxels * frame.iStepMm * frame.jStepMm) / Math.PI);
  const distance = Math.hypot((a.centre[0] - b.centre[0]) * frame.iStepMm, (a.centre[1] - b.centre[1]) * frame.jStepMm);
  return distance < (NEAR_SHARE * (radius(a) + radius(b))) / 2;
}

/** Parts of two planes that belong together: those that lie over one another, all that hang together by that; of the
 * rest those that are near. What stays alone ends between the planes. */
export function pairParts(frame: StackFrame, below: readonly Part[], above: readonly Part[]): Pairing[] {
  const groups: { below: Part[]; above: Part[] }[] = [];
  const join = (a: Part, b: Part) => {
    const hit = groups.filter((group) => group.below.includes(a) || group.above.includes(b));
    const merged = { below: hit.flatMap((g) => g.below), above: hit.flatMap((g) => g.above) };
    if (!merged.below.includes(a)) merged.below.push(a);
    if (!merged.above.includes(b)) merged.above.push(b);
    for (const group of hit) groups.splice(groups.indexOf(group), 1);
    groups.push(merged);
  };
  for (const a of below) for (const b of above) if (intersectSlices(a.bits, b.bits) !== null) join(a, b);
  const isFree = (part: Part) => !groups.some((group) => group.below.includes(part) || group.above.includes(part));
  for (const a of below.filter(isFree)) {
    const near = above.filter((b) => isFree(b) && areNear(frame, a, b));
    if (near[0] !== undefined) join(a, near[0]);
  }
  const united = (parts: readonly Part[]) =>
    partOf(parts.reduce<SliceBits | null>((sum, { bits }) => uniteSlices(sum, bits), null) as SliceBits);
  return [
    ...groups.map((group) => ({ below: united(group.below), above: united(group.above) })),
    ...below.filter(isFree).map((part) => ({ below: part, above: null })),
    ...above.filter(isFree).map((part) => ({ below: null, above: part })),
  ];
}
