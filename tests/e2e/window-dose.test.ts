// A planned case in the real window: dropped with its dose and plan, doses under the pointer and colours on the screen
// against an interpolation of the values by scipy, figures against `limner dvh`, an edit, tables, a second dose.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DvhResult } from '../../core/contract/index.ts';
import { describeWithChromium } from '../support/chromium.ts';
import {
  clientOfPage,
  drawn,
  dropFiles,
  launchBrowser,
  openWindow,
  stageBox,
  startWindowHost,
  stroke,
  type WindowHost,
} from '../support/limner-window.ts';
import { runLimner } from '../support/run-limner.ts';
import { runPython } from '../support/run-python.ts';
import { ALL_CASES } from '../support/run-serve.ts';
import { describeWithShared, sharedPath } from '../support/shared-data.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** A busy machine draws late. */
const SOON = { timeout: 20_000 };
const DOSE = sharedPath('datasets', 'openkbp-dose', 'pt_222_dose.nii.gz');

/** Lowest and highest dose within a tenth of a millimetre of each place (LPS mm), trilinear; null outside the grid. */
const INTERPOLATE = `
import itertools, json, sys
import nibabel, numpy as np
from scipy.ndimage import map_coordinates
image = nibabel.load(sys.argv[1])
to_index = np.linalg.inv(np.diag([-1, -1, 1, 1]) @ image.affine)
values = np.asanyarray(image.dataobj).astype(float)
around = np.array(list(itertools.product([-0.1, 0, 0.1], repeat=3)))
ranges = []
for place in json.loads(sys.argv[2]):
    index = to_index[:3, :3] @ (np.array(place) + around).T + to_index[:3, 3:]
    inside = np.all((index >= 0) & (index <= np.array(values.shape)[:, None] - 1))
    found = map_coordinates(values, index, order=1)
    ranges.append([float(found.min()), float(found.max())] if inside else None)
print(json.dumps(ranges))
`;

/** The usual levels for 70 Gy, from cold to hot. */
const LEVELS: readonly (readonly [number, number, number, number])[] = [
  [21, 0x6f, 0x7d, 0xff],
  [35, 0x35, 0xa7, 0xff],
  [49, 0x1f, 0xd0, 0xb4],
  [56, 0x5d, 0xdc, 0x4b],
  [63, 0xff, 0xe5, 0x00],
  [66.5, 0xff, 0x95, 0x00],
  [70, 0xff, 0x3b, 0x30],
  [74.9, 0xff, 0x5a, 0xd0],
];
function colourOf(gy: number): readonly number[] {
  const above = Math.max(
    1,
    LEVELS.findIndex(([level]) => level >= gy),
  );
  const [from, to] = [LEVELS[above - 1], LEVELS[above]] as [readonly number[], readonly number[]];
  const share = (gy - (from[0] as number)) / ((to[0] as number) - (from[0] as number));
  return [1, 2, 3].map((at) => (from[at] as number) + share * ((to[at] as number) - (from[at] as number)));
}

interface Sample {
  readonly lps: readonly number[];
  /** null: 'no dose here'. */
  readonly gy: number | null;
  readonly rgba: readonly number[];
}

