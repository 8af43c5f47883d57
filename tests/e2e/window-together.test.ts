// Two windows on one case, and a window whose line to the library breaks: no stroke is lost, and both say what is so.

import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithChromium } from '../support/chromium.ts';
import {
  allKept,
  clientOfPage,
  launchBrowser,
  startWindowHost,
  stroke,
  type WindowHost,
} from '../support/limner-window.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { drawnVoxels, openDocument, prepareDrawn } from '../support/window-kills.ts';

describeWithChromium('windows of one case', () => {
  const root = tempFolder();
  const folders = { libraryFolder: join(root, 'library'), exportsFolder: join(root, 'exports') };
  let host: WindowHost;
  let browser: Browser;

  beforeAll(async () => {
    host = await startWindowHost(folders);
    browser = await launchBrowser();
    await prepareDrawn(host, browser);
    // A host that was started anew at the same port is found again by its pages.
    const { port } = new URL(host.address);
    await host.stop();
    host = await startWindowHost({ ...folders, port: Number(port) });
  });
  afterAll(async () => {
    await browser?.close();
    await host?.stop();
  });

  async function openCase(page: Page, address: string): Promise<void> {
    await page.goto(address);
    await page.locator('.case-row').first().dblclick();
    await page.getByRole('option', { name: /^Drawn,/ }).click();
    await page.getByText(/^Reading/).waitFor({ state: 'hidden' });
    await page.locator('.pv[data-view="axial"]').focus();
    if ((await page.locator('.views').getAttribute('data-layout')) !== 'one') await page.keyboard.press('f');
    await page.keyboard.press('Home');
    await page.keyboard.press('b');
  }
  const drawnMl = (page: Page) =>
    page
      .getByRole('option', { name: /^Drawn,/ })
      .evaluate((row) => Number(/([\d.]+) ml/.exec(row.ariaLabel ?? '')?.[1]));
  async function document(page: Page) {
    const { client, close } = await clientOfPage(page);
    const { state, size } = await openDocument(client);
    close();
    return { voxels: drawnVoxels(state, size), steps: state.history.slice(0, state.head).map(({ label }) => label) };
  }
  const line = (page: Page, down: number) =>
    stroke(page, 'axial', [
      [0.4, down],
      [0.55, down],
    ]);

  it('shows in each what the other draws and takes back, and keeps the strokes of both', async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
    const [one, two] = [await context.newPage(), await context.newPage()];
    await openCase(one, host.address);
    await openCase(two, new URL('/', host.address).href);

    await line(one, 0.4);
    await two.getByText('Brush on Drawn, in another window.').waitFor();
    await allKept(one);
    const first = await drawnMl(one);
    await expect.poll(() => drawnMl(two)).toBe(first);

    await line(two, 0.6);
    await allKept(two);
    await expect.poll(() => drawnMl(one)).toBeCloseTo(2 * first, 0);
    await expect.poll(() => drawnMl(two)).toBe(await drawnMl(one));

    // Another one's lies above the own stroke, on the same slice: it stays, and the reason is said.
    await line(one, 0.5);
    await allKept(one);
    // Of the first stroke the same words may stand there still.
    await expect.poll(() => drawnMl(two)).toBe(await drawnMl(one));
    await two.getByText('Brush on Drawn, in another window.').waitFor();
    await two.keyboard.press('z');
    await two.getByText('"Brush on Drawn" came after it on the same slice, in another window.').waitFor();
    await one.keyboard.press('z');
    await expect.poll(() => drawnMl(two)).toBeCloseTo(2 * first, 0);
    await two.keyboard.press('z');
    await expect.poll(() => drawnMl(one)).toBe(first);

    // On another slice it is taken back alone.
    await two.keyboard.press('PageDown');
    await line(two, 0.6);
    await allKept(two);
    await expect.poll(() => drawnMl(one)).toBeGreaterThan(1.5 * first);
    await one.keyboard.press('z');
    await expect.poll(() => drawnMl(two)).toBeLessThan(1.5 * first);
    // Each window counts its voxels for itself, when it gets to it.
    await expect.poll(async () => (await drawnMl(one)) === (await drawnMl(two))).toBe(true);
    await context.close();
  });

  it('keeps what is drawn while its host is gone, and gives it to the one that comes after', async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
    const page = await context.newPage();
    const { port } = new URL(host.address);
    await host.stop();
    host = await startWindowHost({ ...folders, port: Number(port) });
    await openCase(page, host.address);
    const before = await document(page);

    await host.kill();
    await line(page, 0.7);
    await page.getByText('1 change in this window only').waitFor();
    await line(page, 0.8);
    await page.getByText('2 changes are in this window only: do not close it.').waitFor();

    host = await startWindowHost({ ...folders, port: Number(port) });
    await page.getByText('Limner does not know this browser any more.').waitFor();
    const beside = await context.newPage();
    await beside.goto(host.address);
    await page.getByText('Limner does not know this browser any more.').waitFor({ state: 'hidden' });
    await allKept(page);
    const after = await document(page);
    expect(after.voxels).toBeGreaterThan(before.voxels + 20);
    expect(after.steps).toEqual([...before.steps, 'Brush on Drawn', 'Brush on Drawn']);
    await context.close();
  });

  it('beside another Limner only reads, says so before the hand draws, and keeps nothing', async () => {
    const reading = await startWindowHost({ ...folders, isReadOnly: true });
    const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
    const page = await context.newPage();
    await openCase(page, reading.address);
    await page.getByText('This window only reads.').waitFor();
    const before = await document(page);
    await line(page, 0.3);
    await page.getByText('This window only reads: another Limner has the library.').waitFor();
    await page.keyboard.press('z');
    expect(await document(page)).toEqual(before);
    await context.close();
    await reading.stop();
  });
});
