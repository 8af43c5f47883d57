// The loopback server as it is shipped: started, used by a browser, attacked over its contract, ended, killed.

import fs from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type WindowClient, windowContract } from '../../core/contract/index.ts';
import { AppError } from '../../core/error/index.ts';
import { CHROMIUM_ARGUMENTS, describeWithChromium } from '../support/chromium.ts';
import { chooserOf } from '../support/file-chooser.ts';
import { runLimner, sampleCase } from '../support/run-limner.ts';
import {
  ALL_CASES,
  connectClient,
  importAndWait,
  type ServeRun,
  startServe,
  takeSession,
  upload,
} from '../support/run-serve.ts';
import { tempFolder, testFolder } from '../support/temp-folder.ts';

const sampleFiles = () =>
  fs
    .readdirSync(join(sampleCase, 'ct'))
    .map((name) => ({ path: `CT/${name}`, bytes: fs.readFileSync(join(sampleCase, 'ct', name)) }));

const uploadFolders = (root: string) => fs.readdirSync(root).filter((name) => name.startsWith('.limner-uploads-'));

describe('a served library', () => {
  const root = tempFolder();
  let run: ServeRun;
  let cookie: string;
  let client: WindowClient;
  let close: () => void;

  beforeAll(async () => {
    run = await startServe(['--library', join(root, 'library')]);
    cookie = await takeSession(run);
    ({ client, close } = await connectClient(run, cookie));
  });
  afterAll(async () => {
    close?.();
    await run?.stop();
  });
  const get = (path: string) => fetch(`${run.origin}/${path}`, { headers: { Cookie: cookie } });

  it('takes in files that a browser hands over, lists the case, gives its voxels and pictures', async () => {
    const grantId = await upload(run, cookie, sampleFiles());
    await importAndWait(client, [grantId]);
    const { rows, total } = await client.cases.page(ALL_CASES);
    expect(total).toBe(1);
    const { volumes } = await client.cases.get({ caseId: rows[0]?.caseId ?? '' });
    const volume = volumes[0];
    const blob = await get(`blob/${volume?.volumeId}`);
    expect(Number(blob.headers.get('content-length'))).toBe(volume?.byteLength);
    expect((await blob.arrayBuffer()).byteLength).toBe(volume?.byteLength);
    const picture = await get(`picture/${volume?.seriesId}/axial.png`);
    expect(picture.headers.get('content-type')).toBe('image/png');
    expect([...new Uint8Array(await picture.arrayBuffer()).slice(1, 4)]).toEqual([0x50, 0x4e, 0x47]);
  });

  it('says where exports go and grants the sample case', async () => {
    const info = (await (await get('host.json')).json()) as Record<string, unknown>;
    expect(info).toMatchObject({
      kind: 'web',
      canPickFolders: false,
      exportsLabel: 'Limner exports',
      isReadOnly: false,
    });
    expect(JSON.stringify(info)).not.toContain(root);
    await expect(importAndWait(client, [info['sampleGrant'] as string])).resolves.toBeUndefined();
  });

  it.each([
    ['queue.add', { kind: 'import', paths: ['/etc'] }],
    ['library.import', { paths: ['/etc'] }],
    ['library.watch', { folders: ['/etc'], settleMs: 1, isOnce: true }],
    ['library.backup', { destination: '/tmp/limner-stolen' }],
    ['library.restore', { backup: '/etc' }],
    ['library.check', { backup: '/etc' }],
    ['exchange.rtstruct', { image: '/etc', masks: [{ name: 'x', path: '/etc/passwd' }], out: '/tmp/x' }],
    ['exchange.masks', { rtstruct: '/etc/passwd', image: '/etc', out: '/tmp/x', format: 'nifti' }],
    [
      'exchange.mesh',
      {
        masks: [{ name: 'x', path: '/etc/passwd' }],
        recipe: { version: 1, steps: [{ name: 'surface' }] },
        meshes: [],
        outputFile: '/tmp/x.stl',
        recipeFile: null,
      },
    ],
    ['exchange.compare', { reference: '/etc', test: '/etc', tolerancesMm: [1] }],
    ['contouring.contour', { input: '/etc', out: '/tmp/x' }],
  ])('does not let the window name paths of its own: %s', async (method, input) => {
    const [service, verb] = method.split('.') as [string, string];
    const call = (client as unknown as Record<string, Record<string, (input: unknown) => Promise<unknown>>>)[service]?.[
      verb
    ];
    const refused = await call?.(input).then(
      () => null,
      (error: unknown) => error,
    );
    expect(refused).toBeInstanceOf(AppError);
    expect(['denied', 'unsupported', 'invalid-input']).toContain((refused as AppError).kind);
    expect(fs.existsSync('/tmp/limner-stolen')).toBe(false);
  });

  const methods = Object.entries(windowContract).flatMap(([service, verbs]) =>
    Object.keys(verbs).map((verb) => [service, verb]),
  );
  it.each(methods)(
    'refuses values that %s.%s cannot use, in one line, without a stack or a path',
    async (service, verb) => {
      const call = (client as unknown as Record<string, Record<string, (input: unknown) => Promise<unknown>>>)[
        service as string
      ]?.[verb as string];
      const isEmptyInput = !(
        windowContract as never as Record<
          string,
          Record<string, { input: { safeParse(v: unknown): { success: boolean } } }>
        >
      )[service as string]?.[verb as string]?.input.safeParse([]).success;
      for (const input of [null, [], 'x', 7]) {
        const refused = await call?.(input).then(
          () => null,
          (error: unknown) => error,
        );
        expect(isEmptyInput).toBe(true);
        expect(refused).toMatchObject({ kind: 'invalid-input', code: 'CONTRACT_INPUT' });
        expect((refused as Error).message).not.toMatch(/\n| at |\/work|node_modules/);
      }
    },
  );

  it('answers methods that do not exist, and goes on', async () => {
    const bad = client as unknown as Record<string, Record<string, (input: unknown) => Promise<unknown>>>;
    expect(bad['secrets']).toBeUndefined();
    await expect(client.cases.disk({})).resolves.toMatchObject({ libraryBytes: expect.any(Number) });
  });
});

