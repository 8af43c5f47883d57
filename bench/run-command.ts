// Runs one command to its end and measures it from outside.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { canSampleMemory, sampleTree, type TreeMemory } from './process-memory.ts';

export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Follow the memory of the process and its children; such a run is not a timed one. */
  readonly measureMemory?: boolean;
  /** Called with every line that the command writes to stderr: what takes minutes must be seen to move. */
  readonly onLine?: (line: string) => void;
}

export interface CommandRun {
  readonly stdout: string;
  readonly stderr: string;
  /** From before the start of the process until it has ended and its output is closed. */
  readonly wallMs: number;
  /** null where it was not asked for or the system does not tell. */
  readonly memory: TreeMemory | null;
}

const SAMPLE_EVERY_MS = 20;
const STDERR_SHOWN = 2000;

/** Throws Error when the command cannot start or does not exit with 0. */
export function runCommand(argv: readonly string[], options: CommandOptions = {}): Promise<CommandRun> {
  const [program, ...args] = argv;
  if (program === undefined) throw new RangeError('no command');
  return new Promise((settle, reject) => {
    const startedMs = performance.now();
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
    });
    const output: string[] = [];
    const errors: string[] = [];
    child.stdout.setEncoding('utf8').on('data', (text: string) => output.push(text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
    const { onLine } = options;
    if (onLine !== undefined) createInterface({ input: child.stderr }).on('line', onLine);
    const isSampled = options.measureMemory === true && canSampleMemory() && child.pid !== undefined;
    const sampler = isSampled ? sampleTree(child.pid as number, SAMPLE_EVERY_MS) : null;
    child.on('error', (error) => {
      sampler?.stop();
      reject(error);
    });
    child.on('close', (code, signal) => {
      const wallMs = performance.now() - startedMs;
      const memory = sampler?.stop() ?? null;
      const stderr = errors.join('');
      if (code === 0) settle({ stdout: output.join(''), stderr, wallMs, memory });
      else reject(new Error(`${argv.join(' ')}: ended with ${signal ?? code}\n${stderr.slice(-STDERR_SHOWN)}`));
    });
  });
}
