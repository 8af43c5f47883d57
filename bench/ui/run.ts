/// <reference lib="dom" />
// `npm run bench:ui`: the window in a real browser, on a large case and on a library of ten thousand, against the targets
// of the interface. Writes the section `ui` of bench/results.json and prints a table.

import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { startWindowHost } from '../../tests/support/limner-window.ts';
import { createContext, distFolder } from '../context.ts';
import { describeMachine, mergeResult } from '../results-file.ts';
import type { JsonRecord } from '../section.ts';
import {
  type Box,
  canReadProcesses,
  clearFrames,
  framesOf,
  keyTimes,
  ownMemory,
  paintStrokes,
  rendererMemory,
  settle,
  spreadOf,
  viewBox,
  wheelThrough,
} from './measures.ts';
import type { PageFrame } from './page-clock.ts';
import { CT_SIZE, phantomLibrary } from './phantom.ts';
import { doseLibrary } from './phantom-dose.ts';
import { PREVIEW_INPUT, previewLibrary } from './print-library.ts';
import { printPreviews } from './print-previews.ts';
import { manyCases, search } from './search.ts';
import { hold, isAnyMissed, printTable } from './targets.ts';
import { type ThreadFrame, threadFrames } from './thread-time.ts';
import { inBrowser, openCase, seen, VIEWPORT, withPage } from './window-page.ts';

const VOXEL_BYTES = 2 * CT_SIZE[0] * CT_SIZE[1] * CT_SIZE[2];
/** Edits of each structure whose surfaces are waited for. */
const SURFACES = 5;
const OPENINGS = 3;
/** Of a screen with 60 pictures a second. */
const FRAME_MS = 16;
const ofCause = <F extends { readonly cause: string }>(frames: readonly F[], ...causes: string[]): F[] =>
  frames.filter(({ cause }) => causes.includes(cause));

/** Processor time of the page's thread: the app's own, whatever else runs on the machine. */
const threadTimes = (frames: readonly ThreadFrame[]) => frames.map(({ threadMs }) => threadMs);

const ownTimes = (frames: readonly PageFrame[]) => frames.map(({ ownMs }) => ownMs);

/** A loop over all voxels in this very browser, ms: no frame that is shorter can hold one. */
const timeOfOnePass = (page: Page) =>
  page.evaluate((count) => {
    const voxels = new Int16Array(count);
    const startMs = performance.now();
    let sum = 0;
    for (let at = 0; at < count; at++) sum += voxels[at] as number;
    return sum + performance.now() - startMs;
  }, VOXEL_BYTES / 2);

interface StrokeScene {
  readonly name: string;
  readonly structure: string;
  /** Its key. */
  readonly tool: string;
  readonly isSphere: boolean;
  readonly sizeMm: number;
}
const STROKES: readonly StrokeScene[] = [
  { name: 'brush, circle of 12 mm, on an organ', structure: 'PTV_7000', tool: 'b', isSphere: false, sizeMm: 12 },
  { name: 'eraser, circle of 40 mm, on the body', structure: 'Body', tool: 'e', isSphere: false, sizeMm: 40 },
  { name: 'eraser, sphere of 20 mm, on an organ', structure: 'PTV_7000', tool: 'e', isSphere: true, sizeMm: 20 },
];

async function strokes(page: Page, session: CDPSession, axial: Box): Promise<JsonRecord> {
  const scenes: Record<string, JsonRecord> = {};
  const all: number[] = [];
  const allWalls: number[] = [];
  let textureBytes = 0;
  for (const scene of STROKES) {
    await page.getByRole('option', { name: new RegExp(`^${scene.structure},`) }).click();
    await page.keyboard.press(scene.tool);
    await page.getByRole('radio', { name: scene.isSphere ? 'Sphere' : 'Circle' }).click();
    const size = page.getByRole('spinbutton', { name: 'Size' });
    await size.fill(String(scene.sizeMm));
    await size.press('Enter');
    await clearFrames(page);
    const threads = await threadFrames(session, () => paintStrokes(page, axial, 3));
    const frames = await framesOf(page);
    const own = threadTimes(ofCause(threads, 'pointerdown', 'pointermove'));
    const walls = ownTimes(ofCause(frames, 'pointerdown', 'pointermove'));
    all.push(...own);
    allWalls.push(...walls);
    const uploaded = frames.reduce((sum, frame) => sum + (frame.cause === 'pointermove' ? frame.textureBytes : 0), 0);
    textureBytes += uploaded;
    scenes[scene.name] = {
      ownMs: { ...spreadOf(own) },
      wallMs: { ...spreadOf(walls) },
      commitMs: { ...spreadOf(threadTimes(ofCause(threads, 'pointerup'))) },
      uploadedBytes: uploaded,
    };
  }
  const spread = spreadOf(all);
  const passMs = Math.round(await timeOfOnePass(page));
  return {
    p95Ms: hold('stroke, own time, p95', spread.p95, 8, 'ms'),
    p99Ms: hold('stroke, own time, p99', spread.p99, 16, 'ms'),
    largestMs: spread.max,
    wallMs: { ...spreadOf(allWalls) },
    onePassOverTheVoxelsMs: passMs,
    uploadedImageBytes: hold('stroke, image bytes uploaded', textureBytes, 0, 'B'),
    scenes,
  };
}

