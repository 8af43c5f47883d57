// What goes from a document to the library: one call after another, each with the revision that the one before brought.
// Where the line is lost nothing is dropped: the call that was on its way is looked for in what the library has, and the
// rest goes out once the line is back.

import type { DocumentState } from '../../core/contract/index.ts';

export type SaveState =
  | { readonly kind: 'kept'; readonly at: string | null }
  | { readonly kind: 'writing'; readonly edits: number }
  /** The line to the library is lost: so many changes are in this window only. They go out when it is back. */
  | { readonly kind: 'unsent'; readonly edits: number }
  /** The journal was refused: nothing more is taken until the document is opened again. `edits`: changes that are shown
   * and that the library does not have. */
  | { readonly kind: 'failed'; readonly message: string; readonly edits: number };

export interface EditQueuePorts {
  /** ISO 8601, UTC. */
  readonly now: () => string;
  /** Resolves when calls may be answered again; at once where they may now. */
  readonly reconnected: () => Promise<void>;
  readonly open: () => Promise<DocumentState>;
  /** After each answer, before the next call. */
  readonly onAnswer: () => Promise<void>;
  /** Others changed the document, and this window was not told. */
  readonly onForeign: () => void;
}

export interface EditQueue {
  /** What the library is known to have. */
  revision(): number;
  /** It has this one too. */
  advance(rev: number): void;
  /** Calls that are not answered. */
  waiting(): number;
  saveState(): SaveState;
  isOpen(): boolean;
  /**
   * @param landed what the call would have answered, if the library did it before the line broke; null if it did not.
   * May throw `CalledOff` where neither can be told.
   */
  send<T extends { readonly rev: number }>(
    call: (baseRev: number) => Promise<T>,
    landed: (fresh: DocumentState, baseRev: number) => T | null,
  ): Promise<T>;
  /** Once the line is there; other refusals are the caller's. */
  ask<T>(read: () => Promise<T>): Promise<T>;
  /** After all that waits now. A refusal ends the taking of edits. */
  afterwards(action: () => Promise<void>): void;
  /** When all that waits now, and what follows it, is done. */
  tail(): Promise<unknown>;
  onSave(listener: (state: SaveState) => void): () => void;
  close(): void;
}

/** Ends a call that must not be made any more, or that found another history than was meant. */
export class CalledOff extends Error {}

export const codeOf = (error: unknown): string | undefined => (error as { readonly code?: string }).code;

export function createEditQueue(firstRev: number, ports: EditQueuePorts): EditQueue {
  let rev = firstRev;
  let save: SaveState = { kind: 'kept', at: null };
  let waiting = 0;
  let isLost = false;
  let tail: Promise<unknown> = Promise.resolve();
  const listeners = new Set<(state: SaveState) => void>();

  const isOpen = () => save.kind !== 'failed';
  const setSave = (next: SaveState) => {
    save = next;
    for (const listener of listeners) listener(next);
  };
  const tellWaiting = () => {
    if (!isOpen()) return;
    if (waiting === 0) setSave({ kind: 'kept', at: ports.now() });
    else setSave({ kind: isLost ? 'unsent' : 'writing', edits: waiting });
  };
  const fail = (error: unknown) => {
    // The first reason is the one that matters; what waits behind it is not sent.
    const message = error instanceof Error ? error.message : String(error);
    if (isOpen()) setSave({ kind: 'failed', message, edits: waiting });
  };
  const setLost = (next: boolean) => {
    if (isLost === next) return;
    isLost = next;
    if (waiting > 0) tellWaiting();
  };
  const ask = async <T>(read: () => Promise<T>): Promise<T> => {
    for (;;) {
      try {
        const answer = await read();
        setLost(false);
        return answer;
      } catch (error) {
        if (codeOf(error) !== 'CONNECTION_LOST') throw error;
        setLost(true);
        await ports.reconnected();
      }
    }
  };

  const send: EditQueue['send'] = (call, landed) => {
    waiting++;
    tellWaiting();
    const attempt = async (): ReturnType<typeof call> => {
      if (!isOpen()) throw new CalledOff();
      const base = rev;
      try {
        return await call(base);
      } catch (error) {
        const code = codeOf(error);
        // Another one changed the document meanwhile and told so: the same call fits on top of it.
        if (code === 'DOCUMENT_STALE' && rev !== base) return attempt();
        if (code !== 'DOCUMENT_STALE' && code !== 'CONNECTION_LOST') throw error;
        if (code === 'CONNECTION_LOST') {
          setLost(true);
          await ports.reconnected();
        }
        const fresh = await ask(ports.open);
        if (code === 'DOCUMENT_STALE' && fresh.rev === base) throw error;
        rev = Math.max(rev, fresh.rev);
        const done = landed(fresh, base);
        if (fresh.rev !== base + (done === null ? 0 : 1)) ports.onForeign();
        return done ?? attempt();
      }
    };
    const answer = tail.then(attempt);
    const answered = () => {
      waiting--;
      tellWaiting();
    };
    tail = answer
      .then(
        (done) => {
          rev = Math.max(rev, done.rev);
          setLost(false);
          answered();
        },
        (error: unknown) => {
          if (!(error instanceof CalledOff)) fail(error);
          answered();
        },
      )
      .then(async () => {
        if (isOpen()) await ports.onAnswer().catch(fail);
      });
    return answer;
  };

  return {
    revision: () => rev,
    advance: (next) => {
      rev = Math.max(rev, next);
    },
    waiting: () => waiting,
    saveState: () => save,
    isOpen,
    send,
    ask,
    afterwards: (action) => {
      tail = tail.then(async () => {
        if (isOpen()) await action().catch(fail);
      });
    },
    tail: () => tail,
    onSave: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => listeners.clear(),
  };
}
