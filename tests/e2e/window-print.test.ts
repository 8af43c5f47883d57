// A printable model in the real window, with the bundled case: a mandible from its contours, joined with a mesh of another
// program, cut in two, hollowed, drained by a click, stopped, taken back, refused, written; what the file holds, and the
// steps on contours that were drawn on.

import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { encodeStlBinary } from '../../core/mesh/index.ts';
import { describeWithChromium } from '../support/chromium.ts';
import { chooserOf } from '../support/file-chooser.ts';
import {
  allKept,
  drawn,
  dropFiles,
  launchBrowser,
  openWindow,
  startWindowHost,
  stroke,
  type WindowHost,
} from '../support/limner-window.ts';
import { meshOf } from '../support/mesh-shapes.ts';
import { runLimner, sampleCase } from '../support/run-limner.ts';
import { boxMesh, insideOut } from '../support/solid-shapes.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** A machine that draws on its processor while it computes. */
const SLOW_MS = 60_000;

/** The CT of the bundled case with two of its clinical contours as an RTSTRUCT. */
async function writeDrop(root: string): Promise<string> {
  const drop = join(root, 'drop');
  const ct = join(sampleCase, 'ct');
  mkdirSync(drop, { recursive: true });
  for (const name of readdirSync(ct)) copyFileSync(join(ct, name), join(drop, name));
  const masks = ['Bone_Mandible', 'Parotid_L'].flatMap((name) => [
    '--mask',
    `${name}=${join(sampleCase, 'clinical', `${name}.nii.gz`)}`,
  ]);
  const made = await runLimner(['rtstruct', '--image', ct, ...masks, '--out', join(drop, 'set.dcm')]);
  expect(made.exitCode).toBe(0);
  return drop;
}

