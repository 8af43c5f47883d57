// The policy of the window in a real browser: what a page into which something slipped can still not do.

import fs from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startWebHost, type WebHost } from '../../main/hosts/web/web-host.ts';
import { bareWindowApp } from '../support/bare-window-app.ts';
import { CHROMIUM_ARGUMENTS, describeWithChromium } from '../support/chromium.ts';
import { tempFolder } from '../support/temp-folder.ts';

const PAGE = `<!doctype html><html><head><title>ours</title><script src="app.js"></script></head>
<body onload="window.inlineHandlerRan = 1"><script>window.inlineRan = 1</script></body></html>`;
/** The smallest WebAssembly module. */
const WASM = 'new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])';

describeWithChromium('the policy of the window', (executablePath) => {
  const root = tempFolder();
  let browser: Browser;
  let host: WebHost;
  let page: Page;
  let elsewhere: Server;
  let elsewhereUrl: string;
  const heardElsewhere: string[] = [];

  beforeAll(async () => {
    const rendererFolder = join(root, 'renderer');
    fs.mkdirSync(rendererFolder);
    fs.writeFileSync(join(rendererFolder, 'index.html'), PAGE);
    // Here rather than by evaluate(): what the debugger runs may evaluate text.
    const evaluations =
      "try { eval('1'); window.evalRan = 1 } catch {} try { new Function('1')(); window.evalRan = 1 } catch {}";
    fs.writeFileSync(join(rendererFolder, 'app.js'), `window.ownRan = 1; ${evaluations}`);
    elsewhere = createServer((request, response) => {
      heardElsewhere.push(request.url ?? '');
      response.writeHead(200, {
        'Access-Control-Allow-Origin': '*',
        'Cross-Origin-Resource-Policy': 'cross-origin',
        'Content-Type': 'text/html',
      });
      response.end('<title>elsewhere</title>');
    });
    await new Promise<void>((resume) => elsewhere.listen(0, '127.0.0.1', resume));
    elsewhereUrl = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
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
    page = await browser.newPage();
    await page.goto(host.newAddress());
  });
  afterAll(async () => {
    await browser?.close();
    await host?.close();
    elsewhere?.close();
  });

  /** What an expression comes to in the page; the name of the error where it throws or rejects. */
  const outcome = (expression: string): Promise<unknown> =>
    page.evaluate(`(async () => { try { return await (${expression}); } catch (error) { return error.name; } })()`);
  const afterTrying = async (script: string, expression: string): Promise<unknown> => {
    await page.evaluate(`(() => { ${script} })()`);
    await page.waitForTimeout(150);
    return outcome(expression);
  };

  it('lets the window have what it needs: its script, WebAssembly, workers from blobs, isolation', async () => {
    expect(new URL(page.url()).search).toBe('');
    expect(await outcome('window.ownRan')).toBe(1);
    expect(await outcome('crossOriginIsolated')).toBe(true);
    expect(await outcome(`WebAssembly.compile(${WASM}).then(() => 'compiled')`)).toBe('compiled');
    const worker = `new Promise((resolve) => { new Worker(URL.createObjectURL(new Blob(["postMessage('from worker')"],
      { type: 'text/javascript' }))).onmessage = ({ data }) => resolve(data); })`;
    expect(await outcome(worker)).toBe('from worker');
    expect(await outcome("fetch('blob/v-blob1').then((r) => r.arrayBuffer()).then((b) => b.byteLength)")).toBe(70_000);
  });

  it('runs no script that stands in the page, comes as text, or comes from elsewhere', async () => {
    expect(await outcome('window.inlineRan ?? null')).toBe(null);
    expect(await outcome('window.inlineHandlerRan ?? null')).toBe(null);
    expect(await outcome('window.evalRan ?? null')).toBe(null);
    const add = (set: string) =>
      `const script = document.createElement('script'); ${set}; document.head.append(script);`;
    expect(await afterTrying(add("script.textContent = 'window.addedRan = 1'"), 'window.addedRan ?? null')).toBe(null);
    expect(
      await afterTrying(add("script.src = 'data:text/javascript,window.dataRan = 1'"), 'window.dataRan ?? null'),
    ).toBe(null);
    await afterTrying(add(`script.src = '${elsewhereUrl}/script.js'`), 'null');
    const image = "document.body.innerHTML = '<img src=data:x onerror=window.handlerRan=1>'";
    expect(await afterTrying(image, 'window.handlerRan ?? null')).toBe(null);
    const link =
      "const a = document.createElement('a'); a.href = 'javascript:window.linkRan=1'; document.body.append(a); a.click();";
    expect(await afterTrying(link, 'window.linkRan ?? null')).toBe(null);
  });

  it('sends nothing elsewhere, by none of the ways that a page has', async () => {
    expect(await outcome(`fetch('${elsewhereUrl}/fetch')`)).toBe('TypeError');
    expect(await outcome(`fetch('${elsewhereUrl}/nocors', { mode: 'no-cors' })`)).toBe('TypeError');
    await outcome(`navigator.sendBeacon('${elsewhereUrl}/beacon', 'x')`);
    const socket = `new Promise((resolve) => { const s = new WebSocket('${elsewhereUrl.replace('http', 'ws')}/socket');
      s.onerror = () => resolve('refused'); s.onopen = () => resolve('open'); })`;
    expect(['refused', 'SecurityError']).toContain(await outcome(socket));
    await afterTrying(
      `new Image().src = '${elsewhereUrl}/image';
       for (const [tag, key] of [['iframe', 'src'], ['embed', 'src'], ['object', 'data'], ['audio', 'src'], ['video', 'src']]) {
         const element = document.createElement(tag); element[key] = '${elsewhereUrl}/' + tag; document.body.append(element);
       }
       for (const rel of ['stylesheet', 'prefetch', 'preload', 'manifest']) {
         const link = document.createElement('link'); link.rel = rel; link.as = 'fetch'; link.href = '${elsewhereUrl}/' + rel;
         document.head.append(link);
       }
       const form = document.createElement('form'); form.method = 'post'; form.action = '${elsewhereUrl}/form';
       document.body.append(form); form.submit();
       document.body.style.backgroundImage = 'url(${elsewhereUrl}/style)';`,
      'null',
    );
    expect(heardElsewhere).toEqual([]);
    expect(await outcome('window.ownRan')).toBe(1);
  });

  it('takes style elements with the nonce of this page alone, and styles that scripts set', async () => {
    const colour = 'getComputedStyle(document.body).color';
    const add = (nonce: string) =>
      `const style = document.createElement('style'); ${nonce} style.textContent = 'body { color: rgb(1, 2, 3) }'; document.head.append(style);`;
    expect(await afterTrying(add(''), colour)).toBe('rgb(0, 0, 0)');
    expect(await afterTrying(add("style.setAttribute('nonce', 'guess');"), colour)).toBe('rgb(0, 0, 0)');
    const nonce = "style.setAttribute('nonce', document.querySelector('meta[name=style-nonce]').content);";
    expect(await afterTrying(add(nonce), colour)).toBe('rgb(1, 2, 3)');
    expect(await afterTrying("document.body.style.color = 'rgb(4, 5, 6)';", colour)).toBe('rgb(4, 5, 6)');
  });

  it('has another nonce each time', async () => {
    const read = "fetch('/').then((r) => r.text()).then((t) => /style-nonce. content=.([^\"]+)/.exec(t)[1])";
    expect(await outcome(read)).not.toBe(await outcome(read));
  });

  it('asks for no camera, place, clipboard or device', async () => {
    const features = [
      'camera',
      'microphone',
      'geolocation',
      'usb',
      'serial',
      'hid',
      'clipboard-read',
      'display-capture',
    ];
    for (const feature of features) {
      expect(await outcome(`document.featurePolicy.allowsFeature('${feature}')`), feature).toBe(false);
    }
    const place = `new Promise((resolve) => navigator.geolocation.getCurrentPosition(() => resolve('told'), (e) => resolve(e.code)))`;
    expect(await outcome(place)).toBe(1);
  });

  it('is not shown inside another page, nor read from it', async () => {
    const other = await browser.newPage();
    await other.goto(`${elsewhereUrl}/attacker`);
    const authority = `http://127.0.0.1:${host.port}`;
    await other.evaluate(
      `(() => { const frame = document.createElement('iframe'); frame.src = '${authority}/'; document.body.append(frame); })()`,
    );
    await other.waitForTimeout(200);
    expect(await other.frames()[1]?.evaluate('window.ownRan ?? null')).toBe(null);
    const read = `fetch('${authority}/host.json', { credentials: 'include', mode: 'no-cors' }).then((r) => r.type, (e) => e.name)`;
    expect(await other.evaluate(read)).toBe('TypeError');
    const socket = `new Promise((resolve) => { const s = new WebSocket('ws://127.0.0.1:${host.port}/frames');
      s.onerror = () => resolve('refused'); s.onopen = () => resolve('open'); })`;
    expect(await other.evaluate(socket)).toBe('refused');
    await other.close();
  });
});
