// Both ends of a host's transport, as they are shipped, with only the machine between them stood in for.

import { EventEmitter } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IpcMain, WebContents } from 'electron';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { APP_ORIGIN, FRAME_TO_MAIN, type Transport } from '../../core/contract/index.ts';
import { serveBridge } from '../../main/hosts/electron/bridge.ts';
import { createFramesSocket } from '../../main/hosts/web/frames-socket.ts';
import { createBridgeTransport } from '../../renderer/client/bridge-transport.ts';
import { createSocketTransport } from '../../renderer/client/socket-transport.ts';

export interface HostEnds {
  readonly client: Transport;
  readonly server: Transport;
}

/** The web host's frames over a socket of this machine. */
export async function connectOverWeb(): Promise<HostEnds> {
  const http = createServer();
  let client: Transport | null = null;
  const server = new Promise<Transport>((attached) => {
    const frames = createFramesSocket((transport) => {
      attached(transport);
      return { detach: () => undefined };
    });
    http.on('upgrade', (request, socket, head) => frames.upgrade(request, socket, head));
    onTestFinished(() => {
      client?.close();
      frames.close();
      http.close();
    });
  });
  await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening));
  const { port } = http.address() as AddressInfo;
  client = createSocketTransport({
    openSocket: () => {
      const socket = new WebSocket(`ws://127.0.0.1:${port.toString()}/frames`);
      // One that is closed while it connects; a browser's tells nobody who does not ask.
      socket.on('error', () => undefined);
      return socket as unknown as globalThis.WebSocket;
    },
    isWelcome: async () => true,
    wait: () => undefined,
  });
  return { client, server: await server };
}

/** The Electron host's frames; messages between its processes are copied and come in a turn of their own. */
export function connectOverBridge(): HostEnds {
  const contents = Object.assign(new EventEmitter(), {
    id: 7,
    isDestroyed: () => false,
    send: (_channel: string, frame: string) => void setImmediate(() => toWindow(structuredClone(frame))),
  });
  let toWindow: (frame: string) => void = () => undefined;
  const ipc = Object.assign(new EventEmitter(), { handle: () => undefined, removeHandler: () => undefined });
  let server: Transport | null = null;
  const bridge = serveBridge({
    ipc: ipc as unknown as IpcMain,
    contents: contents as unknown as WebContents,
    app: {
      grantPath: () => 'g-1',
      attach: (transport) => {
        server = transport;
        return { detach: () => undefined };
      },
    },
    dialogs: { pickImport: async () => [], pickExportFolder: async () => null, showFolder: () => undefined },
    exportFolders: new Map(),
  });
  onTestFinished(() => bridge.close());
  const event = { sender: contents, senderFrame: { parent: null, origin: APP_ORIGIN } };
  const receivers: ((frame: string) => void)[] = [];
  toWindow = (frame) => {
    for (const receive of receivers) receive(frame);
  };
  const client = createBridgeTransport({
    send: (frame) => void setImmediate(() => ipc.emit(FRAME_TO_MAIN, event, structuredClone(frame))),
    onFrame: (receive) => void receivers.push(receive),
  });
  return { client, server: server as unknown as Transport };
}
