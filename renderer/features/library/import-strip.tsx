// Running imports above the table: how far, how long still, and the way out. A case can be opened as soon as it is there.

import type { QueueRow } from '../../../core/contract/index.ts';
import { useApp, useAppShallow } from '../../state/app-store.ts';
import { Button } from '../../ui/button.tsx';
import { formatBytes, formatTimeLeft } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { ProgressBar } from '../../ui/progress.tsx';
import { useAppContext } from '../shell/app-context.ts';

const isActiveImport = ({ kind, state }: QueueRow) => kind === 'import' && (state === 'running' || state === 'waiting');

const progressWords = ({ state, done, total, etaMs }: QueueRow): string => {
  if (state === 'waiting') return 'Waiting';
  if (total === 0) return 'Looking for images';
  const left = etaMs === null ? '' : `, ${formatTimeLeft(etaMs).toLowerCase()}`;
  return `${done.toString()} of ${total.toString()} files${left}`;
};

/** Files that are still being handed over by the browser. */
function UploadStrip() {
  const upload = useApp((state) => state.upload);
  if (upload === null) return null;
  return (
    <div className="import-strip" role="status">
      <Icon name="import" />
      <div className="grow">
        <div className="line num">
          <b>Taking over</b>
          <span className="dim">
            {upload.filesDone} of {upload.files} files
          </span>
          <span className="grow" />
          <span className="dim2">
            {formatBytes(upload.bytesDone)} of {formatBytes(upload.bytes)}
          </span>
        </div>
        <ProgressBar label="Taking over" fraction={upload.bytes > 0 ? upload.bytesDone / upload.bytes : 0} />
      </div>
    </div>
  );
}

export function ImportStrip() {
  const { run } = useAppContext();
  const imports = useAppShallow((state) => state.queue.filter(isActiveImport));
  return (
    <>
      <UploadStrip />
      {imports.map((row) => (
        <div key={row.jobId} className="import-strip" role="status">
          <Icon name="import" />
          <div className="grow">
            <div className="line num">
              <b>Importing</b>
              <span className="dim">{progressWords(row)}</span>
              <span className="grow" />
              {row.elapsedMs > 0 && row.bytesDone > 0 && (
                <span className="dim2">{formatBytes((1000 * row.bytesDone) / row.elapsedMs)}/s</span>
              )}
            </div>
            <ProgressBar label="Import" fraction={row.fraction} />
          </div>
          {row.caseId && (
            <Button isSmall onClick={() => run('library.open', row.caseId)}>
              Open now
            </Button>
          )}
          <Button isSmall kind="ghost" onClick={() => run('jobs.cancel', row.jobId)}>
            Cancel
          </Button>
        </div>
      ))}
    </>
  );
}
