// The Chromium behind the stand-in: one page, whose every request, frame and window passes here.

import { EventEmitter } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Frame, type Page, type Route } from 'playwright-core';
import { appOrigin, toApp, toPage } from './addresses.ts';
import { record } from './control.ts';

type Handler = (request: Request) => Promise<Response> | Response;

/** What a session was told. */
export class StandInSession extends EventEmitter {
  handlers = new Map<string, Handler>();
  beforeRequest: ((details: { url: string }, decide: (answer: { cancel?: boolean }) => void) => void) | null = null;
  permissionRequest: ((contents: unknown, permission: string, decide: (isGranted: boolean) => void) => void) | null =
    null;
  permissionCheck: ((contents: unknown, permission: string) => boolean) | null = null;

  readonly protocol = { handle: (scheme: string, handler: Handler) => void this.handlers.set(scheme, handler) };
  readonly webRequest = {
    onBeforeRequest: (listener: StandInSession['beforeRequest']) => {
      this.beforeRequest = listener;
    },
  };
  setPermissionRequestHandler(handler: StandInSession['permissionRequest']): void {
    this.permissionRequest = handler;
  }
  setPermissionCheckHandler(handler: StandInSession['permissionCheck']): void {
    this.permissionCheck = handler;
  }
  setDevicePermissionHandler(): void {}

  isCancelled(url: string): boolean {
    let isIt = false;
    this.beforeRequest?.({ url }, ({ cancel }) => {
      isIt = cancel === true;
    });
    return isIt;
  }
}

/** What the preload script gets as `electron`, inside the page. */
const PRELOAD_ELECTRON = `
  const listeners = new Map();
  window.__standInDeliver = (channel, frame) => (listeners.get(channel) ?? []).forEach((listener) => listener({}, frame));
  const electron = {
    contextBridge: { exposeInMainWorld: (name, api) => { window[name] = api; } },
    ipcRenderer: {
      send: (channel, ...args) => void window.__standInIpc('send', channel, args),
      invoke: (channel, ...args) => window.__standInIpc('invoke', channel, args),
      on: (channel, listener) => listeners.set(channel, [...(listeners.get(channel) ?? []), listener]),
    },
    webUtils: { getPathForFile: (file) => (window.__standInPaths ?? {})[file.name] ?? '' },
  };
`;

export interface Sender {
  readonly frame: { readonly parent: unknown; readonly origin: string; readonly url: string };
}

export interface StandInContents extends EventEmitter {
  readonly windowOpenHandler: ((details: { url: string }) => { action: string }) | null;
}

export interface PageOptions {
  readonly session: StandInSession;
  readonly preload: string;
  readonly contents: StandInContents;
  readonly onIpc: (kind: 'send' | 'invoke', channel: string, args: unknown[], sender: Sender) => unknown;
}

export interface StandInPage {
  goto(url: string): Promise<void>;
  deliver(channel: string, frame: unknown): void;
  close(): Promise<void>;
}

export async function openPage({ session, preload, contents, onIpc }: PageOptions): Promise<StandInPage> {
  const profile = mkdtempSync(join(tmpdir(), 'limner-stand-in-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env['STAND_IN_CHROMIUM'] as string,
    headless: true,
    args: JSON.parse(process.env['STAND_IN_ARGUMENTS'] as string) as string[],
  });
  const page = context.pages()[0] ?? (await context.newPage());
  await page.exposeBinding('__standInIpc', ({ frame }, kind: 'send' | 'invoke', channel: string, args: unknown[]) =>
    onIpc(kind, channel, args, { frame: senderFrame(frame) }),
  );
  await context.addInitScript(
    `if (window === window.top) { ${PRELOAD_ELECTRON}
      ((require, module, exports) => { ${readFileSync(preload, 'utf8')}
      })(() => electron, { exports: {} }, {}); }`,
  );
  let isOwnLoad = false;
  await context.route('**/*', (route) =>
    // A window that is being refused may be gone before its first request is answered.
    serveRoute(route, page, session, contents, () => isOwnLoad).catch(() => route.abort().catch(() => undefined)),
  );
  refusePopups(context, page, contents);
  return {
    goto: async (url) => {
      isOwnLoad = true;
      await page.goto(toPage(url)).finally(() => {
        isOwnLoad = false;
      });
    },
    deliver: (channel, frame) => {
      page
        .evaluate(
          ([to, text]) =>
            (globalThis as never as Record<string, (...a: unknown[]) => void>)['__standInDeliver']?.(to, text),
          [channel, frame] as const,
        )
        .catch(() => undefined);
    },
    close: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

const senderFrame = (frame: Frame): Sender['frame'] => ({
  parent: frame.parentFrame(),
  origin: appOrigin(frame.url()),
  url: toApp(frame.url()),
});

async function serveRoute(
  route: Route,
  page: Page,
  session: StandInSession,
  contents: StandInContents,
  isOwnLoad: () => boolean,
): Promise<void> {
  const request = route.request();
  const url = toApp(request.url());
  const isNavigation = request.isNavigationRequest();
  if (isNavigation) {
    const isMainFrame = request.frame() === page.mainFrame();
    if (!isOwnLoad() && isRefused(contents, isMainFrame, url)) {
      record('navigation-refused', { url, isMainFrame });
      return route.abort('aborted');
    }
    contents.emit('did-start-navigation', { isMainFrame, isSameDocument: false });
  }
  if (session.isCancelled(url)) {
    record('request-cancelled', { url });
    return route.abort('blockedbyclient');
  }
  const handler = session.handlers.get(new URL(url).protocol.slice(0, -1));
  if (!handler) {
    record('request-to-network', { url });
    return route.abort('addressunreachable');
  }
  const response = await handler(new Request(url, { method: request.method() }));
  return route.fulfill({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  });
}

function isRefused(contents: StandInContents, isMainFrame: boolean, url: string): boolean {
  let isPrevented = false;
  const event = {
    url,
    isMainFrame,
    preventDefault: () => {
      isPrevented = true;
    },
  };
  contents.emit('will-frame-navigate', event);
  if (isMainFrame) contents.emit('will-navigate', event);
  return isPrevented;
}

function refusePopups(context: BrowserContext, own: Page, contents: StandInContents): void {
  context.on('page', (popup) => {
    if (popup === own) return;
    const { action } = contents.windowOpenHandler?.({ url: popup.url() }) ?? { action: 'allow' };
    record('window-open', { action });
    popup.close().catch(() => undefined);
  });
}
