// A set on one MR, brought to another MR of another frame of reference through the registration of the case.

import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithChromium } from '../support/chromium.ts';
import {
  allKept,
  clientOfPage,
  denseOf,
  dropFiles,
  launchBrowser,
  openWindow,
  startWindowHost,
  type WindowHost,
} from '../support/limner-window.ts';
import { tempFolder } from '../support/temp-folder.ts';

describeWithChromium('a registration in the window', () => {
  const root = tempFolder();
  let host: WindowHost;
  let browser: Browser;
  let page: Page;
  let errors: readonly string[];

  beforeAll(async () => {
    const script = resolve(import.meta.dirname, '../support/make-study.py');
    execFileSync('/usr/bin/python3', ['-W', 'ignore', script, join(root, 'study')]);
    host = await startWindowHost({ libraryFolder: join(root, 'library'), exportsFolder: join(root, 'exports') });
    browser = await launchBrowser();
    ({ page, errors } = await openWindow(browser, host.address));
  });
  afterAll(async () => {
    await browser?.close();
    await host?.stop();
  });

  it('links two series when a person says so, and says what that means', async () => {
    await dropFiles(page, join(root, 'study'));
    await page.locator('.case-row', { hasText: 'ZORBAK-1' }).dblclick();
    await page.getByRole('button', { name: /^Series:/ }).waitFor();
    const { client, close } = await clientOfPage(page);
    const [row] = (await client.library.list({ search: null })).cases;
    const { volumes } = await client.cases.get({ caseId: row?.caseId ?? '' });
    const states = await Promise.all(volumes.map(({ seriesId }) => client.documents.open({ seriesId })));
    const from = states.find(({ structures }) => structures.length > 0);
    const to = states.find(({ structures }) => structures.length === 0);
    expect(from?.structures.map(({ name }) => name)).toEqual(['Kidney_L']);
    // Either series may be the one that opens.
    const none = page.getByText('No structures yet');
    const drawn = page.getByRole('option', { name: /^Kidney_L,/ });
    await none.or(drawn).first().waitFor();
    if (await drawn.isVisible()) {
      await allKept(page);
      await page.getByRole('button', { name: /^Series:/ }).click();
      const empty = volumes.findIndex(({ seriesId }) => seriesId === to?.seriesId);
      await page.getByRole('menuitem').nth(empty).click();
      await none.waitFor();
    }
    await page.keyboard.press('Control+k');
    await page.getByLabel('Search commands').fill('Copy a set');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Copy a set from another series' });
    await dialog.getByText('Linked by a registration').waitFor();
    await dialog.getByRole('button', { name: 'Through: FUSION' }).waitFor();
    await dialog.getByText('How well it fits was not judged').waitFor();
    await dialog.getByRole('button', { name: 'Copy 1 structure' }).click();
    await page.getByRole('option', { name: /^Kidney_L,/ }).waitFor();
    await allKept(page);
    const state = await client.documents.open({ seriesId: to?.seriesId ?? '' });
    expect(state.groups).toMatchObject([{ label: expect.stringContaining('(registered)') }]);
    const voxels = denseOf(state, state.structures[0]?.id ?? '', [24, 24, 8]);
    // The box of frame 1, x 16 to 26, y 12 to 22, z 6 to 12, lies at x 32 to 42, y -16 to -6, z 0 to 6 of frame 2.
    const places = [...voxels.entries()]
      .filter(([, value]) => value === 1)
      .map(([at]) => [at % 24, Math.floor(at / 24) % 24, Math.floor(at / 576)]);
    const range = (axis: number) => [
      Math.min(...places.map((p) => p[axis] ?? 0)),
      Math.max(...places.map((p) => p[axis] ?? 0)),
    ];
    expect([range(0), range(1), range(2)]).toEqual([
      [11, 16],
      [12, 17],
      [4, 6],
    ]);
    close();
    expect(errors).toEqual([]);
  });
});
