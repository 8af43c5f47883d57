/// <reference lib="dom" />
// The window in a browser, with the clock of the benchmark in its page.

import type { Browser, Page } from 'playwright-core';
import { launchBrowser, type WindowHost } from '../../tests/support/limner-window.ts';
import { settle } from './measures.ts';
import { installPageClock } from './page-clock.ts';

export const VIEWPORT = { width: 1440, height: 900 };

/** A browser of its own for each part: memory and shaders of one are not there in the next. */
export async function inBrowser<T>(use: (browser: Browser) => Promise<T>): Promise<T> {
  const browser = await launchBrowser();
  try {
    return await use(browser);
  } finally {
    await browser.close();
  }
}

export async function withPage<T>(browser: Browser, host: WindowHost, use: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext({ viewport: VIEWPORT });
  try {
    const page = await context.newPage();
    await page.addInitScript(installPageClock);
    await page.goto(host.address);
    await page.locator('.case-row').first().waitFor();
    return await use(page);
  } finally {
    await context.close();
  }
}

export const seen = (page: Page, name: string) =>
  page.evaluate((key) => globalThis.benchClock?.seen[key] ?? null, name);

export async function openCase(page: Page): Promise<{ firstMs: number; allMs: number }> {
  await page.locator('.case-row').first().click();
  await settle(page);
  await page.evaluate(() => {
    const clock = globalThis.benchClock;
    for (const name of ['reading', 'firstPlane', 'allPlanes']) delete clock?.seen[name];
  });
  await page.keyboard.press('Enter');
  const startMs = await seen(page, 'keydown');
  await page.waitForFunction(() => globalThis.benchClock?.seen['allPlanes'] !== undefined, null, { timeout: 60_000 });
  const [first, all] = [await seen(page, 'firstPlane'), await seen(page, 'allPlanes')];
  return { firstMs: (first ?? Number.NaN) - (startMs ?? 0), allMs: (all ?? Number.NaN) - (startMs ?? 0) };
}
