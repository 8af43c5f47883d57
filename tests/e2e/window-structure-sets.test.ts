// Structure sets in the real window: points, lines and contours off the slices are shown as what they are, every region
// is listed with what became of it, and a set whose images have other names is laid on a series only when a person says so.

import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { regularGeometry } from '../../core/geometry/index.ts';
import { describeWithChromium } from '../support/chromium.ts';
import { writeCtSeries } from '../support/ct-writer.ts';
import {
  drawn,
  dropFiles,
  launchBrowser,
  openWindow,
  startWindowHost,
  type WindowHost,
} from '../support/limner-window.ts';
import { boxContours, buildStructureSet } from '../support/rtstruct-builder.ts';
import { tempFolder } from '../support/temp-folder.ts';

const geometry = regularGeometry({ size: [48, 48, 9], spacingMm: [2, 2, 3], originLps: [-47, -47, 0] });
const BOX = boxContours([-20, -20, 4.5], [20, 20, 19.5], 5);

describeWithChromium('structure sets in the window', () => {
  const root = tempFolder();
  const drop = join(root, 'drop');
  let host: WindowHost;
  let browser: Browser;
  let page: Page;
  let errors: readonly string[];

  beforeAll(async () => {
    const ct = join(root, 'ct');
    const { seriesInstanceUid, frameOfReferenceUid: frame } = writeCtSeries(ct, geometry);
    mkdirSync(drop);
    for (const name of readdirSync(ct)) copyFileSync(join(ct, name), join(drop, name));
    const regions = [
      { name: 'Box', contours: BOX },
      { name: 'Isocentre', contours: [[30, 30, 12]], geometricType: 'POINT' },
      { name: 'Wire', contours: [[-40, -30, 12, 0, -40, 12, 40, -30, 12]], geometricType: 'OPEN_PLANAR' },
      { name: 'Sagittal', contours: [[1, -9, 3, 1, 9, 3, 1, 9, 21]] },
      { name: 'Later', contours: [] },
    ];
    const over = { seriesUid: seriesInstanceUid, frame, patientId: 'PHANTOM' };
    writeFileSync(join(drop, 'rs.dcm'), buildStructureSet(regions, over));
    host = await startWindowHost({ libraryFolder: join(root, 'library'), exportsFolder: join(root, 'exports') });
    browser = await launchBrowser();
    ({ page, errors } = await openWindow(browser, host.address));
  });
  afterAll(async () => {
    await browser?.close();
    await host?.stop();
  });

  const regionsOf = async () =>
    Object.fromEntries(
      await page
        .getByLabel('Structures of the set')
        .locator('li')
        .evaluateAll((rows) => rows.map((row) => [...row.children].slice(1).map((cell) => cell.textContent))),
    );

  it('lists what became of every structure', async () => {
    await dropFiles(page, drop);
    await page.getByRole('button', { name: 'Structures…' }).click({ timeout: 40_000 });
    await page.getByLabel('Structures of the set').waitFor();
    await expect.poll(regionsOf).toEqual({
      Sagittal: '1 contour off the slices: shown and kept, no voxels',
      Wire: 'An open line: shown and kept, no voxels',
      Isocentre: 'A point: shown and kept',
      Later: 'No contours in the file',
      Box: 'Drawn on 5 slices',
    });
    await page.keyboard.press('Escape');
  });

  it('shows points and lines as what they are', async () => {
    await page.keyboard.press('Enter');
    const row = (name: string) => page.getByRole('option', { name: new RegExp(`^${name},`) });
    await row('Isocentre').getByText('point', { exact: true }).waitFor();
    await row('Wire').getByText('open line').waitFor();
    await row('Sagittal').getByText('off slices').waitFor();
    await row('Isocentre').dblclick();
    const painted = () =>
      page.locator('.pv[data-view="axial"] .pv-contours').evaluate((canvas: HTMLCanvasElement) => {
        const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
        return data.filter((value, at) => at % 4 === 3 && value > 0).length;
      });
    for (const name of ['Isocentre', 'Wire', 'Sagittal']) {
      await drawn(page);
      await expect.poll(painted, { message: name }).toBeGreaterThan(20);
      const before = await painted();
      await page.getByRole('button', { name: `Hide ${name}` }).click();
      await expect.poll(painted, { message: name }).toBeLessThan(before - 20);
    }
    await page.keyboard.press('Alt+ArrowLeft');
  });

  it('lays a set of other names on a series only when a person says so', async () => {
    const renamed = join(root, 'renamed');
    mkdirSync(renamed);
    const over = { frame: '1.9.9.1', seriesUid: '1.9.9.2', patientId: 'PHANTOM', sopInstanceUid: '1.9.9.3' };
    writeFileSync(join(renamed, 'rs.dcm'), buildStructureSet([{ name: 'Renamed', contours: BOX }], over));
    await dropFiles(page, renamed);
    await page.getByText('A structure set waits for its images').waitFor();
    await page.getByRole('button', { name: 'Choose its series…' }).click();
    await page.getByText('5 of 5 closed contours lie on 5 of its slices').waitFor();
    const link = page.getByRole('button', { name: 'Lay it on this series' });
    await expect.poll(() => link.isDisabled()).toBe(true);
    await page.getByText('I know that these structures were drawn on exactly these images.').click();
    await link.click();
    await page.getByText('Laid on this series by a person’s word.').waitFor();
    await expect.poll(regionsOf).toEqual({ Renamed: 'Drawn on 5 slices' });
    expect(errors).toEqual([]);
  });
});
