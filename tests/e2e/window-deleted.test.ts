// The library screen: a case is named, deleted, brought back and deleted for good, by keys and by mouse.

import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openLibrary } from '../../main/store/index.ts';
import { describeWithChromium } from '../support/chromium.ts';
import { testSeries } from '../support/library-inputs.ts';
import { launchBrowser, openWindow, startWindowHost, type WindowHost } from '../support/limner-window.ts';
import { tempFolder } from '../support/temp-folder.ts';

describeWithChromium('cases of the library', () => {
  const root = tempFolder();
  const libraryFolder = join(root, 'library');
  let host: WindowHost;
  let browser: Browser;
  let page: Page;
  let errors: readonly string[];

  beforeAll(async () => {
    const library = openLibrary(libraryFolder, { mode: 'write', appVersion: '0.1.0' });
    const series = ['ALPHA^ANN', 'BRAVO^BOB', 'CARLO^CLEA'].map((patientName, n) =>
      testSeries({
        patientName,
        patientId: `P-${n.toString()}`,
        seriesUid: `1.2.${n.toString()}`,
        columns: 40 + n,
        rows: 40,
      }),
    );
    await library.importSeries({ series, structureSets: [] });
    library.close();
    host = await startWindowHost({ libraryFolder, exportsFolder: join(root, 'exports') });
    browser = await launchBrowser();
    ({ page, errors } = await openWindow(browser, host.address));
  });
  afterAll(async () => {
    await browser?.close();
    await host?.stop();
  });

  const row = (name: string) => page.locator('.case-row', { hasText: name });
  const focusList = () => page.locator('.case-scroll').focus();
  const toast = () => page.locator('.toast');

  it('gets a name by F2 beside the patient’s, which the search finds and the toast takes back', async () => {
    await row('Bravo').click();
    await focusList();
    await page.keyboard.press('F2');
    // Letters and Delete are the field's own.
    await page.keyboard.type('Teaching 7x');
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Enter');
    await row('BRAVO').locator('.case-label', { hasText: 'Teaching 7' }).waitFor();
    await toast().getByText('Case named “Teaching 7”').waitFor();
    await page.keyboard.press('Control+f');
    await page.keyboard.type('teaching');
    await expect.poll(() => page.locator('.case-row').count()).toBe(1);
    await page.getByPlaceholder(/^Search name/).fill('');
    await expect.poll(() => page.locator('.case-row').count()).toBe(3);
    await page.locator('.preview .case-label').waitFor();
    await toast().getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => page.locator('.case-label').count()).toBe(0);
    // Escape leaves everything as it is.
    await focusList();
    await page.keyboard.press('F2');
    await page.keyboard.type('never');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.case-name-field, .case-label').count()).toBe(0);
  });

  it('goes by Delete without a question and comes back by the toast, at its place', async () => {
    const names = () => page.locator('.case-row .top.id').allTextContents();
    const before = await names();
    await row('BRAVO').click();
    await focusList();
    await page.keyboard.press('Delete');
    await expect.poll(names).toEqual(before.filter((name) => !name.startsWith('BRAVO')));
    await page.locator('.side-item', { hasText: 'Deleted' }).waitFor();
    await toast().getByRole('button', { name: 'Undo' }).click();
    await expect.poll(names).toEqual(before);
    await expect.poll(() => page.locator('.side-item', { hasText: 'Deleted' }).count()).toBe(0);
  });

  it('is restored from Deleted, or goes for good after the question that starts on Cancel', async () => {
    for (const name of ['ALPHA', 'BRAVO']) {
      await row(name).click();
      await focusList();
      await page.keyboard.press('Delete');
      await expect.poll(() => row(name).count()).toBe(0);
    }
    await page.locator('.side-item', { hasText: 'Deleted' }).click();
    await page.getByText('2 deleted cases').waitFor();
    await expect
      .poll(() => page.locator('.deleted-row').allTextContents())
      .toEqual([expect.stringContaining('BRAVO, BOB'), expect.stringContaining('ALPHA, ANN')]);
    if (process.env['LIMNER_SHOTS']) await page.screenshot({ path: join(process.env['LIMNER_SHOTS'], 'deleted.png') });
    // Nothing is chosen: the key finds no case.
    await page.keyboard.press('Delete');
    await page.getByRole('button', { name: 'Restore ALPHA, ANN' }).click();
    await toast().getByText('Case restored').waitFor();
    await expect.poll(() => page.locator('.deleted-row').count()).toBe(1);
    await page.getByRole('button', { name: 'Delete all for good…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete 1 case for good' });
    await dialog.getByText('will be gone').waitFor();
    if (process.env['LIMNER_SHOTS']) await page.screenshot({ path: join(process.env['LIMNER_SHOTS'], 'empty.png') });
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Cancel');
    await page.keyboard.press('Enter');
    await expect.poll(() => dialog.count()).toBe(0);
    expect(await page.locator('.deleted-row').count()).toBe(1);
    await page.getByRole('button', { name: 'Delete BRAVO, BOB for good' }).click();
    await dialog.getByRole('button', { name: 'Delete 1 case for good' }).click();
    await page.getByText('No deleted cases').waitFor();
    await page.getByRole('button', { name: 'All cases' }).click();
    await row('ALPHA').waitFor();
    await expect.poll(() => page.locator('.case-row').count()).toBe(2);
  });

  it('is checked, backed up and examined from the settings, with a way out', async () => {
    await page.keyboard.press('Control+,');
    await page.getByRole('button', { name: 'Storage' }).click();
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    await page.getByText('Whole: 2 cases, 2 files').waitFor();
    await page.getByRole('button', { name: 'Back up' }).click();
    await page.getByText(/^2 cases, .* in/).waitFor();
    await page.getByRole('button', { name: 'About' }).click();
    // However quick the examination: it has not ended when it is cancelled.
    host.process.kill('SIGSTOP');
    await page.getByRole('button', { name: 'Examine' }).click();
    await page.getByRole('button', { name: 'Cancel: Examine' }).click();
    host.process.kill('SIGCONT');
    await page.getByRole('button', { name: 'Examine', exact: true }).waitFor();
    await expect.poll(() => page.locator('.set-findings li').count()).toBe(0);
    expect(errors).toEqual([]);
  });
});
