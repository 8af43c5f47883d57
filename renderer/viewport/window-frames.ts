import { createFrameScheduler, type FrameScheduler } from './frame-scheduler.ts';

/** The window's own: views that share it are drawn in the same frame. */
export const windowFrames: FrameScheduler = createFrameScheduler(
  (run) => requestAnimationFrame(run),
  () => performance.now(),
);
