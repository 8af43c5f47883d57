// Somebody waits for a case that is opening: what only prepares something stands back until its voxels have left.

export interface FirstThings {
  /** The same parts; whoever asks `whenNone` waits while they are taken. */
  during<T>(parts: AsyncIterable<T>): AsyncIterable<T>;
  /** Settles when nothing of the kind runs. */
  whenNone(): Promise<void>;
}

export function createFirstThings(): FirstThings {
  let running = 0;
  let waiting: (() => void)[] = [];
  async function* during<T>(parts: AsyncIterable<T>): AsyncGenerator<T> {
    running++;
    try {
      yield* parts;
    } finally {
      // Also where a page has gone, or the voxels turn out to be damaged.
      running--;
      if (running === 0) for (const go of waiting.splice(0)) go();
    }
  }
  return {
    during,
    whenNone: async () => {
      while (running > 0) {
        await new Promise<void>((resolve) => {
          waiting = [...waiting, resolve];
        });
      }
    },
  };
}
