// Entry of the desktop app. Thin on purpose: what can be shown without Electron lies in the modules beside it.

import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { app, type BrowserWindow, dialog, ipcMain, powerMonitor, session } from 'electron';
import { AppError, EXIT_CODES } from '../../../core/error/index.ts';
import { createWindowApp, type WindowApp } from '../../app/create-window-app.ts';
import { createHostInfo } from '../../app/host-info.ts';
import { createWindowPages } from '../../app/window-pages.ts';
import { silenceConsole } from '../../platform/silence-console.ts';
import { registerAppScheme, serveAppScheme } from './app-protocol.ts';
import { type Bridge, serveBridge } from './bridge.ts';
import { guardContents, guardSession } from './guards.ts';
import { createDialogs, createMainWindow, loadWindow } from './main-window.ts';
import { setMenu } from './menu.ts';

const beside = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

function readOptions() {
  // Chromium takes switches of its own from the same line.
  const { values } = parseArgs({
    args: process.argv.slice(1),
    options: { library: { type: 'string' }, exports: { type: 'string' } },
    strict: false,
  });
  const path = (value: unknown) => (typeof value === 'string' && value !== '' ? resolve(value) : null);
  return { library: path(values['library']), exports: path(values['exports']) };
}

/** null: the person does not want to look only. */
async function openApp(libraryFolder: string | null): Promise<WindowApp | null> {
  try {
    return createWindowApp({ libraryFolder, mode: 'write' });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'LIBRARY_IN_USE') throw error;
    const { response } = await dialog.showMessageBox({
      type: 'question',
      title: 'Limner',
      message: 'Another Limner is using this library.',
      detail: error.message,
      buttons: ['Open for reading only', 'Quit'],
      defaultId: 0,
      cancelId: 1,
    });
    return response === 0 ? createWindowApp({ libraryFolder, mode: 'read' }) : null;
  }
}

async function openWindow(windowApp: WindowApp, exportsFolder: string): Promise<[BrowserWindow, Bridge]> {
  const hostInfo = createHostInfo(windowApp, { kind: 'electron', canPickFolders: true, exportsFolder });
  // A session without a name lives in memory: Chromium keeps nothing of a patient on the disk.
  const ownSession = session.fromPartition('limner');
  guardSession(ownSession);
  serveAppScheme(ownSession, createWindowPages({ app: windowApp, rendererFolder: beside('./renderer'), hostInfo }));
  const window = createMainWindow(ownSession, beside('./preload.cjs'));
  const bridge = serveBridge({
    ipc: ipcMain,
    contents: window.webContents,
    app: windowApp,
    dialogs: createDialogs(window),
    exportFolders: new Map([[hostInfo.exportsGrant, exportsFolder]]),
  });
  await loadWindow(window);
  return [window, bridge];
}

/** Brings everything to the disk before the process ends, whatever asked for the end. */
function closeInOrder(windowApp: WindowApp, closeBridge: () => void): void {
  let isClosing = false;
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (isClosing) return;
    isClosing = true;
    closeBridge();
    windowApp.close().then(
      () => app.exit(0),
      () => app.exit(EXIT_CODES.internal),
    );
  });
  app.on('window-all-closed', () => app.quit());
  powerMonitor.on('shutdown', () => app.quit());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());
}

async function start(): Promise<void> {
  await app.whenReady();
  setMenu({ isDevelopment: !app.isPackaged });
  const options = readOptions();
  const windowApp = await openApp(options.library);
  if (windowApp === null) return app.quit();
  let bridge: Bridge | null = null;
  closeInOrder(windowApp, () => bridge?.close());
  const exportsFolder = options.exports ?? join(app.getPath('documents'), 'Limner exports');
  const [window, opened] = await openWindow(windowApp, exportsFolder);
  bridge = opened;
  app.on('second-instance', () => {
    if (window.isMinimized()) window.restore();
    window.focus();
  });
}

function reportAndExit(error: unknown): void {
  const known = error instanceof AppError;
  if (process.env['LIMNER_DEBUG'] === '1') process.stderr.write(`${(error as Error)?.stack}\n`);
  dialog.showErrorBox('Limner cannot start', known ? error.message : 'A fault of Limner itself.');
  app.exit(EXIT_CODES[known ? error.kind : 'internal']);
}

silenceConsole();
// Models and the sample case lie beside the archive of an installed app.
if (app.isPackaged) process.env['LIMNER_PACKAGE'] ??= process.resourcesPath;
// Two programs on one library would only get in each other's way.
if (app.requestSingleInstanceLock()) {
  registerAppScheme();
  app.enableSandbox();
  for (const name of ['disable-background-networking', 'disable-component-update', 'disable-sync']) {
    app.commandLine.appendSwitch(name);
  }
  app.on('web-contents-created', (_event, contents) => guardContents(contents));
  // Electron's own dialog for these would show a stack with whatever an error says.
  process.on('uncaughtException', reportAndExit);
  start().catch(reportAndExit);
} else app.quit();
