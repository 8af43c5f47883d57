// The process of one contouring. Where a device that nobody asked for by name takes the process along (a crash in its
// driver, the system short of memory), a second one runs the network on the CPU, once.

import { AppError } from '../../core/error/index.ts';
import type { AutoContourRequest } from './contour-types.ts';
import { type InferenceChild, PROCESS_ENDED, type RunHooks, startInferenceChild } from './inference-child.ts';
import type { NetworkResult, NetworkSource } from './protocol.ts';
import { throwIfCancelled } from './run-steps.ts';

/** What ran, and the process that has its fields. */
export interface NetworkRun {
  readonly result: NetworkResult;
  readonly child: InferenceChild;
}

export interface NetworkProcess {
  /** `prepareAgain`: the input a second time, since the first one went along with the process. Rejects as
   * `InferenceChild.run` does. */
  run(input: NetworkSource, prepareAgain: () => Promise<NetworkSource>, hooks: RunHooks): Promise<NetworkRun>;
  /** Ends what was started here, at once unless all is well. */
  end(isWell: boolean): Promise<void>;
}

/** Starts the process, unless the caller has one, which stays the caller's. */
export function createNetworkProcess(request: AutoContourRequest): NetworkProcess {
  const own: InferenceChild[] = [];
  let isEnded = false;
  const start = (child: InferenceChild): InferenceChild => {
    own.push(child);
    return child;
  };
  const first = request.child ?? start(startInferenceChild(request.model, request.device));

  const runOn = async (child: InferenceChild, input: NetworkSource, hooks: RunHooks): Promise<NetworkRun> => {
    await untilCancelled(child.ready, hooks.signal);
    return { result: await child.run(input, hooks), child };
  };

  const run: NetworkProcess['run'] = async (input, prepareAgain, hooks) => {
    try {
      return await runOn(first, input, hooks);
    } catch (error) {
      throwIfCancelled(hooks.signal);
      if (isEnded) throw error;
      const device = first.device();
      const isOfDevice = request.device === 'auto' && device !== 'cpu';
      if (!isOfDevice || !(error instanceof AppError) || error.code !== PROCESS_ENDED) throw error;
      const child = start(first.startAnew('cpu'));
      request.onProcess?.(child.pid);
      const { result } = await runOn(child, await prepareAgain(), hooks);
      const what = device === null ? 'the process ended before it had a device' : `${device} ended its process`;
      return {
        child,
        result: {
          ...result,
          device: { requested: request.device, used: result.device.used, reason: what },
          fallbacks: [`${what}: the CPU from the beginning`, ...result.fallbacks],
        },
      };
    }
  };

  const end = async (isWell: boolean): Promise<void> => {
    isEnded = true;
    if (!isWell) for (const child of own) child.kill();
    await Promise.all(own.map((child) => child.close()));
  };

  return { run, end };
}

/** A model that takes long to load must not hold up a cancel. */
function untilCancelled<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise<T>((resolve, reject) => {
    const cancel = () => reject(new AppError('cancelled', 'CANCELLED', 'Contouring was cancelled.'));
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', cancel));
  });
}
