// The window in Electron itself: what the stand-in cannot show. Run by `npm run test:electron` where the binary is.

import fs from 'node:fs';
import { join, resolve } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot, sampleCase } from '../support/run-limner.ts';
import { startServe } from '../support/run-serve.ts';
import { tempFolder } from '../support/temp-folder.ts';

const entry = resolve(projectRoot, process.env['LIMNER_DIST'] ?? 'dist', 'electron.js');

const binary = process.env['LIMNER_ELECTRON'];
const NOT_RUN = ' (not run: no Electron binary; npm run test:electron looks for one)';

describe.skipIf(binary === undefined)(`the window in Electron${binary === undefined ? NOT_RUN : ''}`, () => {
  const root = tempFolder();
  const library = join(root, 'library');
  let app: ElectronApplication;
  let page: Page;

  beforeAll(async () => {
    const noSandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    app = await _electron.launch({
      executablePath: binary as string,
      args: [...noSandbox, `--user-data-dir=${join(root, 'profile')}`, entry, '--library', library, '--exports', root],
    });
    page = await app.firstWindow();
    await page.getByText('No cases yet').waitFor();
  });
  afterAll(() => app?.close());

  it('is sandboxed and isolated: no Node, the known names of the bridge and no more', async () => {
    expect(page.url()).toBe('app://limner/');
    expect(await page.evaluate('[typeof require, typeof process, typeof module, typeof Buffer].join()')).toBe(
      'undefined,undefined,undefined,undefined',
    );
    expect(await page.evaluate('Object.keys(window.limnerBridge).sort()')).toEqual([
      'grantDropped',
      'onFrame',
      'pickExportFolder',
      'pickImport',
      'send',
      'showFolder',
    ]);
    // The bridge is a copy: what a page does to it does not reach the other world.
    expect(await page.evaluate('Object.isFrozen(window.limnerBridge)')).toBe(true);
    const preferences = await app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map(({ webContents }) =>
        // Not in the types: for tests, says Electron.
        (webContents as unknown as { getLastWebPreferences(): object }).getLastWebPreferences(),
      ),
    );
    expect(preferences).toEqual([expect.objectContaining({ sandbox: true, contextIsolation: true })]);
  });

  it('runs no script of the page, loads nothing from the network, goes nowhere else', async () => {
    const inline = `(() => { const s = document.createElement('script'); s.textContent = 'window.inlineRan = 1'; document.head.append(s); return window.inlineRan ?? null; })()`;
    expect(await page.evaluate(inline)).toBe(null);
    expect(await page.evaluate("fetch('https://example.com/').then(() => 'loaded', () => 'refused')")).toBe('refused');
    for (const url of ['http://127.0.0.1:9/', 'file:///etc/passwd', 'app://evil/']) {
      await page.evaluate(`location.href = ${JSON.stringify(url)}`).catch(() => undefined);
      await page.waitForTimeout(200);
      expect(page.url()).toBe('app://limner/');
    }
    await page.evaluate("void window.open('app://limner/')");
    await page.waitForTimeout(200);
    expect(app.windows()).toHaveLength(1);
    expect(await page.evaluate('Notification.requestPermission()')).toBe('denied');
  });

  it('imports what was picked, in its threads, and gives voxels with their length', async () => {
    await app.evaluate(
      ({ dialog }, folder) => {
        dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [folder] });
      },
      join(sampleCase, 'ct'),
    );
    await page.keyboard.press('Control+o');
    await page.getByText('222').first().waitFor({ timeout: 30_000 });
    const length = await page.evaluate("fetch('host.json').then((r) => r.headers.get('content-length'))");
    expect(Number(length)).toBeGreaterThan(0);
  });

  it('contours with the network in its own process', async () => {
    const outcome = await page.evaluate(`new Promise((resolve) => {
      let id = 5_000_000; const answers = new Map();
      window.limnerBridge.onFrame((text) => { const f = JSON.parse(text); answers.get(f.id)?.(f); });
      const call = (method, input) => new Promise((r) => { answers.set(++id, r); window.limnerBridge.send(JSON.stringify({ v: 1, type: 'req', id, method, input })); });
      call('models.verify', { id: null }).then(({ type }) => resolve(type));
    })`);
    expect(outcome).toBe('ok');
  });

  it('keeps nothing of a patient in the profile that Chromium writes', async () => {
    const files = fs
      .readdirSync(join(root, 'profile'), { recursive: true, withFileTypes: true })
      .filter((f) => f.isFile());
    for (const file of files) {
      const bytes = fs.readFileSync(join(file.parentPath, file.name));
      expect(bytes.includes('pt_222'), file.name).toBe(false);
    }
  });

  it('ends with the library free', async () => {
    await app.close();
    const next = await startServe(['--library', library]);
    expect(await next.stop()).toBe(0);
  });
});
