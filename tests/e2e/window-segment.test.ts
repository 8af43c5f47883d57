// A maxillary sinus and a jaw by hand in the real window, on a real head: ranges, clicks on what is wanted and on what it
// only touches, what holds at the ostium, a closing line, a name; and the same voxels as the command line makes of the
// same places.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithChromium } from '../support/chromium.ts';
import {
  allKept,
  clientOfPage,
  denseOf,
  drawn,
  goOnSlice,
  launchBrowser,
  openWindow,
  stageBox,
  startWindowHost,
  type WindowHost,
} from '../support/limner-window.ts';
import { runLimner } from '../support/run-limner.ts';
import { ALL_CASES } from '../support/run-serve.ts';
import { describeWithShared, sharedPath } from '../support/shared-data.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** A NIfTI file's header. */
const NIFTI_BYTES = 352;

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
      await expect.poll(axialText, { interval: 50 }).not.toBe(before);
      await drawn(page);
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

    const image = sharedPath('dicom', 'openkbp-pt_225.zip');
    /** One byte a voxel of a structure, as the window keeps it. */
    const keptVoxels = async (name: string): Promise<Uint8Array> => {
      const { client, close } = await clientOfPage(page);
      try {
        const { rows } = await client.cases.page(ALL_CASES);
        const { volumes } = await client.cases.get({ caseId: rows[0]?.caseId ?? '' });
        const state = await client.documents.open({ seriesId: volumes[0]?.seriesId ?? '' });
        const id = state.structures.find((own) => own.name === name)?.id ?? '';
        return denseOf(state, id, volumes[0]?.size ?? []);
      } finally {
        close();
      }
    };
    /** The same by the command line. */
    const commandVoxels = async (...args: readonly string[]): Promise<Uint8Array> => {
      const out = join(root, 'command.nii.gz');
      const { exitCode } = await runLimner(['segment', image, ...args, '--out', out]);
      expect(exitCode).toBe(0);
      return gunzipSync(readFileSync(out)).subarray(NIFTI_BYTES);
    };
    const expectSame = (own: Uint8Array, other: Uint8Array) => expect(Buffer.compare(own, other)).toBe(0);

    beforeAll(async () => {
      await runLimner(['import', image, '--library', libraryFolder]);
      host = await startWindowHost({ libraryFolder, exportsFolder: join(root, 'exports') });
      browser = await launchBrowser();
      ({ page, errors } = await openWindow(browser, host.address, { width: 1440, height: 900 }));
      await page.locator('.case-row').first().dblclick();
      await page.locator('.pv[data-view="axial"]').waitFor();
      await page
        .getByText(/\d+ \/ 118/)
        .first()
        .waitFor();
    }, 180_000);
    afterAll(async () => {
      await browser?.close();
      await host?.stop();
    });

    it('makes a maxillary sinus in seven acts', async () => {
      await goOnSlice(page, 89);
      await learnPlaces();
      await page.keyboard.press('Shift+T');
      await card().waitFor();
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
      const own = commandVoxels('--threshold=-1024..-400', '--seed=43.9,-74.4,103.5', '--neck-mm=3.5');
      expectSame(await keptVoxels('Sinus_Maxilry_L'), await own);
      expect(errors).toEqual([]);
    }, 180_000);

    it('takes the jaw from the skull by clicks on it and on what it touches', async () => {
      await goOnSlice(page, 72);
      await page.keyboard.press('Shift+T');
      await card().waitFor();
      await volumeMl();
      await page.mouse.click(...onAxial(-26.4, -77.9));
      expect(await volumeMl()).toBeGreaterThan(600);
      await page.keyboard.down('Control');
      await page.mouse.click(...onAxial(21.7, -4.1));
      await page.keyboard.up('Control');
      expect(await volumeMl()).toBeCloseTo(44.3, 0);
      await card()
        .getByText(/^1 part, 1 not this$/)
        .waitFor();
      await card().getByRole('textbox', { name: 'Name' }).fill('Bone_Mandible');
      await card().getByRole('button', { name: 'Keep' }).click();
      await page.getByRole('option', { name: /^Bone_Mandible,/ }).waitFor();
      await allKept(page);
      const own = commandVoxels('--threshold=226..3071', '--seed=-26.4,-77.9,52.5', '--split=21.7,-4.1,52.5');
      expectSame(await keptVoxels('Bone_Mandible'), await own);
      expect(errors).toEqual([]);
    }, 180_000);
  });
});
