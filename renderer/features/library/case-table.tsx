// The cases as a table of which only the rows in sight exist: ten thousand scroll like ten.

import { type KeyboardEvent, memo, useEffect, useRef, useState } from 'react';
import type { CaseListRow } from '../../../core/contract/index.ts';
import { useApp } from '../../state/app-store.ts';
import { formatWhen } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { useAppContext } from '../shell/app-context.ts';
import { CaseNameField } from './case-name-field.tsx';
import { caseNames, describeImages, describeProgress, plural, STATE_WORDS } from './case-words.ts';
import type { LibraryControl } from './library-control.ts';

const ROW_PX = 57;
/** Rows kept ready above and below the ones in sight. */
const SPARE_ROWS = 6;

const COLUMNS = [
  { id: 'picture', label: '', sort: null },
  { id: 'patient', label: 'Patient', sort: 'name' },
  { id: 'study', label: 'Study and images', sort: null },
  { id: 'structures', label: 'Structures', sort: null },
  { id: 'state', label: 'State', sort: 'state' },
  { id: 'changed', label: 'Changed', sort: 'changed' },
] as const;

interface RowProps {
  readonly row: CaseListRow;
  readonly topPx: number;
  readonly isSelected: boolean;
  readonly control: LibraryControl;
}

/** A row that stays this long gets its picture: those that a search or a scroll passes by are not asked for. */
const PICTURE_MS = 250;

function Thumb({ seriesId }: { readonly seriesId: string }) {
  const { host } = useAppContext();
  const [isDue, setDue] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setDue(true), PICTURE_MS);
    return () => clearTimeout(timer);
  }, []);
  return isDue && <img src={host.pictureUrl(seriesId, 'thumb')} width={36} height={36} alt="" loading="lazy" />;
}

/** An answer that comes sooner must not make the list flicker, which would be painting it twice. */
const STALE_MS = 250;

function useIsStale(): boolean {
  const isLoading = useApp((state) => state.library.isLoading);
  const [isStale, setStale] = useState(false);
  useEffect(() => {
    if (!isLoading) setStale(false);
    const timer = isLoading ? setTimeout(() => setStale(true), STALE_MS) : undefined;
    return () => clearTimeout(timer);
  }, [isLoading]);
  return isStale;
}

/** Typing renders the table several times a letter; a row only when it says something else. */
const CaseTableRow = memo(function CaseTableRow({ row, topPx, isSelected, control }: RowProps) {
  const { run } = useAppContext();
  const words = STATE_WORDS[row.state];
  const names = caseNames(row);
  const isRenaming = useApp((state) => state.renamingId === row.caseId);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the grid around the rows
    <div
      className="case-row"
      role="row"
      id={`case-${row.caseId}`}
      tabIndex={-1}
      aria-selected={isSelected}
      style={{ top: topPx }}
      onClick={() => control.select(row.caseId)}
      onDoubleClick={() => run('library.open', row.caseId)}
    >
      <span className="thumb" role="gridcell">
        {row.seriesId ? (
          <Thumb seriesId={row.seriesId} />
        ) : (
          <span className="noimg">
            <Icon name="surface" />
          </span>
        )}
      </span>
      <span role="gridcell">
        <span className="top id">
          {names.name}
          {names.label !== null && <span className="case-label">{names.label}</span>}
        </span>
        {isRenaming ? <CaseNameField row={row} /> : <span className="sub id">{row.patientId || '–'}</span>}
      </span>
      <span role="gridcell">
        <span className="top plain">{row.description || 'No description'}</span>
        <span className="sub num">{describeImages(row)}</span>
      </span>
      <span role="gridcell">
        {row.structureCount === 0 ? (
          row.seriesId && (
            <button type="button" className="lnk" tabIndex={-1} onClick={() => run('library.autocontour', row.caseId)}>
              <Icon name="auto" size="s" />
              Auto-contour
            </button>
          )
        ) : (
          <>
            <span className="ticks">
              {row.structures.slice(0, 12).map(({ color, isReviewed, isImported }, at) => (
                <i
                  // biome-ignore lint/suspicious/noArrayIndexKey: swatches have no identity but their place
                  key={at}
                  className={isReviewed ? '' : isImported ? 'i' : 'n'}
                  style={{ ['--c' as string]: color }}
                />
              ))}
            </span>
            <span className="sub num">{plural(row.structureCount, 'structure')}</span>
          </>
        )}
      </span>
      <span role="gridcell">
        <span className={`state ${row.attention ? 'bad' : words.tone}`}>
          <Icon name={row.attention ? 'alert' : words.icon} size="s" />
          {row.attention ? 'Needs attention' : words.label}
        </span>
        <span className="sub num" title={describeProgress(row)}>
          {describeProgress(row)}
        </span>
      </span>
      <span className="right num" role="gridcell">
        {formatWhen(row.changedAt, new Date())}
      </span>
    </div>
  );
});

