// Progress on stderr: a bar on a terminal, plain lines elsewhere. stdout stays free for the JSON document.

import type { Progress } from '../../../core/contract/index.ts';

const BAR_CELLS = 24;
const PLAIN_INTERVAL_MS = 2000;
const BAR_INTERVAL_MS = 100;
/** An estimate from less than a tenth of the work jumps about more than it tells. */
const ETA_FROM_SHARE = 0.1;

const formatSeconds = (seconds: number): string =>
  seconds < 90
    ? `${Math.max(1, Math.round(seconds))} s`
    : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;

/** 'about 14 s left' once a tenth of the phase is done, else ''. */
export function etaText(done: number, total: number, elapsedMs: number): string {
  if (total <= 0 || done >= total || done / total < ETA_FROM_SHARE || elapsedMs < 500) return '';
  return `about ${formatSeconds(((elapsedMs / done) * (total - done)) / 1000)} left`;
}

const countText = ({ done, total }: Progress): string => (total > 0 ? `${done} of ${total}` : `${done}`);

export interface ProgressDisplay {
  readonly report: (progress: Progress) => void;
  readonly finish: () => void;
}

export interface ProgressPorts {
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
  readonly columns: number;
  readonly nowMs: () => number;
}

export function createProgressDisplay(ports: ProgressPorts): ProgressDisplay {
  let phase = '';
  let phaseStartMs = 0;
  let lastShownMs = Number.NEGATIVE_INFINITY;
  let isLineOpen = false;

  const showBar = (progress: Progress, eta: string) => {
    const share = progress.total > 0 ? Math.min(1, progress.done / progress.total) : 0;
    const filled = Math.round(share * BAR_CELLS);
    const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR_CELLS - filled)}`;
    const line = `${progress.phase.padEnd(20)} ${bar} ${countText(progress)}${eta && `  ${eta}`}`;
    ports.write(`\r\u001b[2K${line.slice(0, Math.max(20, ports.columns - 1))}`);
    isLineOpen = true;
  };

  const closeLine = () => {
    if (isLineOpen) ports.write('\n');
    isLineOpen = false;
  };

  return {
    report: (progress) => {
      const now = ports.nowMs();
      const isNewPhase = progress.phase !== phase;
      if (isNewPhase) {
        closeLine();
        phase = progress.phase;
        phaseStartMs = now;
      }
      const isLast = progress.total > 0 && progress.done >= progress.total;
      const interval = ports.isTerminal ? BAR_INTERVAL_MS : PLAIN_INTERVAL_MS;
      if (!isNewPhase && !isLast && now - lastShownMs < interval) return;
      lastShownMs = now;
      const eta = etaText(progress.done, progress.total, now - phaseStartMs);
      if (ports.isTerminal) showBar(progress, eta);
      else ports.write(`${progress.phase}: ${countText(progress)}${eta && `, ${eta}`}\n`);
    },
    finish: closeLine,
  };
}
