// Left of the table: cases by state and content, with their counts, and what the library takes on the disk.

import type { CaseFilter } from '../../../core/contract/index.ts';
import { useApp } from '../../state/app-store.ts';
import { formatBytes } from '../../ui/format.ts';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { useAppContext } from '../shell/app-context.ts';
import { STATE_WORDS } from './case-words.ts';
import type { LibraryControl } from './library-control.ts';

interface SideItem {
  readonly id: string;
  readonly label: string;
  readonly icon: IconName;
  readonly count: number;
  readonly filter: Pick<CaseFilter, 'state' | 'needsAttention' | 'modality'>;
  readonly isBad?: boolean;
}

const ALL = { state: null, needsAttention: false, modality: null } as const;

export function FilterSide({ control }: { readonly control: LibraryControl }) {
  const counts = useApp((state) => state.library.page?.counts ?? null);
  const filter = useApp((state) => state.library.filter);
  const disk = useApp((state) => state.library.disk);
  const deleted = useApp((state) => state.library.deleted);
  const isDeletedShown = useApp((state) => state.library.isDeletedShown);
  const { run } = useAppContext();
  const states = Object.entries(STATE_WORDS) as [keyof typeof STATE_WORDS, (typeof STATE_WORDS)['new']][];
  const items: SideItem[] = [
    { id: 'all', label: 'All cases', icon: 'folder', count: counts?.all ?? 0, filter: ALL },
    ...states.map(([state, { label, icon }]) => ({
      id: state,
      label,
      icon,
      count: counts?.byState[state] ?? 0,
      filter: { ...ALL, state },
    })),
    {
      id: 'attention',
      label: 'Needs attention',
      icon: 'alert',
      count: counts?.needsAttention ?? 0,
      filter: { ...ALL, needsAttention: true },
      isBad: true,
    },
  ];
  const contents: SideItem[] = (counts?.byModality ?? []).map(({ modality, cases }) => ({
    id: modality,
    label: modality || 'Masks only',
    icon: modality ? 'layoutOne' : 'surface',
    count: cases,
    filter: { ...ALL, modality },
  }));
  const itemOf = ({ id, label, icon, count, filter: own, isBad }: SideItem) => (
    <li key={id}>
      <button
        type="button"
        className="side-item"
        aria-current={
          !isDeletedShown &&
          own.state === filter.state &&
          own.needsAttention === filter.needsAttention &&
          own.modality === filter.modality
        }
        onClick={() => control.setFilter(own)}
      >
        <Icon name={icon} />
        <span className="grow ell">{label}</span>
        <span className={`num ${isBad && count > 0 ? 'bad' : ''}`}>{count}</span>
      </button>
    </li>
  );
  return (
    <nav className="side" aria-label="Filters">
      <ul>{items.map(itemOf)}</ul>
      {contents.length > 0 && <h2>Content</h2>}
      <ul>{contents.map(itemOf)}</ul>
      <h2>Pseudonyms</h2>
      <button type="button" className="side-item" onClick={() => run('release.show')}>
        <Icon name="export" />
        <span className="grow ell">Give a copy away…</span>
      </button>
      <button type="button" className="side-item" onClick={() => run('release.takeBack')}>
        <Icon name="import" />
        <span className="grow ell">Take files back…</span>
      </button>
      <span className="grow" />
      {(isDeletedShown || (deleted?.cases.length ?? 0) > 0) && (
        <button
          type="button"
          className="side-item"
          aria-current={isDeletedShown}
          onClick={() => run('library.showDeleted')}
        >
          <Icon name="bin" />
          <span className="grow ell">Deleted</span>
          <span className="num">{deleted?.cases.length ?? 0}</span>
        </button>
      )}
      {disk && (
        <div className="store num">
          <div>
            <span className="grow">Library</span>
            <span>{formatBytes(disk.libraryBytes)}</span>
          </div>
          <div className="bar-p">
            <i
              style={{
                width: `${((100 * disk.libraryBytes) / Math.max(1, disk.libraryBytes + disk.freeBytes)).toFixed(1)}%`,
                background: 'var(--line-3)',
              }}
            />
          </div>
          <span className="dim2">On this computer. {formatBytes(disk.freeBytes)} free.</span>
        </div>
      )}
    </nav>
  );
}
