// The real window for tests: the built web host with a library of its own, and a page of a real browser on it.

import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { DocumentState, WindowClient } from '../../core/contract/index.ts';
import { decodeRuns, hasVoxel } from '../../core/edit/index.ts';
import { CHROMIUM_ARGUMENTS, chromiumPath } from './find-chromium.ts';
import { connectClient } from './run-serve.ts';

/** WebGL without a graphics card; pages are put together without one too, which is how Chromium does it by itself on
 * such a machine (a distribution's own settings may say otherwise: then each frame of a page takes a quarter of a second of
 * processor time). */
const GL_ARGUMENTS = [
  '--disable-gpu-compositing',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--disable-component-update',
  '--disable-sync',
  '--force-color-profile=srgb',
];

export interface WindowHost {
  readonly address: string;
  readonly process: ChildProcess;
  /** Ends as a person would, and waits. */
  stop(): Promise<void>;
  /** kill -9. */
  kill(): Promise<void>;
}

export interface WindowHostOptions {
  readonly libraryFolder: string;
  readonly exportsFolder: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly isReadOnly?: boolean;
  /** The same one again lets a page find a host that was started anew. */
  readonly port?: number;
}

const ended = (child: ChildProcess) =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise<void>((resolve) => child.once('exit', () => resolve()));

/** Starts dist/serve.js and waits for its address. */
export async function startWindowHost({
  libraryFolder,
  exportsFolder,
  env = {},
  isReadOnly = false,
  port = 0,
}: WindowHostOptions): Promise<WindowHost> {
  const dist = process.env['LIMNER_DIST'] ?? 'dist';
  const child = spawn(
    process.execPath,
    [
      join(dist, 'serve.js'),
      ...['--library', libraryFolder, '--exports', exportsFolder, '--port', String(port)],
      ...(isReadOnly ? ['--read-only'] : []),
    ],
    {
      env: { LIMNER_PACKAGE: resolve(import.meta.dirname, '../..'), ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const address = await new Promise<string>((resolve, reject) => {
    let out = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      const match = /http:\/\/\S+/.exec(out);
      if (match) resolve(match[0]);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    child.once('exit', (code) => reject(new Error(`the web host ended with ${String(code)}: ${errors}`)));
  });
  return {
    address,
    process: child,
    stop: async () => {
      child.kill('SIGTERM');
      await ended(child);
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended(child);
    },
  };
}

/** Throws when there is no Chromium: suites ask `describeWithChromium` first. */
export const launchBrowser = (): Promise<Browser> => {
  if (chromiumPath === null) throw new Error('no Chromium');
  return chromium.launch({ executablePath: chromiumPath, args: [...CHROMIUM_ARGUMENTS, ...GL_ARGUMENTS] });
};

export interface OpenPage {
  readonly page: Page;
  /** What the page put on its console as an error, and exceptions that nobody caught. */
  readonly errors: readonly string[];
}

export async function openWindow(
  browser: Browser,
  address: string,
  size: { readonly width: number; readonly height: number } = { width: 1280, height: 720 },
): Promise<OpenPage> {
  const page = await browser.newPage({ viewport: size });
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(address);
  await page.getByLabel('Search name, ID, description or structure').waitFor();
  return { page, errors };
}

/** Files onto the window, as from a file manager. */
export async function dropFiles(page: Page, folder: string): Promise<void> {
  const files = readdirSync(folder).map((name) => ({
    name,
    text: readFileSync(join(folder, name)).toString('base64'),
  }));
  const transfer = await page.evaluateHandle((list) => {
    const data = new DataTransfer();
    for (const { name, text } of list) {
      const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
      data.items.add(new File([bytes], name));
    }
    return data;
  }, files);
  for (const type of ['dragenter', 'dragover', 'drop']) {
    await page.dispatchEvent('body', type, { dataTransfer: transfer });
  }
}

/** The services behind a page, in the page's own session. */
export async function clientOfPage(page: Page): Promise<{ client: WindowClient; close(): void }> {
  const cookies = await page.context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  return connectClient({ origin: new URL(page.url()).origin }, cookie);
}

/** One byte a voxel (k, j, i order) of a structure of a document. */
export function denseOf(state: DocumentState, structureId: string, size: readonly number[]): Uint8Array {
  const [columns = 0, rows = 0, planes = 0] = size;
  const voxels = new Uint8Array(columns * rows * planes);
  for (const { k, slice } of state.slices.find((own) => own.structureId === structureId)?.planes ?? []) {
    const bits = decodeRuns(slice.runs, columns, rows);
    if (bits === null) continue;
    for (let j = 0; j < rows; j++) {
      for (let i = 0; i < columns; i++) if (hasVoxel(bits, i, j)) voxels[(k * rows + j) * columns + i] = 1;
    }
  }
  return voxels;
}

/** The stage of a plane on the screen, CSS px. */
export async function stageBox(page: Page, view: 'axial' | 'coronal' | 'sagittal') {
  const box = await page.locator(`.pv[data-view="${view}"] .pv-stage`).boundingBox();
  if (box === null) throw new Error(`the ${view} view is not shown`);
  return box;
}

/** Until all that was asked for before is drawn: what is read then is of one and the same frame. */
export const drawn = (page: Page): Promise<void> =>
  page.evaluate(() => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))));

/** Moves the axial plane, by the keys of a person who looks where he is. */
export async function goOnSlice(page: Page, slice: number): Promise<void> {
  const number = page.locator('.pv[data-view="axial"] .pv-number');
  const here = async () => Number.parseInt((await number.textContent()) ?? '', 10);
  const { x, y, width, height } = await stageBox(page, 'axial');
  await page.mouse.move(x + 0.5 * width, y + 0.4 * height);
  await drawn(page);
  for (let at = await here(); at !== slice; at = await here()) {
    await page.keyboard.press(at < slice ? 'ArrowRight' : 'ArrowLeft');
    await number.filter({ hasNotText: new RegExp(`^${at.toString()} /`) }).waitFor();
  }
}

/** A stroke with the tool in hand, in shares of a view's width and height. */
export async function stroke(
  page: Page,
  view: 'axial' | 'coronal' | 'sagittal',
  points: readonly (readonly [number, number])[],
): Promise<void> {
  const { x, y, width, height } = await stageBox(page, view);
  for (const [n, [across, down]] of points.entries()) {
    await page.mouse.move(x + across * width, y + down * height, { steps: n === 0 ? 1 : 4 });
    if (n === 0) await page.mouse.down();
  }
  await page.mouse.up();
}

/** Until everything that was done is on the disk. */
export const allKept = (page: Page): Promise<void> => page.getByText(/^All changes kept/).waitFor();
