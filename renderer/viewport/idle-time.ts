// Work for the moments in which the window has nothing else to do.

/** Runs `work` once, in the next idle moment; it goes on while `hasTime()` is true. Returns how to call it off. */
export type RequestIdle = (work: (hasTime: () => boolean) => void) => () => void;

/** A moment where the browser cannot say how long it is idle: well below a frame. */
const SHORT_MOMENT_MS = 3;

export const windowIdle: RequestIdle = (work) => {
  if (typeof requestIdleCallback === 'function') {
    const id = requestIdleCallback((deadline) => work(() => deadline.timeRemaining() > 1));
    return () => cancelIdleCallback(id);
  }
  const timer = setTimeout(() => {
    const endMs = performance.now() + SHORT_MOMENT_MS;
    work(() => performance.now() < endMs);
  }, SHORT_MOMENT_MS);
  return () => clearTimeout(timer);
};
