// Bridge of the sandboxed window: text frames to and fro, and the few things that only the host can do. It knows no
// service and decides nothing: the main process checks whatever comes.

import { contextBridge, ipcRenderer, webUtils } from 'electron';
import {
  FRAME_TO_MAIN,
  FRAME_TO_WINDOW,
  GRANT_DROPPED,
  type LimnerBridge,
  PICK_EXPORT_FOLDER,
  PICK_IMPORT,
  SHOW_FOLDER,
} from '../core/contract/channels.ts';

const bridge = {
  send: (frame) => ipcRenderer.send(FRAME_TO_MAIN, frame),
  onFrame: (receive) => {
    ipcRenderer.on(FRAME_TO_WINDOW, (_event, frame: string) => receive(frame));
  },
  pickImport: (what) => ipcRenderer.invoke(PICK_IMPORT, what),
  pickExportFolder: () => ipcRenderer.invoke(PICK_EXPORT_FOLDER),
  // A File that a script made has no path; only what the system handed over has one.
  grantDropped: (files: readonly File[]) =>
    ipcRenderer.invoke(
      GRANT_DROPPED,
      files.map((file) => webUtils.getPathForFile(file)).filter((path) => path !== ''),
    ),
  showFolder: (grantId) => ipcRenderer.invoke(SHOW_FOLDER, grantId),
} satisfies LimnerBridge;

contextBridge.exposeInMainWorld('limnerBridge', bridge);
