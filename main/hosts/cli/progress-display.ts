// Progress on stderr: a bar on a terminal, plain lines elsewhere. stdout stays free for the JSON document.

import type { Progress } from '../../../core/contract/index.ts';

const BAR_CELLS = 24;
const PLAIN_INTERVAL_MS = 2000;
const BAR_INTERVAL_MS = 100;
/** An estimate from less than a tenth of the work jumps about more than it tells. */
const ETA_FROM_SHARE = 0.1;
/** Rates and estimates from less than this say more about the start than about the work. */
const STEADY_AFTER_MS = 500;

const formatSeconds = (seconds: number): string =>
  seconds < 90
    ? `${Math.max(1, Math.round(seconds))} s`
    : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;

/** 'about 14 s left' once a tenth of the phase is done, else ''. */
export function etaText(done: number, total: number, elapsedMs: number): string {
  if (total <= 0 || done >= total || done / total < ETA_FROM_SHARE || elapsedMs < STEADY_AFTER_MS) return '';
  return `about ${formatSeconds(((elapsedMs / done) * (total - done)) / 1000)} left`;
}

/** '45 MB/s' (millions of bytes) once the phase has run for a while, else ''. */
export function rateText(bytesDone: number | undefined, elapsedMs: number): string {
  if (!bytesDone || elapsedMs < STEADY_AFTER_MS) return '';
  const megabytesPerSecond = bytesDone / 1e3 / elapsedMs;
  return `${megabytesPerSecond.toFixed(megabytesPerSecond < 10 ? 1 : 0)} MB/s`;
}

/** What the phases of the services are called on the screen. */
const PHASE_NAMES: Readonly<Record<string, string>> = {
  find: 'Looking for files',
  inspect: 'Recognising files',
  read: 'Reading files',
  store: 'Storing',
  watch: 'Watching',
  preprocess: 'Preparing the image',
  inference: 'Contouring',
  postprocess: 'Cleaning up contours',
  export: 'Writing results',
  write: 'Writing files',
  histograms: 'Computing histograms',
  masks: 'Masks',
  compare: 'Comparing',
  'print-surface': 'Surface',
  'print-smooth': 'Smoothing',
  'print-simplify': 'Simplifying',
  'print-shells': 'Pieces',
  'print-cut': 'Cutting',
  'print-trim': 'Trimming',
  'print-hollow': 'Hollowing',
  'print-thicken': 'Thickening',
  'print-offset': 'Offset',
  'print-combine': 'Combining',
  'print-hole': 'Hole',
  'print-pin': 'Pin',
  'print-base': 'Base plate',
  'print-text': 'Text',
  'print-mirror': 'Mirroring',
  'print-scale': 'Scaling',
  'print-files': 'Writing and checking',
  verify: 'Checking models',
  trial: 'Running the network',
  test: 'Testing devices',
  doctor: 'Examining',
  copy: 'Copying',
  check: 'Checking the database',
  'check-files': 'Checking files',
};

const phaseName = (phase: string): string => PHASE_NAMES[phase] ?? phase;

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

  const showBar = (progress: Progress, details: readonly string[]) => {
    const share = progress.total > 0 ? Math.min(1, progress.done / progress.total) : 0;
    const filled = Math.round(share * BAR_CELLS);
    const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR_CELLS - filled)}`;
    const line = `${phaseName(progress.phase).padEnd(20)} ${bar} ${details.join('  ')}`;
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
      if (progress.event !== undefined) {
        closeLine();
        ports.write(`${progress.event}\n`);
        return;
      }
      const isLast = progress.total > 0 && progress.done >= progress.total;
      const interval = ports.isTerminal ? BAR_INTERVAL_MS : PLAIN_INTERVAL_MS;
      if (!isNewPhase && !isLast && now - lastShownMs < interval) return;
      lastShownMs = now;
      const elapsedMs = now - phaseStartMs;
      const rate = rateText(progress.bytesDone, elapsedMs);
      const eta = etaText(progress.done, progress.total, elapsedMs);
      const details = [countText(progress), rate, eta].filter((text) => text !== '');
      if (ports.isTerminal) showBar(progress, details);
      else ports.write(`${phaseName(progress.phase)}: ${details.join(', ')}\n`);
    },
    finish: closeLine,
  };
}
