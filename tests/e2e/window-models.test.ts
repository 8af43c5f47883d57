// Installing a model in the settings of the window, by what a person sees: pick, read what was derived, install, remove.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithChromium } from '../support/chromium.ts';
import { chooserOf } from '../support/file-chooser.ts';
import { launchBrowser, openWindow, startWindowHost, type WindowHost } from '../support/limner-window.ts';
import { projectRoot } from '../support/run-limner.ts';
import { tempFolder } from '../support/temp-folder.ts';

describeWithChromium('models in the settings', () => {
  const folder = tempFolder();
  const models = join(folder, 'data', 'limner', 'models');
  let host: WindowHost;
  let browser: Browser;
  beforeAll(async () => {
    host = await startWindowHost({
      libraryFolder: join(folder, 'library'),
      exportsFolder: join(folder, 'exports'),
      env: { XDG_DATA_HOME: join(folder, 'data') },
    });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await host.stop();
  });

  it('shows what it derived before anything is installed, then lists what the model is for, and removes it', async () => {
    const { page, errors } = await openWindow(browser, host.address);
    await page.keyboard.press('Control+,');
    await page
      .getByRole('tab', { name: 'Models' })
      .or(page.getByRole('button', { name: 'Models' }))
      .first()
      .click();
    await page.getByText('Head and neck organs at risk, fast').waitFor();
    const pick = async (folder: string) => {
      const chooser = await chooserOf(page, () => page.getByRole('button', { name: 'Install from a folder…' }).click());
      await chooser.setFiles(join(projectRoot, 'tests/fixtures/networks', folder));
    };
    // How its training images lay, nnU-Net never says: asked before anything can be installed.
    await pick('nnunet-tiny/regions-2d');
    const question = page.getByRole('group', { name: /How did the training images lie/ });
    const button = page.getByRole('button', { name: 'Install', exact: true });
    await question.waitFor();
    await expect.poll(() => button.isDisabled()).toBe(true);
    await question.getByText('RAS', { exact: true }).click();
    await expect.poll(() => button.isEnabled()).toBe(true);
    await page.getByRole('button', { name: 'Not now' }).click();

    await pick('monai-tiny/bundle');
    const derived = page.getByRole('table', { name: 'What was derived' });
    await derived.getByText('2 x 2 x 3').waitFor();
    await derived.getByText('clip -160 … 400').waitFor();
    expect(existsSync(models) ? readdirSync(models) : []).toEqual([]);

    await page.getByLabel('Body region').fill('Abdomen');
    await expect.poll(() => question.count()).toBe(0);
    await button.click();
    await page.getByText('CT, Abdomen; 3D').waitFor({ timeout: 90_000 });
    await page.getByText('Tests of software.').waitFor();
    expect(readdirSync(models)).toEqual(['tiny-lumps']);

    await page.getByRole('button', { name: 'Remove tiny-lumps' }).click();
    await page.getByText('CT, Abdomen; 3D').waitFor({ state: 'detached' });
    expect(readdirSync(models)).toEqual([]);
    expect(errors).toEqual([]);
  }, 180_000);
});
