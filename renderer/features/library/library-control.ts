// What the library screen does: asks for the rows in sight, keeps the picture of the chosen case up to date, and drops
// answers that a newer question has overtaken.

import type { CaseFilter } from '../../../core/contract/index.ts';
import type { AppContext } from '../../commands/command.ts';
import { patchLibrary } from '../../state/app-store.ts';

/** Rows asked for at once; the range in sight lies in the middle of them. */
const PAGE_ROWS = 120;
/** Before it is known how many rows are in sight. */
const LEAST_ROWS = 24;

export interface LibraryControl {
  setFilter(patch: Partial<CaseFilter>): void;
  sortBy(sort: CaseFilter['sort']): void;
  showRange(first: number, last: number): void;
  select(caseId: string | null): void;
  /** Moves the selection by rows; `reveal` is told the row that must come into sight. */
  moveSelection(step: number, reveal: (index: number) => void): void;
  reload(): Promise<void>;
}

export function createLibraryControl({ store, connection }: AppContext): LibraryControl {
  let asked = 0;
  let askedDetail = 0;
  let indexToSelect: number | null = null;
  let rowsInSight = LEAST_ROWS;

  const reload = async () => {
    const question = ++asked;
    const { filter } = store.getState().library;
    patchLibrary(store, { isLoading: true });
    try {
      const page = await connection.client.cases.page(filter);
      if (question !== asked) return;
      patchLibrary(store, { page, pageOffset: filter.offset, isLoading: false, error: null });
      const { selectedCaseId } = store.getState().library;
      if (indexToSelect !== null) {
        const row = page.rows[indexToSelect - filter.offset];
        indexToSelect = null;
        if (row) select(row.caseId);
      } else if (selectedCaseId === null && page.rows[0] && !store.getState().library.isDeletedShown) {
        select(page.rows[0].caseId);
      }
    } catch (error) {
      if (question !== asked) return;
      patchLibrary(store, { isLoading: false, error: error instanceof Error ? error.message : String(error) });
    }
  };

  const loadDetail = async (caseId: string) => {
    const question = ++askedDetail;
    try {
      const detail = await connection.client.cases.get({ caseId });
      if (question === askedDetail) patchLibrary(store, { detail });
    } catch {
      // The case went while it was being read; the list says so with its next answer.
      if (question === askedDetail) patchLibrary(store, { detail: null });
    }
  };

  const select = (caseId: string | null) => {
    patchLibrary(store, caseId === null ? { selectedCaseId: null, detail: null } : { selectedCaseId: caseId });
    if (caseId === null) askedDetail++;
    else void loadDetail(caseId);
  };

  const ask = (patch: Partial<CaseFilter>) => {
    patchLibrary(store, { filter: { ...store.getState().library.filter, ...patch } });
    void reload();
  };
  const setFilter = (patch: Partial<CaseFilter>) => {
    // A row of the list before is none of the next.
    indexToSelect = null;
    patchLibrary(store, { isDeletedShown: false });
    // At each letter no more than what is seen: the rows around it follow when somebody scrolls.
    ask({ offset: 0, limit: rowsInSight, ...patch });
  };

  return {
    setFilter,
    sortBy: (sort) => {
      const { filter } = store.getState().library;
      setFilter({ sort, isDescending: filter.sort === sort ? !filter.isDescending : sort === 'changed' });
    },
    showRange: (first, last) => {
      const { filter, page, pageOffset, isLoading } = store.getState().library;
      rowsInSight = Math.min(PAGE_ROWS, Math.max(LEAST_ROWS, last - first + 1));
      if (page === null) return;
      // What is on its way counts as there: one question for a place.
      const [from, rows] = isLoading ? [filter.offset, filter.limit] : [pageOffset, page.rows.length];
      if (first >= from && Math.min(last, page.total - 1) < from + rows) return;
      ask({ offset: Math.max(0, Math.floor((first + last - PAGE_ROWS) / 2)), limit: PAGE_ROWS });
    },
    select,
    moveSelection: (step, reveal) => {
      const { page, pageOffset, selectedCaseId } = store.getState().library;
      if (!page || page.total === 0) return;
      const at = page.rows.findIndex((row) => row.caseId === selectedCaseId);
      const index = Math.min(page.total - 1, Math.max(0, (at < 0 ? -1 : pageOffset + at) + step));
      const row = page.rows[index - pageOffset];
      if (row) select(row.caseId);
      else indexToSelect = index;
      reveal(index);
    },
    reload: async () => {
      await reload();
      const { selectedCaseId } = store.getState().library;
      const { cases, library } = connection.client;
      const [, disk, deleted] = await Promise.all([
        selectedCaseId === null ? null : loadDetail(selectedCaseId),
        cases.disk({}),
        library.deleted({}),
      ]);
      patchLibrary(store, { disk, deleted });
    },
  };
}
