// Contract frames over a WebSocket. Browsers let any page open one to any address: the guard before the upgrade is what
// keeps others out.

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { guardTransport, MAX_FRAME_LENGTH, type Transport } from '../../../core/contract/index.ts';

export interface FramesSocket {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Frames that were refused so far. */
  readonly dropped: () => number;
  close(): void;
}

/** Windows and tabs of one person; more is a program gone wild. */
const MAX_CONNECTIONS = 32;
const CLOSE_GOING_AWAY = 1001;
const CLOSE_UNSUPPORTED = 1003;
const CLOSE_TRY_LATER = 1013;

export function createFramesSocket(
  attach: (transport: Transport) => { detach(): void },
  maxLength = MAX_FRAME_LENGTH,
): FramesSocket {
  const server = new WebSocketServer({ noServer: true, maxPayload: maxLength, perMessageDeflate: false });
  let dropped = 0;

  const serve = (socket: WebSocket): void => {
    if (server.clients.size > MAX_CONNECTIONS) {
      socket.close(CLOSE_TRY_LATER);
      return;
    }
    const onDropped = () => void dropped++;
    const connection = attach(guardTransport(socketTransport(socket), { maxLength, onDropped }));
    socket.on('close', () => connection.detach());
    // An oversized frame, broken UTF-8: ws closes the connection by itself after this.
    socket.on('error', onDropped);
  };

  return {
    upgrade: (request, socket, head) => server.handleUpgrade(request, socket, head, serve),
    dropped: () => dropped,
    close: () => {
      for (const socket of server.clients) {
        socket.close(CLOSE_GOING_AWAY);
        setTimeout(() => socket.terminate(), 500).unref();
      }
      server.close();
    },
  };
}

function socketTransport(socket: WebSocket): Transport {
  return {
    send: (frame) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(frame);
    },
    onFrame: (receive) => {
      socket.on('message', (data, isBinary) => {
        if (isBinary) socket.close(CLOSE_UNSUPPORTED);
        else receive(data.toString());
      });
    },
    close: () => socket.close(),
  };
}
