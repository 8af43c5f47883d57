// A study given away from the window and taken back: the whole way, with a structure set that another program drew.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithChromium } from '../support/chromium.ts';
import { chooserOf } from '../support/file-chooser.ts';
import { clientOfPage, launchBrowser, openWindow, startWindowHost, type WindowHost } from '../support/limner-window.ts';
import { tempFolder } from '../support/temp-folder.ts';

const dicomIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.dcm'))
    .map((name) => join(folder, name));

describeWithChromium('pseudonymised copies of the window', () => {
  const root = tempFolder();
  const study = join(root, 'study');
  const exportsFolder = join(root, 'exports');
  let host: WindowHost;
  let browser: Browser;
  let page: Page;
  let errors: readonly string[];

  beforeAll(async () => {
    const script = resolve(import.meta.dirname, '../support/make-study.py');
    execFileSync('/usr/bin/python3', ['-W', 'ignore', script, study]);
    mkdirSync(join(root, 'data'));
    host = await startWindowHost({ libraryFolder: join(root, 'data', 'library'), exportsFolder });
    browser = await launchBrowser();
    ({ page, errors } = await openWindow(browser, host.address));
  });
  afterAll(async () => {
    await browser?.close();
    await host?.stop();
  });

  const choose = async (name: string, folder: string) => {
    const chooser = await chooserOf(page, () => page.getByRole('button', { name }).click());
    await chooser.setFiles(folder);
  };

  it('writes a copy without the patient, and says what a person must look at', async () => {
    await page.getByRole('button', { name: 'Give a copy away…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Pseudonymised copy' });
    const write = dialog.getByRole('button', { name: 'Write the copy' });
    await expect.poll(() => write.isDisabled()).toBe(true);
    await choose('Folder…', study);
    await dialog.getByText('1 choice, with everything in them').waitFor();
    await write.click();
    await dialog.getByText('19 objects of 1 patient written.').waitFor();
    await dialog.getByText('The image says that text is burned into its pixels.').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    const files = dicomIn(exportsFolder);
    expect(files).toHaveLength(19);
    expect(files.filter((file) => /quxberg|zorbak/i.test(`${file}${readFileSync(file, 'latin1')}`))).toEqual([]);
  });

  it('takes back what plastimatch drew on it, to its patient', async () => {
    const [first = ''] = dicomIn(exportsFolder).filter((file) => /\/MR-/.test(file));
    const series = resolve(first, '..');
    const [mask, drawn] = [join(root, 'mask.nrrd'), join(root, 'drawn')];
    const header =
      'NRRD0004\ntype: uchar\ndimension: 3\nsizes: 24 24 8\nspace: left-posterior-superior\nencoding: raw\n';
    const space = 'space directions: (2,0,0) (0,2,0) (0,0,3)\nspace origin: (0,0,0)\nendian: little\n\n';
    const voxels = new Uint8Array(24 * 24 * 8).map((_, at) => {
      const [i, j, k] = [at % 24, Math.floor(at / 24) % 24, Math.floor(at / 576)];
      return i > 6 && i < 14 && j > 6 && j < 14 && k > 2 && k < 6 ? 1 : 0;
    });
    writeFileSync(mask, Buffer.concat([Buffer.from(`${header}${space}`), voxels]));
    const ct = ['--input-ss-img', mask, '--referenced-ct', series, '--output-dicom', drawn];
    execFileSync('plastimatch', ['convert', ...ct]);
    await choose('Take files back…', drawn);
    await page.getByText(/objects? taken back to 1 case/).waitFor();
    const { client, close } = await clientOfPage(page);
    const { cases } = await client.library
      .list({ search: null, withDeleted: false } as never)
      .catch(() => ({ cases: [] }));
    // The copy itself, imported as it is, is recognised too.
    const opened = await chooserOf(page, () =>
      page.getByRole('button', { name: 'Import', exact: true }).first().click(),
    );
    await opened.setFiles(series);
    await page.locator('.case-row', { hasText: 'P-' }).first().click();
    await page.getByText('A pseudonym made here, of QUXBERG IDA, ID ZORBAK-1.').waitFor();
    close();
    expect(cases).toMatchObject([{ patientId: 'ZORBAK-1' }]);
    await expect
      .poll(() => readdirSync(join(root, 'data')).filter((name) => name.startsWith('.limner-returned')))
      .toEqual([]);
    expect(errors).toEqual([]);
  });
});
