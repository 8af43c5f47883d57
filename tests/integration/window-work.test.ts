// The window's line of work and what comes of it: imports, contouring by the network in its own process, structure sets
// of others in and out, kills in the middle of editing.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import type { QueueRow } from '../../core/contract/index.ts';
import { type EditWire, editFromWire } from '../../core/edit/index.ts';
import { regularGeometry } from '../../core/geometry/index.ts';
import { openLibrary } from '../../main/store/index.ts';
import { createDocumentSession } from '../../renderer/data/document-session.ts';
import { writeCtSeries } from '../support/ct-writer.ts';
import { bodyWithBone, sampleImage, TINY_MODELS } from '../support/inference-phantom.ts';
import { FIRST, flatten, fromState, randomEdit } from '../support/random-edits.ts';
import { runPython } from '../support/run-python.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { tempFolder, testFolder } from '../support/temp-folder.ts';
import { openTestWindow, type TestWindow } from '../support/window-client.ts';

process.env['LIMNER_MODELS'] = TINY_MODELS;

const geometry = regularGeometry({ size: [40, 40, 12], spacingMm: [4, 4, 5], originLps: [-78, -78, -30] });
const root = tempFolder();
const ct = join(root, 'ct');
const planned = join(root, 'planned');
const PLANNING = readFileSync(join(import.meta.dirname, '../support/planning-rtstruct.py'), 'utf8');

beforeAll(() => {
  const hu = sampleImage(geometry, bodyWithBone).voxels;
  writeCtSeries(ct, geometry, { hu });
  writeCtSeries(planned, geometry, { hu, uidRoot: '1.2.826.0.1.3680043.10.1561.7', patientId: 'PLANNED' });
  const slices = readdirSync(planned)
    .sort()
    .map((name) => join(planned, name));
  runPython(PLANNING, 'make', ...slices, join(planned, 'rtstruct.dcm'));
});

interface Told {
  readonly rev: number;
  readonly edit: { readonly id: string };
}

const ended = (row: QueueRow) => !['waiting', 'running'].includes(row.state);

async function importInto(window: TestWindow, folder: string): Promise<{ caseId: string; seriesId: string }> {
  const { jobId } = await window.client.queue.add({ kind: 'import', paths: [window.app.grantPath(folder)] });
  const row = await window.waitFor<QueueRow>('queue.changed', (r) => r.jobId === jobId && ended(r));
  expect(row).toMatchObject({ state: 'done', error: null, fraction: 1 });
  const [found] = row.summary?.cases ?? [];
  return { caseId: found?.caseId ?? '', seriesId: found?.series[0]?.seriesId ?? '' };
}

const contourOf = (place: { caseId: string; seriesId: string }) =>
  ({ kind: 'contour', ...place, modelId: 'tiny', structures: null, device: 'cpu' }) as const;