/** Scrolls through three linked planes, and the crosshair dragged; `what` begins the lines of the table. */
async function scrolling(page: Page, session: CDPSession, what = 'slice scroll', targetMs = 8): Promise<JsonRecord> {
  const views: Record<string, JsonRecord> = {};
  const all: number[] = [];
  let largestUpload = 0;
  let volumeUploads = 0;
  const take = async (name: string, cause: string, action: () => Promise<void>) => {
    await clearFrames(page);
    const own = threadTimes(ofCause(await threadFrames(session, action), cause));
    const frames = ofCause(await framesOf(page), cause);
    all.push(...own);
    for (const frame of frames) {
      largestUpload = Math.max(largestUpload, frame.textureBytes);
      volumeUploads += frame.volumeUploads;
    }
    views[name] = {
      ownMs: { ...spreadOf(own) },
      wallMs: { ...spreadOf(ownTimes(frames)) },
      bytesAFrame: Math.max(...frames.map((frame) => frame.textureBytes)),
    };
  };
  for (const view of ['axial', 'coronal', 'sagittal']) {
    const box = await viewBox(page, view);
    await take(view, 'wheel', () => wheelThrough(page, box, 40));
  }
  // The crosshair in hand moves the two other planes at once.
  const { x, y, width, height } = await viewBox(page, 'axial');
  await page.keyboard.press('c');
  await take('crosshair dragged', 'pointermove', async () => {
    await page.mouse.move(x + width / 3, y + height / 3);
    await page.mouse.down();
    for (let n = 0; n < 40; n++) await page.mouse.move(x + width / 3 + 3 * n, y + height / 3 + 2 * n);
    await page.mouse.up();
  });
  const spread = spreadOf(all);
  const planes = 2 * (CT_SIZE[0] * CT_SIZE[1] + 2 * CT_SIZE[0] * CT_SIZE[2]);
  return {
    p95Ms: hold(`${what}, own time, p95`, spread.p95, targetMs, 'ms'),
    p99Ms: spread.p99,
    largestMs: spread.max,
    uploadedBytesAFrame: hold(`${what}, bytes uploaded a frame`, largestUpload, planes, 'B'),
    uploadsOfVolumes: hold(`${what}, uploads of volumes`, volumeUploads, 0, ''),
    views,
  };
}

async function keys(page: Page, session: CDPSession): Promise<JsonRecord> {
  const { x, y, width, height } = await viewBox(page, 'axial');
  await page.mouse.move(x + width / 2, y + height / 2);
  const measure = async (what: string, names: readonly string[]): Promise<JsonRecord> => {
    const { own, wall } = await keyTimes(page, session, names);
    return { ...hold(`${what}, own time, longest`, spreadOf(own).max, 50, 'ms'), wallMs: { ...spreadOf(wall) } };
  };
  return {
    toolSwitch: await measure('tool switch', ['b', 'e', 's', 'd', 'n', 'c', 'b', 'p', 'm', 'b', 'e', 'c']),
    undo: await measure(
      'undo',
      Array.from({ length: 8 }, () => 'Control+z'),
    ),
    redo: await measure(
      'redo',
      Array.from({ length: 8 }, () => 'Control+y'),
    ),
  };
}

/** From the end of a stroke to the finished picture with the new surface of its structure. In it: until the surface has
 * come from its worker, until its draw calls are issued, and until they are done, which is SwiftShader's part. */
