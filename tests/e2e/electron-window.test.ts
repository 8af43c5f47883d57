// The unmodified Electron entry on the stand-in: the real window, the real services, a real Chromium; and everything that
// a page gone wrong would try. What the stand-in cannot show says its README.

import fs from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWithChromium } from '../support/chromium.ts';
import { runToEnd, type StandInRun, startOnStandIn } from '../support/electron-stand-in/start.ts';
import { sampleCase } from '../support/run-limner.ts';
import { ALL_CASES, startServe } from '../support/run-serve.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** Calls of the contract through the bridge, from inside the page. */
const IN_PAGE = `(() => {
  let nextId = 1_000_000;
  const pending = new Map();
  window.limnerBridge.onFrame((text) => {
    const frame = JSON.parse(text);
    if (frame.type === 'ok' || frame.type === 'err') pending.get(frame.id)?.(frame);
  });
  window.callForTest = (method, input) => new Promise((resolve) => {
    const id = nextId++;
    pending.set(id, resolve);
    window.limnerBridge.send(JSON.stringify({ v: 1, type: 'req', id, method, input }));
  });
})()`;

describeWithChromium('the Electron host on its stand-in', (executablePath) => {
  const root = tempFolder();
  const library = join(root, 'library');
  const exportsFolder = join(root, 'exports');
  let run: StandInRun;
  const said: string[] = [];

  beforeAll(async () => {
    run = await startOnStandIn({ executablePath, args: ['--library', library, '--exports', exportsFolder] });
    run.page.on('pageerror', (error) => said.push(error.message));
    await run.page.evaluate(IN_PAGE);
  });
  afterAll(() => run?.quit());

  const call = async (method: string, input: unknown): Promise<{ output?: never; error?: { code: string } }> =>
    run.page.evaluate(`window.callForTest(${JSON.stringify(method)}, ${JSON.stringify(input)})`);
  const outcome = (expression: string): Promise<unknown> =>
    run.page.evaluate(
      `(async () => { try { return await (${expression}); } catch (error) { return 'refused: ' + error.message; } })()`,
    );

  describe('works', () => {
    it('opens the window of this build at its own origin', async () => {
      await run.page.getByText('No cases yet').waitFor();
      expect(said).toEqual([]);
    });

    it('imports what was picked in the dialog, lists it, and gives its voxels', async () => {
      await run.command('answer-dialogs', { filePaths: [join(sampleCase, 'ct')] });
      const grants = (await outcome("window.limnerBridge.pickImport('folder')")) as string[];
      expect(grants).toHaveLength(1);
      expect(JSON.stringify(grants)).not.toContain('openkbp');
      expect((await run.happened('open-dialog')).at(-1)?.['properties']).toEqual(['openDirectory', 'multiSelections']);
      await call('queue.add', { kind: 'import', paths: grants });
      await expect
        .poll(async () => ((await call('cases.page', ALL_CASES)).output as never as { total: number }).total, {
          timeout: 20_000,
        })
        .toBe(1);
      const { rows } = (await call('cases.page', ALL_CASES)).output as never as { rows: { caseId: string }[] };
      const { volumes } = (await call('cases.get', { caseId: rows[0]?.caseId })).output as never as {
        volumes: { volumeId: string; seriesId: string; byteLength: number }[];
      };
      const [volume] = volumes;
      const blob = `fetch('blob/${volume?.volumeId}').then(async (r) => [r.headers.get('content-length'), (await r.arrayBuffer()).byteLength])`;
      expect(await outcome(blob)).toEqual([String(volume?.byteLength), volume?.byteLength]);
      expect(await outcome(`fetch('picture/${volume?.seriesId}/thumb.png').then((r) => r.status)`)).toBe(200);
      await run.page.getByText('222').first().waitFor();
    });

    it('grants what was dropped, as the system names it, and nothing that a script made up', async () => {
      await run.page.evaluate(
        `window.__standInPaths = { real: ${JSON.stringify(join(sampleCase, 'ct'))}, gone: '/nowhere/at/all' }`,
      );
      const drop = (name: string) => `window.limnerBridge.grantDropped([new File(['x'], '${name}')])`;
      expect(await outcome(drop('real'))).toHaveLength(1);
      expect(await outcome(drop('gone'))).toEqual([]);
      expect(await outcome(drop('made-up'))).toEqual([]);
    });

    it('shows a folder that was chosen for exports, and no other', async () => {
      const info = (await outcome("fetch('host.json').then((r) => r.json())")) as Record<string, string>;
      expect(info).toMatchObject({ kind: 'electron', canPickFolders: true, exportsLabel: 'exports' });
      await outcome(`window.limnerBridge.showFolder('${info['exportsGrant']}')`);
      expect(await run.happened('shown-in-folder')).toEqual([{ what: 'shown-in-folder', path: exportsFolder }]);
      await run.command('answer-dialogs', { filePaths: [root] });
      const picked = (await outcome('window.limnerBridge.pickExportFolder()')) as { grantId: string; label: string };
      expect(picked.label).toBe(root);
      await outcome(`window.limnerBridge.showFolder('${picked.grantId}')`);
      expect(await run.happened('shown-in-folder')).toHaveLength(2);
      for (const other of [info['sampleGrant'], '/etc', '', 'grant-1', '__proto__']) {
        expect(await outcome(`window.limnerBridge.showFolder(${JSON.stringify(other)})`)).toMatch(/refused/);
      }
      expect(await run.happened('shown-in-folder')).toHaveLength(2);
    });

    it('opens one dialog at a time, and none of a cancelled one is granted', async () => {
      await run.command('answer-dialogs', { filePaths: [] });
      expect(await outcome('window.limnerBridge.pickExportFolder()')).toBe(null);
      expect(await outcome("window.limnerBridge.pickImport('files')")).toEqual([]);
      const before = (await run.happened('open-dialog')).length;
      await outcome("Promise.all([1, 2, 3].map(() => window.limnerBridge.pickImport('folder')))");
      expect((await run.happened('open-dialog')).length - before).toBe(1);
    });
  });

  describe('keeps the window in', () => {
    it('asks Electron for the sandbox before anything is open', async () => {
      expect(await run.happened('sandbox-enabled')).toHaveLength(1);
      expect((await run.happened('window'))[0]).toMatchObject({
        title: 'Limner',
        webPreferences: {
          sandbox: true,
          contextIsolation: true,
          nodeIntegration: false,
          nodeIntegrationInWorker: false,
          nodeIntegrationInSubFrames: false,
          webSecurity: true,
          allowRunningInsecureContent: false,
          webviewTag: false,
          spellcheck: false,
        },
      });
      expect(await run.happened('schemes')).toEqual([
        {
          what: 'schemes',
          isBeforeReady: true,
          schemes: [
            { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
          ],
        },
      ]);
      // In memory: a name with 'persist:' would be kept on the disk.
      expect(await run.happened('session')).toEqual([{ what: 'session', name: 'limner' }]);
    });

    it('gives it the known names and no more', async () => {
      expect(await outcome('Object.keys(window.limnerBridge).sort()')).toEqual(
        ['grantDropped', 'onFrame', 'pickExportFolder', 'pickImport', 'send', 'showFolder'].sort(),
      );
      expect(
        await outcome('[typeof require, typeof process, typeof module, typeof Buffer, typeof electron].join()'),
      ).toBe('undefined,undefined,undefined,undefined,undefined');
    });

    it.each([
      'http://127.0.0.1:9/',
      'https://example.com/',
      'file:///etc/passwd',
      'app://evil/',
      'https://limner.invalid.evil.example/',
    ])('does not let it go to %s', async (url) => {
      await run.page.evaluate(`location.href = ${JSON.stringify(url)}`).catch(() => undefined);
      await run.page.waitForTimeout(100);
      expect(new URL(run.page.url()).origin).toBe('https://limner.invalid');
      expect(await outcome('typeof window.callForTest')).toBe('function');
    });

    it('does not let it go to its own voxels and pictures, which are no pages', async () => {
      await run.page.evaluate("location.href = '/picture/s-1/thumb.png'").catch(() => undefined);
      await run.page.waitForTimeout(100);
      expect(await outcome('typeof window.callForTest')).toBe('function');
      await expect
        .poll(async () => (await run.happened('navigation-refused')).map(({ url }) => url))
        .toContain('app://limner/picture/s-1/thumb.png');
    });

    it('does not follow an address that is handed to its page', async () => {
      await run.page
        .goto('https://limner.invalid/?next=https://example.com/#https://example.com/')
        .catch(() => undefined);
      await run.page.getByText('222').first().waitFor();
      expect(run.page.url()).toContain('https://limner.invalid/?next=');
      await run.page.evaluate(IN_PAGE);
      expect((await call('queue.list', {})).error).toBeUndefined();
    });

    it('opens no window, for no address', async () => {
      for (const url of ['https://example.com/', 'file:///etc/passwd', 'app://limner/', 'about:blank', '']) {
        await run.page.evaluate(`void window.open(${JSON.stringify(url)})`);
      }
      await expect.poll(async () => (await run.happened('window-open')).length).toBeGreaterThan(0);
      await run.page.waitForTimeout(200);
      const opened = await run.happened('window-open');
      expect(new Set(opened.map(({ action }) => action))).toEqual(new Set(['deny']));
    });

    it('grants no permission and no webview', async () => {
      const permissions = [
        'media',
        'geolocation',
        'notifications',
        'midi',
        'clipboard-read',
        'fullscreen',
        'openExternal',
        'hid',
        'serial',
        'usb',
        'fileSystem',
      ];
      for (const permission of permissions) {
        expect(await run.command('ask-permission', permission)).toEqual({ isGranted: false, isAllowed: false });
      }
      expect(await run.command('attach-webview')).toBe(true);
    });

    it('loads nothing from the network, even where the policy of the page would not forbid it', async () => {
      expect(await outcome("fetch('https://example.com/')")).toMatch(/refused/);
      await run.page.evaluate(
        `(() => { const frame = document.createElement('iframe'); frame.src = 'https://example.com/'; document.body.append(frame); })()`,
      );
      await run.page.waitForTimeout(150);
      expect(await run.happened('request-to-network')).toEqual([]);
    });
  });

  describe('hears nobody but the window', () => {
    const ipc = (kind: string, channel: string, ...args: unknown[]) =>
      `window.__standInIpc(${JSON.stringify(kind)}, ${JSON.stringify(channel)}, ${JSON.stringify(args)})`;
    const request = JSON.stringify({ v: 1, type: 'req', id: 9_000_001, method: 'queue.list', input: {} });

    it('answers the main frame at its origin', async () => {
      expect((await call('queue.list', {})).error).toBeUndefined();
    });

    it('not a frame inside it, at whatever origin', async () => {
      await run.command('answer-dialogs', { filePaths: [root] });
      await run.page.evaluate(`(() => {
        window.answersToFrame = [];
        window.limnerBridge.onFrame((text) => { if (JSON.parse(text).id === 9000001) window.answersToFrame.push(text); });
        const frame = document.createElement('iframe'); frame.id = 'inner'; document.body.append(frame);
      })()`);
      const findInner = () =>
        run.page.frames().find((frame) => frame.parentFrame() !== null && frame.url() === 'about:blank');
      await expect.poll(findInner).toBeDefined();
      const inner = findInner();
      await inner?.evaluate(ipc('send', 'limner:frame', request));
      for (const channel of [
        'limner:pick-import',
        'limner:pick-export-folder',
        'limner:grant-dropped',
        'limner:show-folder',
      ]) {
        const asked = inner?.evaluate(ipc('invoke', channel, ['/etc']));
        await expect(asked, channel).rejects.toThrow(/window of Limner only/);
      }
      expect(await inner?.evaluate('typeof window.limnerBridge')).toBe('undefined');
      await run.page.waitForTimeout(150);
      expect(await outcome('window.answersToFrame')).toEqual([]);
    });

    it.each([
      ['a relative path', ['etc']],
      ['a number', [7]],
      ['no list', '/etc'],
      ['an object', { length: 1, 0: '/etc' }],
      ['a path with a NUL', ['/etc\0']],
      ['too many', Array.from({ length: 20_001 }, () => '/etc')],
      ['nothing', null],
    ])('grants no drop of %s', async (_name, paths) => {
      expect(await outcome(ipc('invoke', 'limner:grant-dropped', paths))).toMatch(/cannot be used/);
    });

    it.each(['', 'x', '{}', '[]', 'null', '{"v":1,"type":"req"}', '{"v":1,"type":"ok","id":1}'])(
      'drops the frame %j and goes on',
      async (frame) => {
        await run.page.evaluate(`window.limnerBridge.send(${JSON.stringify(frame)})`);
        await run.page.evaluate(ipc('send', 'limner:frame', { not: 'text' }));
        expect((await call('queue.list', {})).error).toBeUndefined();
      },
    );

    it('drops a frame that is longer than any that the window sends, and goes on', async () => {
      await run.page.evaluate("window.limnerBridge.send('x'.repeat(32 * 2 ** 20 + 1))");
      expect((await call('queue.list', {})).error).toBeUndefined();
    });

    it('knows no other channel', async () => {
      for (const channel of ['limner:frame', 'limner:open', 'ELECTRON_BROWSER_REQUIRE', '__proto__']) {
        expect(await outcome(ipc('invoke', channel))).toMatch(/refused/);
      }
    });
  });

  describe('comes back and ends in order', () => {
    it('is loaded again after a crash of its page, and shows what was there', async () => {
      await run.command('crash');
      await expect.poll(() => outcome('typeof window.callForTest')).toBe('undefined');
      await run.page.getByText('222').first().waitFor();
    });

    it('comes to the front when it is started a second time', async () => {
      await run.command('second-instance');
      expect(await run.happened('focused')).toHaveLength(1);
      const second = await runToEnd({ executablePath, args: ['--library', library], env: { STAND_IN_SECOND: '1' } });
      expect(second).toEqual({ exitCode: 0, stderr: '' });
    });

    it('ends with the library free for the next', async () => {
      expect(await run.quit()).toBe(0);
      const next = await startServe(['--library', library]);
      expect(await next.stop()).toBe(0);
    });
  });

  it('asks when another Limner has the library, and opens for reading on yes', async () => {
    const busy = await startServe(['--library', library]);
    const reader = await startOnStandIn({ executablePath, args: ['--library', library] });
    expect((await reader.happened('message-box'))[0]?.['message']).toContain('Another Limner');
    const info = await reader.page.evaluate("fetch('host.json').then((r) => r.json())");
    expect(info).toMatchObject({ isReadOnly: true });
    expect(await reader.quit()).toBe(0);
    await busy.stop();
  });

  it('says in a dialog why it cannot start', async () => {
    const file = join(root, 'a-file');
    fs.writeFileSync(file, 'no library');
    const { exitCode, stderr } = await runToEnd({ executablePath, args: ['--library', file] });
    expect(exitCode).toBeGreaterThan(0);
    expect(stderr).toMatch(/^Limner cannot start: .+\n$/);
  });
});
