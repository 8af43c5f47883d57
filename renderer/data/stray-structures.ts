// Structures that another window deleted while this one drew on them: what was drawn is in no library, so it stays here,
// whole, until a person says what is to become of it.

import {
  type Edit,
  type EditDocument,
  type GroupRecord,
  rebaseChanges,
  type SliceContent,
  type StructureRecord,
} from '../../core/edit/index.ts';

export interface StrayStructure {
  readonly record: StructureRecord;
  readonly group: GroupRecord | null;
  readonly slices: ReadonlyMap<number, SliceContent>;
}

export interface StrayStructures {
  /** Before an edit of another window is applied: keeps what it takes away. */
  noteRemoval(document: EditDocument, edit: Edit): void;
  /** The library left out what an edit of this window did to these structures. */
  noteDropped(document: EditDocument, edit: Edit, structureIds: readonly string[]): void;
  list(): readonly StrayStructure[];
  take(structureId: string): StrayStructure | null;
}

const contentOf = (document: EditDocument, id: string): StrayStructure | null => {
  const record = document.structures.get(id);
  if (record === undefined) return null;
  return {
    record,
    group: document.groups.get(record.groupId) ?? null,
    slices: document.slices.get(id) ?? new Map<number, SliceContent>(),
  };
};

/** What the edit set is set and what it cleared is cleared, also where it was made after the planes had gone. */
function withEdit(content: StrayStructure, { ops }: Edit): StrayStructure {
  const { id } = content.record;
  const slices = new Map(content.slices);
  let { record } = content;
  for (const op of ops) {
    if (op.type === 'structure' && op.id === id && op.after !== null) record = op.after;
    if (op.type !== 'slices' || op.structureId !== id) continue;
    const bits = new Map([...slices].map(([k, slice]) => [k, slice.bits]));
    const changes = op.changes.map(({ k, before, after }) => ({
      k,
      before: before?.bits ?? null,
      after: after?.bits ?? null,
    }));
    for (const { k, after } of rebaseChanges(bits, changes)) {
      if (after === null) slices.delete(k);
      else slices.set(k, { bits: after, importedLoops: null });
    }
  }
  return { ...content, record, slices };
}

export function createStrayStructures(): StrayStructures {
  const removed = new Map<string, StrayStructure>();
  const strays = new Map<string, StrayStructure>();
  return {
    noteRemoval: (document, { ops }) => {
      for (const op of ops) {
        if (op.type !== 'structure' || op.after !== null) continue;
        const content = contentOf(document, op.id);
        if (content !== null) removed.set(op.id, content);
      }
    },
    noteDropped: (document, edit, structureIds) => {
      for (const id of structureIds) {
        const content = strays.get(id) ?? removed.get(id) ?? contentOf(document, id);
        if (content !== null) strays.set(id, withEdit(content, edit));
      }
    },
    list: () => [...strays.values()],
    take: (structureId) => {
      const found = strays.get(structureId) ?? null;
      strays.delete(structureId);
      removed.delete(structureId);
      return found;
    },
  };
}

/**
 * The operations that put the structure back as it was here; beside its namesake where it has come back meanwhile.
 * @param contentRev a number that no contents of the document had before
 */
export function opsToBringBack(
  { record, group, slices }: StrayStructure,
  document: EditDocument,
  { newId, contentRev }: { readonly newId: () => string; readonly contentRev: number },
): Edit['ops'] {
  const isBack = document.structures.has(record.id);
  const id = isBack ? newId() : record.id;
  const made: StructureRecord = {
    ...record,
    id,
    name: isBack ? `${record.name.slice(0, 60)} (2)` : record.name,
    review: { isReviewed: false, at: null, reason: null, slices: record.review.slices },
    contentRev: Math.max(record.contentRev + 1, contentRev),
  };
  const changes = [...slices].map(([k, after]) => ({ k, before: null, after }));
  return [
    ...(group !== null && !document.groups.has(group.id)
      ? [{ type: 'group' as const, id: group.id, before: null, after: group }]
      : []),
    { type: 'structure', id, before: null, after: made },
    ...(changes.length > 0 ? [{ type: 'slices' as const, structureId: id, changes }] : []),
  ];
}
