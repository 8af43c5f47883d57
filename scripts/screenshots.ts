// Takes the pictures of docs/images: `npm run screenshots` (all), `… -- window`, `… -- print`, `… -- dose` or `… -- report`
// (after `npm run demo`).
// Needs a build and a Chromium that is already on the machine (tests/support/find-chromium.ts). The window's come from
// the bundled case, contoured on the CPU with the bundled model, so they are the same on every machine but for the clock.

import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import {
  dropFiles,
  launchBrowser,
  openWindow,
  stageBox,
  startWindowHost,
  stroke,
} from '../tests/support/limner-window.ts';
import { hasSharedData, sharedPath } from '../tests/support/shared-data.ts';
import { takePrint } from './print-pictures.ts';

const root = resolve(import.meta.dirname, '..');
const images = resolve(root, 'docs/images');
const sample = join(root, 'resources/sample-cases/openkbp-pt_222/ct');
const SIZE = { width: 1440, height: 900 };
/** A slow machine contours for minutes. */
const MODEL_MS = 600_000;

const say = (path: string) => console.log(`${path}: ${Math.round(statSync(path).size / 1000)} kB`);

async function takeReport(browser: Browser): Promise<void> {
  const report = resolve(root, 'demo-output/report.html');
  if (!existsSync(report)) {
    console.log(`${report} is not there: run the demo for a picture of the report.`);
    return;
  }
  const page = await browser.newPage({ viewport: SIZE });
  await page.goto(pathToFileURL(report).href);
  // Down to the end of the surfaces: the slices and the 3D pictures, without the tables.
  const surfaces = await page.locator('.surfaces').boundingBox();
  const height = surfaces === null ? SIZE.height : Math.ceil(surfaces.y + surfaces.height + 24);
  const path = join(images, 'report.png');
  await page.screenshot({ path, fullPage: true, clip: { x: 0, y: 0, width: SIZE.width, height } });
  say(path);
}

/** Surfaces have been made, tooltips are gone, every view has been drawn. */
async function rest(page: Page): Promise<void> {
  await page.mouse.move(SIZE.width / 2, 4);
  await page.waitForTimeout(2500);
}

/** As somebody does who reviews a structure: nearer, about the middle of the head. */
async function zoomIn(page: Page): Promise<void> {
  const { x, y, width, height } = await stageBox(page, 'axial');
  await page.mouse.move(x + 0.49 * width, y + 0.45 * height);
  await page.keyboard.down('Control');
  for (let n = 0; n < 6; n++) await page.mouse.wheel(0, -100);
  await page.keyboard.up('Control');
}

/** A planned case: `npm run screenshots -- dose`; needs the shared data and Debian's Python. */
async function takeDose(browser: Browser, folder: string): Promise<void> {
  if (!hasSharedData()) {
    console.log('No shared data: no picture of a dose.');
    return;
  }
  const [made, study] = [join(folder, 'made'), join(folder, 'study')];
  mkdirSync(made);
  mkdirSync(study);
  const maker = join(root, 'tests/support/make-dose-case.py');
  execFileSync('/usr/bin/python3', [maker, sharedPath(), 'pt_222', 'val', made, 'CT'], { stdio: 'ignore' });
  for (const name of readdirSync(made)) {
    if (/^(ct-.*|rs|plan|dose-relative)\.dcm$/.test(name)) cpSync(join(made, name), join(study, name));
  }
  const host = await startWindowHost({
    libraryFolder: join(folder, 'planned'),
    exportsFolder: join(folder, 'exports'),
  });
  try {
    const { page } = await openWindow(browser, host.address, SIZE);
    await dropFiles(page, study);
    await page.locator('.case-row').first().dblclick({ timeout: 60_000 });
    await page.getByRole('button', { name: /^Dose:/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Dose' });
    await dialog.getByRole('radio', { name: 'Both' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('option', { name: /^Parotid_L,/ }).dblclick();
    await page.keyboard.press('Alt+d');
    const drawer = page.getByRole('region', { name: 'Dose-volume histograms' });
    await drawer.locator('tr[data-state="missing"]').first().waitFor({ state: 'detached', timeout: 60_000 });
    await zoomIn(page);
    await rest(page);
    const path = join(images, 'dose.png');
    await page.screenshot({ path });
    say(path);
    await page.keyboard.press('Alt+d');
    await page.keyboard.press('Control+e');
    const leaving = page.getByRole('dialog', { name: 'Export' });
    await leaving.getByRole('button', { name: /^Destination:/ }).click();
    await page.getByRole('menuitemradio', { name: 'Varian Eclipse' }).click();
    await rest(page);
    await page.screenshot({ path: join(images, 'export.png') });
    say(join(images, 'export.png'));
  } finally {
    await host.stop();
  }
}

async function takeWindow(browser: Browser, folder: string): Promise<void> {
  const host = await startWindowHost({
    libraryFolder: join(folder, 'library'),
    exportsFolder: join(folder, 'exports'),
  });
  try {
    const { page } = await openWindow(browser, host.address, SIZE);
    const take = async (name: string) => {
      await rest(page);
      const path = join(images, `${name}.png`);
      await page.screenshot({ path });
      say(path);
    };
    const option = (name: string) => page.getByRole('option', { name: new RegExp(`^${name},`) });
    await dropFiles(page, sample);
    await page.locator('.case-row').first().waitFor({ timeout: 60_000 });
    await page
      .locator('.preview')
      .getByRole('button', { name: /^Auto-contour/ })
      .click();
    const dialog = page.getByRole('dialog', { name: 'Auto-contour' });
    await dialog.getByRole('radio').first().waitFor();
    await dialog.getByRole('button', { name: /^Start/ }).click();
    const card = page.getByRole('region', { name: 'Auto-contour' });
    await card.getByText(/Patch \d+ of \d+/).waitFor({ timeout: MODEL_MS });
    await card.getByText(/left$/).waitFor({ timeout: MODEL_MS });
    await page.mouse.move(SIZE.width / 2, 4);
    const running = join(images, 'autocontour.png');
    await page.screenshot({ path: running });
    say(running);
    await card.waitFor({ state: 'hidden', timeout: MODEL_MS });

    await option('Parotid_L').dblclick();
    await page.keyboard.press('Control+1');
    for (let n = 0; n < 4; n++) {
      await page.waitForTimeout(400);
      await page.keyboard.press('Space');
    }
    await zoomIn(page);
    await take('review');

    await page.keyboard.press('b');
    await stroke(page, 'axial', [
      [0.78, 0.47],
      [0.79, 0.49],
    ]);
    await page.keyboard.press('Control+m');
    await page.getByRole('button', { name: /^Apply/ }).waitFor();
    await take('edit');
    await page.keyboard.press('Escape');

    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard map' }).waitFor();
    await take('keys');
    await page.keyboard.press('Escape');

    await page.keyboard.press('Alt+ArrowLeft');
    await page.locator('.case-row').first().waitFor();
    await take('library');
  } finally {
    await host.stop();
  }
}

const which = process.argv[2] ?? 'all';
mkdirSync(images, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), 'limner-pictures-'));
const browser = await launchBrowser();
try {
  if (which === 'all' || which === 'window') await takeWindow(browser, folder);
  if (which === 'all' || which === 'print') {
    await takePrint(browser, folder, SIZE, async (page, name) => {
      await rest(page);
      const path = join(images, `${name}.png`);
      await page.screenshot({ path });
      say(path);
    });
  }
  if (which === 'all' || which === 'dose') await takeDose(browser, folder);
  if (which === 'all' || which === 'report') await takeReport(browser);
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
