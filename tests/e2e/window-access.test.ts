// The window by its acceptance checks: what a person without a mouse, with a small or a very large screen, in a hurry or
// with something broken meets.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWithChromium } from '../support/chromium.ts';
import {
  drawn,
  dropFiles,
  launchBrowser,
  openWindow,
  stageBox,
  startWindowHost,
  type WindowHost,
} from '../support/limner-window.ts';
import { runLimner, sampleCase } from '../support/run-limner.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** Keys of the interface brief, section 9, for what this version does: key -> words of the command. */
const WORKSPACE_KEYS: Readonly<Record<string, RegExp>> = {
  'Ctrl O': /import/i,
  'Ctrl E': /export/i,
  'Ctrl J': /jobs/i,
  'Ctrl H': /history/i,
  'Ctrl ,': /settings/i,
  'Ctrl \\': /panel/i,
  'Alt ←': /cases/i,
  'Ctrl 1': /review/i,
  'Ctrl 2': /edit/i,
  F7: /next layout/i,
  'Shift F7': /previous layout/i,
  F: /large/i,
  R: /fit/i,
  '←': /previous slice/i,
  '→': /next slice/i,
  'Shift Page Up': /ten/i,
  'Shift Page Down': /ten/i,
  Home: /first/i,
  End: /last/i,
  'Shift 1': /soft tissue/i,
  'Shift 2': /bone/i,
  'Shift 3': /lung/i,
  'Shift 4': /brain/i,
  'Shift 5': /file/i,
  G: /contours/i,
  H: /structure/i,
  U: /only/i,
  O: /outline/i,
  V: /planes in 3d/i,
  'Shift [': /fill/i,
  'Shift ]': /fill/i,
  'Shift C': /crosshair/i,
  'Shift I': /interpolation/i,
  'Shift V': /inverted/i,
  Q: /previous structure/i,
  W: /next structure/i,
  'Shift N': /new/i,
  'Ctrl D': /duplicate/i,
  F2: /rename/i,
  'Ctrl L': /lock/i,
  'Alt ↑': /up/i,
  'Alt ↓': /down/i,
  'Shift Delete': /delete/i,
  'Ctrl Shift A': /auto-contour/i,
  'Ctrl M': /margin/i,
  'Ctrl B': /boolean|combine/i,
  'Ctrl Shift S': /smooth/i,
  'Ctrl Shift F': /holes/i,
  'Ctrl Shift L': /islands|parts/i,
  'Ctrl Shift X': /crop/i,
  'Ctrl Shift M': /mirror/i,
  'Ctrl Shift K': /split/i,
  C: /crosshair/i,
  B: /brush/i,
  E: /eraser/i,
  S: /smart/i,
  D: /freehand/i,
  P: /polygon/i,
  N: /nudge/i,
  'Shift F': /flood/i,
  M: /distance/i,
  'Shift M': /angle/i,
  'Shift A': /area/i,
  'Shift H': /HU/i,
  J: /between/i,
  'Ctrl ←': /previous/i,
  'Ctrl →': /next/i,
  'Ctrl Z': /undo/i,
  'Ctrl Y': /redo/i,
};

