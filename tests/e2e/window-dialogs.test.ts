// The dialogs of the window and its settings, by mouse and by keys: names and templates, sets of other series, figures
// and measurements, comparing, what an import refused, own keys, and what is said after a crash.

import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ImageGeometry } from '../../core/geometry/index.ts';
import { describeWithChromium } from '../support/chromium.ts';
import { writeCtSeries } from '../support/ct-writer.ts';
import {
  allKept,
  clientOfPage,
  dropFiles,
  launchBrowser,
  openWindow,
  startWindowHost,
  stroke,
  type WindowHost,
} from '../support/limner-window.ts';
import { ALL_CASES } from '../support/run-serve.ts';
import { tempFolder } from '../support/temp-folder.ts';

const SIZE = [48, 48, 6] as const;

const geometryIn = (frameOfReferenceUid: string): ImageGeometry => ({
  size: [...SIZE],
  spacingMm: [2, 2, 3],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  planeOriginsLps: Array.from({ length: SIZE[2] }, (_, k) => [-47, -47, 3 * k]).flat(),
  frameOfReferenceUid,
});

/** One patient with two series in one frame of reference and a third in another, and a file that is cut short. */
function writeDrop(root: string): string {
  const drop = join(root, 'drop');
  mkdirSync(drop, { recursive: true });
  for (const [n, frame] of ['1.2.3.4', '1.2.3.4', '1.2.3.5'].entries()) {
    const folder = join(root, `series-${n.toString()}`);
    writeCtSeries(folder, geometryIn(frame), { uidRoot: `1.2.826.0.1.3680043.10.1561.7${n.toString()}` });
    for (const name of readdirSync(folder)) copyFileSync(join(folder, name), join(drop, `${n.toString()}-${name}`));
  }
  const whole = readFileSync(join(drop, readdirSync(drop)[0] ?? ''));
  writeFileSync(join(drop, 'cut.dcm'), whole.subarray(0, whole.length - 900));
  return drop;
}

