// Edits as a window makes them, from a seed, and the document that they should give.

import type { DocumentState, WindowClient } from '../../core/contract/index.ts';
import {
  applyEdit,
  type Edit,
  type EditDocument,
  type EditWire,
  EMPTY_DOCUMENT,
  editFromWire,
  encodeRuns,
  type GroupRecord,
  type PlaneSize,
  type SliceWire,
  type StructureRecord,
  sliceFromWire,
} from '../../core/edit/index.ts';

export const GROUP: GroupRecord = {
  id: 'g-1',
  kind: 'manual',
  label: 'Drawn',
  version: 1,
  parentGroupId: null,
  isLocked: false,
  structureSetId: null,
  model: null,
  createdAt: '2026-11-21T08:00:00.000Z',
};

export const structure = (id: string, over: Partial<StructureRecord> = {}): StructureRecord => ({
  id,
  groupId: GROUP.id,
  order: 0,
  name: `Structure ${id}`,
  color: '#40c0a0',
  interpretedType: 'ORGAN',
  fmaCode: null,
  origin: 'manual',
  isLocked: false,
  review: { isReviewed: false, at: null, reason: null, slices: [] },
  editedSlices: [],
  derivedFrom: null,
  contentRev: 0,
  ...over,
});

const AT = '2026-11-21T09:00:00.000Z';

/** An edit as the store has it and as the contract takes it. */
export type SentEdit = EditWire & Parameters<WindowClient['documents']['append']>[0]['edit'];

export const edit = (id: string, ops: EditWire['ops']): SentEdit =>
  ({ id, label: `Step ${id}`, at: AT, structureId: null, k: null, ops }) as SentEdit;

/** The first edit of a document: a group with two structures. */
export const FIRST: SentEdit = edit('e-0', [
  { type: 'group', id: GROUP.id, before: null, after: GROUP },
  { type: 'structure', id: 's-a', before: null, after: structure('s-a') },
  { type: 'structure', id: 's-b', before: null, after: structure('s-b', { order: 1, color: '#c04080' }) },
]);

/** Runs of a plane with random voxels set, in their only form. */
function randomSlice(random: () => number, { columns, rows }: PlaneSize): SliceWire | null {
  const runs: number[] = [];
  let [gap, length] = [0, 0];
  for (let at = 0; at < columns * rows; at++) {
    if (random() < 0.4) length++;
    else {
      if (length > 0) {
        runs.push(gap, length);
        [gap, length] = [0, 0];
      }
      gap++;
    }
  }
  if (length > 0) runs.push(gap, length);
  return runs.length === 0
    ? null
    : { runs, loops: random() < 0.3 ? [[random(), 0.1 + 0.2, random(), 1, 2, 3, 4, 5, 6]] : null };
}

/** A stroke over one to three planes of one structure, with its record. */
export function randomEdit(
  id: string,
  document: EditDocument,
  random: () => number,
  plane: PlaneSize,
  planes: number,
): SentEdit {
  const structureId = random() < 0.5 ? 's-a' : 's-b';
  const record = document.structures.get(structureId) as StructureRecord;
  const ks = [...new Set(Array.from({ length: 1 + Math.floor(random() * 3) }, () => Math.floor(random() * planes)))];
  const known = document.slices.get(structureId);
  const changes = ks.map((k) => {
    const content = known?.get(k) ?? null;
    const before =
      content === null
        ? null
        : {
            runs: encodeRuns(content.bits, plane.columns),
            loops: content.importedLoops?.map((loop) => [...loop]) ?? null,
          };
    return { k, before, after: random() < 0.15 ? null : randomSlice(random, plane) };
  });
  const edited = [...new Set([...record.editedSlices, ...ks])].sort((a, b) => a - b);
  const after = { ...record, editedSlices: edited, contentRev: record.contentRev + 1 };
  return edit(id, [
    { type: 'structure', id: structureId, before: record, after },
    { type: 'slices', structureId, changes },
  ]);
}

export const apply = (document: EditDocument, wire: EditWire, plane: PlaneSize): EditDocument =>
  applyEdit(document, editFromWire(wire, plane) as Edit);

/** A document as plain values, in one order: for comparing. */
export function flatten(document: EditDocument, plane: PlaneSize) {
  const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
  return {
    groups: [...document.groups.values()].sort(byId),
    structures: [...document.structures.values()].sort(byId),
    slices: [...document.slices]
      .flatMap(([structureId, planes]) =>
        [...planes].map(([k, content]) => ({
          structureId,
          k,
          runs: encodeRuns(content.bits, plane.columns),
          loops: content.importedLoops?.map((loop) => [...loop]) ?? null,
        })),
      )
      .sort((a, b) => (a.structureId === b.structureId ? a.k - b.k : a.structureId < b.structureId ? -1 : 1)),
  };
}

/** What a window would hold of an opened document. */
export const fromState = (state: DocumentState, plane: PlaneSize): EditDocument => ({
  ...EMPTY_DOCUMENT,
  groups: new Map(state.groups.map((group) => [group.id, group])),
  structures: new Map(state.structures.map((one) => [one.id, one])),
  slices: new Map(
    state.slices.map(({ structureId, planes }) => [
      structureId,
      new Map(
        planes.flatMap(({ k, slice }) => {
          const content = sliceFromWire(slice, plane);
          return content === null ? [] : [[k, content] as const];
        }),
      ),
    ]),
  ),
});
