// An edit that was made without knowing what another window had done, as one of what the library holds.

import {
  type EditOpWire,
  mergedRecordOp,
  type PlaneSize,
  planesDrawn,
  type RecordEditOp,
  rebaseChanges,
  type SliceBits,
  type SliceChangeWire,
  type SliceWire,
  sliceFromWire,
  sliceToWire,
} from '../../core/edit/index.ts';
import { checkSlice } from './check-slice.ts';
import type { Database } from './driver.ts';
import { decodePlane } from './plane-codec.ts';

/** What the library holds of a document. */
export interface HeldContent {
  record(type: RecordEditOp['type'], id: string): RecordEditOp['after'];
  slice(structureId: string, k: number): SliceWire | null;
  /** Planes k that a structure has. */
  planesOf(structureId: string): readonly number[];
}

export const heldContent = (database: Database, documentId: string): HeldContent => ({
  record: (type, id) => {
    const found = database
      .prepare<{ json: string }>('SELECT json FROM document_records WHERE document_id = ? AND kind = ? AND id = ?')
      .get(documentId, type, id);
    return found === undefined ? null : JSON.parse(found.json);
  },
  slice: (structureId, k) => {
    const found = database
      .prepare<{ content: Uint8Array }>(
        'SELECT content FROM document_planes WHERE document_id = ? AND structure_id = ? AND k = ?',
      )
      .get(documentId, structureId, k);
    return found === undefined ? null : decodePlane(found.content);
  },
  planesOf: (structureId) =>
    database
      .prepare<{ k: number }>('SELECT k FROM document_planes WHERE document_id = ? AND structure_id = ? ORDER BY k')
      .all(documentId, structureId)
      .map(({ k }) => k),
});

/** The plane `stored` with what the change sets and clears; its exact points stay only where the change met the plane
 * that it was made on. */
function mergedSlice(stored: SliceWire | null, change: SliceChangeWire, plane: PlaneSize): SliceWire | null {
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

/**
 * The operations on what is held now. A structure that another one has removed stays removed; one that this edit removes
 * goes with all its planes, those that it did not know of too. Empty where nothing is left to be done.
 * @param rev a number that no contents of the document had before
 */
export function mergedOps(
  ops: readonly EditOpWire[],
  held: HeldContent,
  plane: PlaneSize,
  rev: number,
): readonly EditOpWire[] {
  const planes = planesDrawn(ops);
  const structures = ops.filter((op) => op.type === 'structure');
  const isMade = (id: string) => structures.some((op) => op.id === id && op.before === null);
  const isRemoved = (id: string) => structures.some((op) => op.id === id && op.after === null);
  return ops.flatMap((op): EditOpWire[] => {
    if (op.type !== 'slices') {
      const merged = mergedRecordOp(op, held.record(op.type, op.id), planes.get(op.id) ?? new Set(), rev);
      if (merged === null) return [];
      if (merged.type !== 'structure' || merged.after !== null) return [merged];
      const changes = held.planesOf(op.id).map((k) => ({ k, before: null, after: null }));
      return changes.length === 0 ? [merged] : [{ type: 'slices', structureId: op.id, changes }, merged];
    }
    const { structureId } = op;
    if (isRemoved(structureId) || (!isMade(structureId) && held.record('structure', structureId) === null)) return [];
    const changes = op.changes.map((change) => {
      for (const slice of [change.before, change.after]) if (slice !== null) checkSlice(slice, plane);
      return { ...change, after: mergedSlice(held.slice(structureId, change.k), change, plane) };
    });
    return [{ ...op, changes }];
  });
}

/** Structures that an edit changes and that another one has removed: nothing of it reaches them. */
export function removedStructures(ops: readonly EditOpWire[], held: HeldContent): string[] {
  const made = new Set(ops.flatMap((op) => (op.type === 'structure' && op.before === null ? [op.id] : [])));
  const changed = ops.flatMap((op) =>
    op.type === 'slices' ? [op.structureId] : op.type === 'structure' && op.after !== null ? [op.id] : [],
  );
  return [...new Set(changed)].filter((id) => !made.has(id) && held.record('structure', id) === null);
}
