// The one window: sandboxed, isolated, without Node.

import { BrowserWindow, dialog, type Session, shell } from 'electron';
import { APP_ORIGIN } from '../../../core/contract/index.ts';
import type { HostDialogs } from './bridge.ts';

export function createMainWindow(session: Session, preload: string): BrowserWindow {
  const window = new BrowserWindow({
    title: 'Limner',
    width: 1600,
    height: 1000,
    minWidth: 1280,
    minHeight: 720,
    show: false,
    // bg-0 of the tokens: no white flash in a dark room.
    backgroundColor: '#070809',
    autoHideMenuBar: true,
    webPreferences: {
      session,
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      // Its dictionaries come from the network.
      spellcheck: false,
      // A queue goes on and the views stay right while another window is in front.
      backgroundThrottling: false,
    },
  });
  window.once('ready-to-show', () => window.show());
  comeBackAfterCrash(window);
  return window;
}

export const loadWindow = (window: BrowserWindow): Promise<void> => window.loadURL(`${APP_ORIGIN}/`);

const CRASH_WINDOW_MS = 60_000;
const CRASHES_TOO_MANY = 3;

/** Every edit is on the disk before the next one starts, so a window that crashed is simply loaded again. */
function comeBackAfterCrash(window: BrowserWindow): void {
  let crashesAtMs: number[] = [];
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    const nowMs = performance.now();
    crashesAtMs = [...crashesAtMs.filter((atMs) => nowMs - atMs < CRASH_WINDOW_MS), nowMs];
    if (crashesAtMs.length < CRASHES_TOO_MANY) {
      loadWindow(window).catch(() => undefined);
      return;
    }
    dialog.showErrorBox(
      'Limner cannot show its window',
      `Its display process ended ${CRASHES_TOO_MANY} times in a minute (${reason}). All work is on the disk. Update the ` +
        'graphics driver, or start Limner with --disable-gpu.',
    );
    window.close();
  });
}

export const createDialogs = (window: BrowserWindow): HostDialogs => ({
  pickImport: async (what) => {
    const { filePaths } = await dialog.showOpenDialog(window, {
      title: 'Import',
      buttonLabel: 'Import',
      properties: [what === 'files' ? 'openFile' : 'openDirectory', 'multiSelections'],
    });
    return filePaths;
  },
  pickExportFolder: async () => {
    const { filePaths } = await dialog.showOpenDialog(window, {
      title: 'Folder for exports',
      buttonLabel: 'Choose',
      properties: ['openDirectory', 'createDirectory'],
    });
    return filePaths[0] ?? null;
  },
  // Not openPath: that would start what the path may have become meanwhile.
  showFolder: (path) => shell.showItemInFolder(path),
});
