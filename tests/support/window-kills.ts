// Kills of the host while somebody paints through the real window: what is on the disk after each, against what the page
// had been told was kept.

import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { DocumentState, WindowClient } from '../../core/contract/index.ts';
import {
  allKept,
  denseOf,
  launchBrowser,
  openWindow,
  startWindowHost,
  stroke,
  type WindowHost,
} from './limner-window.ts';
import { ALL_CASES, connectClient, importAndWait, takeSession } from './run-serve.ts';

const NAME = 'Drawn';

async function withClient<T>(host: WindowHost, use: (client: WindowClient) => Promise<T>): Promise<T> {
  const cookie = await takeSession(host);
  const { client, close } = await connectClient({ origin: new URL(host.address).origin }, cookie);
  try {
    return await use(client);
  } finally {
    close();
  }
}

export async function openDocument(client: WindowClient): Promise<{ state: DocumentState; size: readonly number[] }> {
  const { rows } = await client.cases.page(ALL_CASES);
  const { volumes } = await client.cases.get({ caseId: rows[0]?.caseId ?? '' });
  const state = await client.documents.open({ seriesId: volumes[0]?.seriesId ?? '' });
  return { state, size: volumes[0]?.size ?? [] };
}

export const drawnVoxels = (state: DocumentState, size: readonly number[]): number => {
  const structure = state.structures.find(({ name }) => name === NAME);
  return structure === undefined ? 0 : denseOf(state, structure.id, size).reduce((sum, voxel) => sum + voxel, 0);
};

/** Imports a folder of images and makes an empty structure to paint on, without a window. */
export async function prepareDrawn(host: WindowHost, browser: Browser): Promise<void> {
  const { page } = await openWindow(browser, host.address);
  const info = (await page.evaluate(() => fetch('host.json').then((response) => response.json()))) as {
    sampleGrant: string;
  };
  const cookies = await page.context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const { client, close } = await connectClient({ origin: new URL(host.address).origin }, cookie);
  await importAndWait(client, [info.sampleGrant]);
  const { state } = await openDocument(client);
  const at = '2026-01-05T09:00:00.000Z';
  await client.documents.append({
    documentId: state.documentId,
    baseRev: state.rev,
    edit: {
      id: 'prepared',
      label: 'New structure',
      at,
      structureId: 's-drawn',
      k: null,
      ops: [
        {
          type: 'group',
          id: 'g-drawn',
          before: null,
          after: {
            id: 'g-drawn',
            kind: 'manual',
            label: 'Drawn',
            version: 1,
            parentGroupId: null,
            isLocked: false,
            structureSetId: null,
            model: null,
            createdAt: at,
          },
        },
        {
          type: 'structure',
          id: 's-drawn',
          before: null,
          after: {
            id: 's-drawn',
            groupId: 'g-drawn',
            order: 0,
            name: NAME,
            color: '#41D2CE',
            interpretedType: 'ORGAN',
            fmaCode: null,
            origin: 'manual',
            isLocked: false,
            review: { isReviewed: false, at: null, reason: null, slices: [] },
            editedSlices: [],
            derivedFrom: null,
            contentRev: 0,
          },
        },
      ],
    },
  });
  close();
  await page.context().close();
}

/** Strokes that the page was told are on the disk, and those it began: painted until the host is gone. */
async function paintUntilKilled(page: Page, host: WindowHost, seed: number): Promise<{ kept: number; begun: number }> {
  await page.locator('.case-row').first().dblclick();
  await page.getByRole('option', { name: /^Drawn,/ }).click();
  await page.getByText(/^Reading/).waitFor({ state: 'hidden' });
  // One view alone: nothing of this test is about the others, and a browser without a graphics card is slow with four.
  await page.locator('.pv[data-view="axial"]').focus();
  if ((await page.locator('.views').getAttribute('data-layout')) !== 'one') await page.keyboard.press('f');
  // Another slice each time: a stroke over voxels that are painted already is no edit. Counted from the first slice,
  // since a case opens where it was left.
  await page.keyboard.press('Home');
  for (let n = 0; n < seed; n++) await page.keyboard.press('PageDown');
  await page.keyboard.press('b');
  let begun = 0;
  let kept = 0;
  const killAt = 2 + (seed % 3);
  const place = (n: number) => 0.3 + ((seed * 7 + n * 11) % 40) / 100;
  while (begun < killAt) {
    begun++;
    const [x, y] = [place(begun), place(begun + 3)];
    await stroke(page, 'axial', [
      [x, y],
      [x + 0.03, y + 0.02],
    ]);
    // One at most is on its way when the host is killed, as for a hand, which is slower than a machine.
    if (begun < killAt) await allKept(page);
    // What is said as kept by then must be there afterwards.
    if (await page.getByText(/^All changes kept/).isVisible()) kept = begun;
  }
  // In the middle of the next stroke.
  const killed = host.kill();
  begun++;
  await stroke(page, 'axial', [
    [place(9), place(5)],
    [place(9) + 0.05, place(5)],
  ]).catch(() => undefined);
  await killed;
  return { kept, begun };
}

export interface KillOutcome {
  readonly kept: number;
  readonly begun: number;
  /** Strokes found on the disk afterwards. */
  readonly found: number;
}

/** Kills `times` hosts one after the other on one library; checks the document after each. */
export async function killWhilePainting(
  folders: { readonly libraryFolder: string; readonly exportsFolder: string },
  times: number,
): Promise<KillOutcome[]> {
  const browser = await launchBrowser();
  const outcomes: KillOutcome[] = [];
  try {
    let host = await startWindowHost(folders);
    await prepareDrawn(host, browser);
    await host.stop();
    let strokesBefore = 0;
    for (let n = 0; n < times; n++) {
      host = await startWindowHost(folders);
      const { page } = await openWindow(browser, host.address);
      const { kept, begun } = await paintUntilKilled(page, host, n);
      await page.context().close();
      host = await startWindowHost(folders);
      const found = await withClient(host, async (client) => {
        const { state, size } = await openDocument(client);
        const strokes = state.history.slice(0, state.head).filter(({ label }) => /brush/i.test(label)).length;
        // Whole: the last stroke can be taken back and brought back, and changes voxels both times.
        const drawn = drawnVoxels(state, size);
        const undone = await client.documents.undo({ documentId: state.documentId, baseRev: state.rev });
        const less = drawnVoxels((await openDocument(client)).state, size);
        await client.documents.redo({ documentId: state.documentId, baseRev: undone.rev });
        const again = drawnVoxels((await openDocument(client)).state, size);
        expect(less).toBeLessThan(drawn);
        expect(again).toBe(drawn);
        return strokes - strokesBefore;
      });
      await host.stop();
      outcomes.push({ kept, begun, found });
      strokesBefore += found;
    }
  } finally {
    await browser.close();
  }
  return outcomes;
}
