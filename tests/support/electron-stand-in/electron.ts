// The part of the module `electron` that main/hosts/electron uses.

import { EventEmitter } from 'node:events';
import { openPage, type Sender, StandInSession } from './browser.ts';
import { dialogAnswers, onCommand, record } from './control.ts';

let windows: BrowserWindow[] = [];
const sessions = new Map<string, StandInSession>();

class StandInApp extends EventEmitter {
  readonly isPackaged = false;
  readonly commandLine = { appendSwitch: (name: string) => record('switch', { name }) };
  #isReady = false;
  async whenReady(): Promise<void> {
    await new Promise((resume) => setImmediate(resume));
    this.#isReady = true;
  }
  isReady(): boolean {
    return this.#isReady;
  }
  requestSingleInstanceLock(): boolean {
    return process.env['STAND_IN_SECOND'] !== '1';
  }
  enableSandbox(): void {
    record('sandbox-enabled');
  }
  getPath(name: string): string {
    return process.env[`STAND_IN_${name.toUpperCase()}`] ?? '/nowhere';
  }
  quit(): void {
    for (const window of windows) window.webContents.removeAllListeners();
    let isPrevented = false;
    const event = {
      preventDefault: () => {
        isPrevented = true;
      },
    };
    this.emit('before-quit', event);
    this.emit('will-quit', event);
    if (!isPrevented) this.exit(0);
  }
  exit(code: number): void {
    void Promise.all(windows.map((window) => window.closePage())).finally(() => process.exit(code));
  }
}
export const app = new StandInApp();

class StandInIpcMain extends EventEmitter {
  readonly invokeHandlers = new Map<string, (event: unknown, ...args: unknown[]) => unknown>();
  handle(channel: string, handler: (event: unknown, ...args: unknown[]) => unknown): void {
    this.invokeHandlers.set(channel, handler);
  }
  removeHandler(channel: string): void {
    this.invokeHandlers.delete(channel);
  }
}
export const ipcMain = new StandInIpcMain();

export const session = {
  fromPartition: (name: string): StandInSession => {
    record('session', { name });
    const made = sessions.get(name) ?? new StandInSession();
    sessions.set(name, made);
    return made;
  },
};

export const protocol = {
  registerSchemesAsPrivileged: (schemes: unknown) => record('schemes', { schemes, isBeforeReady: !app.isReady() }),
};

class WebContents extends EventEmitter {
  readonly id = 1;
  windowOpenHandler: ((details: { url: string }) => { action: string }) | null = null;
  page: Awaited<ReturnType<typeof openPage>> | null = null;
  setWindowOpenHandler(handler: WebContents['windowOpenHandler']): void {
    this.windowOpenHandler = handler;
  }
  isDestroyed(): boolean {
    return this.page === null;
  }
  send(channel: string, frame: unknown): void {
    this.page?.deliver(channel, frame);
  }
}

interface WindowOptions {
  readonly title: string;
  readonly webPreferences: { readonly session: StandInSession; readonly preload: string };
}

export class BrowserWindow extends EventEmitter {
  readonly webContents = new WebContents();
  readonly #options: WindowOptions;
  constructor(options: WindowOptions) {
    super();
    this.#options = options;
    const { session: _session, ...webPreferences } = options.webPreferences;
    record('window', { title: options.title, webPreferences });
    windows.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  async loadURL(url: string): Promise<void> {
    const { webContents } = this;
    webContents.page ??= await openPage({
      ...this.#options.webPreferences,
      contents: webContents,
      onIpc: (kind, channel, args, { frame }: Sender) => {
        const event = { sender: webContents, senderFrame: frame };
        if (kind === 'send') return void ipcMain.emit(channel, event, ...args);
        const handler = ipcMain.invokeHandlers.get(channel);
        if (!handler) throw new Error(`No handler registered for '${channel}'`);
        return handler(event, ...args);
      },
    });
    await webContents.page.goto(url);
    this.emit('ready-to-show');
  }
  async closePage(): Promise<void> {
    const { page } = this.webContents;
    this.webContents.page = null;
    await page?.close();
  }
  show(): void {
    record('shown');
  }
  close(): void {
    windows = windows.filter((window) => window !== this);
    void this.closePage().finally(() => app.emit('window-all-closed'));
  }
  isDestroyed(): boolean {
    return !windows.includes(this);
  }
  isMinimized(): boolean {
    return false;
  }
  restore(): void {}
  focus(): void {
    record('focused');
  }
}

export const dialog = {
  showOpenDialog: async (_window: unknown, { properties }: { properties: string[] }) => {
    record('open-dialog', { properties });
    // A person takes a moment.
    await new Promise((resume) => setTimeout(resume, 50));
    return { canceled: dialogAnswers.filePaths.length === 0, filePaths: dialogAnswers.filePaths };
  },
  showMessageBox: async ({ message }: { message: string }) => {
    record('message-box', { message });
    return { response: dialogAnswers.response };
  },
  showErrorBox: (title: string, content: string) => {
    record('error-box', { title, content });
    process.stderr.write(`${title}: ${content}\n`);
  },
};

export const shell = { showItemInFolder: (path: string) => record('shown-in-folder', { path }) };
export const Menu = {
  buildFromTemplate: (template: unknown) => template,
  setApplicationMenu: (template: unknown) => record('menu', { template }),
};
export const powerMonitor = new EventEmitter();

onCommand('quit', () => app.quit());
onCommand('second-instance', () => app.emit('second-instance'));
onCommand('crash', () => windows[0]?.webContents.emit('render-process-gone', {}, { reason: 'crashed' }));
onCommand('ask-permission', (permission) => {
  const [own] = sessions.values();
  let isGranted = true;
  own?.permissionRequest?.(null, permission as string, (isIt) => {
    isGranted = isIt;
  });
  return { isGranted, isAllowed: own?.permissionCheck?.(null, permission as string) ?? true };
});
onCommand('attach-webview', () => {
  let isPrevented = false;
  windows[0]?.webContents.emit('will-attach-webview', {
    preventDefault: () => {
      isPrevented = true;
    },
  });
  return isPrevented;
});
