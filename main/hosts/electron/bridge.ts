// The main process's end of the bridge: hears the window's main frame at its own origin and nobody else.

import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import type { IpcMain, IpcMainEvent, IpcMainInvokeEvent, WebContents } from 'electron';
import {
  APP_ORIGIN,
  FRAME_TO_MAIN,
  FRAME_TO_WINDOW,
  GRANT_DROPPED,
  guardTransport,
  MAX_DROPPED_PATHS,
  MAX_FRAME_LENGTH,
  PICK_EXPORT_FOLDER,
  PICK_IMPORT,
  type PickedFolder,
  SHOW_FOLDER,
} from '../../../core/contract/index.ts';
import { AppError } from '../../../core/error/index.ts';
import type { WindowApp } from '../../app/create-window-app.ts';

/** Dialogs and the file manager; paths in and out. */
export interface HostDialogs {
  /** None when cancelled. */
  pickImport(what: 'files' | 'folder'): Promise<string[]>;
  /** null when cancelled. */
  pickExportFolder(): Promise<string | null>;
  showFolder(path: string): void;
}

export interface Bridge {
  /** Frames and calls that were refused so far. */
  readonly refused: () => number;
  close(): void;
}

export interface BridgeOptions {
  readonly ipc: IpcMain;
  readonly contents: WebContents;
  readonly app: Pick<WindowApp, 'attach' | 'grantPath'>;
  readonly dialogs: HostDialogs;
  /** Folders by grant that may be shown in the file manager; picked ones join it. */
  readonly exportFolders: Map<string, string>;
}

export function serveBridge({ ipc, contents, app, dialogs, exportFolders }: BridgeOptions): Bridge {
  let refused = 0;
  const isOurs = ({ sender, senderFrame }: IpcMainEvent | IpcMainInvokeEvent): boolean =>
    sender.id === contents.id &&
    senderFrame !== null &&
    senderFrame.parent === null &&
    senderFrame.origin === APP_ORIGIN;

  const connection = createConnection(contents, app, () => void refused++);
  const onFrame = (event: IpcMainEvent, frame: unknown): void => {
    if (isOurs(event)) connection.receive(frame as string);
    else refused++;
  };
  ipc.on(FRAME_TO_MAIN, onFrame);

  const handle = (channel: string, act: (input: unknown) => unknown): void =>
    ipc.handle(channel, (event, input: unknown) => {
      if (isOurs(event)) return act(input);
      refused++;
      throw new AppError('denied', 'NOT_THE_WINDOW', 'This is for the window of Limner only.');
    });

  // A window gone wild could bury the screen in dialogs.
  let isDialogOpen = false;
  const oneDialog = async <T>(open: () => Promise<T>, otherwise: T): Promise<T> => {
    if (isDialogOpen) return otherwise;
    isDialogOpen = true;
    try {
      return await open();
    } finally {
      isDialogOpen = false;
    }
  };

  handle(PICK_IMPORT, (what) =>
    oneDialog(async () => {
      const paths = await dialogs.pickImport(what === 'files' ? 'files' : 'folder');
      return paths.map((path) => app.grantPath(path));
    }, []),
  );
  handle(PICK_EXPORT_FOLDER, () =>
    oneDialog(async (): Promise<PickedFolder | null> => {
      const path = await dialogs.pickExportFolder();
      if (path === null) return null;
      const grantId = app.grantPath(path);
      exportFolders.set(grantId, path);
      return { grantId, label: path };
    }, null),
  );
  handle(GRANT_DROPPED, (paths) => droppedPaths(paths).map((path) => app.grantPath(path)));
  handle(SHOW_FOLDER, (grantId) => {
    const path = exportFolders.get(grantId as string);
    if (path === undefined) {
      throw new AppError('denied', 'FOLDER_NOT_GRANTED', 'Only a folder that was chosen for exports can be shown.');
    }
    dialogs.showFolder(path);
  });

  return {
    refused: () => refused,
    close: () => {
      ipc.removeListener(FRAME_TO_MAIN, onFrame);
      for (const channel of [PICK_IMPORT, PICK_EXPORT_FOLDER, GRANT_DROPPED, SHOW_FOLDER]) ipc.removeHandler(channel);
      connection.close();
    },
  };
}

/** One connection a document: a page that was loaded again counts its calls from the beginning, and answers to the one
 * before are not for it. */
function createConnection(contents: WebContents, app: Pick<WindowApp, 'attach'>, onDropped: () => void) {
  const open = () => {
    const receivers: ((frame: string) => void)[] = [];
    let isOpen = true;
    const transport = {
      send: (frame: string) => {
        if (isOpen && !contents.isDestroyed()) contents.send(FRAME_TO_WINDOW, frame);
      },
      onFrame: (receive: (frame: string) => void) => void receivers.push(receive),
      close: () => {
        isOpen = false;
      },
    };
    const { detach } = app.attach(guardTransport(transport, { maxLength: MAX_FRAME_LENGTH, onDropped }));
    return {
      receive: (frame: string) => {
        for (const receive of receivers) receive(frame);
      },
      close: () => {
        isOpen = false;
        detach();
      },
    };
  };
  let current = open();
  const renew = (details: { isMainFrame: boolean; isSameDocument: boolean }): void => {
    if (!details.isMainFrame || details.isSameDocument) return;
    current.close();
    current = open();
  };
  contents.on('did-start-navigation', renew);
  return {
    receive: (frame: string) => current.receive(frame),
    close: () => {
      contents.removeListener('did-start-navigation', renew);
      current.close();
    },
  };
}

/** The paths that may be granted of what the preload script says was dropped. Throws `invalid-input`. */
function droppedPaths(paths: unknown): string[] {
  const isUsable =
    Array.isArray(paths) &&
    paths.length <= MAX_DROPPED_PATHS &&
    paths.every((path) => typeof path === 'string' && isAbsolute(path) && !path.includes('\0'));
  if (!isUsable) throw new AppError('invalid-input', 'DROP_UNUSABLE', 'What was dropped cannot be used.');
  return (paths as string[]).filter((path) => existsSync(path));
}
