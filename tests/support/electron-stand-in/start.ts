// Starts dist/electron.js on the stand-in, and joins the page that it opens.

import { type ChildProcess, fork } from 'node:child_process';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { CHROMIUM_ARGUMENTS } from '../chromium.ts';
import type { HappenedEvent } from './control.ts';

const projectRoot = resolve(import.meta.dirname, '../../..');
const builtEntry = resolve(projectRoot, process.env['LIMNER_DIST'] ?? 'dist', 'electron.js');
const register = pathToFileURL(resolve(import.meta.dirname, 'register.ts')).href;

export interface StandInRun {
  readonly page: Page;
  happened(what: string): Promise<HappenedEvent[]>;
  command<T = unknown>(name: string, input?: unknown): Promise<T>;
  /** Quits as a person would; the exit code. */
  quit(): Promise<number | null>;
}

export interface StandInOptions {
  readonly executablePath: string;
  /** default: the build under test */
  readonly entry?: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A process that ended by itself: exit code and what it wrote to stderr. */
export async function runToEnd(options: StandInOptions): Promise<{ exitCode: number | null; stderr: string }> {
  const child = start(options, await freePort());
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((settle) => child.on('close', (exitCode) => settle({ exitCode, stderr })));
}

export async function startOnStandIn(options: StandInOptions): Promise<StandInRun> {
  const port = await freePort();
  const child = start(options, port);
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const exited = new Promise<number | null>((settle) => child.once('exit', settle));
  const answers = new Map<number, (output: unknown) => void>();
  let nextId = 1;
  child.on('message', ({ id, output }: { id: number; output: unknown }) => answers.get(id)?.(output));
  const command = <T>(name: string, input: unknown = null): Promise<T> =>
    new Promise((settle) => {
      const id = nextId++;
      answers.set(id, settle as (output: unknown) => void);
      child.send({ id, name, input });
    });
  const happened = async (what: string) =>
    (await command<HappenedEvent[]>('happened')).filter((event) => event.what === what);

  const waitUntilShown = async (): Promise<void> => {
    for (;;) {
      if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${stderr}`);
      if ((await Promise.race([happened('shown'), exited.then(() => [])])).length > 0) return;
      await new Promise((resume) => setTimeout(resume, 50));
    }
  };
  await waitUntilShown();
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  const page = browser.contexts()[0]?.pages()[0];
  if (!page) throw new Error('no page was opened');
  return {
    page,
    command,
    happened,
    quit: async () => {
      await browser.close();
      if (child.connected) child.send({ id: 0, name: 'quit', input: null });
      return exited;
    },
  };
}

const start = ({ executablePath, entry = builtEntry, args, env }: StandInOptions, port: number): ChildProcess =>
  fork(entry, args, {
    execArgv: ['--import', register],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: {
      ...process.env,
      LIMNER_PACKAGE: projectRoot,
      STAND_IN_CHROMIUM: executablePath,
      STAND_IN_ARGUMENTS: JSON.stringify([...CHROMIUM_ARGUMENTS, `--remote-debugging-port=${port}`]),
      ...env,
    },
  });

function freePort(): Promise<number> {
  return new Promise((settle) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => settle(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
