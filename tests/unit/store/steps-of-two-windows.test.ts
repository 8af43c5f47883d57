// One history, two windows: a step beneath those of the other is taken back alone, in the real library.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { EditWire, StructureRecord } from '../../../core/edit/index.ts';
import { touchedRecord } from '../../../core/edit/index.ts';
import { type Library, openLibrary } from '../../../main/store/index.ts';
import { testSeries } from '../../support/library-inputs.ts';
import { edit, FIRST } from '../../support/random-edits.ts';
import { testFolder } from '../../support/temp-folder.ts';

const EVERY_CASE = {
  search: '',
  state: null,
  needsAttention: false,
  modality: null,
  sort: 'changed',
  isDescending: true,
  offset: 0,
  limit: 10,
} as const;

const open = (folder: string) => openLibrary(folder, { mode: 'write', appVersion: '0.1.0' });

async function start() {
  const folder = join(testFolder(), 'library');
  const library = open(folder);
  await library.importSeries({ series: [testSeries()], structureSets: [] });
  const [row] = library.work.pageCases(EVERY_CASE).rows;
  const { documentId } = library.work.ensureDocument(row?.seriesId ?? '');
  library.work.append({ documentId, baseRev: 0, edit: FIRST });
  return { folder, library, documentId };
}
const read = ({ work }: Library, documentId: string) => {
  const state = work.readDocument(documentId);
  const { editedSlices } = state.structures.find(({ id }) => id === 's-a') as StructureRecord;
  const planes = state.slices.find(({ structureId }) => structureId === 's-a')?.planes.map(({ k }) => k) ?? [];
  const done = state.history.slice(0, state.head).map(({ editId }) => editId);
  const undone = state.history.slice(state.head).map(({ editId }) => editId);
  return { rev: state.rev, editedSlices, planes, done, undone };
};
/** A stroke of one voxel on plane k. */
function draw(library: Library, documentId: string, id: string, k: number): void {
  const state = library.work.readDocument(documentId);
  const before = state.structures.find((one) => one.id === 's-a') as StructureRecord;
  const ops: EditWire['ops'] = [
    { type: 'structure', id: 's-a', before, after: touchedRecord(before, [k]) },
    { type: 'slices', structureId: 's-a', changes: [{ k, before: null, after: { runs: [k, 1], loops: null } }] },
  ];
  library.work.append({ documentId, baseRev: state.rev, edit: edit(id, ops) });
}

it('is taken back alone, done again, and stands so after a restart', async () => {
  const { folder, library, documentId } = await start();
  draw(library, documentId, 'a-1', 0);
  draw(library, documentId, 'b-1', 1);
  draw(library, documentId, 'a-2', 2);
  library.work.undo(documentId, read(library, documentId).rev, 'b-1');
  expect(read(library, documentId)).toMatchObject({
    ...{ planes: [0, 2], editedSlices: [0, 2] },
    ...{ done: ['e-0', 'a-1', 'a-2'], undone: ['b-1'] },
  });
  library.close();

  const again = open(folder);
  again.work.undo(documentId, read(again, documentId).rev, 'a-1');
  expect(read(again, documentId)).toMatchObject({ planes: [2], done: ['e-0', 'a-2'], undone: ['a-1', 'b-1'] });
  // What was taken back first can be done again first, too.
  again.work.redo(documentId, read(again, documentId).rev, 'b-1');
  expect(read(again, documentId)).toMatchObject({
    ...{ planes: [1, 2], editedSlices: [1, 2] },
    ...{ done: ['e-0', 'a-2', 'b-1'], undone: ['a-1'] },
  });
  for (let n = 0; n < 3; n++) again.work.undo(documentId, read(again, documentId).rev);
  expect(again.work.readDocument(documentId)).toMatchObject({ structures: [], groups: [], slices: [] });
  for (let n = 0; n < 4; n++) again.work.redo(documentId, again.work.readDocument(documentId).rev);
  expect(read(again, documentId)).toMatchObject({ planes: [0, 1, 2], editedSlices: [0, 1, 2], undone: [] });
  again.close();
});

it('stays, with the reason, where another one lies on the same slice, and nothing is changed', async () => {
  const { library, documentId } = await start();
  draw(library, documentId, 'a-1', 0);
  draw(library, documentId, 'b-1', 0);
  const before = library.work.readDocument(documentId);
  expect(() => library.work.undo(documentId, before.rev, 'a-1')).toThrow(
    '"Step b-1" came after it on the same slice, in another window. Take that back there first, or correct it by hand.',
  );
  expect(() => library.work.undo(documentId, before.rev, 'e-0')).toThrow('builds on it');
  expect(library.work.readDocument(documentId)).toEqual(before);
  library.close();
});

it('that was taken back already takes no other one with it', async () => {
  const { library, documentId } = await start();
  draw(library, documentId, 'a-1', 0);
  draw(library, documentId, 'b-1', 1);
  library.work.undo(documentId, read(library, documentId).rev, 'a-1');
  const once = read(library, documentId);
  const conflict = (code: string) => expect.objectContaining({ kind: 'conflict', code });
  expect(() => library.work.undo(documentId, once.rev, 'a-1')).toThrow(conflict('NOTHING_TO_UNDO'));
  expect(() => library.work.redo(documentId, once.rev, 'b-1')).toThrow(conflict('NOTHING_TO_REDO'));
  expect(read(library, documentId)).toEqual(once);
  library.close();
});

it('names the structures of an edit that are not there any more', async () => {
  const { library, documentId } = await start();
  const gone: EditWire['ops'] = [{ type: 'slices', structureId: 'gone', changes: [] }];
  expect(library.work.removedStructures(documentId, { ops: [...FIRST.ops, ...gone] })).toEqual(['gone']);
  library.close();
});
