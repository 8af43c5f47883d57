// Work that a button of the settings starts: busy, its result, or why it failed.

import { useRef, useState } from 'react';
import type { AppContext } from '../../commands/command.ts';
import { useAppContext } from '../shell/app-context.ts';

export interface Task<R> {
  readonly isBusy: boolean;
  readonly result: R | null;
  readonly error: string | null;
  readonly start: () => void;
}

export function useTask<R>(work: (context: AppContext) => Promise<R>): Task<R> {
  const context = useAppContext();
  const [isBusy, setBusy] = useState(false);
  const [result, setResult] = useState<R | null>(null);
  const [error, setError] = useState<string | null>(null);
  const asked = useRef(0);
  const start = () => {
    const turn = ++asked.current;
    setBusy(true);
    setError(null);
    work(context)
      .then(
        (done) => turn === asked.current && setResult(done),
        (reason: unknown) =>
          turn === asked.current && setError(reason instanceof Error ? reason.message : String(reason)),
      )
      .finally(() => turn === asked.current && setBusy(false));
  };
  return { isBusy, result, error, start };
}