describe('the line of work', () => {
  it('imports, contours, and puts what was found into the document as one step', async () => {
    const folder = join(testFolder(), 'library');
    const window = openTestWindow(folder);
    const place = await importInto(window, ct);
    const { documentId, rev } = await window.client.documents.open({ seriesId: place.seriesId });
    const { jobId } = await window.client.queue.add(contourOf(place));
    const row = await window.waitFor<QueueRow>('queue.changed', (r) => r.jobId === jobId && ended(r));
    expect(row).toMatchObject({ state: 'done', error: null, runsOn: 'cpu', fraction: 1, etaMs: 0 });
    expect(row.steps.map(({ phase }) => phase)).toEqual(['read', 'preprocess', 'inference', 'postprocess']);
    expect(row.memoryBytes).toBeGreaterThan(50e6);
    // Where it runs is shown while it runs.
    const rows = window.events.filter(({ name }) => name === 'queue.changed').map(({ payload }) => payload as QueueRow);
    expect(rows.some(({ state, runsOn }) => state === 'running' && runsOn === 'cpu')).toBe(true);
    const state = await window.client.documents.open({ seriesId: place.seriesId });
    expect(state.structures.map(({ name }) => name).sort()).toEqual([...row.readyStructures].sort());
    expect(state.groups).toMatchObject([{ kind: 'auto', model: { id: 'tiny', version: '1.0.0' } }]);
    expect(state.history).toHaveLength(1);
    expect(state.slices.length).toBe(state.structures.length);
    const undone = await window.client.documents.undo({ documentId, baseRev: state.rev });
    expect(undone.edit.ops.filter(({ type }) => type === 'structure')).toHaveLength(state.structures.length);
    expect(await window.client.documents.open({ seriesId: place.seriesId })).toMatchObject({
      structures: [],
      groups: [],
    });
    expect(rev).toBe(0);
    // Each structure was told as it was finished, the body before the network's; the last part names the set.
    const told = window.events.filter(({ name }) => name === 'documents.changed').map(({ payload }) => payload as Told);
    expect(told.length).toBe(state.structures.length + 1);
    expect(new Set(told.map(({ edit }) => edit.id)).size).toBe(1);
    expect(told.map(({ rev: at }) => at)).toEqual(told.map((_, at) => at + 1));
    expect(state.groups[0]?.structureSetId).toMatch(/^r-/);
    const { uncertainty } = await window.client.documents.uncertainty({
      structureSetId: state.groups[0]?.structureSetId ?? '',
    });
    expect(uncertainty).toMatchObject({ kind: 'entropy', spacingMm: [4, 4, 4], component: [2, 1, 0] });
    const values = inflateSync(Buffer.from(uncertainty?.values ?? '', 'base64'));
    expect(values.length).toBe(uncertainty?.size.reduce((n, d) => n * d, 1));
    await window.app.close();
    const library = openLibrary(folder, { mode: 'read', appVersion: '0.1.0' });
    const [set] = library.listCases()[0]?.structureSets ?? [];
    expect(library.getStructureSet(set?.structureSetId ?? '')).toMatchObject({
      source: 'auto',
      provenance: { model: { id: 'tiny' }, deviceRequested: 'cpu', deviceUsed: 'cpu' },
    });
    expect(library.checkIntegrity()).toMatchObject({ ok: true });
    library.close();
  });

  it('keeps window and library at one while a person draws and structures arrive, back through every step', async () => {
    const window = openTestWindow(join(testFolder(), 'library'));
    const { client } = window;
    const place = await importInto(window, ct);
    const opened = await client.documents.open({ seriesId: place.seriesId });
    let ids = 0;
    const now = () => '2026-11-21T09:00:00.000Z';
    const session = createDocumentSession(opened, geometry, {
      client,
      newId: () => `e-${++ids}`,
      now,
      reconnected: () => Promise.resolve(),
    });
    const listen = window.waitFor<QueueRow>('queue.changed', (r) => r.kind === 'contour' && ended(r));
    let heard = 0;
    const hear = () => {
      for (const { name, payload } of window.events.slice(heard)) {
        const { rev, edit } = payload as { rev: number; edit: EditWire };
        if (name === 'documents.changed') session.takeRemote(rev, edit);
      }
      heard = window.events.length;
    };
    const part = { label: 'Brush', structureId: null, k: null };
    session.commit({ ...part, ops: FIRST.ops as never });
    await client.queue.add(contourOf(place));
    let isOver = false;
    void listen.then(() => {
      isOver = true;
    });
    for (let n = 0; !isOver; n++) {
      const wire = randomEdit('e', session.current(), seededRandom(n), session.plane, 12);
      session.commit({ ...part, ops: editFromWire(wire, session.plane).ops });
      await new Promise((resolve) => setTimeout(resolve, 15));
      hear();
    }
    await session.settled();
    hear();
    const compare = async () => {
      const kept = await client.documents.open({ seriesId: place.seriesId });
      expect(flatten(session.current(), session.plane)).toEqual(flatten(fromState(kept, session.plane), session.plane));
      expect(session.steps().map(({ editId }) => editId)).toEqual(kept.history.map(({ editId }) => editId));
      expect(session.head()).toBe(kept.head);
    };
    await compare();
    expect(session.saveState().kind).toBe('kept');
    while (session.head() > 0) {
      expect(await session.undo()).toBe(true);
      if (session.head() % 5 === 0) await compare();
    }
    while (session.head() < session.steps().length) expect(await session.redo()).toBe(true);
    await compare();
    await window.app.close();
  });

  it('answers a cancel at once, goes on with the next, and tries again', async () => {
    const window = openTestWindow(join(testFolder(), 'library'));
    const place = await importInto(window, ct);
    const first = await window.client.queue.add(contourOf(place));
    const second = await window.client.queue.add(contourOf(place));
    await window.waitFor<QueueRow>('queue.changed', (r) => r.jobId === first.jobId && r.state === 'running');
    await window.client.queue.cancel({ jobId: first.jobId });
    // The row says so with the answer: nobody waits for the model to end.
    expect((await window.client.queue.list({})).rows.find(({ jobId }) => jobId === first.jobId)?.state).toBe(
      'cancelled',
    );
    const done = await window.waitFor<QueueRow>('queue.changed', (r) => r.jobId === second.jobId && ended(r));
    expect(done.state).toBe('done');
    const again = await window.client.queue.retry({ jobId: first.jobId });
    const retried = await window.waitFor<QueueRow>('queue.changed', (r) => r.jobId === again.jobId && ended(r));
    expect(retried.state).toBe('done');
    await window.app.close();
  });

  it('is there after a restart: what ran is interrupted, what waited goes on', async () => {
    const folder = join(testFolder(), 'library');
    const before = openTestWindow(folder);
    const place = await importInto(before, ct);
    const running = await before.client.queue.add(contourOf(place));
    const waiting = await before.client.queue.add({ kind: 'import', paths: [before.app.grantPath(planned)] });
    await before.waitFor<QueueRow>('queue.changed', (r) => r.jobId === running.jobId && r.state === 'running');
    await before.app.close();
    const after = openTestWindow(folder);
    const rows = (await after.client.queue.list({})).rows;
    expect(rows.find(({ jobId }) => jobId === running.jobId)?.state).toBe('interrupted');
    const done = await after.waitFor<QueueRow>('queue.changed', (r) => r.jobId === waiting.jobId && ended(r));
    expect(done).toMatchObject({ state: 'done', kind: 'import' });
    await after.app.close();
  });

  it('says why an import failed, takes only what was granted, and shows each case at once', async () => {
    const window = openTestWindow(join(testFolder(), 'library'));
    await expect(window.client.queue.add({ kind: 'import', paths: [ct] })).rejects.toMatchObject({
      kind: 'denied',
      code: 'PATH_NOT_GRANTED',
    });
    const gone = window.app.grantPath(join(root, 'gone'));
    const { jobId } = await window.client.queue.add({ kind: 'import', paths: [gone] });
    const row = await window.waitFor<QueueRow>('queue.changed', (r) => r.jobId === jobId && ended(r));
    expect(row.state === 'failed' ? row.error?.code : row.summary?.refused[0]?.code).toBeTruthy();
    await importInto(window, root);
    const changes = window.events.filter(({ name }) => name === 'library.changed');
    expect(changes.length).toBeGreaterThanOrEqual(2);
    await window.app.close();
  });
});

