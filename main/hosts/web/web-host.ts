// The window over HTTP on this computer's own address. Everything is behind the session; see session.ts and
// request-guard.ts for who is let in.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import type { Duplex } from 'node:stream';
import type { HostInfo } from '../../../core/contract/index.ts';
import { AppError } from '../../../core/error/index.ts';
import type { WindowApp } from '../../app/create-window-app.ts';
import { createWindowPages, errorAnswer, type PageAnswer, pageAnswer } from '../../app/window-pages.ts';
import { createFramesSocket } from './frames-socket.ts';
import { refusal } from './request-guard.ts';
import { createSessions } from './session.ts';
import { createUploadGrants, type UploadLimits } from './upload-grants.ts';

export interface WebHostOptions {
  readonly app: WindowApp;
  readonly rendererFolder: string;
  readonly hostInfo: HostInfo;
  /** 0: any that is free. */
  readonly port: number;
  readonly uploadLimits?: UploadLimits;
  readonly maxFrameLength?: number;
}

export interface WebHost {
  readonly port: number;
  /** `http://127.0.0.1:PORT/?key=…`; works once. Makes the one before void. */
  newAddress(): string;
  /** Frames from windows that were refused so far. */
  readonly droppedFrames: () => number;
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';
/** Uploading a large study over the loopback is a matter of minutes. */
const REQUEST_TIMEOUT_MS = 3_600_000;

const TEXT = 'text/plain; charset=utf-8';
const denied = (why: string) => pageAnswer(403, TEXT, `${why}\n`);
const NO_SESSION =
  'This address of Limner has been used, or its session is over. In the terminal where it runs, press Enter for a new ' +
  "address, or start 'npm run serve' again.";

/** Rejects with `conflict` PORT_IN_USE, or `denied`, when it cannot listen. */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const { app } = options;
  const pages = createWindowPages(options);
  const uploads = createUploadGrants(dirname(app.libraryFolder), app.grantPath, options.uploadLimits);
  const frames = createFramesSocket(app.attach, options.maxFrameLength);
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS });
  const port = await listen(server, options.port).catch((error: unknown) => {
    uploads.close();
    throw error;
  });
  const authority = `${LOOPBACK}:${port}`;
  const sessions = createSessions(port);

  const answer = async (request: IncomingMessage): Promise<PageAnswer> => {
    const refused = refusal(request, authority, { needsOrigin: false });
    if (refused !== null) return denied(refused);
    // Not parsed by URL, which would fold `..` away before anybody has looked at it.
    const [pathname = '', search = ''] = (request.url ?? '').split('?', 2) as [string, string?];
    const key = new URLSearchParams(search).get('key');
    if (pathname === '/' && key !== null && request.method === 'GET') return exchange(key);
    if (!sessions.has(request.headers.cookie)) return denied(NO_SESSION);
    if (request.method === 'GET' || request.method === 'HEAD') return pages.get(pathname);
    if (request.method === 'POST' || request.method === 'DELETE') return change(request, pathname, search);
    return pageAnswer(405, TEXT, 'There is no such method here.\n');
  };

  const exchange = (key: string): PageAnswer => {
    const cookie = sessions.exchange(key);
    if (cookie === null) return denied(NO_SESSION);
    const empty = pageAnswer(303, TEXT, '');
    return { ...empty, headers: { ...empty.headers, 'Set-Cookie': cookie, Location: '/' } };
  };

  const change = async (request: IncomingMessage, pathname: string, search: string): Promise<PageAnswer> => {
    const [kind, id] = pathname.slice(1).split('/') as [string, string?];
    const json = (value: object) => pageAnswer(200, 'application/json; charset=utf-8', JSON.stringify(value));
    if (request.method === 'POST' && pathname === '/grant') return json({ grantId: uploads.create() });
    if (request.method === 'DELETE' && kind === 'grant' && id) {
      await uploads.release(id);
      return json({});
    }
    if (request.method === 'POST' && kind === 'upload' && id) {
      const length = Number(request.headers['content-length'] ?? Number.NaN);
      if (!Number.isSafeInteger(length)) return pageAnswer(411, TEXT, 'The length of the file must be said.\n');
      await uploads.put(id, new URLSearchParams(search).get('path') ?? '', length, request);
      return json({});
    }
    throw new AppError('not-found', 'PAGE_NOT_FOUND', 'There is nothing at this address.');
  };

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answer(request)
      .catch(errorAnswer)
      .then((page) => send(request, response, page))
      .catch(() => response.destroy());
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const refused = refusal(request, authority, { needsOrigin: true });
    if (refused === null && request.url === '/frames' && sessions.has(request.headers.cookie)) {
      frames.upgrade(request, socket, head);
    } else socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });

  return {
    port,
    newAddress: () => `http://${authority}/?key=${sessions.newKey()}`,
    droppedFrames: frames.dropped,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      frames.close();
      server.closeAllConnections();
      await closed;
      uploads.close();
    },
  };
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: PageAnswer,
): Promise<void> {
  const isUnread = !request.complete && request.method !== 'GET' && request.method !== 'HEAD';
  // The rest of a refused upload is not worth reading.
  response.writeHead(status, isUnread ? { ...headers, Connection: 'close' } : headers);
  if (request.method === 'HEAD') response.end();
  else if (body instanceof Uint8Array) response.end(body);
  // Fails for a page that has gone, and where the voxels turn out to be damaged: the connection then ends too early.
  else {
    for await (const part of body) await written(response, part);
    response.end();
  }
}

/** Settles when the system has taken the part, which need not last any longer; rejects where the page has gone. */
const written = (response: ServerResponse, part: Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => {
    const gone = () => reject(new Error('The page has gone.'));
    response.once('close', gone);
    response.write(part, (error) => {
      response.off('close', gone);
      if (error) reject(error);
      else resolve();
    });
  });

function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        cause.code === 'EADDRINUSE'
          ? new AppError('conflict', 'PORT_IN_USE', `Port ${port} is in use. Name another one with --port.`, { cause })
          : new AppError('denied', 'PORT_DENIED', `Port ${port} cannot be used. Name another with --port.`, { cause }),
      ),
    );
    server.listen({ host: LOOPBACK, port, exclusive: true }, () => resolve((server.address() as AddressInfo).port));
  });
}
