// The document of a series through the window's contract, against the rules of core/edit.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type EditDocument, EMPTY_DOCUMENT } from '../../core/edit/index.ts';
import { openLibrary } from '../../main/store/index.ts';
import { testSeries } from '../support/library-inputs.ts';
import { apply, edit, FIRST, flatten, fromState, GROUP, randomEdit, structure } from '../support/random-edits.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { testFolder } from '../support/temp-folder.ts';
import { openTestWindow } from '../support/window-client.ts';

const PLANE = { columns: 7, rows: 5 };
const PLANES = 5;

async function newCase(seed: Parameters<typeof testSeries>[0][] = [{}]) {
  const folder = join(testFolder(), 'library');
  const library = openLibrary(folder, { mode: 'write', appVersion: '0.1.0' });
  await library.importSeries({ series: seed.map((options) => testSeries(options)), structureSets: [] });
  const seriesIds = library.listCases().flatMap(({ series }) => series.map(({ seriesId }) => seriesId));
  library.close();
  return { folder, seriesIds, seriesId: seriesIds[0] as string };
}

describe('a document', () => {
  it('is what its edits make it, through undo, redo, a new branch and a restart', async () => {
    const { folder, seriesId } = await newCase();
    let window = openTestWindow(folder);
    const opened = await window.client.documents.open({ seriesId });
    expect(opened).toMatchObject({ rev: 0, groups: [], structures: [], slices: [], history: [], head: 0 });
    const { documentId } = opened;
    const random = seededRandom(7);
    /** Every state of the present line of history; [n] is after n steps. */
    let states: EditDocument[] = [EMPTY_DOCUMENT];
    let head = 0;
    let rev = 0;
    const check = async () => {
      const state = await window.client.documents.open({ seriesId });
      expect(flatten(fromState(state, PLANE), PLANE)).toEqual(flatten(states[head] as EditDocument, PLANE));
      expect([state.rev, state.head, state.history.length]).toEqual([rev, head, states.length - 1]);
    };
    for (let step = 0; step < 70; step++) {
      const dice = random();
      const now = states[head] as EditDocument;
      if (head > 1 && dice < 0.2) {
        const answer = await window.client.documents.undo({ documentId, baseRev: rev });
        expect(flatten(apply(now, answer.edit, PLANE), PLANE)).toEqual(flatten(states[--head] as EditDocument, PLANE));
        rev = answer.rev;
      } else if (head < states.length - 1 && dice < 0.4) {
        const answer = await window.client.documents.redo({ documentId, baseRev: rev });
        expect(flatten(apply(now, answer.edit, PLANE), PLANE)).toEqual(flatten(states[++head] as EditDocument, PLANE));
        rev = answer.rev;
      } else {
        const next = head === 0 ? FIRST : randomEdit(`e-${step}`, now, random, PLANE, PLANES);
        const answer = await window.client.documents.append({ documentId, baseRev: rev, edit: next });
        expect(answer.rev).toBe(rev + 1);
        states = [...states.slice(0, head + 1), apply(now, next, PLANE)];
        head++;
        rev = answer.rev;
      }
      if (step % 20 === 10) {
        await check();
        await window.app.close();
        window = openTestWindow(folder);
      }
    }
    await check();
    await window.app.close();
    const library = openLibrary(folder, { mode: 'read', appVersion: '0.1.0' });
    expect(library.work.readAudit(documentId)).toHaveLength(rev);
    expect(library.findDatabaseProblems()).toEqual([]);
    library.close();
  });

  it('refuses an edit made of an old state, and one that does not fit, and stays as it was', async () => {
    const { folder, seriesId } = await newCase();
    const { app, client } = openTestWindow(folder);
    const { documentId } = await client.documents.open({ seriesId });
    await client.documents.append({ documentId, baseRev: 0, edit: FIRST });
    const append = (ops: Parameters<typeof edit>[1], baseRev = 1) =>
      client.documents.append({ documentId, baseRev, edit: edit('e-bad', ops) });
    const slice = (runs: number[], k = 0, structureId = 's-a') =>
      append([{ type: 'slices', structureId, changes: [{ k, before: null, after: { runs, loops: null } }] }]);
    await expect(
      append([{ type: 'group', id: 'g-2', before: null, after: { ...GROUP, id: 'g-2' } }], 0),
    ).rejects.toMatchObject({
      kind: 'conflict',
      code: 'DOCUMENT_STALE',
    });
    await expect(slice([0, 36])).rejects.toMatchObject({ code: 'EDIT_PLANE' });
    await expect(slice([3, 2, 1])).rejects.toMatchObject({ code: 'EDIT_PLANE' });
    await expect(slice([0, 3], PLANES)).rejects.toMatchObject({ code: 'EDIT_INVALID' });
    await expect(slice([0, 3], 0, 's-none')).rejects.toMatchObject({ code: 'EDIT_INVALID' });
    await expect(
      append([{ type: 'structure', id: 's-c', before: null, after: structure('s-c', { groupId: 'g-none' }) }]),
    ).rejects.toMatchObject({ code: 'EDIT_INVALID' });
    await expect(append([{ type: 'group', id: 'g-1', before: GROUP, after: null }])).rejects.toMatchObject({
      code: 'EDIT_INVALID',
    });
    await expect(client.documents.undo({ documentId, baseRev: 0 })).rejects.toMatchObject({ code: 'DOCUMENT_STALE' });
    await expect(client.documents.redo({ documentId, baseRev: 1 })).rejects.toMatchObject({ code: 'NOTHING_TO_REDO' });
    const state = await client.documents.open({ seriesId });
    expect(state).toMatchObject({ rev: 1, head: 1, slices: [] });
    await app.close();
  });

  it('takes back to what the library held, whatever the window believed was there', async () => {
    const { folder, seriesId } = await newCase();
    const { app, client } = openTestWindow(folder);
    const { documentId } = await client.documents.open({ seriesId });
    await client.documents.append({ documentId, baseRev: 0, edit: FIRST });
    const draw = (runs: number[], id: string) =>
      edit(id, [
        { type: 'slices', structureId: 's-a', changes: [{ k: 2, before: null, after: { runs, loops: null } }] },
      ]);
    await client.documents.append({ documentId, baseRev: 1, edit: draw([4, 3], 'e-1') });
    await client.documents.append({ documentId, baseRev: 2, edit: draw([9, 5], 'e-2') });
    const undone = await client.documents.undo({ documentId, baseRev: 3 });
    expect(undone.edit.ops[0]).toMatchObject({
      changes: [{ k: 2, before: { runs: [9, 5] }, after: { runs: [4, 3] } }],
    });
    await app.close();
  });

  it('puts a stroke that merges into what another window drew, and takes back only the stroke', async () => {
    const { folder, seriesId } = await newCase();
    const { app, client } = openTestWindow(folder);
    const { documentId } = await client.documents.open({ seriesId });
    await client.documents.append({ documentId, baseRev: 0, edit: FIRST });
    const draw = (id: string, baseRev: number, before: number[] | null, after: number[], merges = false) => {
      const slice = (runs: number[]) => ({ runs, loops: null });
      const change = { k: 2, before: before && slice(before), after: slice(after) };
      const ops = [{ type: 'slices' as const, structureId: 's-a', changes: [change] }];
      return client.documents.append({ documentId, baseRev, merges, edit: edit(id, ops) });
    };
    await draw('e-1', 1, null, [4, 3]);
    await draw('e-2', 2, [4, 3], [4, 2, 3, 5]);
    // Made on what the first stroke left: sets 20 and 21, clears 4.
    await draw('e-3', 3, [4, 3], [5, 2, 13, 2], true);
    const { slices } = await client.documents.open({ seriesId });
    expect(slices[0]?.planes).toEqual([{ k: 2, slice: { runs: [5, 1, 3, 5, 6, 2], loops: null } }]);
    const undone = await client.documents.undo({ documentId, baseRev: 4 });
    expect(undone.edit.ops[0]).toMatchObject({ changes: [{ after: { runs: [4, 2, 3, 5] } }] });
    await app.close();
  });

  it('merges what two hands did to one structure, its name and its end too', async () => {
    const { folder, seriesId } = await newCase();
    const { app, client } = openTestWindow(folder);
    const { documentId } = await client.documents.open({ seriesId });
    await client.documents.append({ documentId, baseRev: 0, edit: FIRST });
    let baseRev = 1;
    const append = async (id: string, merges: boolean, ops: Parameters<typeof edit>[1]) => {
      const { rev } = await client.documents.append({ documentId, baseRev, merges, edit: edit(id, ops) });
      baseRev = rev;
      return client.documents.open({ seriesId });
    };
    // As a window makes them that knows of no other edit.
    const change = (after: ReturnType<typeof structure> | null) =>
      ({ type: 'structure', id: 's-a', before: structure('s-a'), after }) as const;
    const draw = (k: number) =>
      ({
        type: 'slices',
        structureId: 's-a',
        changes: [{ k, before: null, after: { runs: [4, 3], loops: null } }],
      }) as const;
    const drawn = (k: number) => ({ editedSlices: [k], contentRev: 2 });
    await append('e-1', false, [draw(1), change(structure('s-a', { ...drawn(1), name: 'Cord' }))] as never);
    const both = await append('e-2', true, [draw(3), change(structure('s-a', drawn(3)))] as never);
    expect(both.structures[0]).toMatchObject({ name: 'Cord', editedSlices: [1, 3], contentRev: 3 });
    // Who has not seen the slices has not reviewed them.
    const review = { isReviewed: true, at: '2026-11-21T09:10:00.000Z', reason: null, slices: [0, 1, 2, 3, 4] };
    const seen = await append('e-3', true, [change(structure('s-a', { review, color: '#123456' }))]);
    expect(seen.structures[0]).toMatchObject({
      id: 's-a',
      color: '#123456',
      review: { isReviewed: false, slices: [] },
    });
    const removed = await append('e-4', true, [change(null)]);
    expect([removed.structures.map(({ id }) => id), removed.slices]).toEqual([['s-b'], []]);
    expect(await append('e-5', true, [draw(2), change(structure('s-a', drawn(2)))] as never)).toEqual(removed);
    await client.documents.undo({ documentId, baseRev });
    const { structures, slices } = await client.documents.open({ seriesId });
    expect(structures.find(({ id }) => id === 's-a')).toEqual(seen.structures.find(({ id }) => id === 's-a'));
    expect(slices).toEqual(seen.slices);
    expect(slices[0]?.planes.map(({ k }) => k)).toEqual([1, 3]);
    await app.close();
  });

  it('keeps what was seen, the time spent and the view, and drops them with the case', async () => {
    const { folder, seriesId } = await newCase();
    const first = openTestWindow(folder);
    const { documentId } = await first.client.documents.open({ seriesId });
    await first.client.documents.append({ documentId, baseRev: 0, edit: FIRST });
    await first.client.documents.markSeen({ documentId, seen: [{ structureId: 's-a', slices: [4, 1] }] });
    await first.client.documents.markSeen({ documentId, seen: [{ structureId: 's-a', slices: [2, 1] }] });
    await first.client.documents.addTime({ documentId, spent: [{ structureId: 's-a', ms: 1500 }] });
    await first.client.documents.addTime({ documentId, spent: [{ structureId: 's-a', ms: 500 }] });
    await first.client.documents.saveView({ documentId, view: '{"mode":"edit"}' });
    await first.client.settings.put({ section: 'display', json: '{"fill":10}' });
    await first.app.close();
    const { app, client } = openTestWindow(folder);
    expect(await client.documents.open({ seriesId })).toMatchObject({
      rev: 1,
      seen: [{ structureId: 's-a', slices: [1, 2, 4] }],
      spentMs: [{ structureId: 's-a', ms: 2000 }],
      view: '{"mode":"edit"}',
    });
    expect(await client.settings.get({ section: 'display' })).toEqual({ json: '{"fill":10}' });
    const [row] = (await client.cases.page(ALL)).rows;
    await client.library.remove({ caseId: row?.caseId ?? '' });
    await expect(client.documents.history({ documentId })).rejects.toMatchObject({ code: 'DOCUMENT_NOT_FOUND' });
    await app.close();
    const library = openLibrary(folder, { mode: 'read', appVersion: '0.1.0' });
    expect(library.checkIntegrity()).toMatchObject({ ok: true, cases: 0 });
    library.close();
  });

  it('moves with its images when slices are added between', async () => {
    const { folder, seriesId } = await newCase([{ planes: [0, 2, 4] }]);
    const before = openTestWindow(folder);
    const { documentId } = await before.client.documents.open({ seriesId });
    await before.client.documents.append({ documentId, baseRev: 0, edit: FIRST });
    const drawn = [0, 1, 2].map((k) => ({ k, before: null, after: { runs: [k, 1], loops: null } }));
    await before.client.documents.append({
      documentId,
      baseRev: 1,
      edit: edit('e-1', [{ type: 'slices', structureId: 's-a', changes: drawn }]),
    });
    await before.app.close();
    const library = openLibrary(folder, { mode: 'write', appVersion: '0.1.0' });
    await library.importSeries({ series: [testSeries({ planes: [1, 3] })], structureSets: [] });
    library.close();
    const { app, client } = openTestWindow(folder);
    const state = await client.documents.open({ seriesId });
    expect(state.slices[0]?.planes.map(({ k, slice }) => [k, slice.runs])).toEqual([
      [0, [0, 1]],
      [2, [1, 1]],
      [4, [2, 1]],
    ]);
    expect(state.history).toEqual([]);
    await app.close();
    const check = openLibrary(folder, { mode: 'read', appVersion: '0.1.0' });
    expect(check.checkIntegrity()).toMatchObject({ ok: true, blobs: 1 });
    check.close();
  });

  it('takes a group over from another series of the patient in the same frame, never from another patient', async () => {
    const { folder, seriesIds } = await newCase([
      {},
      { seriesUid: '1.2.3.2', planes: [1, 2, 3] },
      { seriesUid: '1.2.3.3', patientId: 'P-2' },
    ]);
    const { app, client } = openTestWindow(folder);
    const ids = await Promise.all(
      seriesIds.map(async (seriesId) => ({
        seriesId,
        documentId: (await client.documents.open({ seriesId })).documentId,
      })),
    );
    const rows = (await client.cases.page(ALL)).rows;
    const caseOf = async (caseId: string) =>
      (await client.cases.get({ caseId })).row.series.map(({ seriesId }) => seriesId);
    const two =
      (await Promise.all(rows.map(({ caseId }) => caseOf(caseId)))).find((series) => series.length === 2) ?? [];
    const sizes = new Map(
      (await Promise.all(rows.map(({ caseId }) => client.cases.get({ caseId })))).flatMap(({ volumes }) =>
        volumes.map(({ seriesId, size }) => [seriesId, size[2]] as const),
      ),
    );
    const from = two.find((seriesId) => sizes.get(seriesId) === 5) ?? '';
    const to = two.find((seriesId) => sizes.get(seriesId) === 3) ?? '';
    const other = seriesIds.find((seriesId) => !two.includes(seriesId)) ?? '';
    const documentOf = (seriesId: string) => ids.find((one) => one.seriesId === seriesId)?.documentId ?? '';
    await client.documents.append({ documentId: documentOf(from), baseRev: 0, edit: FIRST });
    const block = { runs: [8, 3, 4, 3], loops: null };
    const changes = [0, 1, 2, 3, 4].map((k) => ({ k, before: null, after: block }));
    const draw = edit('e-1', [{ type: 'slices', structureId: 's-a', changes }]);
    await client.documents.append({ documentId: documentOf(from), baseRev: 1, edit: draw });
    const request = { baseRev: 0, fromSeriesId: from, groupId: GROUP.id };
    const copy = await client.documents.copyGroup({ ...request, documentId: documentOf(to) });
    expect(copy.rev).toBe(1);
    expect(copy.warnings).toMatchObject([{ code: 'COPY_CUT_OFF', message: expect.stringContaining('(40.0 %)') }]);
    const state = await client.documents.open({ seriesId: to });
    expect(state.groups).toMatchObject([{ kind: 'copied', isLocked: false }]);
    expect(state.slices[0]?.planes).toEqual([0, 1, 2].map((k) => ({ k, slice: block })));
    await expect(client.documents.copyGroup({ ...request, documentId: documentOf(other) })).rejects.toMatchObject({
      kind: 'safety',
      code: 'COPY_OTHER_PATIENT',
    });
    await app.close();
  });

  it('can be looked at while another Limner has the library, and not changed', async () => {
    const { folder, seriesId } = await newCase();
    const owner = openTestWindow(folder);
    const { documentId } = await owner.client.documents.open({ seriesId });
    await owner.client.documents.append({ documentId, baseRev: 0, edit: FIRST });
    expect(() => openTestWindow(folder)).toThrowError(expect.objectContaining({ code: 'LIBRARY_IN_USE' }));
    const guest = openTestWindow(folder, 'read');
    expect((await guest.client.documents.open({ seriesId })).structures).toHaveLength(2);
    const refused = { kind: 'conflict', code: 'LIBRARY_READ_ONLY' };
    await expect(guest.client.documents.undo({ documentId, baseRev: 1 })).rejects.toMatchObject(refused);
    await expect(guest.client.queue.add({ kind: 'import', paths: ['x'] })).rejects.toMatchObject(refused);
    await expect(guest.client.settings.put({ section: 'a', json: '1' })).rejects.toMatchObject(refused);
    await guest.app.close();
    await owner.app.close();
  });
});

const ALL = {
  search: '',
  state: null,
  needsAttention: false,
  modality: null,
  sort: 'changed',
  isDescending: true,
  offset: 0,
  limit: 100,
} as const;
