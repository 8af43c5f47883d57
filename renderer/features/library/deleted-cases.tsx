// In the place of the table: the cases that were deleted and are kept, until when, and what they take.

import type { DeletedCaseRow } from '../../../core/contract/index.ts';
import { useApp } from '../../state/app-store.ts';
import { Button } from '../../ui/button.tsx';
import { formatBytes, formatWhen } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { EmptyState } from '../../ui/message.tsx';
import { useAppContext } from '../shell/app-context.ts';
import { caseNames, plural } from './case-words.ts';

function DeletedRow({ row }: { readonly row: DeletedCaseRow }) {
  const { run } = useAppContext();
  const { name, label } = caseNames(row);
  const now = new Date();
  return (
    <li className="deleted-row">
      <div>
        <span className="top id">
          {name}
          {label !== null && <span className="case-label">{label}</span>}
        </span>
        <span className="sub id">{row.patientId || '–'}</span>
      </div>
      <div>
        <span className="top plain">{row.description || 'No description'}</span>
        <span className="sub num">
          {[row.modality, plural(row.series, 'series', 'series'), plural(row.structures, 'structure')]
            .filter(Boolean)
            .join(', ')}
        </span>
      </div>
      <div>
        <span className="top plain num">Deleted {formatWhen(row.deletedAt, now)}</span>
        <span className="sub num">Kept until {formatWhen(row.keptUntil, now)}</span>
      </div>
      <span className="num right">{formatBytes(row.sizeBytes)}</span>
      <span className="acts">
        <Button isSmall onClick={() => run('library.restore', row.caseId)} aria-label={`Restore ${name}`}>
          Restore
        </Button>
        <Button
          isSmall
          kind="ghost"
          onClick={() => run('library.emptyDeleted', row.caseId)}
          aria-label={`Delete ${name} for good`}
        >
          Delete for good…
        </Button>
      </span>
    </li>
  );
}

export function DeletedCases() {
  const { run } = useAppContext();
  const deleted = useApp((state) => state.library.deleted);
  if (deleted === null) return null;
  const { cases, freedBytes } = deleted;
  if (cases.length === 0) {
    return <EmptyState isSmall title="No deleted cases" text="A deleted case stays here for 30 days." />;
  }
  return (
    <div className="deleted">
      <div className="import-strip">
        <Icon name="bin" />
        <span className="grow dim num">
          {plural(cases.length, 'deleted case')}, {formatBytes(freedBytes)} to be freed. Each stays for 30 days and goes
          with a start after that.
        </span>
        <Button isSmall onClick={() => run('library.emptyDeleted')}>
          Delete all for good…
        </Button>
      </div>
      <ul aria-label="Deleted cases">
        {cases.map((row) => (
          <DeletedRow key={row.caseId} row={row} />
        ))}
      </ul>
    </div>
  );
}
