// Questions about places on a model that a worker has not answered yet.

import type { GaugeFound, PrintAnswer } from '../workers/print-messages.ts';

/** What a measure says that waited for a worker which is no more. */
export const ENDED = 'Not measured: the model was stopped. Make it again and this is measured with it.';

interface Waiting<Worker> {
  /** null: until there is a model. */
  readonly worker: Worker | null;
  /** Another model has another answer. */
  readonly isOfModel: boolean;
  readonly resolve: (found: GaugeFound | null) => void;
  readonly reject: (error: Error) => void;
}

export class WaitingGauges<Worker> {
  private readonly waiting = new Map<number, Waiting<Worker>>();

  wait(id: number, worker: Worker | null, isOfModel: boolean): Promise<GaugeFound | null> {
    return new Promise((resolve, reject) => void this.waiting.set(id, { worker, isOfModel, resolve, reject }));
  }

  /** false: nobody asked for it here. */
  answer(answer: PrintAnswer): boolean {
    const one = this.waiting.get(answer.id);
    if (one === undefined) return false;
    this.waiting.delete(answer.id);
    if (answer.type === 'gauged') one.resolve(answer.found);
    else one.reject(new Error(answer.type === 'failed' ? answer.message : 'Not measured.'));
    return true;
  }

  /** Another model came: each is to be asked again. */
  askAgain(): void {
    for (const [id, { isOfModel, resolve }] of this.waiting) {
      if (!isOfModel) continue;
      this.waiting.delete(id);
      resolve(null);
    }
  }

  /** What waits for a worker that is gone would wait for ever. */
  lost(worker: Worker, why: string): void {
    for (const [id, one] of this.waiting) {
      if (one.worker !== worker) continue;
      this.waiting.delete(id);
      // It has nothing to do with the model that was stopped.
      if (why === ENDED && !one.isOfModel) one.resolve(null);
      else one.reject(new Error(why));
    }
  }
}
