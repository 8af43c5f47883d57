// Bridge of the sandboxed window: text frames to and fro, nothing else. It knows no service and no logic.

import { contextBridge, ipcRenderer } from 'electron';
import { FRAME_TO_MAIN, FRAME_TO_WINDOW, type LimnerBridge } from '../core/contract/channels.ts';

const bridge = {
  send: (frame) => ipcRenderer.send(FRAME_TO_MAIN, frame),
  onFrame: (receive) => {
    ipcRenderer.on(FRAME_TO_WINDOW, (_event, frame: string) => receive(frame));
  },
} satisfies LimnerBridge;

contextBridge.exposeInMainWorld('limnerBridge', bridge);
