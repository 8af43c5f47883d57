// A cut that keeps i takes one value out of each cache line of the whole volume: 3 to 4 ms where there are 400 planes of
// 512 x 512. Its neighbours lie in the same lines, so that eight of them together take hardly longer than one. They are
// gathered while the window is idle; a scroll finds its cut ready. The other cuts lie in one piece or in whole rows and
// need none of this.

import type { CutView } from '../../core/geometry/index.ts';
import { type CutPlane, cutRows, fitsInt16, type PlaneValues } from './cut-plane.ts';
import { type RequestIdle, windowIdle } from './idle-time.ts';
import type { ViewImage } from './view-types.ts';

export interface CutsAhead {
  /** A cut that has been gathered; it holds as long as it is the one that `gatherAround` names. Else null. */
  find(cut: number): CutPlane | null;
  /** A cut, gathered now with its group where it is not ready: the next cuts are then there as well. */
  take(cut: number): CutPlane;
  /** Gathers the group of this cut, then the next one on the way there, or the one that it is nearer to. */
  gatherAround(cut: number): void;
  dispose(): void;
}

/** Of both groups together. */
const MOST_BYTES = 8 * 2 ** 20;
/** A cache line holds 32 voxels, but more rows than eight are no longer written without pushing each other out. */
const MOST_CUTS = 8;

interface Group {
  first: number;
  /** Rows b of all its cuts that have been gathered. */
  rows: number;
  readonly values: PlaneValues;
}

function cutsOfGroup(planeBytes: number): number {
  let cuts = MOST_CUTS;
  while (2 * cuts * planeBytes > MOST_BYTES) cuts /= 2;
  return cuts;
}

/** null where cuts need not be gathered, would take too much memory, or where planes are still arriving. */
export function createCutsAhead(
  { voxels, geometry, readPlanes }: ViewImage,
  view: CutView,
  requestIdle: RequestIdle = windowIdle,
): CutsAhead | null {
  const { size } = geometry;
  const { aCount, bCount, cutCount } = view;
  const count = aCount * bCount;
  const isInt16 = fitsInt16(voxels);
  const perGroup = cutsOfGroup(count * (isInt16 ? 2 : 4));
  if (view.fixedAxis !== 0 || readPlanes < size[2] || perGroup < 2) return null;
  const groups: Group[] = [];
  let wanted: readonly number[] = [];
  let callOff: (() => void) | null = null;
  let last: number | null = null;

  /** The group that starts at `first`; made in place of one that is no longer wanted. */
  const groupAt = (first: number): Group => {
    const known = groups.find((group) => group.first === first);
    if (known !== undefined) return known;
    const spare = groups.find((group) => !wanted.includes(group.first));
    if (spare !== undefined) {
      spare.first = first;
      spare.rows = 0;
      return spare;
    }
    const values = isInt16 ? new Int16Array(perGroup * count) : new Float32Array(perGroup * count);
    const made: Group = { first, rows: 0, values };
    groups.push(made);
    return made;
  };
  const gatherRow = ({ first, values }: Group, b: number): void => {
    const cuts = Math.min(perGroup, cutCount - first);
    cutRows({ values, to: b * aCount, count }, voxels, size, view, first, cuts, b);
  };
  const isReady = (first: number) => groups.some((group) => group.first === first && group.rows === bCount);
  const gather = (hasTime: () => boolean): void => {
    callOff = null;
    for (const first of wanted) {
      const group = groupAt(first);
      while (group.rows < bCount && hasTime()) gatherRow(group, group.rows++);
      if (group.rows < bCount) break;
    }
    plan();
  };
  const plan = (): void => {
    if (callOff === null && !wanted.every(isReady)) callOff = requestIdle(gather);
  };

  const firstOf = (cut: number) => Math.floor(cut / perGroup) * perGroup;
  const planeOf = ({ first, values }: Group, cut: number): CutPlane => {
    const from = (cut - first) * count;
    return { values: values.subarray(from, from + count), width: aCount, height: bCount };
  };
  /** Up or down the stack: where a scroll goes, else to the nearer group. */
  const wayFrom = (cut: number): 1 | -1 => {
    const steps = last === null ? 0 : cut - last;
    if (steps !== 0 && Math.abs(steps) < perGroup) return steps > 0 ? 1 : -1;
    return cut - firstOf(cut) < perGroup / 2 ? -1 : 1;
  };

  const find = (cut: number): CutPlane | null => {
    const group = groups.find(({ first, rows }) => rows === bCount && first === firstOf(cut));
    return group === undefined ? null : planeOf(group, cut);
  };

  return {
    find,
    take: (cut) => {
      const ready = find(cut);
      if (ready !== null) return ready;
      const first = firstOf(cut);
      if (!wanted.includes(first)) wanted = [first];
      const group = groupAt(first);
      while (group.rows < bCount) gatherRow(group, group.rows++);
      return planeOf(group, cut);
    },
    gatherAround: (cut) => {
      const first = firstOf(cut);
      const neighbour = first + wayFrom(cut) * perGroup;
      last = cut;
      wanted = neighbour >= 0 && neighbour < cutCount ? [first, neighbour] : [first];
      plan();
    },
    dispose: () => {
      callOff?.();
      callOff = null;
      wanted = [];
    },
  };
}
