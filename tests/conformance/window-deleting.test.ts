// Deleting, restoring and naming cases through the window's contract, with a start of the window on another day.
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { CaseFilter } from '../../core/contract/index.ts';
import { openLibrary } from '../../main/store/index.ts';
import { testSeries } from '../support/library-inputs.ts';
import { edit, FIRST } from '../support/random-edits.ts';
import { testFolder } from '../support/temp-folder.ts';
import { openTestWindow, type TestWindow } from '../support/window-client.ts';

const ALL: CaseFilter = {
  search: '',
  state: null,
  needsAttention: false,
  modality: null,
  sort: 'changed',
  isDescending: true,
  offset: 0,
  limit: 50,
};

async function twoCases(): Promise<string> {
  const folder = join(testFolder(), 'library');
  const library = openLibrary(folder, { mode: 'write', appVersion: '0.1.0' });
  const other = testSeries({ patientId: 'P-2', patientName: 'ROE^JIM', seriesUid: '1.9', columns: 6 });
  await library.importSeries({ series: [testSeries(), other], structureSets: [] });
  library.close();
  return folder;
}

const rowsOf = async ({ client }: Pick<TestWindow, 'client'>, search = '') =>
  (await client.cases.page({ ...ALL, search })).rows;

describe('deleting in the window', () => {
  it('keeps the case, tells every window, and brings it back', async () => {
    const { app, client, events } = openTestWindow(await twoCases());
    const before = await rowsOf({ client });
    const caseId = before[0]?.caseId ?? '';
    const { keptUntil } = await client.library.remove({ caseId, isKept: true });
    expect(Date.parse(keptUntil ?? '') - Date.now()).toBeGreaterThan(29.9 * 86_400_000);
    expect(events).toContainEqual({ name: 'library.changed', payload: { caseIds: [caseId] } });
    expect((await rowsOf({ client })).map((row) => row.caseId)).toEqual([before[1]?.caseId]);
    await expect(client.cases.get({ caseId })).rejects.toMatchObject({ kind: 'not-found', code: 'CASE_DELETED' });
    const deleted = await client.library.deleted({});
    expect(deleted).toMatchObject({ cases: [{ caseId, patientName: before[0]?.patientName }] });
    expect(deleted.freedBytes).toBeGreaterThan(0);
    expect(await client.library.undelete({ caseId })).toEqual({ restored: caseId });
    expect(await rowsOf({ client })).toEqual(before);
    await app.close();
  });

  it('ends the work on the case, also for the next start', async () => {
    const folder = await twoCases();
    const window = openTestWindow(folder);
    const [row] = await rowsOf(window);
    const { caseId, seriesId } = row as { caseId: string; seriesId: string };
    const contour = { kind: 'contour', caseId, seriesId, modelId: null, structures: null, device: 'cpu' } as const;
    await window.client.queue.add(contour);
    await window.client.queue.add(contour);
    await window.client.library.remove({ caseId, isKept: true });
    expect((await window.client.queue.list({})).rows).toEqual([]);
    // A window that does not know yet.
    await expect(window.client.queue.add(contour)).rejects.toMatchObject({ code: 'CASE_DELETED' });
    await window.app.close();
    const next = openTestWindow(folder);
    expect((await next.client.queue.list({})).rows).toEqual([]);
    await next.app.close();
  });

  it('for good takes deleted cases only, and says how many', async () => {
    const { app, client } = openTestWindow(await twoCases());
    const [first, second] = (await rowsOf({ client })).map((row) => row.caseId) as [string, string];
    await client.library.remove({ caseId: first, isKept: true });
    await expect(client.cases.empty({ caseIds: [second] })).rejects.toMatchObject({ code: 'CASE_NOT_DELETED' });
    expect(await rowsOf({ client })).toHaveLength(1);
    const told: number[] = [];
    expect(await client.cases.empty({ caseIds: [first] }, { report: ({ total }) => told.push(total) })).toEqual({
      deleted: 1,
    });
    expect(told).toContain(1);
    expect(await client.library.deleted({})).toEqual({ cases: [], freedBytes: 0 });
    await expect(client.library.undelete({ caseId: first })).rejects.toMatchObject({ code: 'CASE_NOT_DELETED' });
    await app.close();
  });

  it('is over with the second start after 30 days, whatever one run’s clock says', async () => {
    const folder = await twoCases();
    let window = openTestWindow(folder);
    const [row] = await rowsOf(window);
    await window.client.library.remove({ caseId: row?.caseId ?? '', isKept: true });
    await window.app.close();
    const now = Date.now();
    onTestFinished(() => void vi.useRealTimers());
    const startAt = async (days: number): Promise<number> => {
      vi.useFakeTimers({ now: now + days * 86_400_000, toFake: ['Date'] });
      window = openTestWindow(folder);
      const { cases } = await window.client.library.deleted({});
      await window.app.close();
      return cases.length;
    };
    // In the future for one run, then right again, then in the past.
    expect([await startAt(400), await startAt(3), await startAt(-4000), await startAt(29)]).toEqual([1, 1, 1, 1]);
    expect([await startAt(31), await startAt(31.5), await startAt(33)]).toEqual([1, 1, 0]);
    const library = openLibrary(folder, { mode: 'write', appVersion: '0.1.0' });
    expect(library.checkIntegrity()).toMatchObject({ ok: true, cases: 1, blobs: 1 });
    library.close();
  });
});

