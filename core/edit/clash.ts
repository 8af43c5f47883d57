// Which two steps of a document cannot change places: a step that lies beneath others can be taken back alone only where
// none of them stands on what it did.

import type { RecordEditOp } from './merge-records.ts';

/** An operation, of a window's edit or as it is stored. */
export type ClashOp =
  | { readonly type: 'slices'; readonly structureId: string; readonly changes: readonly { readonly k: number }[] }
  | {
      readonly type: RecordEditOp['type'];
      readonly id: string;
      readonly before: object | null;
      readonly after: object | null;
    };

export interface Clash {
  /** Of a group or a measurement: null. */
  readonly structureId: string | null;
  /** Plane that both draw; null: the record as a whole, such as its name. */
  readonly k: number | null;
}

type RecordOp = Exclude<ClashOp, { type: 'slices' }>;
type SlicesOp = Extract<ClashOp, { type: 'slices' }>;

const isWhole = ({ before, after }: RecordOp): boolean => before === null || after === null;

const changedFields = ({ before, after }: RecordOp): Set<string> => {
  const [was, is] = [before ?? {}, after ?? {}] as Record<string, unknown>[];
  const keys = new Set([...Object.keys(was as object), ...Object.keys(is as object)]);
  return new Set([...keys].filter((key) => JSON.stringify(was?.[key]) !== JSON.stringify(is?.[key])));
};

/** What strokes on two planes both say of their structure, and what is put together again without either. */
const SHARED = new Set(['editedSlices', 'contentRev']);

function meetInFields(a: RecordOp, b: RecordOp): boolean {
  const [own, other] = [changedFields(a), changedFields(b)];
  // Drawing takes reviews of its planes away, whoever gave them.
  const isDrawn = own.has('contentRev') || other.has('contentRev');
  return [...own].some((key) => other.has(key) && !SHARED.has(key) && !(key === 'review' && isDrawn));
}

/** Structures lie in their group: it cannot come or go without them. */
const holds = (group: RecordOp, structure: RecordOp): boolean =>
  group.type === 'group' &&
  structure.type === 'structure' &&
  isWhole(group) &&
  [structure.before, structure.after].some((record) => (record as { groupId?: string } | null)?.groupId === group.id);

function recordsMeet(a: RecordOp, b: RecordOp): boolean {
  if (a.type !== b.type) return holds(a, b) || holds(b, a);
  return a.id === b.id && (isWhole(a) || isWhole(b) || meetInFields(a, b));
}

const structureOf = (op: RecordOp): string | null => (op.type === 'structure' ? op.id : null);

function planeOfBoth(a: SlicesOp, b: SlicesOp): Clash | null {
  if (a.structureId !== b.structureId) return null;
  const planes = new Set(a.changes.map(({ k }) => k));
  const common = b.changes.find(({ k }) => planes.has(k));
  return common === undefined ? null : { structureId: a.structureId, k: common.k };
}

const drawsWhole = (record: RecordOp, slices: SlicesOp): boolean =>
  record.type === 'structure' && record.id === slices.structureId && isWhole(record);

function clashOfTwo(a: ClashOp, b: ClashOp): Clash | null {
  if (a.type === 'slices' && b.type === 'slices') return planeOfBoth(a, b);
  if (a.type === 'slices') return drawsWhole(b as RecordOp, a) ? { structureId: a.structureId, k: null } : null;
  if (b.type === 'slices') return drawsWhole(a, b) ? { structureId: b.structureId, k: null } : null;
  return recordsMeet(a, b) ? { structureId: structureOf(a) ?? structureOf(b), k: null } : null;
}

/** Where two steps meet; null: either can be done, or taken back, without the other. A plane comes before a record. */
export function clashOf(ops: readonly ClashOp[], others: readonly ClashOp[]): Clash | null {
  let found: Clash | null = null;
  for (const a of ops) {
    for (const b of others) {
      const clash = clashOfTwo(a, b);
      if (clash !== null && clash.k !== null) return clash;
      found ??= clash;
    }
  }
  return found;
}
