/// <reference lib="dom" />
// Search as one types, in a library of ten thousand cases.

import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { startWindowHost } from '../../tests/support/limner-window.ts';
import { makeManyCases } from '../many-cases.ts';
import type { JsonRecord } from '../section.ts';
import { processorMs, settle, spreadOf } from './measures.ts';
import { hold } from './targets.ts';
import { seen, withPage } from './window-page.ts';

const MANY_CASES = 10_000;

export async function search(browser: Browser, library: string): Promise<JsonRecord> {
  const host = await startWindowHost({ libraryFolder: library, exportsFolder: join(library, '..', 'exports') });
  try {
    return await withPage(browser, host, async (page) => {
      const field = page.getByLabel('Search name, ID, description or structure');
      const session = await page.context().newCDPSession(page);
      await session.send('Performance.setTimeDomain', { timeDomain: 'threadTicks' });
      await session.send('Performance.enable');
      const threadMs = async () => {
        const { metrics } = await session.send('Performance.getMetrics');
        return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
      };
      const pageTimes: number[] = [];
      const walls: number[] = [];
      let hostMs = 0;
      for (const text of ['NÄME421', 'PAT-00731', 'contrast 7', 'Parotid_L', 'nothing like it']) {
        await field.fill('');
        await page.waitForTimeout(1000);
        for (const letter of text) {
          const rows = page.evaluate(() => globalThis.benchClock?.next('rows'));
          await settle(page);
          const [before, hostBefore] = [await threadMs(), processorMs(host.process.pid)];
          await page.keyboard.type(letter);
          await rows;
          pageTimes.push((await threadMs()) - before);
          hostMs += processorMs(host.process.pid) - hostBefore;
          const [from, to] = [await seen(page, 'keydown'), await seen(page, 'rows')];
          walls.push((to ?? Number.NaN) - (from ?? 0));
        }
      }
      const spread = spreadOf(pageTimes);
      const hostMeanMs = Number((hostMs / pageTimes.length).toFixed(2));
      const own = Number((spread.p95 + (Number.isFinite(hostMeanMs) ? hostMeanMs : 0)).toFixed(2));
      return {
        cases: MANY_CASES,
        ownMs: hold('search as you type, 10 000 cases, own time', own, 50, 'ms'),
        pageMs: { ...spread },
        hostMeanMs,
        wallMs: { ...spreadOf(walls) },
      };
    });
  } finally {
    await host.stop();
  }
}

/** The library of them, made once. */
export async function manyCases(cacheFolder: string): Promise<string> {
  const folder = join(cacheFolder, `ui-cases-${MANY_CASES}`);
  if (existsSync(folder)) return folder;
  rmSync(`${folder}.part`, { recursive: true, force: true });
  mkdirSync(cacheFolder, { recursive: true });
  await makeManyCases(`${folder}.part`, MANY_CASES);
  renameSync(`${folder}.part`, folder);
  return folder;
}
