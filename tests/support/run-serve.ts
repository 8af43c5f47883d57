// `npm run serve` as a user starts it: the built server in a process of its own, and a client with its session.

import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { WebSocket } from 'ws';
import { createClient, type Transport, type WindowClient, windowContract } from '../../core/contract/index.ts';
import { projectRoot } from './run-limner.ts';

const entry = resolve(projectRoot, process.env['LIMNER_DIST'] ?? 'dist', 'serve.js');

export interface ServeRun {
  /** With its one-time key. */
  readonly address: string;
  readonly origin: string;
  readonly process: ChildProcess;
  /** Sends the signal and waits for the end; the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export function startServe(args: readonly string[]): Promise<ServeRun> {
  const child = spawn(process.execPath, [entry, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LIMNER_PACKAGE: projectRoot },
  });
  const exited = new Promise<number | null>((settle) => child.once('exit', settle));
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((settle, reject) => {
    child.stdout.setEncoding('utf8').once('data', (text: string) => {
      const address = text.trim();
      settle({
        address,
        origin: new URL(address).origin,
        process: child,
        stop: (signal = 'SIGTERM') => {
          child.kill(signal);
          return exited;
        },
      });
    });
    void exited.then((exitCode) => reject(new Error(`serve ended with ${exitCode}: ${stderr}`)));
  });
}

/** Exchanges the one-time address; the Cookie header from then on. */
export async function takeSession({ address }: Pick<ServeRun, 'address'>): Promise<string> {
  const response = await fetch(address, { redirect: 'manual' });
  return (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

export async function connectClient(
  { origin }: Pick<ServeRun, 'origin'>,
  cookie: string,
): Promise<{ client: WindowClient; close(): void }> {
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/frames`, {
    headers: { Cookie: cookie, Origin: origin },
  });
  await new Promise((settle, reject) => socket.once('open', settle).once('error', reject));
  const transport: Transport = {
    send: (frame) => socket.send(frame),
    onFrame: (receive) => void socket.on('message', (data) => receive(String(data))),
    close: () => socket.close(),
  };
  return { client: createClient(windowContract, transport), close: () => socket.terminate() };
}

/** Hands over files as the window does; the grant. */
export async function upload(
  { origin }: ServeRun,
  cookie: string,
  files: readonly { readonly path: string; readonly bytes: Uint8Array }[],
): Promise<string> {
  const headers = { Cookie: cookie, Origin: origin };
  const answer = await fetch(`${origin}/grant`, { method: 'POST', headers });
  const { grantId } = (await answer.json()) as { grantId: string };
  for (const { path, bytes } of files) {
    const address = `${origin}/upload/${grantId}?path=${encodeURIComponent(path)}`;
    const response = await fetch(address, { method: 'POST', headers, body: bytes as Uint8Array<ArrayBuffer> });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
  }
  return grantId;
}

export async function importAndWait(client: WindowClient, paths: string[]): Promise<void> {
  const { jobId } = await client.queue.add({ kind: 'import', paths });
  for (;;) {
    const { rows } = await client.queue.list({});
    const row = rows.find((candidate) => candidate.jobId === jobId);
    if (row?.state === 'done') return;
    if (row?.error) throw new Error(row.error.message);
    await new Promise((resume) => setTimeout(resume, 50));
  }
}

export const ALL_CASES = {
  search: '',
  state: null,
  needsAttention: false,
  modality: null,
  sort: 'changed',
  isDescending: true,
  offset: 0,
  limit: 10,
} as const;
