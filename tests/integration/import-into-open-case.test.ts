// What an import brings into a case that is open in the window: shown at once, under what a person has drawn meanwhile.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { QueueRow } from '../../core/contract/index.ts';
import { regularGeometry } from '../../core/geometry/index.ts';
import { followCase } from '../../renderer/app/follow-case.ts';
import type { AppContext } from '../../renderer/commands/command.ts';
import { createDocumentSession, type DocumentSession } from '../../renderer/data/document-session.ts';
import { emptyContext } from '../support/all-commands.ts';
import { writeCtSeries } from '../support/ct-writer.ts';
import { flatten, fromState } from '../support/random-edits.ts';
import { boxContours, buildStructureSet } from '../support/rtstruct-builder.ts';
import { testFolder } from '../support/temp-folder.ts';
import { openTestWindow, type TestWindow } from '../support/window-client.ts';

const geometry = regularGeometry({ size: [12, 12, 6], spacingMm: [2, 2, 3], originLps: [-11, -11, 0] });
/** A thread must start first. */
const SOON = { timeout: 20_000 };
const FEWER = regularGeometry({ size: [12, 12, 5], spacingMm: [2, 2, 3], originLps: [-11, -11, 0] });

/** A case of images alone in a window, and the set on them that is not imported yet. */
async function openedImages(planes = geometry) {
  const root = testFolder();
  const ct = join(root, 'ct');
  const { seriesInstanceUid: seriesUid, frameOfReferenceUid: frame } = writeCtSeries(ct, planes);
  const later = join(root, 'later');
  mkdirSync(later);
  const set = buildStructureSet([{ name: 'Box', contours: boxContours([-6, -6, 1.5], [6, 6, 10.5], 3) }], {
    ...{ seriesUid, frame, patientId: 'PHANTOM' },
  });
  writeFileSync(join(later, 'rs.dcm'), set);
  const window = openTestWindow(join(root, 'library'));
  onTestFinished(() => window.app.close());
  await importOf(window, ct);
  const page = await window.client.cases.page({
    ...{ search: '', state: null, needsAttention: false, modality: null, sort: 'changed', isDescending: true },
    ...{ offset: 0, limit: 5 },
  });
  const { caseId, seriesId } = page.rows[0] as { caseId: string; seriesId: string };
  return { root, window, later, caseId, seriesId };
}

async function importOf({ client, app, waitFor }: TestWindow, path: string): Promise<void> {
  const { jobId } = await client.queue.add({ kind: 'import', paths: [app.grantPath(path)] });
  await waitFor<QueueRow>('queue.changed', (row) => row.jobId === jobId && row.state === 'done');
}

interface Follower {
  readonly context: AppContext & { readonly ran: string[] };
  readonly session: DocumentSession;
}

/** The workspace of the window on the case, as it was when `detail` was read. */
async function follow(window: TestWindow, caseId: string, seriesId: string, betweenAnswers = async () => {}) {
  const { client } = window;
  const detail = await client.cases.get({ caseId });
  const opened = await client.documents.open({ seriesId });
  await betweenAnswers();
  let ids = 0;
  const session = createDocumentSession(opened, geometry, {
    ...{ client, newId: () => `own-${++ids}`, now: () => '2026-11-21T09:00:00.000Z' },
    reconnected: () => Promise.resolve(),
  });
  const ran: string[] = [];
  const connection = {
    client,
    on: (name: string, listener: (payload: unknown) => void) => {
      window.onEvent((told, payload) => told === name && listener(payload));
      return () => undefined;
    },
    onState: () => () => undefined,
  };
  const context = { ...emptyContext({ connection: connection as never, run: (id) => void ran.push(id) }), ran };
  const volume = detail.volumes[0];
  context.store.setState({
    route: { screen: 'workspace' },
    workspace: { detail, volume, imported: [], warnings: [] } as never,
  });
  onTestFinished(followCase(context, { seriesId, geometry, session } as never, caseId));
  return { context, session } satisfies Follower;
}

const names = (session: DocumentSession) => [...session.current().structures.values()].map(({ name }) => name).sort();

describe('a structure set that is imported while its case is open', () => {
  it('is shown locked, beside what is being drawn', async () => {
    const { window, later, caseId, seriesId } = await openedImages();
    const { context, session } = await follow(window, caseId, seriesId);
    const group = { id: 'g-own', kind: 'manual', label: 'Mine', version: 1, parentGroupId: null, isLocked: false };
    const after = { ...group, structureSetId: null, model: null, createdAt: '2026-11-21T09:00:00.000Z' } as const;
    const importing = importOf(window, later);
    session.commit({
      label: 'A group',
      structureId: null,
      k: null,
      ops: [{ type: 'group', id: 'g-own', before: null, after: after as never }],
    });
    await importing;
    await expect.poll(() => names(session), SOON).toEqual(['Box']);
    await session.settled();
    const groups = [...session.current().groups.values()];
    expect(groups.map(({ label, isLocked }) => [label, isLocked]).sort()).toEqual([
      ['Mine', false],
      ['set', true],
    ]);
    const kept = await window.client.documents.open({ seriesId });
    expect(flatten(session.current(), session.plane)).toEqual(flatten(fromState(kept, session.plane), session.plane));
    await expect.poll(() => context.store.getState().workspace?.imported, SOON).toHaveLength(1);
    expect(context.store.getState().workspace?.detail.row.structureSets).toHaveLength(1);
    expect(context.store.getState().statusText).toBe('set came into this case.');
    expect(await session.undo()).toBe(true);
    expect([...session.current().groups.values()].map(({ label }) => label)).toEqual(['set']);
  });

  it('between two answers of its opening is shown too', async () => {
    const { window, later, caseId, seriesId } = await openedImages();
    const { session } = await follow(window, caseId, seriesId, () => importOf(window, later));
    await expect.poll(() => names(session), SOON).toEqual(['Box']);
  });
});

it('slices that are added to the open images open the case again, as contours would land on others', async () => {
  const { root, window, caseId, seriesId } = await openedImages(FEWER);
  const { context } = await follow(window, caseId, seriesId);
  writeCtSeries(join(root, 'whole'), geometry);
  await importOf(window, join(root, 'whole'));
  await expect.poll(() => context.ran, SOON).toEqual(['case.reopen']);
});
