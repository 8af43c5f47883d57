// Work that a button of the settings starts: busy, how far it is, its result, or why it failed; and the way out of it.

import { useEffect, useRef, useState } from 'react';
import type { CallOptions } from '../../../core/contract/index.ts';
import type { AppContext } from '../../commands/command.ts';
import { useAppContext } from '../shell/app-context.ts';

export interface Task<R> {
  readonly isBusy: boolean;
  /** 0 to 1; null: not known yet, or not busy. */
  readonly fraction: number | null;
  readonly result: R | null;
  readonly error: string | null;
  readonly start: () => void;
  readonly stop: () => void;
}

export function useTask<R>(work: (context: AppContext, call: Required<CallOptions>) => Promise<R>): Task<R> {
  const context = useAppContext();
  const [isBusy, setBusy] = useState(false);
  const [fraction, setFraction] = useState<number | null>(null);
  const [result, setResult] = useState<R | null>(null);
  const [error, setError] = useState<string | null>(null);
  const running = useRef<AbortController | null>(null);
  const stop = () => {
    running.current?.abort();
    running.current = null;
    setBusy(false);
    setFraction(null);
  };
  // Nobody waits for it any more.
  useEffect(() => () => running.current?.abort(), []);
  const start = () => {
    running.current?.abort();
    const own = new AbortController();
    running.current = own;
    setBusy(true);
    setFraction(null);
    setError(null);
    work(context, {
      signal: own.signal,
      report: ({ done, total }) => {
        // Work in several parts counts each of them anew: the bar stands still until the next is as far.
        if (running.current === own && total > 0) setFraction((before) => Math.max(before ?? 0, done / total));
      },
    })
      .then(
        (done) => running.current === own && setResult(done),
        (reason: unknown) =>
          running.current === own && setError(reason instanceof Error ? reason.message : String(reason)),
      )
      .finally(() => {
        if (running.current === own) stop();
      });
  };
  return { isBusy, fraction, result, error, start, stop };
}
