// Pictures of the print mode: a mandible made from values of a shared head, in two halves, and measured.

import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { openWindow, startWindowHost } from '../tests/support/limner-window.ts';
import { hasSharedData, sharedPath } from '../tests/support/shared-data.ts';

const root = resolve(import.meta.dirname, '..');
const SLOW_MS = 120_000;

const limner = (...args: readonly string[]) =>
  execFileSync(process.execPath, [join(root, 'bin', 'limner.mjs'), ...args], { stdio: 'ignore' });

/** A library with a head and its mandible. */
function makeLibrary(folder: string): string {
  const library = join(folder, 'printed');
  const head = sharedPath('dicom', 'openkbp-pt_225.zip');
  const [mask, set] = [join(folder, 'mandible.nii.gz'), join(folder, 'mandible.dcm')];
  const places = ['--seed=-26.4,-77.9,52.5', '--split=21.7,-4.1,52.5'];
  limner('segment', head, '--threshold=226..3071', ...places, '--out', mask);
  limner('rtstruct', '--image', head, '--mask', `Bone_Mandible=${mask}`, '--out', set);
  for (const path of [head, set]) limner('import', path, '--library', library);
  return library;
}

async function clickModel(page: Page, across: number, down: number): Promise<void> {
  const box = await page.locator('.pp-mount').boundingBox();
  if (box === null) throw new Error('no model to click');
  await page.mouse.click(box.x + across * box.width, box.y + down * box.height);
}

const checked = (page: Page) => page.locator('.pp-checks .spin').waitFor({ state: 'detached', timeout: SLOW_MS });

/** Without the shared data there is nothing to show. */
export async function takePrint(
  browser: Browser,
  folder: string,
  size: { readonly width: number; readonly height: number },
  take: (page: Page, name: string) => Promise<void>,
): Promise<void> {
  if (!hasSharedData()) {
    console.log('No shared data: no pictures of printing.');
    return;
  }
  const host = await startWindowHost({ libraryFolder: makeLibrary(folder), exportsFolder: join(folder, 'exports') });
  try {
    const { page } = await openWindow(browser, host.address, size);
    await page.locator('.case-row').first().dblclick();
    await page.getByRole('option', { name: /^Bone_Mandible,/ }).click({ timeout: SLOW_MS });
    await page.keyboard.press('Control+3');
    await page.getByRole('button', { name: 'Make the model' }).click();
    await page.getByText('Closed, 2-manifold').waitFor({ timeout: SLOW_MS });
    await page.keyboard.press('3');
    await page.keyboard.press('1');
    await page.getByText('2 parts', { exact: true }).first().waitFor({ timeout: SLOW_MS });
    const apart = page.getByRole('slider', { name: 'Move parts apart' });
    for (let n = 0; n < 12; n++) await apart.press('ArrowRight');
    await checked(page);
    await take(page, 'print');
    await page.locator('.pp-step.on button').focus();
    await page.keyboard.press('Delete');
    await page.getByRole('button', { name: 'Left', exact: true }).click();
    await page.getByText('Wall', { exact: true }).first().click();
    await page.keyboard.press('m');
    await clickModel(page, 0.38, 0.72);
    await clickModel(page, 0.61, 0.47);
    await page.keyboard.press('Escape');
    await page.getByText(/ mm along the surface$/).waitFor({ timeout: SLOW_MS });
    await checked(page);
    await take(page, 'print-measure');
  } finally {
    await host.stop();
  }
}
