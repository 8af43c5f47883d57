import { AppError } from '../error/index.ts';
import { draftKernel, type SolidKernel, watchedKernel } from '../solid/index.ts';
import type { StepWorld } from './step-runner.ts';

/**
 * A world whose solid engine says how far it is and hears a stop between two of its turns: a boolean operation itself is
 * one turn. Nobody knows how many turns a step takes; each brings it nearer to its end, and a share never goes back.
 * @param parts how many the step works on
 */
export function watchedWorld<World extends StepWorld>(world: World, parts: number): World {
  let said = 0;
  let turns = 0;
  const onProgress = (share: number) => {
    if (share <= said) return;
    said = share;
    world.onProgress(share);
  };
  const onTurn = () => {
    if (world.signal.aborted) throw new AppError('cancelled', 'CANCELLED', 'Cancelled.');
    turns++;
    onProgress(turns / (turns + 2 * Math.max(1, parts)));
  };
  const solids = async (): Promise<SolidKernel> => {
    const kernel = await world.solids();
    return watchedKernel(world.quality === 'preview' ? draftKernel(kernel) : kernel, onTurn);
  };
  return { ...world, onProgress, solids };
}
