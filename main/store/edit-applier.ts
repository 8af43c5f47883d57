// One edit put onto the stored records and planes of a document: what was there before, what may not be, what belongs
// together. The journal of edits is in document-edits.ts.

import type { EditOpWire, GroupRecord } from '../../core/edit/index.ts';
import { AppError } from '../../core/error/index.ts';
import { checkSlice } from './check-slice.ts';
import { type HeadRow, toHead } from './document-repository.ts';
import type { Database } from './driver.ts';
import { type HeldContent, heldContent } from './merged-edit.ts';
import { encodePlane } from './plane-codec.ts';

const invalid = (why: string) =>
  new AppError('invalid-input', 'EDIT_INVALID', `A change was refused: ${why}. Open the case again.`);

const locked = () =>
  new AppError(
    'denied',
    'DOCUMENT_LOCKED',
    'The set is locked and stays as it came. Make the next version and edit that.',
  );

/** Applies the operations to what is stored. Returns them with `before` as it truly was: taking back must restore what
 * the library held, whatever a window believed. */
export class EditApplier {
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
