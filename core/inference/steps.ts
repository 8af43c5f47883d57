// Long computations are generators that yield between slices, so that whoever runs them decides how often to look at a
// cancel flag or to let an event loop breathe. Nothing here knows about either.

/** A computation that pauses now and then and ends with a value. */
export type Steps<T> = Generator<void, T, void>;

/** Runs to the end without a pause. */
export function finish<T>(steps: Steps<T>): T {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}
