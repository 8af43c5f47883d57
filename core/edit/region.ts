// What a tool touches, as planes of bits, and putting it into a structure. Only planes of the region are looked at.

import type { Size3 } from '../geometry/index.ts';
import { type Box3, EMPTY_BOX } from '../volume/index.ts';
import type { EditDocument } from './document.ts';
import {
  EMPTY_SLICE,
  growSlice,
  intersectSlices,
  isEmptySlice,
  isSameSlice,
  type Rect,
  type SliceBits,
  subtractSlices,
  tightRect,
  trimSlice,
} from './slice-bits.ts';
import type { StructureSlices } from './structure-slices.ts';

/** A set of voxels: plane k -> its voxels. The same form as a structure. */
export type Region = StructureSlices;

export interface PlaneChange {
  readonly k: number;
  readonly before: SliceBits | null;
  readonly after: SliceBits | null;
}

/** Voxels of `region` are set, cleared, or take the place of all that the structure holds on the region's planes. */
export type PaintMode = 'add' | 'erase' | 'replace';

/** The voxels of a structure of a document; an empty map where it has none. */
export function structureSlicesOf(document: EditDocument, structureId: string): StructureSlices {
  const slices = new Map<number, SliceBits>();
  for (const [k, { bits }] of document.slices.get(structureId) ?? []) slices.set(k, bits);
  return slices;
}

function addBits(slice: SliceBits, stamp: SliceBits, rect: Rect): SliceBits {
  const out = growSlice(slice, rect);
  const shift = (stamp.i0 - out.i0) >> 5;
  for (let row = 0; row < stamp.rows; row++) {
    const to = (row + stamp.j0 - out.j0) * out.wordsPerRow + shift;
    const from = row * stamp.wordsPerRow;
    for (let w = 0; w < stamp.wordsPerRow; w++) {
      const at = to + w;
      out.words[at] = (out.words[at] as number) | (stamp.words[from + w] as number);
    }
  }
  return out;
}

const stampRect = (s: SliceBits): Rect => ({ i0: s.i0, i1: s.i0 + 32 * s.wordsPerRow, j0: s.j0, j1: s.j0 + s.rows });

function paintPlane(before: SliceBits | null, stamp: SliceBits, mode: PaintMode): SliceBits | null {
  if (mode === 'erase') return subtractSlices(before, stamp);
  if (mode === 'replace') return trimSlice(stamp);
  const trimmed = trimSlice(stamp);
  return trimmed === null ? before : addBits(before ?? EMPTY_SLICE, trimmed, stampRect(trimmed));
}

/** The planes that differ after painting; `before` and `after` are what the structure holds there. */
export function paintRegion(slices: StructureSlices, region: Region, mode: PaintMode): PlaneChange[] {
  const changes: PlaneChange[] = [];
  for (const [k, stamp] of region) {
    const before = slices.get(k) ?? null;
    const after = paintPlane(before, stamp, mode);
    if (after !== before && !isSameSlice(before, after)) changes.push({ k, before, after });
  }
  return changes;
}

/** The changes that turn `before` into `after`, in growing k. */
export function changesBetween(before: StructureSlices, after: StructureSlices): PlaneChange[] {
  const planes = [...new Set([...before.keys(), ...after.keys()])].sort((a, b) => a - b);
  return planes
    .map((k) => ({ k, before: before.get(k) ?? null, after: after.get(k) ?? null }))
    .filter((change) => change.before !== change.after && !isSameSlice(change.before, change.after));
}

/** The structure after the changes; the one given stays as it is. */
export function withChanges(slices: StructureSlices, changes: readonly PlaneChange[]): StructureSlices {
  const next = new Map(slices);
  for (const { k, after } of changes) {
    if (after === null || isEmptySlice(after)) next.delete(k);
    else next.set(k, after);
  }
  return next;
}

/** Two changes one after the other as one; planes that came back to what they were are left out. */
export function joinChanges(first: readonly PlaneChange[], second: readonly PlaneChange[]): PlaneChange[] {
  const joined = new Map(first.map((change) => [change.k, change]));
  for (const { k, before, after } of second) {
    joined.set(k, { k, before: (joined.get(k) ?? { before }).before, after });
  }
  return [...joined.values()].filter(({ before, after }) => !isSameSlice(before, after)).sort((a, b) => a.k - b.k);
}