describe('start and end', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    '%s gives the library free and removes what was handed over',
    async (signal) => {
      const root = testFolder();
      const library = join(root, 'library');
      const run = await startServe(['--library', library]);
      const cookie = await takeSession(run);
      const { close } = await connectClient(run, cookie);
      await upload(run, cookie, [{ path: 'a/b.dcm', bytes: new Uint8Array(10) }]);
      expect(uploadFolders(root)).toHaveLength(1);
      const busy = await runLimner(['import', join(sampleCase, 'ct'), '--library', library]);
      expect(busy.exitCode).toBe(4);
      expect(await run.stop(signal)).toBe(0);
      close();
      expect(uploadFolders(root)).toEqual([]);
      const free = await runLimner(['list', '--library', library]);
      expect(free.exitCode).toBe(0);
    },
  );

  it('what a killed one left is removed by the next', async () => {
    const root = testFolder();
    const args = ['--library', join(root, 'library')];
    const killed = await startServe(args);
    await upload(killed, await takeSession(killed), [{ path: 'patient.dcm', bytes: new Uint8Array(10) }]);
    await killed.stop('SIGKILL');
    const [left] = uploadFolders(root);
    expect(left).toBeDefined();
    const next = await startServe(args);
    expect(uploadFolders(root)).not.toContain(left);
    await next.stop();
    expect(uploadFolders(root)).toEqual([]);
  });

  it('a second one on the same library is refused in one line, or only looks', async () => {
    const root = testFolder();
    const args = ['--library', join(root, 'library')];
    const first = await startServe(args);
    await expect(startServe(args)).rejects.toThrow(/^serve ended with 4: limner: .*\n$/);
    const reader = await startServe([...args, '--read-only']);
    const cookie = await takeSession(reader);
    const { client, close } = await connectClient(reader, cookie);
    await expect(client.cases.page(ALL_CASES)).resolves.toMatchObject({ total: 0 });
    await expect(client.settings.put({ section: 'a', json: '{}' })).rejects.toMatchObject({
      code: 'LIBRARY_READ_ONLY',
    });
    close();
    await reader.stop();
    await first.stop();
  });

  it.each([[['--port', 'x']], [['--port', '70000']], [['--nonsense']], [['stray']]])(
    '%j is refused with the usage',
    async (args) => {
      await expect(startServe(args)).rejects.toThrow(/serve ended with 2: limner: [\s\S]*Usage: npm run serve/);
    },
  );
});

describeWithChromium('the window in a browser', (executablePath) => {
  const root = tempFolder();
  let browser: Browser;
  let run: ServeRun;
  beforeAll(async () => {
    run = await startServe(['--library', join(root, 'library')]);
    browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGUMENTS });
  });
  afterAll(async () => {
    await browser?.close();
    await run?.stop();
  });

  it('opens from the one-time address without an error or a break of its policy, asks nobody else, shows a case', async () => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
    const said: string[] = [];
    const asked = new Set<string>();
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') said.push(message.text());
    });
    page.on('pageerror', (error) => said.push(error.message));
    page.on('request', (request) => asked.add(new URL(request.url()).origin));
    await page.goto(run.address);
    expect(page.url()).toBe(`${run.origin}/`);
    await page.getByText('No cases yet').waitFor();
    const chooser = await chooserOf(page, () => page.keyboard.press('Control+o'));
    await chooser.setFiles(join(sampleCase, 'ct'));
    await page.getByText('222', { exact: false }).first().waitFor();
    expect(said).toEqual([]);
    expect([...asked].filter((origin) => origin !== run.origin && origin !== 'null')).toEqual([]);
    await page.close();
  });

  it('takes in a folder that is dropped on it, walking its folders, and says how far it is', async () => {
    const dropRun = await startServe(['--library', join(root, 'dropped', 'library')]);
    const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
    await page.goto(dropRun.address);
    await page.getByText('No cases yet').waitFor();
    const posted: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST') posted.push(decodeURIComponent(new URL(request.url()).search));
    });
    const tools = await page.context().newCDPSession(page);
    const drag = (type: 'dragEnter' | 'dragOver' | 'drop') =>
      tools.send('Input.dispatchDragEvent', {
        type,
        x: 600,
        y: 400,
        data: { items: [], files: [sampleCase], dragOperationsMask: 1 },
      });
    await drag('dragEnter');
    await drag('dragOver');
    await page.getByText('Drop to import into this library').waitFor();
    await drag('drop');
    await page.getByText('222').first().waitFor();
    const slices = fs.readdirSync(join(sampleCase, 'ct'));
    expect(posted.filter((path) => path.startsWith('?path=openkbp-pt_222/ct/'))).toHaveLength(slices.length);
    await page.close();
    await dropRun.stop();
  });

  it('opens dialogs and menus under its policy', async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
    const page = await context.newPage();
    const said: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') said.push(message.text());
    });
    const dialogRun = await startServe(['--library', join(root, 'dialogs', 'library')]);
    await page.goto(dialogRun.address);
    await page.getByText('No cases yet').waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').waitFor();
    expect(await page.evaluate("document.querySelectorAll('style').length")).toBeGreaterThan(0);
    expect(said).toEqual([]);
    await context.close();
    await dialogRun.stop();
  });

  it('does not open a second time from the same address', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const response = await page.goto(run.address);
    expect(response?.status()).toBe(403);
    await context.close();
  });
});
