// Runs the built command line as a user would, in a process of its own.

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll } from 'vitest';

export const projectRoot = resolve(import.meta.dirname, '../..');
/** The bundle under test; a build made elsewhere by scripts/build.mjs is found the same way. */
const cli = resolve(projectRoot, process.env['LIMNER_DIST'] ?? 'dist', 'cli.js');
export const sampleCase = join(projectRoot, 'resources/sample-cases/openkbp-pt_222');

export interface LimnerRun {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The one JSON document of stdout; throws where stdout is anything else. */
  readonly json: <T>() => T;
  readonly stdout: string;
  readonly stderr: string;
}

export interface LimnerRunOptions {
  /** Root may read and write everything; with this it may not, like anybody else (Linux, util-linux' setpriv). */
  readonly obeysPermissions?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with the running process, for tests that kill it. */
  readonly onStart?: (kill: (signal: NodeJS.Signals) => void) => void;
  readonly onStderr?: (text: string) => void;
  /** Nobody reads stderr: its pipe is closed before anything is written. */
  readonly closesStderr?: boolean;
}

const DROP_ROOT_PRIVILEGES = ['setpriv', '--bounding-set=-dac_override,-dac_read_search,-fowner', '--'];

export function runLimner(args: readonly string[], options: LimnerRunOptions = {}): Promise<LimnerRun> {
  return new Promise((settle, reject) => {
    const isRoot = process.getuid?.() === 0;
    const drop = options.obeysPermissions && isRoot ? DROP_ROOT_PRIVILEGES : [];
    const [program, ...rest] = [...drop, process.execPath, cli, ...args] as [string, ...string[]];
    const child = spawn(program, rest, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...options.env },
    });
    if (options.closesStderr) child.stderr.destroy();
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      options.onStderr?.(text);
    });
    child.on('error', reject);
    child.on('close', (exitCode, signal) =>
      settle({ exitCode, signal, stdout, stderr, json: <T>() => JSON.parse(stdout) as T }),
    );
    options.onStart?.((signal) => child.kill(signal));
  });
}

/** A private folder that is gone when the test file has run. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'limner-test-'));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
