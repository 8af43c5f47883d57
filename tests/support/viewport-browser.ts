// The page of the viewport in a real browser, served under the policy that the app has, and pixels of its pictures.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import { decode } from 'fast-png';
import { type Browser, chromium, type Page } from 'playwright-core';
import { CHROMIUM_ARGUMENTS } from './chromium.ts';

/** A driver in software, so that pictures are the same on every machine. */
const GL_ARGUMENTS = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'];

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'";
const PAGE = `<!doctype html><html><head><meta charset="utf-8"><title>viewport</title>
<link rel="stylesheet" href="/tokens.css"><link rel="stylesheet" href="/viewport-page.css"><link rel="stylesheet" href="/page.css">
<script type="module" src="/viewport-page.js"></script></head><body></body></html>`;
const TYPES: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css' };

export interface Pixels {
  /** 0 … 255 each, at CSS px of the page. */
  at(x: number, y: number): readonly [number, number, number];
  readonly width: number;
  readonly height: number;
}

export interface ViewportBrowser {
  newPage(size: { width: number; height: number }, options?: { withoutGl?: boolean }): Promise<Page>;
  /** What `blob/<id>` answers. */
  readonly blobs: Map<string, Buffer>;
  /** Errors that any page has reported since the last call. */
  takeErrors(): string[];
  close(): Promise<void>;
}

export async function openViewportBrowser(executablePath: string): Promise<ViewportBrowser> {
  const built = await build({
    entryPoints: {
      'viewport-page': 'renderer/viewport/dev/viewport-page.ts',
      'surface-worker': 'renderer/workers/surface-worker.ts',
      tokens: 'renderer/ui/tokens.css',
    },
    bundle: true,
    write: false,
    outdir: 'out',
    format: 'esm',
    target: 'chrome130',
    loader: { '.woff2': 'file' },
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
    logLevel: 'silent',
  });
  const files = new Map(built.outputFiles.map(({ path, contents }) => [path.replace(/^.*[\\/]/, ''), contents]));
  const blobs = new Map<string, Buffer>();
  const errors: string[] = [];
  const server: Server = createServer((request, response) => {
    const name = (request.url ?? '/').slice(1).split('?')[0] as string;
    response.setHeader('content-security-policy', POLICY);
    const blob = name.startsWith('blob/') ? blobs.get(name.slice(5)) : undefined;
    if (name === '') response.setHeader('content-type', 'text/html').end(PAGE);
    else if (name === 'page.css')
      response.setHeader('content-type', 'text/css').end('body{margin:0;background:#070809}');
    else if (name === 'favicon.ico') response.end();
    else if (blob !== undefined) response.setHeader('content-length', blob.length).end(blob);
    else if (files.has(name)) {
      response.setHeader('content-type', TYPES[name.split('.').at(-1) as string] ?? 'application/octet-stream');
      response.end(files.get(name));
    } else response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const browsers = new Map<boolean, Browser>();
  const browserFor = async (withoutGl: boolean): Promise<Browser> => {
    const known = browsers.get(withoutGl);
    if (known !== undefined) return known;
    const args = [...CHROMIUM_ARGUMENTS, ...(withoutGl ? ['--disable-gpu', '--disable-3d-apis'] : GL_ARGUMENTS)];
    const browser = await chromium.launch({ executablePath, args });
    browsers.set(withoutGl, browser);
    return browser;
  };
  return {
    blobs,
    newPage: async (viewport, { withoutGl = false } = {}) => {
      const browser = await browserFor(withoutGl);
      const page = await browser.newPage({ viewport, deviceScaleFactor: 1 });
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text());
      });
      await page.goto(address);
      await page.waitForFunction('globalThis.viewport !== undefined');
      return page;
    },
    takeErrors: () => errors.splice(0),
    close: async () => {
      for (const browser of browsers.values()) await browser.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

export async function takePixels(page: Page): Promise<Pixels> {
  await page.evaluate('viewport.drawn()');
  const { width, height, data, channels } = decode(await page.screenshot());
  return {
    width,
    height,
    at: (x, y) => {
      const from = (Math.round(y) * width + Math.round(x)) * channels;
      return [data[from], data[from + 1], data[from + 2]] as [number, number, number];
    },
  };
}
