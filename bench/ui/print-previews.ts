// From a change of a value to the finished picture of its preview: steps of a printable model on a real mandible, and a
// threshold on the head that it comes from.

import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { BenchContext, JsonRecord } from '../section.ts';
import { settle, spreadOf } from './measures.ts';

const CASE = 'dicom/openkbp-pt_225';
export const PREVIEW_INPUT = 'CT 512 x 512 x 118, its mandible from values (44 ml)';
const CHANGES = 12;
/** A hand that looks for a value rests this long, ms: less than after which the exact model is begun. */
const PAUSE_MS = 200;

/** A library with a head and its mandible, made from values by the command line. */
export async function previewLibrary(context: BenchContext): Promise<string> {
  const folder = await context.temporaryFolder();
  const images = await context.unpackShared(CASE);
  const [library, mask, set] = [join(folder, 'library'), join(folder, 'Bone_Mandible.nii.gz'), join(folder, 'set.dcm')];
  const places = ['--seed=-26.4,-77.9,52.5', '--split=21.7,-4.1,52.5'];
  await context.runLimner(['segment', images, '--threshold=226..3071', ...places, '--out', mask]);
  await context.runLimner(['rtstruct', '--image', images, '--mask', `Bone_Mandible=${mask}`, '--out', set]);
  for (const path of [images, set]) await context.runLimner(['import', path, '--library', library]);
  return library;
}

/** ms from an event of the page to what is seen after it. */
async function timeOf(page: Page, from: 'keydown' | 'pointermove', to: string, act: () => Promise<void>) {
  const shown = page.evaluate((name) => globalThis.benchClock?.next(name), to);
  await settle(page);
  await act();
  await shown;
  const seen = await page.evaluate(() => ({ ...globalThis.benchClock?.seen }));
  return (seen[to] ?? Number.NaN) - (seen[from] ?? Number.NaN);
}

async function timesOf(
  page: Page,
  from: 'keydown' | 'pointermove',
  to: string,
  act: (n: number) => Promise<void>,
): Promise<number[]> {
  const times: number[] = [];
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
  await page.getByText('Closed, 2-manifold').waitFor({ timeout: 120_000 });
  for (let quiet = 0; quiet < 6; ) {
    await page.waitForTimeout(250);
    const busy = await page.locator('.pp-running, .pp-checks [class*="spin"]').count();
    quiet = busy === 0 ? quiet + 1 : 0;
  }
}

interface StepScene {
  readonly what: string;
  readonly key: string;
  readonly field: string;
  readonly value: (n: number) => number;
}

const STEPS: readonly StepScene[] = [
  { what: 'smooth', key: '3', field: 'Below', value: (n) => 1 + 0.2 * n },
  { what: 'hollow', key: '4', field: 'Wall', value: (n) => 2 + 0.1 * n },
  { what: 'thicken', key: '5', field: 'Least wall', value: (n) => 1.5 + 0.1 * n },
  { what: 'offset', key: '7', field: 'Outwards', value: (n) => 0.5 + 0.1 * n },
  { what: 'text', key: 'Shift+2', field: 'Height', value: (n) => 5 + 0.2 * n },
];

async function movesOfThePlane(page: Page): Promise<number[]> {
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

async function valuesOf(page: Page, { key, field, value, what }: StepScene): Promise<number[]> {
  const isPlaced = what === 'text';
  await page.keyboard.press(key);
  if (isPlaced) await placeOnModel(page);
  await rest(page);
  return timesOf(page, 'keydown', 'surface', (n) => setNumber(page, field, value(n)));
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

/** On a page with the case of `previewLibrary` open. */
export async function printPreviews(page: Page, hold: Hold): Promise<JsonRecord> {
  const previews: Record<string, JsonRecord> = {};
  const note = (what: string, times: readonly number[]) => {
    const spread = spreadOf(times);
    previews[what] = { ...hold(`preview: ${what}, p95`, spread.p95, 300, 'ms'), drawnMs: { ...spread } };
  };
  await page.keyboard.press('Shift+T');
  await page.getByText(/^Volume /).waitFor({ timeout: 60_000 });
  note('threshold', await timesOf(page, 'keydown', 'segment', (n) => setNumber(page, 'From', 200 + 5 * n)));
  await page.keyboard.press('Escape');
  await page.getByRole('option', { name: /^Bone_Mandible,/ }).click();
  await page.keyboard.press('Control+3');
  await page.getByRole('button', { name: 'Make the model' }).click();
  await rest(page);
  await page.getByRole('button', { name: 'Left', exact: true }).click();
  note('cut plane by the hand', await movesOfThePlane(page));
  await removeStep(page);
  for (const scene of STEPS) {
    note(scene.what, await valuesOf(page, scene));
    await removeStep(page);
  }
  return previews;
}
