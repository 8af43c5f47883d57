import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { onTestFinished } from 'vitest';

/** Starts a TypeScript file of tests/support in a process of its own, which does not outlive the running test. */
export function startChild(file: string, args: readonly string[]): ChildProcess {
  const path = resolve(import.meta.dirname, file);
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** Resolves when the child has written `line`; rejects when it ends before. */
export function waitForLine(child: ChildProcess, line: string): Promise<void> {
  return new Promise((done, failed) => {
    let text = '';
    child.stdout?.on('data', (data: Buffer) => {
      text += data.toString();
      if (text.split('\n').includes(line)) done();
    });
    child.once('exit', () => failed(new Error(`the child ended before it said ${line}`)));
  });
}

/** Resolves when the process is gone. */
export async function waitForEnd(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}
