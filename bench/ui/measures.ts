/// <reference lib="dom" />
// What a person does in the window, done by a real browser, and what each frame of it cost.

import { readdirSync, readFileSync } from 'node:fs';
import type { CDPSession, Page } from 'playwright-core';
import type { PageFrame } from './page-clock.ts';
import { threadFrames } from './thread-time.ts';

export interface Spread {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** Nearest rank. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((p, q) => p - q);
  const rank = (share: number) =>
    Number((sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN).toFixed(2));
  return { count: sorted.length, p50: rank(0.5), p95: rank(0.95), p99: rank(0.99), max: rank(1) };
}

export const clearFrames = (page: Page): Promise<unknown> =>
  page.evaluate(() => globalThis.benchClock?.frames.splice(0));

export const framesOf = (page: Page): Promise<PageFrame[]> => page.evaluate(() => globalThis.benchClock?.frames ?? []);

/** Two frames from now: what was asked for has been drawn. */
export const settle = (page: Page): Promise<unknown> =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export async function viewBox(page: Page, view: string): Promise<Box> {
  const box = await page.locator(`.pv[data-view="${view}"] .pv-stage`).boundingBox();
  if (box === null) throw new Error(`the ${view} view is not shown`);
  return box;
}

/** Strokes around in a view; each move is awaited, as a hand's are one a frame. */
export async function paintStrokes(page: Page, { x, y, width, height }: Box, strokes: number): Promise<void> {
  const [centreX, centreY] = [x + width / 2, y + height / 2];
  const reach = Math.min(width, height) / 5;
  const moves = 30;
  for (let stroke = 0; stroke < strokes; stroke++) {
    for (let n = 0; n <= moves; n++) {
      const angle = (2 * Math.PI * n) / moves + stroke;
      const radius = reach * (0.5 + stroke / (2 * strokes));
      await page.mouse.move(centreX + radius * Math.cos(angle), centreY + radius * Math.sin(angle));
      if (n === 0) await page.mouse.down();
    }
    await page.mouse.up();
    await settle(page);
  }
}

/** Wheels through a view, there and back. */
export async function wheelThrough(page: Page, { x, y, width, height }: Box, steps: number): Promise<void> {
  await page.mouse.move(x + width / 2, y + height / 2);
  for (let n = 0; n < steps; n++) {
    await page.mouse.wheel(0, n < steps / 2 ? 100 : -100);
    await settle(page);
  }
}

export interface KeyTimes {
  /** Processor time of the page's thread from the key to the end of the frame that answers it, ms. */
  readonly own: number[];
  /** From the key to the end of that frame; includes waiting for it. */
  readonly wall: number[];
}

export async function keyTimes(page: Page, session: CDPSession, keys: readonly string[]): Promise<KeyTimes> {
  const own: number[] = [];
  const wall: number[] = [];
  for (const key of keys) {
    await clearFrames(page);
    const threads = await threadFrames(session, async () => {
      await page.keyboard.press(key);
      await settle(page);
    });
    const answer = (await framesOf(page)).find(({ cause }) => cause === 'keydown');
    const thread = threads.find(({ cause }) => cause === 'keydown');
    if (answer === undefined || thread === undefined) throw new Error(`${key} drew nothing`);
    wall.push(answer.waitedMs);
    own.push(thread.threadMs);
  }
  return { own, wall };
}

const kibibytes = (text: string, field: string): number =>
  1024 * Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? Number.NaN);

export interface ProcessBytes {
  /** Proportional: pages shared with other processes count by their share. */
  readonly proportionalBytes: number;
  readonly residentBytes: number;
}

const cannotRead: ProcessBytes = { proportionalBytes: Number.NaN, residentBytes: Number.NaN };

function bytesOf(pid: number): ProcessBytes {
  try {
    return {
      proportionalBytes: kibibytes(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'), 'Pss'),
      residentBytes: kibibytes(readFileSync(`/proc/${pid}/status`, 'utf8'), 'VmRSS'),
    };
  } catch {
    return cannotRead;
  }
}

/** The largest process of the kind `renderer` of this browser (Linux). */
export async function rendererMemory(browser: CDPSession): Promise<ProcessBytes> {
  const { processInfo } = await browser.send('SystemInfo.getProcessInfo');
  const own = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => bytesOf(id));
  return own.reduce((largest, one) => (one.residentBytes > largest.residentBytes ? one : largest), {
    proportionalBytes: 0,
    residentBytes: 0,
  });
}

export const canReadProcesses = (): boolean => {
  try {
    return readdirSync('/proc/self').includes('smaps_rollup');
  } catch {
    return false;
  }
};

/** A browser collects before it answers, and waits for an idle moment to do so. */
const OWN_MEMORY_MS = 60_000;

/** What the page says of itself and its workers, after a collection; null where the browser does not answer. */
export const ownMemory = (page: Page): Promise<number | null> =>
  page
    .evaluate(async (limitMs) => {
      const ask = (performance as unknown as { measureUserAgentSpecificMemory?: () => Promise<{ bytes: number }> })
        .measureUserAgentSpecificMemory;
      if (ask === undefined) return null;
      const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), limitMs));
      return await Promise.race([ask.call(performance).then(({ bytes }) => bytes), late]);
    }, OWN_MEMORY_MS)
    .catch(() => null);

/** Ticks of the processor clock that Linux counts in. */
const TICK_MS = 10;

/** User and system time of a process so far, ms; NaN where there is no /proc. */
export function processorMs(pid: number | undefined): number {
  try {
    // The name of the program, in brackets, may hold spaces.
    const fields = readFileSync(`/proc/${pid ?? 0}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return TICK_MS * (Number(fields[11]) + Number(fields[12]));
  } catch {
    return Number.NaN;
  }
}