describeWithChromium('the window by its acceptance checks', () => {
  const root = tempFolder();
  const options = { libraryFolder: join(root, 'library'), exportsFolder: join(root, 'exports') };
  let host: WindowHost;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    await runLimner(['import', join(sampleCase, 'ct'), '--library', options.libraryFolder]);
    host = await startWindowHost(options);
    browser = await launchBrowser();
    ({ page } = await openWindow(browser, host.address));
  });
  afterAll(async () => {
    await browser?.close();
    await host?.stop();
  });

  const fits = () =>
    page.evaluate(() => {
      const root = document.documentElement;
      return { wide: root.scrollWidth - root.clientWidth, high: root.scrollHeight - root.clientHeight };
    });
  const filledButtons = () =>
    page.evaluate(() => [...document.querySelectorAll('.btn.pri')].filter((button) => button.checkVisibility()).length);

  describe('in the library', () => {
    it('finds, sorts and filters, and says so when nothing matches', async () => {
      const search = page.getByLabel('Search name, ID, description or structure');
      await page.keyboard.press('Control+f');
      await expect.poll(() => search.evaluate((field) => field === document.activeElement)).toBe(true);
      await search.fill('no such patient');
      await page.getByText('No case matches “no such patient”').waitFor();
      await page.getByRole('button', { name: 'Clear search' }).click();
      await page.locator('.case-row').first().waitFor();
      await search.fill('222');
      await page.locator('.case-row').first().waitFor();
      await search.fill('');
      await page.getByRole('button', { name: /Contoured/ }).click();
      await page.getByText('No case is in this state').waitFor();
      await page.getByRole('button', { name: 'Show all cases' }).click();
      await page.getByRole('button', { name: 'Sort by patient' }).click();
      await page.locator('.case-row').first().waitFor();
    });

    it('refuses what is no image in words that say what to do, and goes on', async () => {
      const folder = join(root, 'broken');
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'letter.txt'), 'no image');
      await dropFiles(page, folder);
      const toast = page.locator('.toast');
      await expect.poll(async () => (await toast.textContent()) ?? '').toMatch(/not imported|failed/i);
      expect((await toast.textContent()) ?? '').not.toMatch(/undefined|stack|\bat \//);
      await toast.getByRole('button', { name: 'Close' }).click();
    });

    it('has one filled button at most and no scroll bars', async () => {
      await expect.poll(filledButtons).toBeLessThanOrEqual(1);
      await expect.poll(fits).toEqual({ wide: 0, high: 0 });
    });

    it('walks by the keyboard alone: every stop has a name and shows that it has the focus', async () => {
      await page.locator('body').click({ position: { x: 2, y: 2 } });
      const stops: { name: string; hasRing: boolean }[] = [];
      for (let n = 0; n < 40; n++) {
        await page.keyboard.press('Tab');
        const stop = await page.evaluate(() => {
          const at = document.activeElement;
          if (at === null || at === document.body) return null;
          const name =
            at.getAttribute('aria-label') ??
            document.getElementById(at.getAttribute('aria-labelledby') ?? '')?.textContent ??
            at.textContent ??
            '';
          // A ring may stand on the field around an input.
          const ringOf = (element: Element | null): boolean => {
            if (element === null) return false;
            const { outlineStyle, outlineWidth, boxShadow, borderColor } = getComputedStyle(element);
            const isRing = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1;
            return isRing || boxShadow !== 'none' || borderColor === 'rgb(90, 139, 255)';
          };
          // A table shows its focus on the row that its keys act on.
          const row = document.getElementById(at.getAttribute('aria-activedescendant') ?? '');
          return { name: name.trim(), hasRing: [at, at.parentElement, row].some(ringOf) };
        });
        if (stop === null) break;
        stops.push(stop);
      }
      expect(stops.length).toBeGreaterThan(8);
      expect(stops.filter(({ name }) => name === '')).toEqual([]);
      expect(stops.filter(({ hasRing }) => !hasRing).map(({ name }) => name)).toEqual([]);
    });
  });

  describe('in a case', () => {
    beforeAll(async () => {
      await page.locator('.case-row').first().dblclick();
      await page.locator('.pv[data-view="axial"]').waitFor();
      await page.getByText(/^Reading/).waitFor({ state: 'hidden' });
    });

    it('has the keyboard at the view that is worked in', async () => {
      await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-view'))).toBe('axial');
    });

    it('keeps name, ID and birth date in the bar', async () => {
      const bar = await page.locator('header.bar').textContent();
      expect(bar).toMatch(/222/);
      expect(bar).toMatch(/ID/);
      expect(bar).toMatch(/Born/);
    });

    it.each([
      [1280, 720, 0.62],
      [1440, 900, 0.65],
      [3840, 2160, 0.7],
    ])(
      'at %i x %i gives the image its pixels, with sides on every plane, and nothing is cut off',
      async (width, height, share) => {
        await page.setViewportSize({ width, height });
        await expect.poll(() => page.evaluate(() => [innerWidth, innerHeight])).toEqual([width, height]);
        await drawn(page);
        const views = page.locator('.views > .vp');
        await expect.poll(() => views.count()).toBe(4);
        const shown = () =>
          views.evaluateAll((own) =>
            own.map((view) => view.getBoundingClientRect()).reduce((sum, box) => sum + box.width * box.height, 0),
          );
        await expect.poll(async () => (await shown()) / (width * height)).toBeGreaterThanOrEqual(share);
        await expect.poll(fits).toEqual({ wide: 0, high: 0 });
        for (const view of ['axial', 'coronal', 'sagittal']) {
          const letters = async () =>
            (await page.locator(`.pv[data-view="${view}"] .pv-letter`).allInnerTexts()).join('');
          await expect.poll(letters).toMatch(view === 'sagittal' ? /[AP]/ : /[RL]/);
        }
        const clipped = () =>
          page.evaluate(() =>
            [...document.querySelectorAll('button, h2, label, .seg span')]
              .filter((element) => element.checkVisibility() && element.scrollWidth > element.clientWidth + 1)
              .filter((element) => element.clientWidth > 0 && getComputedStyle(element).overflow !== 'visible')
              .filter((element) => !element.matches('.ell, .ell *'))
              .map((element) => element.textContent),
          );
        await expect.poll(clipped).toEqual([]);
      },
    );

    it('opens the history beside the views, the panel folded away or not: no letter of side is covered', async () => {
      await page.setViewportSize({ width: 1280, height: 720 });
      const edges = async () => {
        const views = await page.locator('.views').boundingBox();
        const drawer = await page.getByRole('complementary', { name: 'History' }).boundingBox();
        return (drawer?.x ?? 0) - ((views?.x ?? 0) + (views?.width ?? Number.NaN));
      };
      await page.keyboard.press('Control+h');
      await expect.poll(edges).toBeGreaterThanOrEqual(-1);
      const panel = page.getByRole('complementary', { name: 'Structures and checks' });
      await page.keyboard.press('Control+\\');
      await panel.waitFor({ state: 'detached' });
      await expect.poll(edges).toBeGreaterThanOrEqual(-1);
      await page.keyboard.press('Control+\\');
      await panel.waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('complementary', { name: 'History' }).waitFor({ state: 'detached' });
    });

    it('offers an empty case its two ways on, and one filled button at most', async () => {
      await page.setViewportSize({ width: 1280, height: 720 });
      await page.getByText('No structures yet').waitFor();
      await expect.poll(filledButtons).toBeLessThanOrEqual(1);
    });

    it('agrees about the place in all planes, in mm and slices', async () => {
      const { x, y, width, height } = await stageBox(page, 'axial');
      await page.keyboard.press('c');
      await page.mouse.click(x + width * 0.55, y + height * 0.45);
      await drawn(page);
      const names = await Promise.all(
        ['axial', 'coronal', 'sagittal'].map((view) =>
          page.locator(`.pv[data-view="${view}"]`).getAttribute('aria-label'),
        ),
      );
      const places = names.map((name) => [...(name ?? '').matchAll(/([LRAPSI]) ([\d.]+) mil/g)].map(([all]) => all));
      expect(places.flat().length).toBeGreaterThanOrEqual(3);
      const status = await page.locator('.pv[data-view="axial"]').textContent();
      expect(status).toMatch(/mm/);
    });

    it('has every command of the key table in the palette, with its key', async () => {
      await page.keyboard.press('Control+k');
      const list = page.getByRole('listbox', { name: 'Commands' });
      await list.waitFor();
      const rows = await list.getByRole('option').evaluateAll((options) =>
        options.map((option) => ({
          title: option.querySelector('.grow')?.textContent ?? '',
          key: [...option.querySelectorAll('kbd')].map((key) => key.textContent).join(' '),
        })),
      );
      const missing = Object.entries(WORKSPACE_KEYS).filter(
        ([key, words]) => !rows.some((row) => row.key.replace(/\s+/g, ' ').trim() === key && words.test(row.title)),
      );
      expect(missing.map(([key, words]) => `${key} ${words}`)).toEqual([]);
      await page.keyboard.press('Escape');
    });

    it('lists the keys on ?, and finds one by its words', async () => {
      await page.keyboard.press('?');
      const dialog = page.getByRole('dialog', { name: 'Keyboard map' });
      // One for strokes, one for the steps of a printable model.
      await dialog.getByText('Undo', { exact: true }).first().waitFor();
      await dialog.getByRole('searchbox').fill('brush');
      await dialog.getByText('Brush', { exact: true }).waitFor();
      expect(await dialog.getByText('Undo', { exact: true }).count()).toBe(0);
      await page.keyboard.press('Escape');
    });

    it('moves between its regions with F6, and speaks of a view', async () => {
      const seen = new Set<string>();
      for (let n = 0; n < 8; n++) {
        await page.keyboard.press('F6');
        seen.add(
          await page.evaluate(
            () => document.activeElement?.closest('[data-region]')?.getAttribute('data-region') ?? '',
          ),
        );
      }
      expect([...seen]).toEqual(expect.arrayContaining(['bar', 'tools', 'views', 'panel']));
      const view = page.locator('.pv[data-view="axial"]');
      expect(await view.getAttribute('role')).toBe('application');
      expect(await view.getAttribute('aria-label')).toMatch(/Axial, slice \d+ of \d+/);
    });

    it('names every table and control of every mode and dialog, and gives each a target of 24 px', async () => {
      const unnamed = async () => {
        const tree = await page.locator('body').ariaSnapshot();
        const role =
          /^\s*- (button|checkbox|combobox|dialog|img|link|listbox|option|radio|radiogroup|searchbox|slider|spinbutton|switch|tab|table|textbox)(?![a-z])(?! ")/;
        return tree.split('\n').filter((line) => role.test(line));
      };
      const narrow = () =>
        page.evaluate(() =>
          [...document.querySelectorAll<HTMLElement>('button')]
            .filter((button) => button.checkVisibility() && button.closest('[aria-hidden="true"], [inert]') === null)
            .filter((button) => {
              const { left, top, width, height } = button.getBoundingClientRect();
              const label = button.closest('label')?.getBoundingClientRect();
              if (height >= 24 || (label?.height ?? 0) >= 24) return false;
              const [x, y] = [left + width / 2, top + height / 2];
              const isReached = (dy: number) => button.contains(document.elementFromPoint(x, y + dy));
              // What lies under a dialog or out of sight is not for the hand now.
              return isReached(0) && !(isReached(-11.4) && isReached(11.4));
            })
            .map((button) => `${button.ariaLabel ?? button.textContent}: ${button.offsetHeight}`),
        );
      for (const key of ['Control+1', 'Control+2', 'Control+3', 'Control+4', 'Control+e', 'Control+,', '?']) {
        await page.keyboard.press(key);
        // What opens has grown to its size after this time; on a slow machine it may come later.
        await page.waitForTimeout(250);
        await drawn(page);
        const found = async () => ({ key, unnamed: await unnamed(), narrow: await narrow() });
        await expect.poll(found).toEqual({ key, unnamed: [], narrow: [] });
        if (key === 'Control+,') await page.keyboard.press('Alt+ArrowLeft');
        else if (!/^Control.\d$/.test(key)) await page.keyboard.press('Escape');
      }
      await page.keyboard.press('Control+1');
    });

    it('stands still with reduced motion', async () => {
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await page.mouse.move(5, 5);
      // What is still being worked out may arrive between two pictures; what moves never comes to rest.
      const standsStill = async () => {
        const first = await page.screenshot();
        await page.waitForTimeout(500);
        return first.equals(await page.screenshot());
      };
      await expect.poll(standsStill).toBe(true);
      await page.emulateMedia({ reducedMotion: null });
    });
  });

  it('a second window on the library only looks, and says why', async () => {
    const second = await startWindowHost({ ...options, isReadOnly: true });
    try {
      const { page: other } = await openWindow(browser, second.address);
      await other
        .getByText(/Another Limner window is using this library/)
        .first()
        .waitFor();
      await other.locator('.case-row').first().waitFor();
      await other.context().close();
    } finally {
      await second.stop();
    }
  });

  it('says when the main process is gone, and that nothing is lost', async () => {
    await host.kill();
    await page.getByText('Limner’s main process does not answer.').waitFor();
    await page.getByText(/All contours up to the last stroke are kept/).waitFor();
  });
});