interface JudgedPoints {
  readonly points: Record<string, Record<string, number[][]>>;
  readonly algorithms: Record<string, string>;
}

describe('a structure set of a planning system', () => {
  it('comes in locked and goes out with the very points that it came with, but where somebody edited', async () => {
    const folder = testFolder();
    const window = openTestWindow(join(folder, 'library'));
    const { seriesId } = await importInto(window, planned);
    const { client, app } = window;
    const state = await client.documents.open({ seriesId });
    expect(state.groups).toMatchObject([{ kind: 'imported', isLocked: true, label: 'Plan A' }]);
    expect(state.structures.map(({ name, origin }) => [name, origin])).toEqual([
      ['PTV', 'imported'],
      ['Parotid_L', 'imported'],
    ]);
    const original = runPython<JudgedPoints>(PLANNING, 'points', join(planned, 'rtstruct.dcm'));
    const structureIds = state.structures.map(({ id }) => id);
    const exportTo = async (name: string) => {
      const destination = app.grantPath(join(folder, name));
      const request = {
        documentId: state.documentId,
        structureIds,
        formats: ['rtstruct' as const],
        destination,
        openPoints: [],
      };
      const { files, contours } = await client.documents.export(request);
      expect(files).toEqual(['rtstruct.dcm']);
      return { contours, ...runPython<JudgedPoints>(PLANNING, 'points', join(folder, name, 'rtstruct.dcm')) };
    };
    const untouched = await exportTo('untouched');
    expect(untouched.points).toEqual(original.points);
    expect(untouched.contours).toBe(20);

    const [ptv, parotid] = state.structures;
    if (ptv === undefined || parotid === undefined) throw new Error('no structures');
    const planes = state.slices.find(({ structureId }) => structureId === ptv.id)?.planes ?? [];
    const before = planes[3];
    if (before === undefined) throw new Error('no plane');
    const change = { k: before.k, before: before.slice, after: { runs: [810, 5, 35, 5], loops: null } };
    const draw = (group: (typeof state.groups)[number]) => ({
      id: 'e-1',
      label: 'Brush on PTV',
      at: '2026-11-21T09:00:00.000Z',
      structureId: ptv.id,
      k: before.k,
      ops: [
        ...(group.isLocked
          ? []
          : [{ type: 'group' as const, id: group.id, before: null, after: { ...group, version: 2 } }]),
        {
          type: 'structure' as const,
          id: ptv.id,
          before: ptv,
          after: { ...ptv, editedSlices: [before.k], contentRev: 1 },
        },
        { type: 'slices' as const, structureId: ptv.id, changes: [change] },
      ],
    });
    const [group] = state.groups;
    if (group === undefined) throw new Error('no group');
    const { documentId, rev: baseRev } = state;
    await expect(client.documents.append({ documentId, baseRev, edit: draw(group) })).rejects.toMatchObject({
      kind: 'denied',
      code: 'DOCUMENT_LOCKED',
    });
    await client.documents.append({ documentId, baseRev, edit: draw({ ...group, isLocked: false }) });
    const edited = await exportTo('edited');
    expect(edited.algorithms).toMatchObject({ PTV: 'SEMIAUTOMATIC' });
    expect(edited.points['Parotid_L']).toEqual(original.points['Parotid_L']);
    const differing = Object.keys(original.points['PTV'] ?? {}).filter(
      (uid) => JSON.stringify(edited.points['PTV']?.[uid]) !== JSON.stringify(original.points['PTV']?.[uid]),
    );
    expect(differing).toEqual([`1.2.826.0.1.3680043.10.1561.7.3.${before.k + 1}`]);
    await app.close();
  });
});

