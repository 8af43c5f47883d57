// The real window for tests: the built web host with a library of its own, and a page of a real browser on it.

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { CHROMIUM_ARGUMENTS, chromiumPath } from './chromium.ts';

const GL_ARGUMENTS = [
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
}: WindowHostOptions): Promise<WindowHost> {
  const dist = process.env['LIMNER_DIST'] ?? 'dist';
  const child = spawn(
    process.execPath,
    [join(dist, 'serve.js'), '--library', libraryFolder, '--exports', exportsFolder],
    { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
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
