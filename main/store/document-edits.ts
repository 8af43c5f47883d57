// The journal of a document: every edit is applied to the stored records and planes and kept with what was there
// before, in one transaction that is on the disk when the call returns. Steps that can be taken back have a place in the
// history (tail <= place < top; those from head on were taken back); rows without one are there for the audit only.

import type { EditOpWire, EditWire, GroupRecord } from '../../core/edit/index.ts';
import { AppError } from '../../core/error/index.ts';
import { isoTime } from '../platform/clock.ts';
import { checkSlice } from './check-slice.ts';
import type { LibraryContext } from './context.ts';
import type { AppendRequest } from './document-records.ts';
import { type HeadRow, headRow, toHead, touchDocumentCase } from './document-repository.ts';
import type { Database } from './driver.ts';
import { type HeldContent, heldContent, mergedOps } from './merged-edit.ts';
import { decodeEdit, encodeEdit, encodePlane } from './plane-codec.ts';
import { bringToHead, type MoveKind, onPresentRecords } from './step-order.ts';

/** Older steps than these stay in the audit and can no longer be taken back. */
export const MOST_STEPS = 1000;
export const MOST_HISTORY_BYTES = 256 << 20;

export interface HistoryCaps {
  readonly steps: number;
  readonly bytes: number;
}

const CAPS: HistoryCaps = { steps: MOST_STEPS, bytes: MOST_HISTORY_BYTES };

const invalid = (why: string) =>
  new AppError('invalid-input', 'EDIT_INVALID', `A change was refused: ${why}. Open the case again.`);

const locked = () =>
  new AppError(
    'denied',
    'DOCUMENT_LOCKED',
    'The set is locked and stays as it came. Make the next version and edit that.',
  );

function checkBase(row: HeadRow, baseRev: number | null): void {
  if (baseRev === null || baseRev === row.rev) return;
  throw new AppError(
    'conflict',
    'DOCUMENT_STALE',
    'Another window has changed these contours meanwhile. Open the case again and repeat the last change.',
    { data: { rev: row.rev }, retryable: true },
  );
}

/** Applies the operations to what is stored. Returns them with `before` as it truly was: taking back must restore what
 * the library held, whatever a window believed. */
class Applier {
  readonly #database: Database;
  readonly #row: HeadRow;
  readonly #plane: ReturnType<typeof toHead>['plane'];
  readonly #planes: number;
  readonly #touchedStructures = new Set<string>();
  readonly #newStructures = new Set<string>();
  readonly #drawnStructures = new Set<string>();
  readonly #removedGroups = new Set<string>();
  readonly #held: HeldContent;
  hasNewNames = false;

  constructor(database: Database, row: HeadRow) {
    this.#database = database;
    this.#row = row;
    this.#held = heldContent(database, row.id);
    const { plane, planes } = toHead(row);
    this.#plane = plane;
    this.#planes = planes;
  }

