// An edit of a plane that was made without knowing what another window had drawn there.

import {
  type PlaneSize,
  rebaseChanges,
  type SliceBits,
  type SliceChangeWire,
  type SliceWire,
  sliceFromWire,
  sliceToWire,
} from '../../core/edit/index.ts';

/** The plane `stored` with what the change sets and clears; its exact points stay only where the change met the plane
 * that it was made on. */
export function mergedSlice(stored: SliceWire | null, change: SliceChangeWire, plane: PlaneSize): SliceWire | null {
  const bitsOf = (slice: SliceWire | null): SliceBits | null => (slice && sliceFromWire(slice, plane)?.bits) ?? null;
  const { k, before, after } = change;
  const now = bitsOf(stored);
  const given = { k, before: bitsOf(before), after: bitsOf(after) };
  const [made] = rebaseChanges(now === null ? new Map() : new Map([[k, now]]), [given]);
  if (made === given || made === undefined) return after;
  if (made.after === null) return null;
  const merged = sliceToWire({ bits: made.after, importedLoops: null }, plane);
  return merged.runs.length === 0 ? null : merged;
}
