// How far a job is and how long it will take: steps with their shares, and an estimate that does not jump about.

import type { QueueRow } from '../../../core/contract/index.ts';

/** Phases of a job in their order, with the share of its time that each usually takes. */
export type Shares = readonly (readonly [phase: string, share: number])[];

export const CONTOUR_SHARES: Shares = [
  ['read', 0.04],
  ['preprocess', 0.08],
  ['inference', 0.75],
  ['postprocess', 0.11],
  ['store', 0.02],
];
export const IMPORT_SHARES: Shares = [
  ['find', 0.02],
  ['inspect', 0.25],
  ['read', 0.7],
  ['store', 0.03],
];

/** Before this part of a job an estimate would be a guess. */
const LEAST_FRACTION = 0.1;
/** Weight of a new estimate against the one before. */
const NEWNESS = 0.25;

export interface ProgressClock {
  /** Takes a report in. */
  update(phase: string, done: number, total: number): void;
  /** The figures of a row now. */
  figures(): Pick<QueueRow, 'phase' | 'done' | 'total' | 'steps' | 'fraction' | 'elapsedMs' | 'etaMs'>;
}

export function createProgressClock(shares: Shares, nowMs: () => number): ProgressClock {
  const startedMs = nowMs();
  const steps: { phase: string; ms: number }[] = [];
  let [phase, done, total] = ['', 0, 0];
  let phaseStartedMs = startedMs;
  let fraction = 0;
  let remaining: { readonly ms: number; readonly atMs: number } | null = null;

  const estimate = (now: number) => {
    if (fraction < LEAST_FRACTION) return;
    const fresh = ((now - startedMs) * (1 - fraction)) / fraction;
    const expected = remaining === null ? fresh : Math.max(0, remaining.ms - (now - remaining.atMs));
    remaining = { ms: expected + NEWNESS * (fresh - expected), atMs: now };
  };

  return {
    update: (nextPhase, nextDone, nextTotal) => {
      const now = nowMs();
      if (nextPhase !== phase) {
        if (phase !== '') steps.push({ phase, ms: Math.round(now - phaseStartedMs) });
        phase = nextPhase;
        phaseStartedMs = now;
      }
      [done, total] = [nextDone, nextTotal];
      const at = shares.findIndex(([name]) => name === phase);
      if (at < 0) return;
      const before = shares.slice(0, at).reduce((sum, [, share]) => sum + share, 0);
      const inside = total > 0 ? Math.min(1, done / total) : 0;
      // Phases of an import alternate between series: what is done stays done.
      fraction = Math.max(fraction, Math.min(0.999, before + inside * (shares[at]?.[1] ?? 0)));
      estimate(now);
    },
    figures: () => {
      const now = nowMs();
      return {
        phase,
        done,
        total,
        steps: [...steps],
        fraction,
        elapsedMs: Math.round(now - startedMs),
        etaMs: remaining === null ? null : Math.round(Math.max(0, remaining.ms - (now - remaining.atMs))),
      };
    },
  };
}
