// Choosing in the window for which planning system a set is: names as they will leave, a profile of one's own, the file.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { decodeRtstruct } from '../../core/dicom/index.ts';
import { regularGeometry } from '../../core/geometry/index.ts';
import { describeWithChromium } from '../support/chromium.ts';
import { writeCtSeries } from '../support/ct-writer.ts';
import { launchBrowser, openWindow, startWindowHost, type WindowHost } from '../support/limner-window.ts';
import { runLimner } from '../support/run-limner.ts';
import { runPython } from '../support/run-python.ts';
import { tempFolder } from '../support/temp-folder.ts';

describeWithChromium('the export dialog', () => {
  const root = tempFolder();
  const options = {
    libraryFolder: join(root, 'library'),
    exportsFolder: join(root, 'exports'),
    env: { XDG_DATA_HOME: join(root, 'data') },
  };
  let host: WindowHost;
  let browser: Browser;
  let page: Page;
  let errors: readonly string[];

  beforeAll(async () => {
    const [ct, set] = [join(root, 'ct'), join(root, 'set.dcm')];
    mkdirSync(ct);
    writeCtSeries(ct, regularGeometry({ size: [40, 36, 6], spacingMm: [1.5, 1.5, 3], originLps: [-30, -27, 10] }));
    const slices = readdirSync(ct).map((name) => join(ct, name));
    runPython(readFileSync(join(import.meta.dirname, '../support/export-set.py'), 'utf8'), ...slices, set);
    await runLimner(['import', ct, set, '--library', options.libraryFolder]);
    host = await startWindowHost(options);
    browser = await launchBrowser();
    ({ page, errors } = await openWindow(browser, host.address));
    await page.locator('.case-row').first().dblclick();
    await page.getByRole('option', { name: /^Parotid_L,/ }).waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await host?.stop();
  });

  const dialog = () => page.getByRole('dialog', { name: 'Export' });
  const leaving = (name: string) => dialog().getByRole('row').filter({ hasText: name }).getByRole('cell').last();

  it('shows each name as the planning system will get it', async () => {
    await page.keyboard.press('Control+e');
    await expect.poll(() => leaving('Ring of Mich').textContent()).toBe('Ring of Michèle');
    await dialog()
      .getByRole('button', { name: /^Destination/ })
      .click();
    await page.getByRole('menuitemradio', { name: 'Any system with short names' }).click();
    await expect.poll(() => leaving('Ring of Mich').textContent()).toBe('Ring_of_Michele signs replaced');
  });

  it('says what is wrong with a profile, and takes one that is right', async () => {
    const file = join(root, 'clinic.json');
    const own = { version: 1, id: 'clinic', title: 'Our clinic', holes: 'filled', structures: { leaveOut: ['z*'] } };
    const give = async (profile: object) => {
      writeFileSync(file, JSON.stringify(profile));
      await dialog().getByLabel('Profile file').setInputFiles(file);
    };
    await give(own);
    await dialog().getByText('The export profile clinic.json cannot be used: holes is').waitFor();
    await give({ ...own, holes: 'keyhole', names: { map: { Parotid_L: 'Ohrspeicheldrüse links', mask: 'Maske' } } });
    await dialog().getByRole('button', { name: 'Destination: Our clinic' }).waitFor();
    await expect.poll(() => leaving('Parotid_L').textContent()).toBe('Ohrspeicheldrüse links its name there');
    await expect.poll(() => leaving('zHelper').textContent()).toBe('left out by the profile');
  });

  it('writes what it showed, and begins there the next time', async () => {
    await dialog()
      .getByRole('button', { name: /^Export/ })
      .click();
    await dialog()
      .getByText(/read back identical\. 5 structures/)
      .waitFor();
    const { rois } = decodeRtstruct(readFileSync(join(options.exportsFolder, 'rtstruct.dcm')));
    expect(rois.map(({ name }) => name)).toEqual([
      'Ohrspeicheldrüse links',
      'Ring of Michèle',
      'Isocenter 1',
      'Guide wire',
      'Guide wire_2',
    ]);
    await dialog().getByRole('button', { name: 'Close' }).last().click();
    await page.reload();
    await page.locator('.case-row').first().dblclick();
    await page.getByRole('option', { name: /^Parotid_L,/ }).waitFor();
    await page.keyboard.press('Control+e');
    await dialog().getByRole('button', { name: 'Destination: Our clinic' }).waitFor();
    expect(errors).toEqual([]);
  });
});