describe('a window that is killed while somebody draws', () => {
  it('loses at most the stroke that was not answered', async () => {
    const folder = join(testFolder(), 'library');
    const seriesId = await (async () => {
      const window = openTestWindow(folder);
      const place = await importInto(window, ct);
      const { documentId } = await window.client.documents.open(place);
      await window.client.documents.append({ documentId, baseRev: 0, edit: FIRST });
      await window.app.close();
      return place.seriesId;
    })();
    let answered = 0;
    for (let round = 0; round < 3; round++) {
      const child: ChildProcess = spawn(process.execPath, [
        join(import.meta.dirname, '../support/drawing-child.ts'),
        folder,
        seriesId,
      ]);
      await new Promise<void>((resolve) => {
        child.stdout?.setEncoding('utf8');
        child.stdout?.on('data', (text: string) => {
          for (const line of text.split('\n')) if (line !== '') answered = Math.max(answered, Number(line));
          if (answered >= 8 * (round + 1)) child.kill('SIGKILL');
        });
        child.once('exit', () => resolve());
      });
      const window = openTestWindow(folder);
      const state = await window.client.documents.open({ seriesId });
      expect(state.rev - answered).toBeGreaterThanOrEqual(0);
      expect(state.rev - answered).toBeLessThanOrEqual(1);
      expect(state.history).toHaveLength(state.rev);
      answered = state.rev;
      await window.app.close();
    }
    const library = openLibrary(folder, { mode: 'read', appVersion: '0.1.0' });
    expect(library.checkIntegrity()).toMatchObject({ ok: true });
    library.close();
    expect(existsSync(join(folder, 'library.sums'))).toBe(true);
    rmSync(folder, { recursive: true });
  });
});
