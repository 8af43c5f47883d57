// The solid engine in a worker of the window: bundled as the build does it, under the policy of the window, its WebAssembly
// fetched from beside the worker's script and from nowhere else.

import fs from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startWebHost, type WebHost } from '../../main/hosts/web/web-host.ts';
import { bareWindowApp } from '../support/bare-window-app.ts';
import { CHROMIUM_ARGUMENTS, describeWithChromium } from '../support/chromium.ts';
import { tempFolder } from '../support/temp-folder.ts';

const WORKER = `
import { computeEnclosedVolumeMm3 } from './core/mesh/index.ts';
import { combineSolids } from './core/solid/index.ts';
import { loadSolids } from './renderer/workers/solid-engine.ts';
import { boxMesh } from './tests/support/box-mesh.ts';
const kernel = await loadSolids();
const box = (from: number, to: number) => ({ name: 'Box', mesh: boxMesh([from, from, from], [to, to, to]) });
const union = combineSolids(kernel, box(0, 10), 'union', box(4, 14));
postMessage(union === null ? null : computeEnclosedVolumeMm3(union));
`;

describeWithChromium('the solid engine', (executablePath) => {
  const root = tempFolder();
  const rendererFolder = join(root, 'renderer');
  let browser: Browser;
  let host: WebHost;

  beforeAll(async () => {
    await build({
      stdin: { contents: WORKER, resolveDir: process.cwd(), loader: 'ts' },
      bundle: true,
      outfile: join(rendererFolder, 'try-worker.js'),
      format: 'esm',
      platform: 'browser',
      target: 'chrome130',
      minify: true,
      external: ['node:module'],
    });
    fs.copyFileSync('node_modules/manifold-3d/manifold.wasm', join(rendererFolder, 'manifold.wasm'));
    fs.writeFileSync(
      join(rendererFolder, 'index.html'),
      '<!doctype html><html><head><title>ours</title></head></html>',
    );
    host = await startWebHost({
      app: bareWindowApp(join(root, 'library')),
      rendererFolder,
      port: 0,
      hostInfo: {
        kind: 'web',
        version: '1',
        exportsGrant: 'g',
        exportsLabel: 'e',
        canPickFolders: false,
        sampleGrant: null,
        isReadOnly: false,
        endedUncleanlyAt: null,
      },
    });
    browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGUMENTS });
  });
  afterAll(async () => {
    await browser?.close();
    await host?.close();
  });

  it('unites two boxes there', async () => {
    const page = await browser.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).host));
    await page.goto(host.newAddress());
    const volumeMm3 = await page.evaluate(
      () =>
        new Promise((resolve, reject) => {
          const worker = new Worker('try-worker.js', { type: 'module' });
          worker.onmessage = ({ data }) => resolve(data);
          worker.onerror = ({ message }) => reject(new Error(message));
        }),
    );
    expect(volumeMm3).toBeCloseTo(1784, 6);
    expect(new Set(asked)).toEqual(new Set([`127.0.0.1:${host.port}`]));
  });
});
