// The checks of an open case, in a worker of their own.

import type { AppContext } from '../../commands/command.ts';
import type { OpenCase } from '../../data/open-case.ts';
import type { ChecksAnswer } from '../../workers/checks-messages.ts';
import { type ChecksPort, runLiveChecks } from './live-checks.ts';
import { followModelMaps } from './model-maps.ts';

function createWorkerPort(): ChecksPort {
  const worker = new Worker('checks-worker.js', { type: 'module' });
  return {
    send: (message, handedOver) => worker.postMessage(message, [...handedOver]),
    listen: (onAnswer, onFailure) => {
      worker.onmessage = ({ data }: MessageEvent<ChecksAnswer>) => onAnswer(data);
      worker.onerror = onFailure;
    },
    close: () => worker.terminate(),
  };
}

/** Starts the checks of a case that has just been opened; the result stops them. */
export const startChecks = (context: Pick<AppContext, 'store' | 'connection'>, open: OpenCase): (() => void) =>
  runLiveChecks(context, open, createWorkerPort(), followModelMaps(context));
