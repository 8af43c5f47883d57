// What the model was unsure of, in the real window: contoured by a network, shown over the planes, walked slice by slice.

import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { regularGeometry } from '../../core/geometry/index.ts';
import { describeWithChromium } from '../support/chromium.ts';
import { writeCtSeries } from '../support/ct-writer.ts';
import { bodyWithBone, type HuAt, sampleImage, TINY_MODELS } from '../support/inference-phantom.ts';
import { dropFiles, launchBrowser, openWindow, startWindowHost, type WindowHost } from '../support/limner-window.ts';
import { tempFolder } from '../support/temp-folder.ts';

const geometry = regularGeometry({ size: [40, 40, 12], spacingMm: [4, 4, 5], originLps: [-78, -78, -30] });

/** A ball whose values fall by 12 HU a millimetre: around 300 HU, where the network decides, it cannot be sure. */
const fadingBall: HuAt = (x, y, z) =>
  bodyWithBone(x, y, z) === -1000 ? -1000 : Math.max(50, 550 - 12 * Math.hypot(x - 5, y + 3, z - 2));

/** Coloured pixels over a view. */
const colouredIn = (page: Page, view: string): Promise<number> =>
  page.locator(`.pv[data-view="${view}"] .pv-uncertainty`).evaluate((canvas) => {
    const { width, height } = canvas as HTMLCanvasElement;
    const data = (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
    let count = 0;
    for (let at = 3; at < data.length; at += 4) if ((data[at] as number) > 0) count++;
    return count;
  });

describeWithChromium('the uncertainty of a model', () => {
  const root = tempFolder();
  let host: WindowHost;
  let browser: Browser;
  beforeAll(async () => {
    writeCtSeries(join(root, 'ct'), geometry, { hu: sampleImage(geometry, fadingBall).voxels });
    host = await startWindowHost({
      libraryFolder: join(root, 'library'),
      exportsFolder: join(root, 'exports'),
      env: { LIMNER_MODELS: TINY_MODELS },
    });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await host?.stop();
  });

  it('lies over the planes by a key, says how unsure each edge is, and leads to the least certain slices', async () => {
    const { page, errors } = await openWindow(browser, host.address);
    await dropFiles(page, join(root, 'ct'));
    await page.locator('.case-row').first().dblclick();
    await page.getByText('No structures yet').waitFor();
    await page.keyboard.press('Shift+U');
    await page.getByText('No model has contoured this series.').waitFor();

    await page.keyboard.press('Control+Shift+A');
    await page.getByRole('dialog').getByText('Thresholds as a network, for tests').click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Start/ })
      .click();
    const bone = page.getByRole('option', { name: /^Bone,/ });
    await bone.click({ timeout: 60_000 });
    await page.getByRole('region', { name: 'Auto-contour' }).waitFor({ state: 'detached' });

    expect(await colouredIn(page, 'axial')).toBe(0);
    await page.keyboard.press('Shift+U');
    const section = page.getByRole('region', { name: 'Uncertainty' });
    await section.getByText('How wide the edge is blurred').waitFor();
    await section.getByRole('button', { name: /^Bone, \d+\.\d mm/ }).waitFor();
    const slices = section.getByRole('list', { name: 'Least certain slices of Bone' }).getByRole('button');
    await slices.nth(1).waitFor();
    const names = await slices.evaluateAll((own) => own.map((button) => button.getAttribute('aria-label') ?? ''));
    const widths = names.map((name) => Number(/, ([\d.]+) mm/.exec(name)?.[1]));
    expect(widths).toEqual([...widths].sort((p, q) => q - p));
    expect(widths[0]).toBeGreaterThan(0);

    // A click goes there, where the colour is.
    await slices.nth(1).click();
    const number = /Slice (\d+)/.exec(names[1] ?? '')?.[1] ?? '';
    await page.locator('.pv[data-view="axial"] .pv-number').getByText(`${number} / 12`).waitFor();
    for (const view of ['axial', 'coronal', 'sagittal']) {
      await expect.poll(() => colouredIn(page, view)).toBeGreaterThan(100);
    }
    await page.keyboard.press('Shift+U');
    await section.waitFor({ state: 'detached' });
    await expect.poll(() => colouredIn(page, 'axial')).toBe(0);
    expect(errors).toEqual([]);
  });
});
