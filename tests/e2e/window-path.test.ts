// The way of a person through the real window, with the bundled case and the real model: drop, contour, review, correct,
// undo, a restart, export; and the exported file against what was on the screen, voxel by voxel, by another program.

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CaseDetail, DocumentState } from '../../core/contract/index.ts';
import { describeWithChromium } from '../support/chromium.ts';
import {
  allKept,
  clientOfPage,
  denseOf,
  dropFiles,
  goOnSlice,
  launchBrowser,
  openWindow,
  startWindowHost,
  stroke,
  type WindowHost,
} from '../support/limner-window.ts';
import { sampleCase } from '../support/run-limner.ts';
import { ALL_CASES } from '../support/run-serve.ts';
import { tempFolder } from '../support/temp-folder.ts';

const ORGANS = ['Bone_Mandible', 'Brainstem', 'Larynx', 'Parotid_L', 'Parotid_R', 'SpinalCord'];
const MODEL_MS = 240_000;

describeWithChromium('the path of a person', () => {
  const root = tempFolder();
  const options = { libraryFolder: join(root, 'library'), exportsFolder: join(root, 'exports') };
  let host: WindowHost;
  let browser: Browser;
  let page: Page;
  let errors: readonly string[];

  beforeAll(async () => {
    host = await startWindowHost(options);
    browser = await launchBrowser();
    ({ page, errors } = await openWindow(browser, host.address, { width: 1440, height: 900 }));
  });
  afterAll(async () => {
    await browser?.close();
    await host?.stop();
  });

  const option = (name: string) => page.getByRole('option', { name: new RegExp(`^${name},`) });
  const readDocument = async (): Promise<{ state: DocumentState; detail: CaseDetail }> => {
    const { client, close } = await clientOfPage(page);
    try {
      const { rows } = await client.cases.page(ALL_CASES);
      const detail = await client.cases.get({ caseId: rows[0]?.caseId ?? '' });
      return { state: await client.documents.open({ seriesId: detail.volumes[0]?.seriesId ?? '' }), detail };
    } finally {
      close();
    }
  };
  const voxelsOf = async (name: string): Promise<number> => {
    const { state, detail } = await readDocument();
    const id = state.structures.find((own) => own.name === name)?.id ?? '';
    return denseOf(state, id, detail.volumes[0]?.size ?? []).reduce((sum, voxel) => sum + voxel, 0);
  };

  it('starts with an empty library that says what to do', async () => {
    await page.getByText('No cases yet').waitFor();
    await page.getByText('Drop a folder, a ZIP or files here. Nothing leaves this computer.').waitFor();
    await page.getByRole('button', { name: 'Open the sample case' }).waitFor();
    expect(await page.getByRole('button', { name: 'Import' }).count()).toBeGreaterThan(0);
  });

  it('imports what is dropped, and chooses the new case', async () => {
    await dropFiles(page, join(sampleCase, 'ct'));
    await page.locator('.case-row').first().waitFor();
    await page.getByRole('complementary', { name: 'Chosen case' }).getByText('New').waitFor();
  });

  it(
    'contours two clicks later, with progress, the time left and a way out, while the views work',
    async () => {
      await page
        .locator('.preview')
        .getByRole('button', { name: /^Auto-contour/ })
        .click();
      const dialog = page.getByRole('dialog', { name: 'Auto-contour' });
      await dialog.getByRole('radio').first().waitFor();
      await dialog.getByRole('button', { name: /^Start/ }).click();
      const card = page.getByRole('region', { name: 'Auto-contour' });
      await card.getByRole('button', { name: 'Stop' }).waitFor();
      await card.getByText(/Patch \d+ of \d+/).waitFor({ timeout: MODEL_MS });
      await card.getByText(/left$/).waitFor({ timeout: MODEL_MS });
      const axial = page.locator('.pv[data-view="axial"]');
      const before = await axial.getAttribute('aria-label');
      await page.mouse.move(700, 400);
      await page.mouse.wheel(0, 300);
      await expect.poll(() => axial.getAttribute('aria-label'), { timeout: 30_000 }).not.toBe(before);
      await page.getByRole('button', { name: 'Brush', exact: true }).click();
      await page.getByRole('button', { name: 'Crosshair', exact: true }).click();
      await card.waitFor({ state: 'hidden', timeout: MODEL_MS });
    },
    2 * MODEL_MS,
  );

  it('shows the structures as unreviewed, and offers the next unseen slice', async () => {
    for (const name of ORGANS) {
      await option(name).waitFor();
      await expect.poll(() => option(name).getAttribute('aria-label')).toMatch(/nreviewed/);
    }
    await page.getByRole('radio', { name: /^Review/ }).click();
    await option('Parotid_L').dblclick();
    await page.getByRole('button', { name: /Next unseen slice/ }).waitFor();
    const { state } = await readDocument();
    expect(state.structures.every(({ review }) => !review.isReviewed)).toBe(true);
  });

  it('paints what the brush covers, on the plane that is shown and on no other', async () => {
    await option('Parotid_L').dblclick();
    const before = await readDocument();
    await page.keyboard.press('b');
    await stroke(page, 'axial', [
      [0.6, 0.45],
      [0.64, 0.48],
      [0.66, 0.52],
    ]);
    await allKept(page);
    const after = await readDocument();
    const id = after.state.structures.find(({ name }) => name === 'Parotid_L')?.id ?? '';
    const size = after.detail.volumes[0]?.size ?? [];
    const [p, q] = [denseOf(before.state, id, size), denseOf(after.state, id, size)];
    const changed = new Set<number>();
    for (let at = 0; at < p.length; at++)
      if (p[at] !== q[at]) changed.add(Math.floor(at / (size[0] as number) / (size[1] as number)));
    expect(changed.size).toBe(1);
    const [k] = changed;
    // Slices count from 1 in the direction of the stack.
    await expect
      .poll(() => page.locator('.pv[data-view="axial"]').getAttribute('aria-label'))
      .toContain(`slice ${(k as number) + 1} of ${size[2]}`);
    expect(q.reduce((sum, voxel) => sum + voxel, 0)).toBeGreaterThan(p.reduce((sum, voxel) => sum + voxel, 0));
  });

  it('draws a structure of its own and fills between its slices', async () => {
    await page.keyboard.press('Shift+n');
    const field = page.getByRole('textbox', { name: /^Name of/ });
    await field.fill('Drawn_1');
    await field.press('Enter');
    await option('Drawn_1').click();
    await page.keyboard.press('b');
    const { detail } = await readDocument();
    const middle = Math.floor((detail.volumes[0]?.size[2] ?? 0) / 2);
    for (const slice of [middle, middle + 4]) {
      await goOnSlice(page, slice);
      await stroke(page, 'axial', [
        [0.45, 0.5],
        [0.5, 0.52],
      ]);
    }
    await allKept(page);
    const drawn = await voxelsOf('Drawn_1');
    expect(drawn).toBeGreaterThan(0);
    await page.keyboard.press('j');
    await page.getByRole('button', { name: /^Apply/ }).click();
    await expect.poll(() => voxelsOf('Drawn_1'), { timeout: 30_000 }).toBeGreaterThan(1.8 * drawn);
  });

  it('adds a margin as a structure of its own', async () => {
    const structures = (await readDocument()).state.structures.length;
    await page.keyboard.press('Control+m');
    const card = page.getByRole('region', { name: 'Margin' });
    await card.getByRole('spinbutton', { name: 'Left' }).fill('4');
    await card.getByRole('spinbutton', { name: 'Left' }).press('Enter');
    const apply = card.getByRole('button', { name: /^Apply/ });
    await expect.poll(() => apply.isEnabled()).toBe(true);
    await apply.click();
    await expect.poll(async () => (await readDocument()).state.structures.length).toBe(structures + 1);
    await allKept(page);
  });

  it('takes the margin back, and names the next step', async () => {
    const structures = (await readDocument()).state.structures.length;
    const undo = page.getByRole('button', { name: /^Undo/ });
    await expect.poll(() => undo.getAttribute('aria-label')).toMatch(/^Undo: Margin/);
    await undo.click();
    await expect.poll(async () => (await readDocument()).state.structures.length).toBe(structures - 1);
    await expect.poll(() => undo.getAttribute('aria-label')).toMatch(/^Undo: Fill between slices/);
  });

  it('goes on after a restart where it was, and can still take back and bring back', async () => {
    await allKept(page);
    const before = await voxelsOf('Drawn_1');
    await page.close();
    await host.stop();
    host = await startWindowHost(options);
    ({ page, errors } = await openWindow(browser, host.address, { width: 1440, height: 900 }));
    await page.locator('.case-row').first().dblclick();
    await option('Drawn_1').waitFor();
    expect(await voxelsOf('Drawn_1')).toBe(before);
    const undo = page.getByRole('button', { name: /^Undo/ });
    await expect.poll(() => undo.getAttribute('aria-label')).toMatch(/^Undo: Fill between slices/);
    await page.getByText(/^Reading/).waitFor({ state: 'hidden' });
    await undo.click();
    await expect.poll(() => voxelsOf('Drawn_1')).toBeLessThan(before);
    await page.keyboard.press('Control+y');
    await expect.poll(() => voxelsOf('Drawn_1')).toBe(before);
  });

  it('exports an RTSTRUCT that another program reads as what was on the screen, voxel by voxel', async () => {
    await allKept(page);
    await page.keyboard.press('Control+e');
    const dialog = page.getByRole('dialog', { name: 'Export' });
    await dialog.getByRole('button', { name: /^Export/ }).click();
    await dialog.getByText(/read back identical/).waitFor({ timeout: 60_000 });
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    const files = fs.readdirSync(options.exportsFolder, { recursive: true, encoding: 'utf8' });
    const name = files.find((file) => file.endsWith('.dcm'));
    expect(name).toBeDefined();
    const path = join(options.exportsFolder, name ?? '');
    const { state, detail } = await readDocument();
    const volume = detail.volumes[0];
    if (volume === undefined) throw new Error('no volume');
    const { size, spacingMm, direction, planeOriginsLps } = volume;
    fs.writeFileSync(`${path}.json`, JSON.stringify({ size, spacingMm, direction, planeOriginsLps }));
    const script = join(import.meta.dirname, '../support/read-rtstruct.py');
    const [judged] = JSON.parse(
      execFileSync('/usr/bin/python3', [script, path], { encoding: 'utf8', maxBuffer: 2 ** 26 }),
    ) as [{ structures: { name: string; contours: number }[] }];
    const raw = fs.readFileSync(`${path}.raw`);
    const voxels = size[0] * size[1] * size[2];
    expect(judged.structures.map((own) => own.name)).toEqual(expect.arrayContaining([...ORGANS, 'Drawn_1']));
    for (const [at, structure] of judged.structures.entries()) {
      const id = state.structures.find((own) => own.name === structure.name)?.id ?? '';
      const shown = denseOf(state, id, size);
      const written = raw.subarray(at * voxels, (at + 1) * voxels);
      let differing = 0;
      for (let voxel = 0; voxel < voxels; voxel++) if (shown[voxel] !== written[voxel]) differing++;
      expect({ name: structure.name, differing }).toEqual({ name: structure.name, differing: 0 });
      const ml = shown.reduce((sum, voxel) => sum + voxel, 0) * spacingMm[0] * spacingMm[1] * spacingMm[2] * 1e-3;
      const words = (await option(structure.name).getAttribute('aria-label')) ?? '';
      const said = Number(/([\d\u2009 .]+) ml/.exec(words)?.[1]?.replace(/[\u2009 ]/g, ''));
      expect(Math.abs(said - ml) / ml).toBeLessThan(0.06);
    }
  });

  it('has put no error on the console', () => {
    expect(errors).toEqual([]);
  });
});