export const CaseTable = memo(function CaseTable({ control }: { readonly control: LibraryControl }) {
  const page = useApp((state) => state.library.page);
  const offset = useApp((state) => state.library.pageOffset);
  const { search, state, modality, needsAttention, sort, isDescending } = useApp(({ library }) => library.filter);
  const isStale = useIsStale();
  const selectedId = useApp((state) => state.library.selectedCaseId);
  const { run } = useAppContext();
  const scroll = useRef<HTMLDivElement>(null);
  const [range, setRange] = useState({ first: 0, last: 20 });

  const measure = () => {
    const element = scroll.current;
    if (!element) return;
    const first = Math.max(0, Math.floor(element.scrollTop / ROW_PX) - SPARE_ROWS);
    const last = Math.ceil((element.scrollTop + element.clientHeight) / ROW_PX) + SPARE_ROWS;
    setRange((old) => (old.first === first && old.last === last ? old : { first, last }));
    control.showRange(first, last);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured once shown and with the window
  useEffect(() => {
    measure();
    const element = scroll.current;
    if (!element) return;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  // Another list begins at its top.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what makes it another one
  useEffect(() => {
    if (range.first > 0) scroll.current?.scrollTo(0, 0);
  }, [search, state, modality, needsAttention, sort, isDescending]);

  const total = page?.total ?? 0;
  const rows = page?.rows ?? [];
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      control.moveSelection(step, (index) => {
        const element = scroll.current;
        if (!element) return;
        const top = index * ROW_PX;
        if (top < element.scrollTop) element.scrollTop = top;
        if (top + ROW_PX > element.scrollTop + element.clientHeight) {
          element.scrollTop = top + ROW_PX - element.clientHeight;
        }
      });
    }
    if (event.key === 'Enter' && !event.ctrlKey && selectedId) {
      // The key of the whole library does the same.
      event.preventDefault();
      run('library.open', selectedId);
    }
  };

  return (
    <div className="cases">
      <div className="case-head" role="row">
        {COLUMNS.map(({ id, label, sort: key }) => (
          <span key={id} role="columnheader" className={id === 'changed' ? 'right' : ''}>
            {key ? (
              <button type="button" onClick={() => control.sortBy(key)} aria-label={`Sort by ${label.toLowerCase()}`}>
                {label}
                {sort === key && <Icon name="down" className={isDescending ? '' : 'up'} />}
              </button>
            ) : (
              label
            )}
          </span>
        ))}
      </div>
      <div
        ref={scroll}
        className={`case-scroll ${isStale ? 'is-stale' : ''}`}
        role="grid"
        aria-label="Cases"
        aria-rowcount={total}
        aria-activedescendant={selectedId ? `case-${selectedId}` : undefined}
        tabIndex={0}
        onScroll={measure}
        onKeyDown={onKeyDown}
      >
        <div style={{ height: total * ROW_PX }} />
        {rows.map((row, at) => {
          const index = offset + at;
          if (index < range.first || index > range.last) return null;
          return (
            <CaseTableRow
              key={row.caseId}
              row={row}
              topPx={index * ROW_PX}
              isSelected={row.caseId === selectedId}
              control={control}
            />
          );
        })}
      </div>
    </div>
  );
});
