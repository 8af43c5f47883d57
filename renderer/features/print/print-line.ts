// The line from a model to the library: one act after another, each on the revision that the one before brought. Nothing
// that a person made is dropped: where the line is lost or the library has no room, what is on its way waits and is sent
// again, in its order.

import type { PrintState as KeptState } from '../../../core/contract/index.ts';
import { codeOf } from '../../data/edit-queue.ts';

/** How long a library without room is left alone, unless a person does something meanwhile. */
export const ROOM_AGAIN_MS = 15_000;

export interface PrintLinePorts {
  readonly read: () => Promise<KeptState>;
  /** Resolves when calls may be answered again. */
  readonly reconnected: () => Promise<void>;
  /** Revision of the library that the model here is known to lie on. */
  readonly rev: () => number;
  readonly onAnswer: (answer: KeptState | number) => void;
  /** The library has versions of another window, under what is on its way. */
  readonly onForeign: (state: KeptState) => void;
  /** The library is behind what is on the screen, after each try. `isSentAgain`: by itself; else with the next act. */
  readonly onBehind: (error: unknown, how: { readonly isSentAgain: boolean; readonly isNew: boolean }) => void;
  readonly onCaughtUp: () => void;
}

export interface ActFacts {
  /** Of the version that it keeps, by which it is known again after the line was lost; null: it keeps none. */
  readonly label: string | null;
  /** It changes the steps, not for what they are meant to be printed. */
  readonly isOfSteps: boolean;
}

export interface PrintLine {
  send(act: () => Promise<KeptState>, about?: ActFacts): void;
  /** After all that waits now. */
  afterwards(act: () => Promise<void>): void;
  /** Acts that are not answered. */
  unanswered(): number;
  /** A refused act was left out: the next that is taken has to bring the whole. */
  lacksAnAct(): boolean;
  /** Tries again at once where the library had no room. */
  tryNow(): void;
  /** When all that waits now is kept, or once more was not. */
  settled(): Promise<void>;
}

/** No room on the disk, or another program has the library for a while. */
const mayPass = (error: unknown): boolean =>
  (error as { readonly kind?: string }).kind === 'resource' || codeOf(error) === 'LIBRARY_IN_USE';

/** The line broke between two calls: the next one waits for it. */
function unlessLost(error: unknown): null {
  if (codeOf(error) === 'CONNECTION_LOST') return null;
  throw error;
}

/** @param first what is done before everything else */
export function createPrintLine(ports: PrintLinePorts, first: () => Promise<void>): PrintLine {
  let tail: Promise<unknown> = Promise.resolve();
  let unanswered = 0;
  let isBehind = false;
  let lacksAnAct = false;
  let endRest: (() => void) | null = null;
  const refusals = new Set<() => void>();

  const behind = (error: unknown, isSentAgain: boolean) => {
    ports.onBehind(error, { isSentAgain, isNew: !isBehind });
    isBehind = true;
    for (const tell of refusals) tell();
  };

  const rest = () =>
    new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer);
        endRest = null;
        resolve();
      };
      const timer = setTimeout(end, ROOM_AGAIN_MS);
      endRest = end;
    });

  /** Where the line is lost it is waited for; what was on its way then is looked for in the library before it is sent
   * again. Versions of another window are not taken for it: they stay under it. */
  const answerTo = async (act: () => Promise<KeptState>, label: string | null): Promise<KeptState | number> => {
    for (;;) {
      try {
        return await act();
      } catch (error) {
        const code = codeOf(error);
        if (code === 'PRINT_STALE') {
          const now = await ports.read().catch(unlessLost);
          if (now?.rev === ports.rev()) throw error;
          if (now !== null) ports.onForeign(now);
        } else if (code === 'CONNECTION_LOST') {
          await ports.reconnected();
          const now = await ports.read().catch(() => null);
          const isOwn = label === null || now?.history[now.head - 1]?.label === label;
          if (now?.rev === ports.rev() + 1 && isOwn) return now.rev;
        } else if (mayPass(error)) {
          behind(error, true);
          await rest();
        } else {
          throw error;
        }
      }
    }
  };

  const send: PrintLine['send'] = (act, { label, isOfSteps } = { label: null, isOfSteps: true }) => {
    unanswered++;
    endRest?.();
    tail = tail.then(async () => {
      try {
        const answer = await answerTo(act, label);
        if (isOfSteps) lacksAnAct = false;
        ports.onAnswer(answer);
        if (isBehind && unanswered === 1 && !lacksAnAct) {
          isBehind = false;
          ports.onCaughtUp();
        }
      } catch (error) {
        if (isOfSteps) lacksAnAct = true;
        behind(error, false);
      } finally {
        unanswered--;
      }
    });
  };

  tail = first().catch((error: unknown) => behind(error, false));
  return {
    send,
    afterwards: (act) => {
      tail = tail.then(act);
    },
    unanswered: () => unanswered,
    lacksAnAct: () => lacksAnAct,
    tryNow: () => endRest?.(),
    settled: () =>
      new Promise((resolve) => {
        const done = () => {
          refusals.delete(done);
          resolve();
        };
        refusals.add(done);
        endRest?.();
        void tail.then(done);
      }),
  };
}
