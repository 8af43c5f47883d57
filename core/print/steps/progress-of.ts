import { AppError } from '../../error/index.ts';
import type { StepWorld } from '../step-runner.ts';

/** Progress within part `at` of `parts` as progress of the step; throws `cancelled` when the signal says so. */
export const progressOf =
  ({ signal, onProgress }: Pick<StepWorld, 'signal' | 'onProgress'>, at: number, parts: number) =>
  (share: number): void => {
    if (signal.aborted) throw new AppError('cancelled', 'CANCELLED', 'Cancelled.');
    onProgress((at + share) / parts);
  };