async function surfaces(page: Page, axial: Box): Promise<JsonRecord> {
  const all: number[] = [];
  const byStructure: Record<string, JsonRecord> = {};
  for (const structure of ['PTV_7000', 'Body']) {
    await page.getByRole('option', { name: new RegExp(`^${structure},`) }).click();
    await page.keyboard.press('b');
    const [made, issued, drawn, gl]: [number[], number[], number[], number[]] = [[], [], [], []];
    for (let n = 0; n < SURFACES; n++) {
      // Full surfaces of large structures, made while the hand rests, are not what is waited for.
      await page.waitForTimeout(4000);
      const shown = page.evaluate(() => globalThis.benchClock?.next('surface'));
      await settle(page);
      await page.mouse.move(axial.x + axial.width * (0.1 + 0.03 * n), axial.y + axial.height * 0.2);
      await page.mouse.down();
      await page.mouse.move(axial.x + axial.width * (0.12 + 0.03 * n), axial.y + axial.height * 0.22);
      await page.mouse.up();
      await shown;
      const from = (await seen(page, 'pointerup')) ?? Number.NaN;
      const since = async (name: string) => ((await seen(page, name)) ?? Number.NaN) - from;
      made.push(await since('surfaceMade'));
      issued.push(await since('surfaceIssued'));
      drawn.push(await since('surface'));
      gl.push((drawn.at(-1) ?? Number.NaN) - (issued.at(-1) ?? Number.NaN));
    }
    byStructure[structure] = {
      madeMs: { ...spreadOf(made) },
      issuedMs: { ...spreadOf(issued) },
      drawnMs: { ...spreadOf(drawn) },
      softwareGlMs: { ...spreadOf(gl) },
    };
    all.push(...drawn);
  }
  return { drawnMs: hold('surface on the screen after an edit, longest', spreadOf(all).max, 300, 'ms'), byStructure };
}

async function surfaceRefresh(browser: Browser, library: string): Promise<JsonRecord> {
  const host = await startWindowHost({ libraryFolder: library, exportsFolder: join(library, '..', 'exports') });
  try {
    return await withPage(browser, host, async (page) => {
      await openCase(page);
      // Until the surfaces of all structures are there.
      await page.waitForTimeout(20_000);
      return surfaces(page, await viewBox(page, 'axial'));
    });
  } finally {
    await host.stop();
  }
}

async function memory(page: Page, browser: Browser, baseBytes: number): Promise<JsonRecord> {
  const session = await browser.newBrowserCDPSession();
  const own = await ownMemory(page);
  const { proportionalBytes, residentBytes } = await rendererMemory(session);
  await session.detach();
  const times = (bytes: number) => Number((bytes / VOXEL_BYTES).toFixed(2));
  return {
    voxelBytes: VOXEL_BYTES,
    ...(canReadProcesses()
      ? {
          timesVoxels: hold(
            'memory of the renderer less an empty window, of the voxels',
            times(proportionalBytes - baseBytes),
            2.2,
            'x',
          ),
        }
      : {}),
    processBytes: proportionalBytes,
    residentBytes,
    emptyWindowBytes: baseBytes,
    javascriptBytes: own,
    javascriptTimesVoxels: own === null ? null : times(own),
  };
}

async function largeCase(browser: Browser, library: string): Promise<JsonRecord> {
  const host = await startWindowHost({ libraryFolder: library, exportsFolder: join(library, '..', 'exports') });
  try {
    const openings: { firstMs: number; allMs: number }[] = [];
    return await withPage(browser, host, async (page) => {
      const session = await browser.newBrowserCDPSession();
      const base = canReadProcesses() ? (await rendererMemory(session)).proportionalBytes : Number.NaN;
      // Each in a fresh page, which keeps no voxels of the one before.
      for (let n = 0; n < OPENINGS; n++) {
        if (n > 0) {
          await page.reload();
          await page.locator('.case-row').first().waitFor();
        }
        openings.push(await openCase(page));
      }
      await page.waitForTimeout(3000);
      const first = spreadOf(openings.map(({ firstMs }) => firstMs));
      const all = spreadOf(openings.map(({ allMs }) => allMs));
      const opening = {
        runs: OPENINGS,
        firstSliceMs: hold('opening: first slice, median', first.p50, 1000, 'ms'),
        allPlanesMs: hold('opening: all planes, median', all.p50, 2000, 'ms'),
        slowestMs: { firstSlice: first.max, allPlanes: all.max },
      };
      const scroll = await scrolling(page, session);
      const stroke = await strokes(page, session, await viewBox(page, 'axial'));
      return { opening, stroke, scroll, keys: await keys(page, session), memory: await memory(page, browser, base) };
    });
  } finally {
    await host.stop();
  }
}