describeWithChromium('dialogs of the window', () => {
  const root = tempFolder();
  const options = { libraryFolder: join(root, 'library'), exportsFolder: join(root, 'exports') };
  let host: WindowHost;
  let browser: Browser;
  let page: Page;
  let errors: readonly string[];

  beforeAll(async () => {
    host = await startWindowHost(options);
    browser = await launchBrowser();
    ({ page, errors } = await openWindow(browser, host.address));
  });
  afterAll(async () => {
    await browser?.close();
    await host?.stop();
  });

  const rows = () => page.locator('.struct-list .row');
  const option = (name: string) => page.getByRole('option', { name: new RegExp(`^${name},`) });
  const dialog = (name: string | RegExp) => page.getByRole('dialog', { name });
  const runCommand = async (title: string) => {
    await page.keyboard.press('Control+k');
    await page.getByLabel('Search commands').fill(title);
    await page.keyboard.press('Enter');
  };

  it('opens the sample case from an empty library', async () => {
    await page.getByRole('button', { name: 'Open the sample case' }).click();
    await page.locator('.patient').getByText('KBP222', { exact: true }).waitFor({ timeout: 40_000 });
    await page.keyboard.press('Alt+ArrowLeft');
  });

  it('lists what an import refused, and why', async () => {
    await dropFiles(page, writeDrop(root));
    await page.getByText('1 file was not imported.').waitFor();
    await page.getByRole('button', { name: 'Show', exact: true }).first().click();
    await dialog('1 file was not imported.').getByText('cut.dcm').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+j');
    await page.getByRole('button', { name: '1 file was not imported. Show why' }).waitFor();
    await page.keyboard.press('Escape');
  });

  it('makes a template’s structures in one step that is taken back as one', async () => {
    await page.locator('.case-row', { hasText: 'PHANTOM' }).dblclick();
    await page.getByText('No structures yet').waitFor();
    await runCommand('Structures from a template');
    const templates = dialog('Structures from a template');
    await templates.getByRole('radio', { name: /^Targets/ }).click();
    await templates.getByRole('button', { name: 'Create 3' }).click();
    await option('PTV').waitFor();
    await runCommand('Structures from a template');
    await templates.getByText('3 of 3 are here').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+z');
    await expect.poll(() => rows().count()).toBe(0);
  });

  it('judges a name as it is typed, and mends several at once', async () => {
    await page.keyboard.press('Shift+N');
    await page.getByLabel('Name of Structure').fill('lt parotid');
    await page.getByText('Has a space. Suggested:').waitFor();
    await page.getByRole('button', { name: 'Parotid_L', exact: true }).click();
    await option('Parotid_L').waitFor();
    await page.keyboard.press('Shift+N');
    await page.keyboard.type('cord');
    await page.keyboard.press('Enter');
    await runCommand('Check names');
    const names = dialog('Names');
    await expect.poll(() => names.getByLabel('New name of cord').inputValue()).toBe('SpinalCord');
    await names.getByText('Not in the table').waitFor();
    await names.getByText('Parotid Left, FMA 59798').waitFor();
    await names.getByRole('button', { name: 'Rename cord' }).click();
    await names.getByText('2 of 2 are TG-263 names.').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+z');
    await option('cord').waitFor();
    await runCommand('Check names');
    await names.getByRole('button', { name: 'Rename 1' }).click();
    await option('SpinalCord').waitFor();
  });

  it('says the figures of a structure and keeps what was measured', async () => {
    await page.keyboard.press('b');
    await stroke(page, 'axial', [
      [0.45, 0.5],
      [0.55, 0.5],
    ]);
    await runCommand('HU statistics');
    const figures = dialog('Figures of SpinalCord');
    await figures.getByText('−1 000.0 HU').waitFor();
    await page.keyboard.press('Escape');
    await expect
      .poll(() =>
        page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.className),
      )
      .toBe('Structures');
    await page.keyboard.press('m');
    await stroke(page, 'axial', [
      [0.3, 0.3],
      [0.6, 0.3],
    ]);
    await page.getByRole('button', { name: /^Measurements/ }).click();
    await page.getByRole('button', { name: /^Delete distance [\d.]+ mm/ }).click();
    await expect.poll(() => page.getByRole('region', { name: 'Measurements' }).count()).toBe(0);
    await page.keyboard.press('Escape');
  });

  it('asks the reason for a review with unseen slices', async () => {
    await page.keyboard.press('Control+1');
    await stroke(page, 'axial', [[0.5, 0.4]]);
    await runCommand('Mark reviewed with unseen');
    const reason = page.getByRole('textbox', { name: /Reason/ });
    await expect.poll(() => page.getByRole('button', { name: 'Mark reviewed' }).last().isDisabled()).toBe(true);
    await reason.fill('Seen on the other screen');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('option', { name: /^SpinalCord, Reviewed/ }).waitFor();
    await allKept(page);
  });

  it('copies a set to another series of the frame of reference, and compares two sets', async () => {
    const { client, close } = await clientOfPage(page);
    const { rows: cases } = await client.cases.page({ ...ALL_CASES, search: 'PHANTOM' });
    const { volumes } = await client.cases.get({ caseId: cases[0]?.caseId ?? '' });
    close();
    const frames = volumes.map((own) => own.frameOfReferenceUid);
    const shared = frames.indexOf('1.2.3.4', 1);
    expect([frames[0], frames[shared]]).toEqual(['1.2.3.4', '1.2.3.4']);
    await page.getByRole('button', { name: /^Series:/ }).click();
    await page.getByRole('menuitem').nth(shared).click();
    await page.getByText('No structures yet').waitFor();
    await page.getByText(/^Reading/).waitFor({ state: 'hidden' });
    await runCommand('Copy a set');
    const copy = dialog('Copy a set from another series');
    const other = copy.getByRole('radio', { name: /Other frame of reference/ });
    await expect.poll(() => other.isDisabled()).toBe(true);
    await copy.getByRole('button', { name: 'Copy 1 structure' }).click();
    await option('SpinalCord').waitFor();
    await page.keyboard.press('Shift+N');
    await page.keyboard.type('SpinalCord');
    await page.keyboard.press('Enter');
    await page.keyboard.press('b');
    await stroke(page, 'axial', [
      [0.45, 0.5],
      [0.55, 0.5],
    ]);
    await page.keyboard.press('Control+4');
    const row = page.getByRole('region', { name: 'Evaluate' }).getByRole('row', { name: /SpinalCord/ });
    await expect.poll(() => row.textContent()).toMatch(/SpinalCord[01]\.\d{3}\d+\.\d/);
    await page.keyboard.press('Control+3');
    await page.getByRole('region', { name: 'New model' }).waitFor();
    await page.keyboard.press('Control+1');
  });

  it('lets a key be changed, refuses one that is taken by name, and remembers both size and key', async () => {
    await page.keyboard.press('Control+,');
    await page.getByRole('button', { name: 'Mouse and keys' }).click();
    await page.getByLabel('Search commands or keys').fill('fit the view');
    await page.getByRole('button', { name: 'Change the key of Fit the view' }).click();
    await page.keyboard.press('q');
    await page.getByText('Q is “Previous structure”. Change that one first.').waitFor();
    await page.keyboard.press('Shift+Z');
    await expect.poll(() => page.locator('.key-row .own').textContent()).toBe('ShiftZ');
    await page.getByRole('button', { name: 'Display' }).click();
    await page.getByRole('button', { name: /^Size/ }).click();
    await page.getByRole('menuitemradio', { name: '125 %' }).click();
    await expect
      .poll(() => page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--ui-zoom')))
      .toBe('1.25');
    const overflows = () =>
      page.evaluate(
        () => document.documentElement.scrollHeight > innerHeight || document.documentElement.scrollWidth > innerWidth,
      );
    await expect.poll(overflows).toBe(false);
    await page.keyboard.press('Escape');
    await page.getByText('All changes kept').waitFor();
    await page.reload();
    await page.getByLabel('Search name, ID, description or structure').waitFor();
    await expect
      .poll(() => page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--ui-zoom')))
      .toBe('1.25');
    await page.keyboard.press('?');
    await dialog('Keyboard map').getByLabel('Search keys').fill('fit the view');
    await expect.poll(() => dialog('Keyboard map').locator('dd').first().textContent()).toBe('ShiftZ');
    await page.keyboard.press('Escape');
  });

  it('says after a crash that everything is here, and nothing after an end in order', async () => {
    expect(errors).toEqual([]);
    await host.kill();
    await page.close();
    host = await startWindowHost(options);
    ({ page, errors } = await openWindow(browser, host.address));
    await page
      .getByText(/^Limner closed unexpectedly at \d\d:\d\d\. Everything up to the last stroke is here\.$/)
      .waitFor();
    await host.stop();
    await page.close();
    host = await startWindowHost(options);
    ({ page, errors } = await openWindow(browser, host.address));
    expect(await page.getByText(/closed unexpectedly/).count()).toBe(0);
  });
});
