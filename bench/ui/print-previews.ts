/// <reference lib="dom" />
// From a change of a value to the finished picture of its preview: every step of a printable model on a real mandible, and
// a threshold on the head that it comes from.

import type { Page } from 'playwright-core';
import type { JsonRecord } from '../section.ts';
import { settle, spreadOf } from './measures.ts';

const CHANGES = 12;
const TARGET_MS = 300;
/** A hand that looks for a value rests this long, ms: less than after which the exact model is begun. */
const PAUSE_MS = 200;
/** A preview that has not been drawn by then counts as this much. */
const LIMIT_MS = 30_000;
/** The exact model and all its checks, on a machine that has other things to do. */
const REST_LIMIT_MS = 240_000;

/** From the input, ms. */
interface PreviewTime {
  readonly drawnMs: number;
  /** Until the worker's model was there; null for what no model is made for. */
  readonly madeMs: number | null;
  /** Until its draw calls were issued: from there on it is the drawing itself. */
  readonly issuedMs: number | null;
}

/** From an event of the page to what is seen after it. */
async function timeOf(
  page: Page,
  from: 'keydown' | 'pointermove',
  to: 'segment' | 'surface',
  act: () => Promise<void>,
): Promise<PreviewTime> {
  const shown = page
    .evaluate((name) => globalThis.benchClock?.next(name), to)
    .then(
      () => true,
      () => false,
    );
  await settle(page);
  await act();
  const isShown = await Promise.race([shown, page.waitForTimeout(LIMIT_MS).then(() => false)]);
  if (!isShown) return { drawnMs: LIMIT_MS, madeMs: null, issuedMs: null };
  const seen = await page.evaluate(() => ({ ...globalThis.benchClock?.seen }));
  const since = (name: string) => Math.round((seen[name] ?? Number.NaN) - (seen[from] ?? Number.NaN));
  if (to === 'segment') return { drawnMs: since(to), madeMs: null, issuedMs: null };
  return { drawnMs: since(to), madeMs: since('surfaceMade'), issuedMs: since('surfaceIssued') };
}

async function timesOf(
  page: Page,
  from: 'keydown' | 'pointermove',
  to: 'segment' | 'surface',
  act: (n: number) => Promise<void>,
): Promise<PreviewTime[]> {
  const times: PreviewTime[] = [];
  for (let n = 0; n < CHANGES; n++) {
    times.push(await timeOf(page, from, to, () => act(n)));
    await page.waitForTimeout(PAUSE_MS);
  }
  return times;
}

const setNumber = async (page: Page, label: string, value: number): Promise<void> => {
  // The least wall of the checks stands further down.
  const field = page.getByRole('spinbutton', { name: label, exact: true }).first();
  await field.fill(value.toString());
  await field.press('Enter');
};

/** Until nothing is made or measured any more. */
async function rest(page: Page): Promise<void> {
  const endMs = Date.now() + REST_LIMIT_MS;
  for (let quiet = 0; quiet < 6; ) {
    if (Date.now() > endMs) throw new Error('the model did not come to rest');
    await page.waitForTimeout(250);
    const busy = await page.locator('.pp-running, .pp-checks [class*="spin"]').count();
    const isMade = (await page.locator('.pp-checks .pp-pass li, .pp-finds li').count()) > 0;
    quiet = busy === 0 && isMade ? quiet + 1 : 0;
  }
}

interface StepScene {
  readonly what: string;
  readonly key: string;
  readonly field: string;
  /** Never what a new step has: putting the same value again changes nothing. */
  readonly value: (n: number) => number;
  /** Begins with a place on the model. */
  readonly isPlaced?: boolean;
}

const STEPS: readonly StepScene[] = [
  { what: 'trim', key: '2', field: 'Head', value: (n) => 112 - 2 * n },
  { what: 'smooth', key: '3', field: 'Below', value: (n) => 1.2 + 0.2 * n },
  { what: 'hollow', key: '4', field: 'Wall', value: (n) => 2.1 + 0.1 * n },
  { what: 'thicken', key: '5', field: 'Least wall', value: (n) => 1.6 + 0.1 * n },
  { what: 'combine', key: '6', field: 'Clearance', value: (n) => 0.2 + 0.05 * n },
  { what: 'offset', key: '7', field: 'Outwards', value: (n) => 0.6 + 0.1 * n },
  { what: 'mirror', key: '8', field: 'Position', value: (n) => 18 + n },
  { what: 'pin', key: '9', field: 'Diameter', value: (n) => 3.2 + 0.2 * n, isPlaced: true },
  { what: 'hole', key: '0', field: 'Diameter', value: (n) => 3.2 + 0.2 * n, isPlaced: true },
  { what: 'base', key: 'Shift+1', field: 'Thickness', value: (n) => 3.5 + 0.5 * n },
  { what: 'text', key: 'Shift+2', field: 'Height', value: (n) => 5 + 0.2 * n, isPlaced: true },
  { what: 'simplify', key: 'Shift+3', field: 'At most', value: (n) => 0.15 + 0.05 * n },
  { what: 'scale', key: 'Shift+5', field: 'Factor', value: (n) => 1.05 + 0.05 * n },
];