/**
 * What a gesture did, done to a structure that another edit has changed since the gesture began: the voxels that it set
 * are set, those that it cleared are cleared, and nothing else of its planes comes back.
 */
export function rebaseChanges(slices: StructureSlices, changes: readonly PlaneChange[]): PlaneChange[] {
  return changes.map((change) => {
    const { k, before, after } = change;
    const now = slices.get(k) ?? null;
    if (now === before || isSameSlice(now, before)) return change;
    const [added, gone] = [subtractSlices(after, before), subtractSlices(before, after)];
    const less = gone === null ? now : subtractSlices(now, gone);
    return { k, before: now, after: added === null ? less : paintPlane(less, added, 'add') };
  });
}

const unionRect = (a: Rect | null, b: Rect | null): Rect | null =>
  a === null || b === null
    ? (a ?? b)
    : {
        i0: Math.min(a.i0, b.i0),
        i1: Math.max(a.i1, b.i1),
        j0: Math.min(a.j0, b.j0),
        j1: Math.max(a.j1, b.j1),
      };

/** Box around the voxels of a region; `EMPTY_BOX` for none. */
export function regionBox(region: Region): Box3 {
  let rect: Rect | null = null;
  let [k0, k1] = [Number.POSITIVE_INFINITY, -1];
  for (const [k, slice] of region) {
    const own = tightRect(slice);
    if (own === null) continue;
    rect = unionRect(rect, own);
    k0 = Math.min(k0, k);
    k1 = Math.max(k1, k + 1);
  }
  return rect === null ? EMPTY_BOX : { ...rect, k0, k1 };
}

/** Box that holds every voxel that differs; `EMPTY_BOX` for none. */
export function dirtyBox(changes: readonly PlaneChange[]): Box3 {
  const differing = new Map<number, SliceBits>();
  for (const { k, before, after } of changes) {
    const gone = subtractSlices(before, after);
    const added = subtractSlices(after, before);
    const rect = unionRect(gone && tightRect(gone), added && tightRect(added));
    if (rect === null) continue;
    differing.set(
      k,
      gone === null ? (added as SliceBits) : added === null ? gone : addBits(gone, added, stampRect(added)),
    );
  }
  return regionBox(differing);
}

/** Voxels of `region` that are in none of `others`. */
export function subtractRegions(region: Region, others: readonly Region[]): Region {
  const rest = new Map<number, SliceBits>();
  for (const [k, slice] of region) {
    let left: SliceBits | null = slice;
    for (const other of others) {
      if (left === null) break;
      left = subtractSlices(left, other.get(k) ?? null);
    }
    if (left !== null) rest.set(k, left);
  }
  return rest;
}

/** Voxels of both. */
export function intersectRegions(a: Region, b: Region): Region {
  const both = new Map<number, SliceBits>();
  for (const [k, slice] of a) {
    const shared = intersectSlices(slice, b.get(k) ?? null);
    if (shared !== null) both.set(k, shared);
  }
  return both;
}

/** What a brush may not paint over. Only structures of the same group count: sets beside one another hold the same
 * organs. The outline of the body holds everything and never counts. */
export type OverlapPolicy = 'allow' | 'notLocked' | 'notOthers';

/** The voxels that adding to `structureId` must leave out. */
export function overlapObstacles(document: EditDocument, structureId: string, policy: OverlapPolicy): Region[] {
  const own = document.structures.get(structureId);
  if (policy === 'allow' || own === undefined) return [];
  return [...document.structures.values()]
    .filter(({ id, groupId }) => id !== structureId && groupId === own.groupId)
    .filter(({ interpretedType, isLocked }) => interpretedType !== 'EXTERNAL' && (policy === 'notOthers' || isLocked))
    .map(({ id }) => structureSlicesOf(document, id));
}

/** Voxel (i, j, k) as a place in an array of the whole image. */
export const voxelIndex = (size: Size3, i: number, j: number, k: number): number => (k * size[1] + j) * size[0] + i;
