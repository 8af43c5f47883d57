// Memory of a process and everything it started, from Linux's /proc.

import { readdirSync, readFileSync } from 'node:fs';

export interface TreeMemory {
  /** Sum of all processes' proportional set sizes (shared pages count once) at the fullest moment, bytes. */
  readonly peakBytes: number;
  /** Sum of every process's own peak resident set (VmHWM), bytes: never less than what was in use at any moment. */
  readonly upperBoundBytes: number;
  readonly processes: number;
  readonly samples: number;
}

export interface TreeSampler {
  readonly stop: () => TreeMemory;
}

export const canSampleMemory = (): boolean => process.platform === 'linux';

const textOf = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // A process that has just ended leaves nothing to read; it counts with what was seen of it.
    return '';
  }
};

function childrenOf(pid: number): number[] {
  let threads: string[] = [];
  try {
    threads = readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
  return threads.flatMap((thread) =>
    textOf(`/proc/${pid}/task/${thread}/children`).trim().split(' ').filter(Boolean).map(Number),
  );
}

const treeOf = (pid: number): number[] => [pid, ...childrenOf(pid).flatMap(treeOf)];

const kibibytes = (text: string, field: string): number | undefined => {
  const value = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1];
  return value === undefined ? undefined : Number(value) * 1024;
};

/** Looks every `intervalMs`. Even so the looking costs the processes time, so timed runs go without it. */
export function sampleTree(pid: number, intervalMs: number): TreeSampler {
  const peakByProcess = new Map<number, number>();
  let fullestBytes = 0;
  let peakBytes = 0;
  let samples = 0;
  const look = () => {
    samples++;
    let residentBytes = 0;
    const tree = treeOf(pid);
    for (const each of tree) {
      const status = textOf(`/proc/${each}/status`);
      const resident = kibibytes(status, 'VmRSS') ?? 0;
      residentBytes += resident;
      const own = kibibytes(status, 'VmHWM') ?? resident;
      peakByProcess.set(each, Math.max(peakByProcess.get(each) ?? 0, own));
    }
    // Proportional sizes make the kernel walk every page, so they are asked for only when there is a new maximum.
    if (residentBytes <= fullestBytes) return;
    fullestBytes = residentBytes;
    const proportional = tree.map((each) => kibibytes(textOf(`/proc/${each}/smaps_rollup`), 'Pss') ?? 0);
    peakBytes = Math.max(
      peakBytes,
      proportional.reduce((sum, bytes) => sum + bytes, 0),
    );
  };
  look();
  const timer = setInterval(look, intervalMs);
  return {
    stop: () => {
      clearInterval(timer);
      const upperBoundBytes = [...peakByProcess.values()].reduce((sum, bytes) => sum + bytes, 0);
      return { peakBytes, upperBoundBytes, processes: peakByProcess.size, samples };
    },
  };
}