describeWithShared('the dose of a case', () => {
  describeWithChromium('in the window', () => {
    const root = tempFolder();
    const libraryFolder = join(root, 'library');
    const exportsFolder = join(root, 'exports');
    const [all, study, second] = ['all', 'study', 'second'].map((name) => join(root, name)) as [string, string, string];
    let host: WindowHost;
    let browser: Browser;
    let page: Page;
    let errors: readonly string[];

    beforeAll(async () => {
      for (const folder of [all, study, second]) mkdirSync(folder);
      const maker = resolve(import.meta.dirname, '../support/make-dose-case.py');
      execFileSync('/usr/bin/python3', [maker, sharedPath(), 'pt_222', 'val', all, 'CT'], { stdio: 'ignore' });
      const wanted = readdirSync(all).filter((name) => /^(ct-.*|rs|plan|dose-relative-reversed)\.dcm$/.test(name));
      for (const name of wanted) cpSync(join(all, name), join(study, name));
      cpSync(join(all, 'dose-16-bit.dcm'), join(second, 'dose.dcm'));
      host = await startWindowHost({ libraryFolder, exportsFolder });
      browser = await launchBrowser();
      ({ page, errors } = await openWindow(browser, host.address, { width: 1440, height: 900 }));
    });
    afterAll(async () => {
      await browser?.close();
      await host?.stop();
    });

    const labels = (view: string) => page.locator(`.pv[data-view="${view}"]`);
    const doseButton = () => page.getByRole('button', { name: /^Dose:/ });
    const drawer = () => page.getByRole('region', { name: 'Dose-volume histograms' });

    /** What the view says and shows under places of it, in shares of its width and height. */
    async function samplesOf(view: 'axial' | 'coronal' | 'sagittal', shares: readonly (readonly [number, number])[]) {
      const { x, y, width, height } = await stageBox(page, view);
      const samples: Sample[] = [];
      for (const [across, down] of shares) {
        const [left, top] = [Math.round(across * width), Math.round(down * height)];
        const before = await labels(view).locator('.pv-place').textContent();
        await page.mouse.move(x + left, y + top);
        await expect.poll(() => labels(view).locator('.pv-place').textContent(), SOON).not.toBe(before);
        await drawn(page);
        const place = (await labels(view).locator('.pv-place').textContent()) ?? '';
        const parts = [...place.matchAll(/([LRPASI])\s([\d.]+)/g)];
        const gy = Number.parseFloat((await labels(view).locator('.pv-gy').textContent()) ?? '');
        const rgba = await labels(view)
          .locator('canvas.pv-dose')
          .evaluate(
            (canvas: HTMLCanvasElement, at) => [
              ...(canvas.getContext('2d')?.getImageData(at[0], at[1], 1, 1).data ?? []),
            ],
            [left, top] as const,
          );
        samples.push({
          lps: parts.map(([, letter = '', mm]) => Number(mm) * ('LPS'.includes(letter) ? 1 : -1)),
          gy: Number.isNaN(gy) ? null : gy,
          rgba,
        });
      }
      return samples;
    }

    function expectTrue(samples: readonly Sample[]) {
      const places = samples.filter(({ lps }) => lps.length === 3);
      const ranges = runPython<([number, number] | null)[]>(
        INTERPOLATE,
        DOSE,
        JSON.stringify(places.map(({ lps }) => lps)),
      );
      for (const [at, { lps, gy, rgba }] of places.entries()) {
        const range = ranges[at] ?? null;
        const where = `${lps.join(' ')}: ${String(gy)} of ${JSON.stringify(range)}, ${rgba.join(' ')}`;
        expect(gy === null, where).toBe(range === null);
        if (range === null || gy === null) continue;
        const [low, high] = range;
        expect(gy, where).toBeGreaterThan(low - 0.06);
        expect(gy, where).toBeLessThan(high + 0.06);
        // Below the lowest level there is no wash; where a level's own colour begins lies within the pixel.
        if (high < 20.5) expect(rgba[3], where).toBe(0);
        if (low < 21.5) continue;
        expect(rgba[3], where).toBe(255);
        const [cold, hot] = [colourOf(low - 0.7), colourOf(Math.min(high + 0.7, 74.9))];
        for (const channel of [0, 1, 2]) {
          const ends = [cold[channel] as number, hot[channel] as number];
          expect(rgba[channel], where).toBeGreaterThanOrEqual(Math.min(...ends) - 24);
          expect(rgba[channel], where).toBeLessThanOrEqual(Math.max(...ends) + 24);
        }
      }
      return places.length;
    }

    it('arrives with its case and lies where it was planned, on all three planes', async () => {
      await dropFiles(page, study);
      await page.locator('.case-row').first().dblclick(SOON);
      await expect.poll(() => doseButton().textContent(), SOON).toContain('Isodoses');
      await expect.poll(() => page.locator('.pv-legend').first().textContent(), SOON).toContain('66.5 Gy95 %');
      await doseButton().click();
      const dialog = page.getByRole('dialog', { name: 'Dose' });
      await dialog.getByRole('radio', { name: 'Wash' }).click();
      await dialog.getByRole('slider', { name: 'Opacity of the wash' }).press('End');
      await page.keyboard.press('Escape');
      let seen = 0;
      const shares = [0.36, 0.48, 0.6].flatMap((across) =>
        [0.43, 0.49, 0.55].map((down) => [across + 0.01 * down, down] as const),
      );
      for (const view of ['axial', 'coronal', 'sagittal'] as const) {
        await labels(view).focus();
        await page.keyboard.press('f');
        await drawn(page);
        seen += expectTrue(await samplesOf(view, view === 'axial' ? [...shares, [0.02, 0.02]] : shares));
        await page.keyboard.press('f');
      }
      expect(seen).toBeGreaterThan(20);
      await page.keyboard.press('Shift+D');
      await expect.poll(() => labels('axial').locator('.pv-gy').isVisible(), SOON).toBe(false);
      await page.keyboard.press('Shift+D');
    });

    const rowsShown = () =>
      drawer()
        .locator('tbody tr')
        .evaluateAll((rows) =>
          rows.map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.textContent?.trim() ?? '')),
        );
    const states = () =>
      drawer()
        .locator('tbody tr')
        .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-state')));
    /** From now on `csvWhileStale` says how the button was while a row was not current, be it ever so short. */
    const watchStale = () =>
      drawer().evaluate((own) => {
        const look = () => {
          if (own.querySelector('tbody tr[data-state="stale"]') === null) return;
          const csv = [...own.querySelectorAll('button')].find((button) => button.textContent?.includes('CSV'));
          const isOff = csv?.disabled === true || csv?.ariaDisabled === 'true';
          Object.assign(window, { csvWhileStale: isOff ? 'disabled' : 'enabled' });
        };
        new MutationObserver(look).observe(own, { subtree: true, childList: true, attributes: true });
      });
    const allCurrent = () =>
      expect.poll(async () => new Set(await states()), { timeout: 30_000 }).toEqual(new Set(['current']));
    const dvhOf = async (...more: readonly string[]) => {
      const { client, close } = await clientOfPage(page);
      const { rows } = await client.cases.page(ALL_CASES);
      close();
      const asked = ['dvh', '--library', libraryFolder, '--case', rows[0]?.caseId ?? '', ...more];
      return (await runLimner(asked)).json<DvhResult>();
    };

    it('has the figures of limner dvh, and the same verdicts', async () => {
      await page.keyboard.press('Alt+d');
      await drawer().waitFor();
      const expected = await dvhOf('--metrics', 'V20Gy', '--constraints', 'openkbp-head-neck');
      await allCurrent();
      const figure = (value: number | null | undefined) =>
        value === null || value === undefined ? '–' : value.toFixed(value < 1 ? 2 : 1);
      await expect
        .poll(async () => (await rowsShown()).map(([name, , ...figures]) => [name, ...figures]), SOON)
        .toEqual(
          expected.structures.map(({ name, figures }) => [
            name,
            ...['Mean[Gy]', 'Max[Gy]', 'D0.03cc[Gy]', 'D2%[Gy]', 'D95%[Gy]', 'V20Gy[%]'].map((of) =>
              figure(figures[of]),
            ),
          ]),
        );
      await drawer().getByRole('radio', { name: 'Constraints' }).click();
      await drawer()
        .getByRole('button', { name: /^Template:/ })
        .click();
      await page.getByRole('menuitemradio', { name: /OpenKBP/ }).click();
      const words = { met: 'Met', 'not-met': 'Not met', 'not-evaluable': 'Open' };
      // What the case does not have comes last.
      const results = expected.constraints?.results ?? [];
      const there = results.filter(({ why }) => why !== 'no structure has this name');
      const verdicts = [...there, ...results.filter((line) => !there.includes(line))];
      await expect
        .poll(async () => (await rowsShown()).map(([name, , , held]) => [name, held]), SOON)
        .toEqual(verdicts.map(({ structure, status }) => [structure, words[status]]));
    });

    it('makes a structure’s figures anew when it is drawn on, and says so meanwhile', async () => {
      await drawer().getByRole('radio', { name: 'Figures' }).click();
      await page.getByRole('option', { name: /^Larynx,/ }).click();
      await page.keyboard.press('Control+k');
      await page.keyboard.type('next version of its set');
      await page.keyboard.press('Enter');
      await page.getByText('version 2').first().waitFor();
      await allCurrent();
      const volume = async () => Number((await rowsShown()).find(([name]) => name?.startsWith('Larynx'))?.[1]);
      const before = await volume();
      await page
        .getByRole('option', { name: /^Larynx,/ })
        .last()
        .dblclick();
      await page.keyboard.press('b');
      await watchStale();
      await stroke(page, 'axial', [
        [0.45, 0.45],
        [0.55, 0.45],
      ]);
      await expect.poll(() => page.evaluate('window.csvWhileStale'), SOON).toBe('disabled');
      await allCurrent();
      await expect.poll(volume, SOON).toBeGreaterThan(before + 0.1);
    });

    it('writes what is on the screen as tables', async () => {
      await drawer().getByRole('button', { name: 'CSV' }).click();
      await page.getByText(/constraints\.csv.*written/).waitFor();
      const lines = readFileSync(join(exportsFolder, 'dose-figures.csv'), 'utf8').trim().split('\r\n');
      const means = lines.slice(1).map((line) => Number(line.split(',')[3]).toFixed(1));
      expect(means).toEqual((await rowsShown()).map(([, , mean]) => mean));
      expect(readFileSync(join(exportsFolder, 'dvh.csv'), 'utf8')).toContain('Parotid_L cumulative (ml)');
    });

    it('asks which of two doses is meant, and shows neither before', async () => {
      await dropFiles(page, second);
      const { client, close } = await clientOfPage(page);
      await expect
        .poll(async () => (await client.queue.list({})).rows.filter(({ state }) => state === 'done').length, {
          timeout: 30_000,
        })
        .toBe(2);
      close();
      await page.locator('.case-row').first().dblclick();
      await expect.poll(() => doseButton().textContent(), SOON).toContain('Choose one of 2 doses');
      await expect.poll(() => labels('axial').locator('.pv-gy').isVisible(), SOON).toBe(false);
      await doseButton().click();
      await page.getByRole('dialog', { name: 'Dose' }).getByRole('radio', { name: /PLAN/ }).last().click();
      await expect.poll(() => doseButton().textContent(), SOON).toContain('Dose wash');
    });

    it('does not add up two doses of one plan, and says why', async () => {
      const dialog = page.getByRole('dialog', { name: 'Dose' });
      await dialog.getByRole('button', { name: 'Add doses up…' }).click();
      for (const box of await dialog.getByRole('checkbox').all()) await box.click();
      await dialog.getByRole('button', { name: 'Add up', exact: true }).click();
      await expect.poll(() => dialog.getByRole('alert').textContent(), SOON).toContain('the same plan');
      expect(await dialog.getByRole('radio', { name: /PLAN/ }).count()).toBe(2);
      await page.keyboard.press('Escape');
      expect(errors).toEqual([]);
    });
  });
});