/** The same scroll with isodose lines, then with lines and wash: a dose must fit into a frame beside everything else. */
async function doseScroll(browser: Browser, library: string): Promise<JsonRecord> {
  const host = await startWindowHost({ libraryFolder: library, exportsFolder: join(library, '..', 'exports') });
  try {
    return await withPage(browser, host, async (page) => {
      const session = await browser.newBrowserCDPSession();
      await openCase(page);
      const looks: Record<string, JsonRecord> = {};
      for (const look of ['lines', 'both'] as const) {
        await page.locator('.pv-legend').first().waitFor();
        if (look === 'both') {
          await page.getByRole('button', { name: /^Dose:/ }).click();
          await page.getByRole('dialog', { name: 'Dose' }).getByRole('radio', { name: 'Both' }).click();
          await page.keyboard.press('Escape');
        }
        await page.waitForTimeout(3000);
        looks[look] = await scrolling(page, session, `slice scroll, dose as ${look}`, FRAME_MS);
      }
      return looks;
    });
  } finally {
    await host.stop();
  }
}

async function previews(browser: Browser, library: string): Promise<JsonRecord> {
  const host = await startWindowHost({ libraryFolder: library, exportsFolder: join(library, '..', 'exports') });
  try {
    return await withPage(browser, host, async (page) => {
      await openCase(page);
      return printPreviews(page, hold);
    });
  } finally {
    await host.stop();
  }
}

const RESULTS = join(import.meta.dirname, '..', 'results.json');

/** Each part keeps its own machine and moment: the other may have been measured on another day. */
function keep(part: string, version: string, figures: JsonRecord): void {
  const all = existsSync(RESULTS) ? (JSON.parse(readFileSync(RESULTS, 'utf8')) as Record<string, JsonRecord>) : {};
  const browser = `Chromium ${version}, software GL (SwiftShader) and compositing, window ${VIEWPORT.width} x ${VIEWPORT.height}`;
  mergeResult(RESULTS, 'ui', { ...all['ui'], [part]: { machine, browser, ...figures } });
}

const machine = describeMachine(new Date());
const PARTS = ['case', 'surface', 'dose', 'search', 'print'];
const parts = process.argv.length > 2 ? process.argv.slice(2) : PARTS;

if (!existsSync(join(distFolder, 'serve.js'))) {
  process.stderr.write('bench:ui: nothing built to measure; run npm run build first\n');
  process.exitCode = 2;
} else if (!parts.every((part) => PARTS.includes(part))) {
  process.stderr.write(`usage: npm run bench:ui [-- ${PARTS.join(' ')}]\n`);
  process.exitCode = 2;
} else {
  const { context, close } = createContext(1);
  try {
    const input = `CT ${CT_SIZE.join(' x ')}, 20 structures`;
    for (const [part, measure] of [
      ['case', largeCase],
      ['surface', surfaceRefresh],
      ['dose', doseScroll],
    ] as const) {
      if (!parts.includes(part)) continue;
      const phantom =
        part === 'dose' ? await doseLibrary(context) : await phantomLibrary(context.cacheFolder, context.log);
      // Strokes go into a copy: the kept library stays as it was made.
      const copy = join(await context.temporaryFolder(), part);
      cpSync(phantom, copy, { recursive: true });
      await inBrowser(async (browser) => {
        const figures = await measure(browser, copy);
        keep(part, browser.version(), { input, ...figures });
      });
    }
    if (parts.includes('search')) {
      const cases = await manyCases(context.cacheFolder);
      await inBrowser(async (browser) => keep('search', browser.version(), await search(browser, cases)));
    }
    if (parts.includes('print')) {
      const library = await previewLibrary(context);
      await inBrowser(async (browser) => {
        const figures = await previews(browser, library);
        keep('print', browser.version(), { input: PREVIEW_INPUT, ...figures });
      });
    }
    printTable();
    if (isAnyMissed()) process.exitCode = 1;
  } finally {
    await close();
  }
}
