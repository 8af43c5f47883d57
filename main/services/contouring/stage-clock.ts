// Wall time of the stages of a run, for the person who waits and for the benchmark.

export const STAGES = ['import', 'preprocess', 'inference', 'postprocess', 'export'] as const;
export type Stage = (typeof STAGES)[number];

export interface StageClock {
  /** Adds the time that `work` takes to a stage. */
  readonly time: <T>(stage: Stage, work: () => Promise<T>) => Promise<T>;
  readonly add: (stage: Stage, milliseconds: number) => void;
  /** Milliseconds a stage, and `total` since the process started. */
  readonly timings: () => Record<Stage | 'total', number>;
}

export function createStageClock(startedAtMs: number): StageClock {
  const spent = Object.fromEntries(STAGES.map((stage) => [stage, 0])) as Record<Stage, number>;
  const add = (stage: Stage, milliseconds: number) => {
    spent[stage] += milliseconds;
  };
  return {
    add,
    time: async (stage, work) => {
      const start = performance.now();
      try {
        return await work();
      } finally {
        add(stage, performance.now() - start);
      }
    },
    timings: () => {
      const total = performance.timeOrigin + performance.now() - startedAtMs;
      const rounded = Object.entries({ ...spent, total }).map(([stage, ms]) => [stage, Math.round(ms * 10) / 10]);
      return Object.fromEntries(rounded) as Record<Stage | 'total', number>;
    },
  };
}
