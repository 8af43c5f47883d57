// How far a computing thread is with a recipe, in memory that both sides see: a task cannot speak before its end.

import type { Progress } from '../../../core/contract/index.ts';

/** Whole numbers: the step at work (from 1; one more than there are: the files), and how far it is in thousandths. */
const SLOTS = 2;

const LOOK_EVERY_MS = 100;

export const newPrintProgress = (): SharedArrayBuffer => new SharedArrayBuffer(SLOTS * Int32Array.BYTES_PER_ELEMENT);

/** The thread's side. */
export function tellProgress(memory: SharedArrayBuffer): {
  readonly begin: (step: number) => void;
  readonly share: (share: number) => void;
} {
  const slots = new Int32Array(memory);
  return {
    begin: (step) => {
      Atomics.store(slots, 1, 0);
      Atomics.store(slots, 0, step);
    },
    share: (share) => void Atomics.store(slots, 1, Math.round(1000 * Math.max(0, Math.min(1, share)))),
  };
}

/** Reports what the thread tells until it is called off. @param steps names of the steps, in order */
export function watchProgress(
  memory: SharedArrayBuffer,
  steps: readonly string[],
  report: (progress: Progress) => void,
): () => void {
  const slots = new Int32Array(memory);
  let before = { step: 0, thousandths: -1 };
  const timer = setInterval(() => {
    const step = Atomics.load(slots, 0);
    if (step === 0) return;
    const told = Atomics.load(slots, 1);
    const thousandths = step === before.step ? Math.max(told, before.thousandths) : told;
    if (step === before.step && thousandths === before.thousandths) return;
    before = { step, thousandths };
    report({ phase: `print-${steps[step - 1] ?? 'files'}`, done: Math.floor(thousandths / 10), total: 100 });
  }, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}
