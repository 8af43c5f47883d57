// Ctrl J: what runs, waits and is over.

import type { QueueRow } from '../../../core/contract/index.ts';
import { useApp, useAppStore } from '../../state/app-store.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { formatDuration, formatTimeLeft } from '../../ui/format.ts';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { EmptyState } from '../../ui/message.tsx';
import { ProgressBar } from '../../ui/progress.tsx';
import { refusedWords } from '../library/case-words.ts';
import { useAppContext } from './app-context.ts';

const STATE: Readonly<
  Record<QueueRow['state'], { readonly icon: IconName; readonly word: string; readonly tone: string }>
> = {
  waiting: { icon: 'circle', word: 'Waiting', tone: 'dim2' },
  running: { icon: 'half', word: 'Running', tone: 'acc' },
  done: { icon: 'check', word: 'Done', tone: 'ok' },
  failed: { icon: 'alert', word: 'Failed', tone: 'bad' },
  cancelled: { icon: 'stop', word: 'Stopped', tone: 'dim2' },
  interrupted: { icon: 'alert', word: 'Interrupted', tone: 'warn' },
};

const titleOf = (row: QueueRow) =>
  row.kind === 'import' ? 'Import' : `Auto-contour${row.modelTitle ? `, ${row.modelTitle}` : ''}`;

function outcomeOf(row: QueueRow): string {
  if (row.error) return row.error.message;
  if (row.state === 'done' && row.kind === 'contour') {
    return `${row.readyStructures.length.toString()} structures, ${formatDuration(row.elapsedMs)} on ${row.runsOn || 'CPU'}`;
  }
  if (row.state === 'done' && row.summary) {
    const cases = row.summary.cases.length;
    return `${cases.toString()} ${cases === 1 ? 'case' : 'cases'}`;
  }
  return STATE[row.state].word;
}

function Job({ row }: { readonly row: QueueRow }) {
  const { run } = useAppContext();
  const look = STATE[row.state];
  const isActive = row.state === 'running' || row.state === 'waiting';
  const canRetry = row.state === 'failed' || row.state === 'cancelled' || row.state === 'interrupted';
  const refused = row.summary?.refused ?? [];
  const shownCase = row.caseId ?? row.summary?.cases[0]?.caseId ?? null;
  return (
    <li className="job">
      <span className={look.tone}>
        <Icon name={look.icon} />
      </span>
      <div className="grow">
        <div className="line">
          <b>{titleOf(row)}</b>
          {row.state === 'running' && row.etaMs !== null && (
            <span className="dim num">{formatTimeLeft(row.etaMs)}</span>
          )}
        </div>
        {row.state === 'running' ? (
          <ProgressBar label={titleOf(row)} fraction={row.fraction} />
        ) : (
          <p className="dim">{outcomeOf(row)}</p>
        )}
        {refused.length > 0 && (
          <button type="button" className="job-more warn" onClick={() => run('import.showRefused', row.jobId)}>
            {refusedWords(refused)} Show why
          </button>
        )}
      </div>
      {isActive && (
        <Button isSmall onClick={() => run('jobs.cancel', row.jobId)}>
          {row.kind === 'contour' && row.state === 'running' ? 'Stop' : 'Cancel'}
        </Button>
      )}
      {canRetry && (
        <Button isSmall onClick={() => run('jobs.retry', row.jobId)}>
          Try again
        </Button>
      )}
      {(row.summary?.structureSets.length ?? 0) > 0 && (
        <Button isSmall kind="ghost" onClick={() => run('import.show', row.jobId)}>
          Structures
        </Button>
      )}
      {row.state === 'done' && shownCase && (
        <Button isSmall kind="ghost" onClick={() => run('library.open', shownCase)}>
          Show
        </Button>
      )}
    </li>
  );
}

const SECTIONS: readonly { readonly title: string; readonly has: (row: QueueRow) => boolean }[] = [
  { title: 'Running', has: (row) => row.state === 'running' },
  { title: 'Waiting', has: (row) => row.state === 'waiting' },
  { title: 'Over', has: (row) => row.state !== 'running' && row.state !== 'waiting' },
];

export function JobsDrawer() {
  const store = useAppStore();
  const isOpen = useApp((state) => state.overlay === 'jobs');
  const queue = useApp((state) => state.queue);
  if (!isOpen) return null;
  return (
    <aside className="drawer" aria-label="Jobs">
      <header className="sec-h">
        <h2>Jobs</h2>
        <span className="grow" />
        <IconButton icon="x" label="Close" keys="Esc" isSmall onClick={() => store.setState({ overlay: 'none' })} />
      </header>
      {queue.length === 0 && <EmptyState isSmall title="No jobs" text="Imports and auto-contouring show here." />}
      {SECTIONS.map(({ title, has }) => {
        const rows = queue.filter(has);
        return rows.length === 0 ? null : (
          <section key={title}>
            <h3>{title}</h3>
            <ul>
              {rows.map((row) => (
                <Job key={row.jobId} row={row} />
              ))}
            </ul>
          </section>
        );
      })}
    </aside>
  );
}
