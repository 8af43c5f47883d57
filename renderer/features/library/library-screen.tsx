// First screen: find a case, bring one in, go on where the work is.

import { useEffect, useMemo, useRef } from 'react';
import { useApp } from '../../state/app-store.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { SearchField } from '../../ui/fields.tsx';
import { Icon, Mark } from '../../ui/icon.tsx';
import { Banner, EmptyState } from '../../ui/message.tsx';
import { useAppContext } from '../shell/app-context.ts';
import { CasePreview } from './case-preview.tsx';
import { CaseTable } from './case-table.tsx';
import { DeletedCases } from './deleted-cases.tsx';
import { FilterSide } from './filter-side.tsx';
import { ImportStrip } from './import-strip.tsx';
import './library.css';
import { createLibraryControl, type LibraryControl } from './library-control.ts';

function LibraryBar({ control }: { readonly control: LibraryControl }) {
  const { run } = useAppContext();
  const search = useApp((state) => state.library.filter.search);
  const active = useApp(
    (state) => state.queue.filter((row) => row.state === 'running' || row.state === 'waiting').length,
  );
  const field = useRef<HTMLInputElement>(null);
  return (
    <header className="bar" data-region="bar">
      <Mark />
      <span className="brand">Limner</span>
      <span className="vr" />
      <SearchField
        ref={field}
        placeholder="Search name, ID, description or structure"
        keys="Ctrl F"
        widthPx={380}
        value={search}
        onChange={(value) => control.setFilter({ search: value })}
      />
      <span className="grow" />
      <Button kind="ghost" icon="clock" onClick={() => run('jobs.show')}>
        Jobs
        {active > 0 && <span className="count num">{active}</span>}
      </Button>
      <IconButton icon="help" label="Keyboard map" keys="?" onClick={() => run('keys.show')} />
      <IconButton icon="gear" label="Settings" keys="Ctrl ," onClick={() => run('settings.show')} />
      <Button icon="import" onClick={() => run('library.import')}>
        Import
      </Button>
    </header>
  );
}

function Cases({ control }: { readonly control: LibraryControl }) {
  const { run } = useAppContext();
  const error = useApp((state) => state.library.error);
  const total = useApp((state) => state.library.page?.total ?? null);
  const all = useApp((state) => state.library.page?.counts.all ?? null);
  const search = useApp((state) => state.library.filter.search);
  const isDeletedShown = useApp((state) => state.library.isDeletedShown);
  if (error !== null) {
    return (
      <Banner tone="bad" title="The library could not be read." text={error}>
        <Button isSmall onClick={() => void control.reload()}>
          Try again
        </Button>
      </Banner>
    );
  }
  if (isDeletedShown) return <DeletedCases />;
  if (all === 0) {
    return (
      <EmptyState title="No cases yet" text="Drop a folder, a ZIP or files here. Nothing leaves this computer.">
        <Button kind="primary" icon="import" onClick={() => run('library.import')}>
          Import
        </Button>
        <Button onClick={() => run('library.sample')}>Open the sample case</Button>
      </EmptyState>
    );
  }
  if (total === 0) {
    return (
      <EmptyState isSmall title={search ? `No case matches “${search}”` : 'No case is in this state'}>
        <Button onClick={() => control.setFilter({ search: '', state: null, needsAttention: false, modality: null })}>
          {search ? 'Clear search' : 'Show all cases'}
        </Button>
      </EmptyState>
    );
  }
  return <CaseTable control={control} />;
}

/** Over the list of new cases: all of them into the line of work, for the night. */
function NewCasesStrip() {
  const { run } = useAppContext();
  const isShown = useApp(
    ({ library }) => !library.isDeletedShown && library.filter.state === 'new' && (library.page?.total ?? 0) > 1,
  );
  const total = useApp(({ library }) => library.page?.total ?? 0);
  if (!isShown) return null;
  return (
    <div className="import-strip">
      <span className="grow dim num">{total} cases have no contours yet.</span>
      <Button isSmall icon="auto" onClick={() => run('library.autocontourAll')}>
        Auto-contour all
      </Button>
    </div>
  );
}

function StatusLine() {
  const isReadOnly = useApp((state) => state.isReadOnly);
  const statusText = useApp((state) => state.statusText);
  return (
    <footer className="status" data-region="status">
      <span>
        <Icon name="disk" />
        {statusText || (isReadOnly ? 'Another Limner window is using this library: open read-only' : 'Library open')}
      </span>
      <span>Drop a folder, ZIP or file anywhere to import it</span>
      <span className="grow" />
      <span>Research software, not a medical device</span>
    </footer>
  );
}

export function LibraryScreen() {
  const context = useAppContext();
  const control = useMemo(() => createLibraryControl(context), [context]);
  useEffect(() => {
    void control.reload();
    return context.connection.on('library.changed', () => void control.reload());
  }, [context, control]);
  return (
    <div className="app">
      <LibraryBar control={control} />
      <main className="lib">
        <FilterSide control={control} />
        <section className="list" aria-label="Cases" data-region="table">
          <ImportStrip />
          <NewCasesStrip />
          <Cases control={control} />
        </section>
        <CasePreview />
      </main>
      <StatusLine />
    </div>
  );
}
