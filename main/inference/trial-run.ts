// One run of a network that is not installed yet, in a process of its own.

import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../core/error/index.ts';
import { unpackedUrl } from '../platform/unpacked.ts';

export interface TrialQuestion {
  readonly networkPath: string;
  /** Names of the tensors. */
  readonly input: string;
  readonly output: string;
  readonly values: Float32Array;
  readonly shape: readonly number[];
}

export type TrialAnswer =
  | { readonly type: 'ran'; readonly values: Float32Array; readonly shape: readonly number[] }
  | { readonly type: 'failed'; readonly why: string };

/** A network that needs longer for one patch serves nobody, and one made to do harm may never end. */
const PATIENCE_MS = 10 * 60_000;

function childEntry(): string {
  if (import.meta.url.endsWith('.ts')) {
    return fileURLToPath(new URL('../workers/model-trial-child.ts', import.meta.url));
  }
  const isChunk = /\/chunks\/[^/]+$/.test(import.meta.url);
  const entry = isChunk ? '../model-trial-child.js' : './model-trial-child.js';
  return fileURLToPath(unpackedUrl(new URL(entry, import.meta.url)));
}

const doesNotRun = (why: string): AppError =>
  new AppError('corrupt-data', 'MODEL_TRIAL', `The network does not run on this machine's CPU: ${why}.`);

/**
 * What a network answers on the CPU. Throws `corrupt-data` MODEL_TRIAL when it cannot be run, ends its process or needs
 * more than ten minutes, `cancelled`.
 */
export function trialRun(question: TrialQuestion, signal: AbortSignal): Promise<Extract<TrialAnswer, { type: 'ran' }>> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(new AppError('cancelled', 'CANCELLED', 'Installing was cancelled.'));
      return;
    }
    const child = fork(childEntry(), [], {
      serialization: 'advanced',
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      env: { ...process.env, ORT_DISABLE_TELEMETRY: '1', ELECTRON_RUN_AS_NODE: '1' },
    });
    const cancel = () => settle(() => reject(new AppError('cancelled', 'CANCELLED', 'Installing was cancelled.')));
    const impatience = setTimeout(
      () => settle(() => reject(doesNotRun('one patch took more than ten minutes'))),
      PATIENCE_MS,
    );
    const settle = (how: () => void) => {
      clearTimeout(impatience);
      signal.removeEventListener('abort', cancel);
      child.removeAllListeners('exit');
      child.kill('SIGKILL');
      how();
    };
    signal.addEventListener('abort', cancel, { once: true });
    child.on('message', (answer: TrialAnswer) =>
      settle(() => (answer.type === 'ran' ? resolve(answer) : reject(doesNotRun(answer.why)))),
    );
    child.on('exit', (code, killedBy) => {
      settle(() =>
        reject(doesNotRun(`its process ended (${killedBy ?? `exit code ${code}`}), perhaps for lack of memory`)),
      );
    });
    child.on('error', () => settle(() => reject(doesNotRun('its process could not be started'))));
    child.send(question, () => undefined);
  });
}