async function movesOfThePlane(page: Page): Promise<PreviewTime[]> {
  await page.keyboard.press('1');
  await rest(page);
  const handle = await page.locator('.pp-plane g[data-grab="plane"] circle').first().boundingBox();
  if (handle === null) throw new Error('no plane to hold');
  const [x, y] = [handle.x + handle.width / 2, handle.y + handle.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  const times = await timesOf(page, 'pointermove', 'surface', (n) => page.mouse.move(x + 6 * (n + 1), y));
  await page.mouse.up();
  return times;
}

async function valuesOf(page: Page, { key, field, value, isPlaced = false }: StepScene): Promise<PreviewTime[]> {
  await page.keyboard.press(key);
  if (isPlaced) await placeOnModel(page);
  await rest(page);
  const times = await timesOf(page, 'keydown', 'surface', (n) => setNumber(page, field, value(n)));
  const [problem] = await page.locator('.pp-problem').allTextContents();
  if (problem !== undefined) throw new Error(problem);
  return times;
}

async function placeOnModel(page: Page): Promise<void> {
  const box = await page.locator('.pp-mount').boundingBox();
  if (box === null) throw new Error('no model to write on');
  await page.mouse.click(box.x + 0.47 * box.width, box.y + 0.62 * box.height);
}

/** The step that was tried goes, so that the next one begins with the same model. */
async function removeStep(page: Page): Promise<void> {
  await page.locator('.pp-step.on button').focus();
  await page.keyboard.press('Delete');
  await rest(page);
}

export type Hold = (what: string, measured: number, target: number, unit: string) => JsonRecord;

const spreadOfKnown = (times: readonly (number | null)[]) => spreadOf(times.filter((time) => time !== null));

/** On a page with the case of `previewLibrary` open. A step that cannot be measured counts as one that was not drawn. */
export async function printPreviews(page: Page, hold: Hold): Promise<JsonRecord> {
  const previews: Record<string, JsonRecord> = {};
  const note = async (what: string, measure: () => Promise<readonly PreviewTime[]>) => {
    const failed = (error: unknown): PreviewTime[] => {
      process.stderr.write(`${what}: ${error instanceof Error ? error.message : String(error)}\n`);
      return [{ drawnMs: LIMIT_MS, madeMs: null, issuedMs: null }];
    };
    const times = await measure().catch(failed);
    const drawn = spreadOf(times.map(({ drawnMs }) => drawnMs));
    previews[what] = {
      ...hold(`preview: ${what}, p95`, drawn.p95, TARGET_MS, 'ms'),
      drawnMs: { ...drawn },
      ...(times.some(({ madeMs }) => madeMs !== null)
        ? {
            madeMs: { ...spreadOfKnown(times.map(({ madeMs }) => madeMs)) },
            issuedMs: { ...spreadOfKnown(times.map(({ issuedMs }) => issuedMs)) },
          }
        : {}),
    };
  };
  await page.keyboard.press('Shift+T');
  await page.getByText(/^Volume /).waitFor({ timeout: 60_000 });
  await note('threshold', () => timesOf(page, 'keydown', 'segment', (n) => setNumber(page, 'From', 200 + 5 * n)));
  await page.keyboard.press('Escape');
  await page.getByRole('option', { name: /^Bone_Mandible,/ }).click();
  await page.keyboard.press('Control+3');
  await page.getByRole('button', { name: 'Make the model' }).click();
  await rest(page);
  await page.getByRole('button', { name: 'Left', exact: true }).click();
  await note('cut plane by the hand', () => movesOfThePlane(page));
  await removeStep(page);
  for (const scene of STEPS) {
    await note(scene.what, () => valuesOf(page, scene));
    await removeStep(page);
  }
  return previews;
}