describe('a name given to a case', () => {
  it('is shown, found and sorted by where the images have none; it leaves the library in no file', async () => {
    const folder = await twoCases();
    const { app, client } = openTestWindow(folder);
    const [row] = await rowsOf({ client }, 'doe');
    const { caseId, seriesId } = row as { caseId: string; seriesId: string };
    expect(await client.cases.rename({ caseId, label: '  PLANTED label ' })).toEqual({ before: null });
    expect(await client.cases.rename({ caseId, label: 'PLANTED label' })).toEqual({ before: 'PLANTED label' });
    expect(await rowsOf({ client }, 'planted')).toMatchObject([{ patientName: 'DOE^JANE', label: 'PLANTED label' }]);
    expect(await client.cases.get({ caseId })).toMatchObject({
      row: { patientName: 'DOE^JANE', label: 'PLANTED label' },
    });
    await expect(client.cases.rename({ caseId, label: '   ' })).rejects.toMatchObject({ kind: 'invalid-input' });
    const out = join(testFolder(), 'out');
    mkdirSync(out);
    const { documentId } = await client.documents.open({ seriesId });
    await client.documents.append({ documentId, baseRev: 0, edit: FIRST });
    const changes = [{ k: 2, before: null, after: { runs: [9, 3], loops: null } }];
    const draw = edit('e-1', [{ type: 'slices', structureId: 's-a', changes }]);
    await client.documents.append({ documentId, baseRev: 1, edit: draw });
    await client.documents.export({
      documentId,
      structureIds: ['s-a'],
      formats: ['rtstruct', 'nifti', 'report'],
      destination: app.grantPath(out),
      openPoints: [],
    });
    for (const name of readdirSync(out)) {
      expect(name).not.toContain('PLANTED');
      expect(readFileSync(join(out, name)).includes('PLANTED'), name).toBe(false);
    }
    expect(readFileSync(join(out, 'rtstruct.dcm')).includes('DOE^JANE')).toBe(true);
    await app.close();
    const database = new BetterSqlite3(join(folder, 'library.db'), { readonly: true });
    expect(database.prepare('SELECT patient_name FROM cases ORDER BY 1').pluck().all()).toEqual([
      'DOE^JANE',
      'ROE^JIM',
    ]);
    database.close();
  });

  it('stands first where the images name nobody', async () => {
    const folder = join(testFolder(), 'library');
    const library = openLibrary(folder, { mode: 'write', appVersion: '0.1.0' });
    const nameless = (identityHash: string, seriesUid: string) => ({
      ...testSeries({ seriesUid }),
      patient: null,
      identityHash,
    });
    await library.importSeries({ series: [nameless('a', '1.1'), nameless('b', '1.2')], structureSets: [] });
    const [second, first] = library.listCases();
    library.labelCase(first?.caseId ?? '', 'Alpha');
    library.labelCase(second?.caseId ?? '', 'Beta');
    library.close();
    const { app, client } = openTestWindow(folder);
    const { rows } = await client.cases.page({ ...ALL, sort: 'name', isDescending: false });
    expect(rows.map(({ label, patientName }) => [label, patientName])).toEqual([
      ['Alpha', ''],
      ['Beta', ''],
    ]);
    await app.close();
  });
});
