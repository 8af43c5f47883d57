// A running model, on top of the structure list: how long still, what it is at, and the way out that keeps what is done.

import type { QueueRow } from '../../../core/contract/index.ts';
import { useApp } from '../../state/app-store.ts';
import { Button, Spinner } from '../../ui/button.tsx';
import { formatBytes, formatDuration, formatTimeLeft } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { ProgressBar } from '../../ui/progress.tsx';
import { useAppContext } from '../shell/app-context.ts';
import './autocontour.css';

const PHASES = [
  { phase: 'read', title: 'Read the images' },
  { phase: 'preprocess', title: 'Prepare' },
  { phase: 'inference', title: 'Contour' },
  { phase: 'postprocess', title: 'Finish' },
  { phase: 'store', title: 'Keep' },
] as const;

function headline(row: QueueRow): string {
  if (row.state === 'waiting') return 'Waiting for the job before it';
  return row.etaMs === null ? 'Starting' : formatTimeLeft(row.etaMs);
}

export function RunningCard() {
  const { run } = useAppContext();
  const seriesId = useApp((state) => state.workspace?.volume.seriesId ?? null);
  const row = useApp(
    (state) =>
      state.queue.find(
        (own) =>
          own.kind === 'contour' && own.seriesId === seriesId && (own.state === 'running' || own.state === 'waiting'),
      ) ?? null,
  );
  if (!row) return null;
  return (
    <section className="running" aria-label="Auto-contour">
      <div className="sec-h">
        <h2 className="grow">Auto-contour</h2>
        <Button isSmall onClick={() => run('jobs.cancel', row.jobId)}>
          {row.state === 'running' ? 'Stop' : 'Cancel'}
        </Button>
      </div>
      <div className="run">
        <b className="eta num" role="status">
          {headline(row)}
        </b>
        <ProgressBar label="Auto-contour" fraction={row.fraction} />
        <div className="line num dim">
          <span className="grow">
            {row.phase === 'inference' && row.total > 0
              ? `Patch ${row.done.toString()} of ${row.total.toString()}`
              : `${Math.round(100 * row.fraction).toString()} %`}
          </span>
          <span>{formatDuration(row.elapsedMs)} so far</span>
        </div>
        <ul className="steps">
          {PHASES.map(({ phase, title }) => {
            const over = row.steps.find((step) => step.phase === phase);
            const isNow = row.phase === phase && !over;
            return (
              <li key={phase} className={over ? 'd' : isNow ? 'c' : ''}>
                {over ? <Icon name="check" /> : isNow ? <Spinner /> : <Icon name="circle" />}
                <span className="grow">{title}</span>
                {over && <span className="num">{formatDuration(over.ms)}</span>}
              </li>
            );
          })}
        </ul>
        <dl className="kv">
          <div>
            <dt>Model</dt>
            <dd>{row.modelTitle ?? 'Default'}</dd>
          </div>
          <div>
            <dt>Runs on</dt>
            <dd>{row.runsOn || '–'}</dd>
          </div>
          {row.memoryBytes > 0 && (
            <div>
              <dt>Memory</dt>
              <dd className="num">{formatBytes(row.memoryBytes)}</dd>
            </div>
          )}
        </dl>
        <p className="dim">Finished structures can be reviewed and corrected now. Stop keeps them.</p>
      </div>
    </section>
  );
}