describeWithChromium('a printable model', () => {
  const root = tempFolder();
  const options = { libraryFolder: join(root, 'library'), exportsFolder: join(root, 'exports') };
  let host: WindowHost;
  let browser: Browser;
  let page: Page;
  let errors: readonly string[];

  const step = (number: number) => page.getByRole('button', { name: new RegExp(`^Step ${number.toString()}, `) });
  const stepWords = async (number: number) => (await step(number).getAttribute('aria-label')) ?? '';
  const parts = () => page.getByRole('region', { name: 'Parts' }).getByRole('listitem');

  const measured = () =>
    page.getByRole('region', { name: 'Measures' }).getByText(/^Bone_Mandible to Parotid_L: mean \d+\.\d mm/);

  /** In shares of the view. */
  const clickModel = async (across: number, down: number) => {
    await drawn(page);
    const view = await page.locator('.pp-mount').boundingBox();
    if (view === null) throw new Error('no model to click');
    await page.mouse.click(view.x + across * view.width, view.y + down * view.height);
  };

  beforeAll(async () => {
    host = await startWindowHost(options);
    browser = await launchBrowser();
    ({ page, errors } = await openWindow(browser, host.address));
    await dropFiles(page, await writeDrop(root));
    await page.locator('.case-row').first().waitFor({ timeout: SLOW_MS });
    await page.locator('.case-row').first().dblclick();
    await page.getByRole('option', { name: /^Bone_Mandible,/ }).click({ timeout: SLOW_MS });
    await page.keyboard.press('Control+3');
  }, 3 * SLOW_MS);
  afterAll(async () => {
    await browser?.close();
    await host?.stop();
  });

  it(
    'begins with the structure that was being worked on',
    async () => {
      await page.getByRole('button', { name: 'Make the model' }).click();
      await expect.poll(() => stepWords(1), { timeout: SLOW_MS }).toMatch(/Surface from Bone_Mandible, 6\d\.\d ml/);
      await page.getByText('Closed, 2-manifold, outward normals').waitFor({ timeout: SLOW_MS });
      await page.getByRole('img', { name: /^Histogram of the distance to the mask/ }).waitFor();
    },
    2 * SLOW_MS,
  );

  it(
    'is measured between places on it: straight, along its surface, and at an angle',
    async () => {
      await page.getByRole('button', { name: 'Left', exact: true }).click();
      const measures = page.getByRole('region', { name: 'Measures' });
      const pick = async (...words: readonly string[]) => {
        const places = [
          [0.4, 0.62],
          [0.58, 0.62],
          [0.62, 0.42],
        ] as const;
        for (const [n, word] of words.entries()) {
          await page.getByText(`Click the ${word} place`).waitFor();
          const [across, down] = places[n] ?? places[2];
          await clickModel(across, down);
        }
      };
      await page.keyboard.press('m');
      await pick('first', 'last');
      await measures.getByText(/^\d+\.\d mm along the surface$/).waitFor({ timeout: SLOW_MS });
      const row = (await measures.getByRole('listitem').textContent()) ?? '';
      const [straight = 0, along = 0] = (row.match(/\d+\.\d/g) ?? []).map(Number);
      expect(along).toBeGreaterThanOrEqual(straight);
      expect(along).toBeLessThan(1.1 * straight);
      await page.keyboard.press('Shift+M');
      await pick('first', 'second', 'last');
      await measures.getByText(/^\d+\.\d°$/).waitFor();
      await page.keyboard.press('Escape');
      for (let n = 0; n < 2; n++)
        await measures
          .getByRole('button', { name: /^Remove/ })
          .first()
          .click();
      await expect.poll(() => measures.getByRole('listitem').count()).toBe(0);
    },
    2 * SLOW_MS,
  );

  it(
    'takes a hole by the keyboard alone: arrows put the place into the middle, and the focus is never lost',
    async () => {
      const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? 'nothing');
      await page.getByRole('navigation', { name: 'Tools' }).getByRole('button', { name: 'Hole' }).focus();
      await page.keyboard.press('Enter');
      await expect.poll(focused).toMatch(/^Model of Bone_Mandible/);
      for (let tries = 0; tries < 12 && (await step(2).count()) === 0; tries++) {
        for (let mm = 0; mm < 4; mm++) await page.keyboard.press('Shift+ArrowDown');
        await page.keyboard.press('Enter');
      }
      await expect.poll(focused).toMatch(/^Step 2, Hole/);
      await page.keyboard.press('Delete');
      await expect.poll(focused).toMatch(/^Step 1, Surface/);
      await page
        .getByRole('status')
        .getByText(/^Exact model made: 1 part, 6\d\.\d ml\./)
        .waitFor({ timeout: SLOW_MS });
    },
    SLOW_MS,
  );

  it(
    'is laid on its best side by one click, by hand, and on a face that is clicked; DICOM stays in the patient',
    async () => {
      await page.getByRole('button', { name: 'Lay so' }).click({ timeout: SLOW_MS });
      await page.getByText('1 part, on the bed, ').waitFor({ timeout: SLOW_MS });
      await page.getByText('Laid on the best side').waitFor({ timeout: SLOW_MS });
      await page.getByRole('button', { name: 'Lay down by a click' }).click();
      await page.getByText(/^Click the model where it is to lie on the bed/).waitFor();
      await page.getByRole('radio', { name: 'In the patient' }).click();
      await page.getByRole('button', { name: 'Left', exact: true }).click();
      await clickModel(0.45, 0.62);
      await expect.poll(() => stepWords(2), { timeout: SLOW_MS }).toMatch(/Lay on the bed, R\w* up/);
      await page.getByRole('button', { name: 'Export in another format' }).click();
      await page.getByRole('menuitem', { name: /^DICOM/ }).click();
      await page.getByText('A DICOM model lies where the patient does').waitFor({ timeout: SLOW_MS });
      expect(readdirSync(options.exportsFolder)).toEqual(['Bone_Mandible.dcm']);
      await step(2).focus();
      for (let n = 0; n < 2; n++) await page.keyboard.press('Control+z');
      await expect.poll(() => step(2).count(), { timeout: SLOW_MS }).toBe(0);
    },
    2 * SLOW_MS,
  );

  it(
    'joins a mesh of another program and says what was put right; refuses one that is open, and why',
    async () => {
      const guide = { name: 'guide.stl', bytes: encodeStlBinary(insideOut(boxMesh([-8, -107, 23], [16, -83, 47]))) };
      const open = { name: 'open.stl', bytes: encodeStlBinary(meshOf([0, 0, 0, 30, 0, 0, 0, 30, 0], [[0, 1, 2]])) };
      const add = async ({ name, bytes }: typeof guide) => {
        await page.getByRole('button', { name: 'Add step' }).click();
        const chooser = await chooserOf(page, () =>
          page.getByRole('menuitem', { name: 'A mesh of another program…' }).click(),
        );
        await chooser.setFiles({ name, mimeType: 'model/stl', buffer: Buffer.from(bytes) });
      };
      await add(open);
      await page.getByText('open.stl is open: 1 opening').waitFor({ timeout: SLOW_MS });
      expect(await step(2).count()).toBe(0);
      await add(guide);
      await expect.poll(() => stepWords(2), { timeout: SLOW_MS }).toMatch(/Join with guide.stl, \+1\d\.\d % volume/);
      await page.getByText('1 piece turned outside out.').waitFor();
      await step(2).focus();
      await page.keyboard.press('Control+z');
      await expect.poll(() => step(2).count(), { timeout: SLOW_MS }).toBe(0);
    },
    2 * SLOW_MS,
  );

  it(
    'is cut in two by one key, and moved by the hand and by its value',
    async () => {
      await page.keyboard.press('1');
      await expect.poll(() => parts().count(), { timeout: SLOW_MS }).toBe(2);
      const position = page.getByRole('spinbutton', { name: 'Position' });
      const before = await position.inputValue();
      await drawn(page);
      const middle = await page.locator('.pp-plane g[data-grab="plane"] circle').first().boundingBox();
      if (middle === null) throw new Error('no plane to hold');
      await page.mouse.move(middle.x + middle.width / 2, middle.y + middle.height / 2);
      await page.mouse.down();
      await page.mouse.move(middle.x + 60, middle.y, { steps: 3 });
      await page.mouse.up();
      await expect.poll(() => position.inputValue()).not.toBe(before);
      await position.fill('20');
      await position.press('Enter');
      await expect.poll(() => position.getAttribute('aria-valuetext')).toMatch(/^20\.0 mm/);
      await page.getByRole('region', { name: /^Section at the cut, L 20.0 mm/ }).waitFor({ timeout: SLOW_MS });
    },
    2 * SLOW_MS,
  );

  it(
    'says at the step what cannot be done and keeps the model before it, until it is taken back',
    async () => {
      await page.keyboard.press('Escape');
      await step(2).focus();
      await page.keyboard.press('4');
      const wall = page.getByRole('spinbutton', { name: 'Wall', exact: true });
      await wall.fill('90');
      await wall.press('Enter');
      await page.getByRole('alert').waitFor({ timeout: SLOW_MS });
      await expect.poll(() => stepWords(3)).toMatch(/Hollow, not done/);
      await expect.poll(() => parts().count()).toBe(2);
      await step(3).focus();
      for (let n = 0; n < 2; n++) await page.keyboard.press('Control+z');
      await expect.poll(() => step(3).count(), { timeout: SLOW_MS }).toBe(0);
      await page.getByRole('alert').waitFor({ state: 'detached', timeout: SLOW_MS });
    },
    2 * SLOW_MS,
  );

  it(
    'is hollowed, stopped and made after all, and drained by a click on it',
    async () => {
      await page.keyboard.press('4');
      await page.getByRole('button', { name: 'Stop', exact: true }).click({ timeout: SLOW_MS });
      await page.getByText(/^Stopped: /).waitFor();
      await page.getByRole('button', { name: 'Make the model' }).click();
      await expect.poll(() => stepWords(3), { timeout: SLOW_MS }).toMatch(/Hollow, 2.0 mm/);
      await page.getByText(/^Stopped: /).waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Left', exact: true }).click();
      await page.getByRole('button', { name: 'Add by a click' }).click();
      await clickModel(0.45, 0.62);
      await expect.poll(() => stepWords(3), { timeout: SLOW_MS }).toMatch(/Hollow, 2.0 mm, 1 drain/);
      await step(3).focus();
      for (let n = 0; n < 2; n++) await page.keyboard.press('Control+z');
      await expect.poll(() => step(3).count(), { timeout: SLOW_MS }).toBe(0);
    },
    2 * SLOW_MS,
  );

  it(
    'leaves no file where it cannot be written, and says why',
    async () => {
      rmSync(options.exportsFolder, { recursive: true, force: true });
      writeFileSync(options.exportsFolder, 'a file where the folder was');
      await page.getByRole('button', { name: 'Export 3MF' }).click();
      await page.getByText(/^No file: Writing to .*: there is a file of this name/).waitFor({ timeout: SLOW_MS });
      rmSync(options.exportsFolder);
    },
    2 * SLOW_MS,
  );

  it(
    'is measured between any two structures of the case, in the model or not',
    async () => {
      await page.getByRole('button', { name: 'Between' }).click();
      for (const [end, name] of [
        ['from', 'Bone_Mandible'],
        ['to', 'Parotid_L'],
      ] as const) {
        await page.getByRole('button', { name: new RegExp(`^Measure ${end}: `) }).click();
        await page.getByRole('menuitemradio', { name, exact: true }).click();
      }
      await page.getByRole('button', { name: 'Measure', exact: true }).click();
      await measured().waitFor({ timeout: SLOW_MS });
    },
    2 * SLOW_MS,
  );

  it(
    'is written closed, one object a part, and its steps and measures are there after the case was left',
    async () => {
      await page.getByRole('button', { name: 'Export 3MF' }).click();
      await page.getByText('Bone_Mandible.3mf written').waitFor({ timeout: SLOW_MS });
      const file = join(options.exportsFolder, 'Bone_Mandible.3mf');
      const model = execFileSync('unzip', ['-p', file, '3D/3dmodel.model'], { encoding: 'utf8', maxBuffer: 64e6 });
      expect(model.match(/<object /g)).toHaveLength(2);
      expect(model).toContain('unit="millimeter"');
      await page.keyboard.press('Alt+ArrowLeft');
      await page.locator('.case-row').first().dblclick();
      await expect.poll(() => stepWords(2), { timeout: SLOW_MS }).toMatch(/Cut by plane, 2 parts/);
      await measured().waitFor({ timeout: SLOW_MS });
    },
    2 * SLOW_MS,
  );

  it(
    'is made again of what was drawn since, in the new version of a set that came locked',
    async () => {
      const before = await stepWords(1);
      await page.keyboard.press('Control+2');
      await page.getByRole('button', { name: 'Make version 2' }).click();
      await page
        .getByRole('option', { name: /^Bone_Mandible,/ })
        .nth(1)
        .click();
      await page.keyboard.press('b');
      await stroke(page, 'axial', [
        [0.4, 0.41],
        [0.5, 0.41],
      ]);
      await allKept(page);
      await page.keyboard.press('Control+3');
      await expect.poll(() => stepWords(1), { timeout: SLOW_MS }).not.toBe(before);
      await expect.poll(() => stepWords(2), { timeout: SLOW_MS }).toMatch(/Cut by plane, 2 parts/);
      await page.keyboard.press('Control+h');
      await page.getByRole('heading', { name: 'History of the contours' }).waitFor();
      await page.keyboard.press('Escape');
      expect(errors).toEqual([]);
    },
    2 * SLOW_MS,
  );
});
