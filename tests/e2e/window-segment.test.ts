// A maxillary sinus by hand in the real window, on a real head: the air's range, a click, what holds at the ostium, a
// closing line, a name, and the structure with its volume.

import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithChromium } from '../support/chromium.ts';
import {
  allKept,
  launchBrowser,
  openWindow,
  stageBox,
  startWindowHost,
  type WindowHost,
} from '../support/limner-window.ts';
import { runLimner } from '../support/run-limner.ts';
import { describeWithShared, sharedPath } from '../support/shared-data.ts';
import { tempFolder } from '../support/temp-folder.ts';

describeWithShared('a structure from values', () => {
  describeWithChromium('in the window', () => {
    const root = tempFolder();
    const libraryFolder = join(root, 'library');
    let host: WindowHost;
    let browser: Browser;
    let page: Page;
    let errors: readonly string[];
    /** Where a place in mm of the patient lies on the axial view, CSS px. */
    let onAxial: (x: number, y: number) => readonly [number, number];

    const axialText = async () => (await page.locator('.pv[data-view="axial"]').textContent()) ?? '';
    /** The crosshair goes where the click is, and the view says where that lies. */
    const mmAt = async (x: number, y: number): Promise<readonly [number, number]> => {
      const before = await axialText();
      await page.mouse.click(x, y);
      await expect.poll(axialText, { timeout: 10_000, interval: 50 }).not.toBe(before);
      const [, side, across, way, down] = /([LR])\s([\d.]+)\s+([AP])\s([\d.]+)/.exec(await axialText()) ?? [];
      return [Number(across) * (side === 'L' ? 1 : -1), Number(down) * (way === 'P' ? 1 : -1)];
    };
    const learnPlaces = async () => {
      const { x, y, width, height } = await stageBox(page, 'axial');
      const [p, q] = [
        [x + 0.4 * width, y + 0.4 * height],
        [x + 0.7 * width, y + 0.7 * height],
      ] as const;
      const [a, b] = [await mmAt(...p), await mmAt(...q)];
      onAxial = (mmX, mmY) => [
        p[0] + ((mmX - a[0]) / (b[0] - a[0])) * (q[0] - p[0]),
        p[1] + ((mmY - a[1]) / (b[1] - a[1])) * (q[1] - p[1]),
      ];
    };
    const goOnSlice = async (slice: number) => {
      await page.mouse.move(400, 300);
      for (let n = 0; n < 150; n++) {
        const here = Number(/(\d+) \/ \d+/.exec(await axialText())?.[1] ?? 0);
        if (here === slice) return;
        await page.keyboard.press(here < slice ? 'ArrowRight' : 'ArrowLeft');
        await page.waitForTimeout(20);
      }
    };
    const card = () => page.getByRole('region', { name: 'Bone and air from values' });
    let summary = '';
    /** ml of the preview, once an act has made it another one. */
    const volumeMl = async (): Promise<number> => {
      const keep = card().getByRole('button', { name: 'Keep' });
      const read = async () =>
        (await keep.isEnabled()) ? ((await card().getByRole('status').textContent()) ?? '') : summary;
      await expect.poll(read, { timeout: 60_000, interval: 50 }).not.toBe(summary);
      summary = await read();
      return Number(/Volume ([\d\s.]+) ml/.exec(summary)?.[1]?.replace(/\s/g, ''));
    };

    beforeAll(async () => {
      await runLimner(['import', sharedPath('dicom', 'openkbp-pt_225.zip'), '--library', libraryFolder]);
      host = await startWindowHost({ libraryFolder, exportsFolder: join(root, 'exports') });
      browser = await launchBrowser();
      ({ page, errors } = await openWindow(browser, host.address, { width: 1440, height: 900 }));
      await page.locator('.case-row').first().dblclick();
      await page.locator('.pv[data-view="axial"]').waitFor();
      await page
        .getByText(/\d+ \/ 118/)
        .first()
        .waitFor({ timeout: 30_000 });
    }, 180_000);
    afterAll(async () => {
      await browser?.close();
      await host?.stop();
    });

    it('makes a maxillary sinus in seven acts', async () => {
      await goOnSlice(89);
      await learnPlaces();
      await page.keyboard.press('Shift+T');
      await card().waitFor({ timeout: 30_000 });
      await volumeMl();
      await card().getByText('Air', { exact: true }).click();
      expect(await volumeMl()).toBeGreaterThan(10_000);
      // The left sinus; through its ostium the click reaches nose, throat and the other side.
      await page.mouse.click(...onAxial(43.9, -74.4));
      const leaking = await volumeMl();
      expect(leaking).toBeGreaterThan(50);
      expect(leaking).toBeLessThan(100);
      const neck = card().getByRole('spinbutton', { name: 'Neck radius' });
      await neck.fill('3.5');
      await neck.press('Enter');
      const closed = await volumeMl();
      expect(closed).toBeGreaterThan(14);
      expect(closed).toBeLessThan(19);
      // A line across it cuts off what lies behind: less is left, and it is said that nothing goes around.
      await card().getByText('Close', { exact: true }).click();
      const [from, to] = [onAxial(24, -84), onAxial(52, -84)];
      await page.mouse.move(...from);
      await page.mouse.down();
      await page.mouse.move(...to, { steps: 4 });
      await page.mouse.up();
      expect(await volumeMl()).toBeLessThan(closed);
      await card()
        .getByText(/^Closed 1: 2\d\.\d mm/)
        .waitFor();
      await card().getByRole('button', { name: 'Open 1 again' }).click();
      expect(await volumeMl()).toBe(closed);
      await card().getByRole('button', { name: 'Sinus_Maxilry_L' }).click();
      await card().getByRole('button', { name: 'Keep' }).click();
      await page.getByRole('option', { name: /^Sinus_Maxilry_L,/ }).waitFor();
      await allKept(page);
      expect(errors).toEqual([]);
    }, 180_000);
  });
});
