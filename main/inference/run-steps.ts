import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError } from '../../core/error/index.ts';
import type { Steps } from '../../core/inference/index.ts';

/** Longest stretch of computing before the event loop gets its turn: short enough for a smooth progress bar. */
const STRETCH_MS = 15;

/** Runs a computation in short stretches. Throws `cancelled` at the first pause after `signal`. */
export async function runSteps<T>(steps: Steps<T>, signal?: AbortSignal): Promise<T> {
  for (;;) {
    throwIfCancelled(signal);
    const startedMs = performance.now();
    do {
      const step = steps.next();
      if (step.done) return step.value;
    } while (performance.now() - startedMs < STRETCH_MS);
    await nextTurn();
  }
}

export function throwIfCancelled(signal?: AbortSignal): void {
  if (signal?.aborted) throw new AppError('cancelled', 'CANCELLED', 'Contouring was cancelled.');
}