  apply(ops: Iterable<EditOpWire>): EditOpWire[] {
    const applied: EditOpWire[] = [];
    for (const op of ops) applied.push(op.type === 'slices' ? this.#slices(op) : this.#record(op));
    this.#checkWhole();
    return applied;
  }

  #record(op: Exclude<EditOpWire, { type: 'slices' }>): EditOpWire {
    const { type, id, after } = op;
    if (after !== null && after.id !== id) throw invalid('a record has another id than its change');
    const before = this.#held.record(type, id) as typeof op.before;
    if (op.type === 'structure') {
      this.#touchedStructures.add(id);
      if (before === null) this.#newStructures.add(id);
      if ((before as typeof op.before)?.name !== op.after?.name) this.hasNewNames = true;
    }
    if (type === 'group' && after === null) this.#removedGroups.add(id);
    if (after === null) {
      this.#database
        .prepare('DELETE FROM document_records WHERE document_id = ? AND kind = ? AND id = ?')
        .run(this.#row.id, type, id);
    } else {
      this.#database
        .prepare(
          `INSERT INTO document_records (document_id, kind, id, group_id, json) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT (document_id, kind, id) DO UPDATE SET group_id = excluded.group_id, json = excluded.json`,
        )
        .run(
          this.#row.id,
          type,
          id,
          op.type === 'structure' ? (op.after?.groupId ?? null) : null,
          JSON.stringify(after),
        );
    }
    return { ...op, before } as EditOpWire;
  }

  #slices({ type, structureId, changes }: Extract<EditOpWire, { type: 'slices' }>): EditOpWire {
    this.#touchedStructures.add(structureId);
    this.#drawnStructures.add(structureId);
    const put = this.#database.prepare(
      `INSERT INTO document_planes (document_id, structure_id, k, content) VALUES (?, ?, ?, ?)
       ON CONFLICT (document_id, structure_id, k) DO UPDATE SET content = excluded.content`,
    );
    const remove = this.#database.prepare(
      'DELETE FROM document_planes WHERE document_id = ? AND structure_id = ? AND k = ?',
    );
    return {
      type,
      structureId,
      changes: changes.map(({ k, after }) => {
        if (k >= this.#planes) throw invalid('it names a slice that the images do not have');
        const before = this.#held.slice(structureId, k);
        if (after !== null) checkSlice(after, this.#plane);
        if (after === null) {
          remove.run(this.#row.id, structureId, k);
        } else {
          put.run(this.#row.id, structureId, k, encodePlane(after));
        }
        return { k, before, after };
      }),
    };
  }

  /** No plane without its structure, no structure without its group. */
  #checkWhole(): void {
    const { id } = this.#row;
    for (const structureId of this.#touchedStructures) {
      const structure = this.#database
        .prepare<{ group_id: string }>(
          "SELECT group_id FROM document_records WHERE document_id = ? AND kind = 'structure' AND id = ?",
        )
        .get(id, structureId);
      if (structure === undefined) {
        const left = this.#database
          .prepare('SELECT 1 FROM document_planes WHERE document_id = ? AND structure_id = ? LIMIT 1')
          .get(id, structureId);
        if (left !== undefined) throw invalid('it would leave contours of no structure');
        continue;
      }
      const group = this.#database
        .prepare<{ json: string }>(
          "SELECT json FROM document_records WHERE document_id = ? AND kind = 'group' AND id = ?",
        )
        .get(id, structure.group_id);
      if (group === undefined) throw invalid('it would leave a structure of no group');
      const isDrawn = this.#drawnStructures.has(structureId) && !this.#newStructures.has(structureId);
      if (isDrawn && (JSON.parse(group.json) as GroupRecord).isLocked) throw locked();
    }
    for (const groupId of this.#removedGroups) {
      const left = this.#database
        .prepare("SELECT 1 FROM document_records WHERE document_id = ? AND kind = 'structure' AND group_id = ? LIMIT 1")
        .get(id, groupId);
      if (left !== undefined) throw invalid('it would leave structures of no group');
    }
  }
}

interface LogRow {
  readonly kind: 'edit' | 'undo' | 'redo';
  readonly edit: Pick<EditWire, 'id' | 'label' | 'structureId' | 'k'>;
  readonly at: string;
  readonly position: number | null;
  readonly payload: Uint8Array | null;
}

function log({ database, appVersion }: LibraryContext, row: HeadRow, entry: LogRow): void {
  const { kind, edit, at, position, payload } = entry;
  database
    .prepare(
      `INSERT INTO document_edits (document_id, rev, kind, edit_id, label, at, structure_id, k, position, payload_bytes,
         app_version, payload) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      row.id,
      row.rev + 1,
      kind,
      edit.id,
      edit.label,
      at,
      edit.structureId,
      edit.k,
      position,
      payload?.length ?? 0,
      appVersion,
      payload,
    );
}

/** Takes steps out of the history; their rows stay. Returns the bytes that their payloads had. */
function forget(database: Database, documentId: string, from: number, to: number): number {
  return database
    .prepare<{ bytes: number }>(
      `UPDATE document_edits SET position = NULL, payload = NULL
       WHERE document_id = ? AND position >= ? AND position < ? RETURNING payload_bytes AS bytes`,
    )
    .all(documentId, from, to)
    .reduce((sum, { bytes }) => sum + bytes, 0);
}

const stepAt = (database: Database, documentId: string, position: number) =>
  database
    .prepare<{ edit_id: string; payload: Uint8Array; bytes: number }>(
      `SELECT edit_id, payload, payload_bytes AS bytes FROM document_edits WHERE document_id = ? AND position = ?`,
    )
    .get(documentId, position);

interface Move {
  readonly tail: number;
  readonly head: number;
  readonly top: number;
  readonly historyBytes: number;
}

function finish(context: LibraryContext, row: HeadRow, move: Move, applier: Applier): number {
  const { database, clock } = context;
  database
    .prepare(
      'UPDATE documents SET rev = rev + 1, tail = ?, head = ?, top = ?, history_bytes = ?, changed_at = ? WHERE id = ?',
    )
    .run(move.tail, move.head, move.top, move.historyBytes, isoTime(clock), row.id);
  // Whoever called the case done did not see this change.
  database.prepare('UPDATE case_work SET is_done = 0 WHERE case_id = ? AND is_done = 1').run(row.case_id);
  touchDocumentCase(database, row.case_id, applier.hasNewNames);
  return row.rev + 1;
}

/**
 * Applies an edit and keeps it. Returns the new revision; the present one where another window has removed all that a
 * merging edit was about. Throws `conflict` DOCUMENT_STALE, `invalid-input` for an edit
 * that does not fit the images or the document; then nothing is changed.
 */
export function appendEdit(context: LibraryContext, request: AppendRequest, caps: HistoryCaps = CAPS): number {
  const { database, clock } = context;
  return database.transaction(() => {
    const row = headRow(database, request.documentId);
    checkBase(row, request.baseRev);
    const given = request.merges
      ? mergedOps(request.edit.ops, heldContent(database, row.id), toHead(row).plane, row.rev + 1)
      : request.edit.ops;
    if (given.length === 0) return row.rev;
    const applier = new Applier(database, row);
    const edit = { ...request.edit, ops: applier.apply(given) };
    const last = request.joinsStep && row.head === row.top ? stepAt(database, row.id, row.top - 1) : undefined;
    let historyBytes = row.history_bytes - forget(database, row.id, row.head, row.top);
    let position = row.head;
    let payload = encodeEdit(edit);
    if (last !== undefined && last.edit_id === edit.id) {
      const earlier = decodeEdit(last.payload);
      payload = encodeEdit({ ...earlier, ops: [...earlier.ops, ...edit.ops] });
      position = row.top - 1;
      historyBytes -= forget(database, row.id, position, row.top);
    }
    log(context, row, { kind: 'edit', edit, at: isoTime(clock), position, payload });
    historyBytes += payload.length;
    const top = position + 1;
    let { tail } = row;
    while (top - tail > 1 && (top - tail > caps.steps || historyBytes > caps.bytes)) {
      historyBytes -= forget(database, row.id, tail, tail + 1);
      tail++;
    }
    return finish(context, row, { tail, head: top, top, historyBytes }, applier);
  });
}

const invertOp = (op: EditOpWire): EditOpWire =>
  op.type === 'slices'
    ? { ...op, changes: op.changes.map(({ k, before, after }) => ({ k, before: after, after: before })) }
    : ({ ...op, before: op.after, after: op.before } as EditOpWire);

function step(context: LibraryContext, documentId: string, baseRev: number, kind: MoveKind, editId: string | null) {
  const { database, clock } = context;
  return database.transaction(() => {
    const row = headRow(database, documentId);
    checkBase(row, baseRev);
    bringToHead(database, row, kind, editId);
    const position = kind === 'undo' ? row.head - 1 : row.head;
    const found = position < row.tail || position >= row.top ? undefined : stepAt(database, documentId, position);
    if (found === undefined) {
      throw kind === 'undo'
        ? new AppError('conflict', 'NOTHING_TO_UNDO', 'There is no older step. Older ones are in the audit trail.')
        : new AppError('conflict', 'NOTHING_TO_REDO', 'There is no step to do again.');
    }
    const stored = decodeEdit(found.payload);
    const ops = kind === 'undo' ? stored.ops.map(invertOp).reverse() : stored.ops;
    const applier = new Applier(database, row);
    const present = onPresentRecords(ops, heldContent(database, row.id), row.rev + 1);
    const edit: EditWire = { ...stored, ops: applier.apply(present) };
    log(context, row, { kind, edit, at: isoTime(clock), position: null, payload: null });
    const head = kind === 'undo' ? row.head - 1 : row.head + 1;
    const { tail, top, history_bytes: historyBytes } = row;
    return { rev: finish(context, row, { tail, head, top, historyBytes }, applier), edit };
  });
}

/** Takes a step back, the newest where none is named. Returns the edit that did it. Throws `conflict` DOCUMENT_STALE,
 * NOTHING_TO_UNDO, STEP_IN_THE_WAY. */
export const undoEdit = (
  context: LibraryContext,
  documentId: string,
  baseRev: number,
  editId: string | null = null,
): { readonly rev: number; readonly edit: EditWire } => step(context, documentId, baseRev, 'undo', editId);

/** Does a step again that was taken back, the one that was taken back last where none is named. Throws `conflict`
 * DOCUMENT_STALE, NOTHING_TO_REDO, STEP_IN_THE_WAY. */
export const redoEdit = (
  context: LibraryContext,
  documentId: string,
  baseRev: number,
  editId: string | null = null,
): { readonly rev: number; readonly edit: EditWire } => step(context, documentId, baseRev, 'redo', editId);
