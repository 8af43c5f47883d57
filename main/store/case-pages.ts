// Pages of the table of cases. Somebody who types a search asks at every letter: what rows are found and sorted by is held
// in memory until the library changes, and only the rows of the page are read.

import type { CaseListEntry, WorkState } from './case-list.ts';
import type { Database } from './driver.ts';
import { searchTerms } from './fold-text.ts';

export interface CaseListQuery {
  readonly search: string;
  readonly state: WorkState | null;
  readonly needsAttention: boolean;
  readonly modality: string | null;
  readonly sort: 'changed' | 'name' | 'id' | 'state';
  readonly isDescending: boolean;
  readonly offset: number;
  readonly limit: number;
}

export interface CaseListPage {
  readonly rows: readonly CaseListEntry[];
  readonly total: number;
  readonly counts: {
    readonly all: number;
    readonly byState: Readonly<Record<WorkState, number>>;
    readonly needsAttention: number;
    readonly byModality: readonly { readonly modality: string; readonly cases: number }[];
  };
}

interface FoundBy {
  readonly id: string;
  readonly state: WorkState;
  readonly modality: string;
  /** 0 or 1. */
  readonly needs: number;
  readonly text: string;
}

interface CaseIndex {
  /** Of the library as it was read. */
  readonly version: string;
  readonly cases: ReadonlyMap<string, FoundBy>;
  readonly counts: CaseListPage['counts'];
  /** By the text that sorts. */
  readonly orders: Map<string, readonly FoundBy[]>;
}

const SORT_COLUMN = { changed: 'revision', name: 'sort_name', id: 'sort_id', state: 'state_rank' } as const;

const indexes = new WeakMap<Database, CaseIndex>();

/** Another text after any change by this connection (first part) or by another one (second). */
const versionOf = (database: Database): string => {
  const own = database.prepare<{ n: number }>('SELECT total_changes() AS n').get()?.n ?? 0;
  return `${own} ${String(database.pragma('data_version'))}`;
};

function countsOf(cases: Iterable<FoundBy>): CaseListPage['counts'] {
  const byState = { new: 0, contoured: 0, 'in-review': 0, done: 0 };
  const byModality = new Map<string, number>();
  let [all, needsAttention] = [0, 0];
  for (const { state, modality, needs } of cases) {
    all++;
    byState[state]++;
    needsAttention += needs;
    byModality.set(modality, (byModality.get(modality) ?? 0) + 1);
  }
  return {
    all,
    byState,
    needsAttention,
    byModality: [...byModality]
      .map(([modality, count]) => ({ modality, cases: count }))
      .sort((a, b) => b.cases - a.cases || (a.modality < b.modality ? -1 : 1)),
  };
}

function indexOf(database: Database): CaseIndex {
  const version = versionOf(database);
  const known = indexes.get(database);
  if (known?.version === version) return known;
  const found = database
    .prepare<FoundBy>(
      `SELECT l.case_id AS id, l.state, l.modality, l.attention IS NOT NULL AS needs, c.search_text AS text
       FROM case_list l JOIN cases c ON c.id = l.case_id`,
    )
    .all();
  const cases = new Map(found.map((one) => [one.id, one]));
  const index = { version, cases, counts: countsOf(found), orders: new Map<string, readonly FoundBy[]>() };
  indexes.set(database, index);
  return index;
}

function inOrder(database: Database, index: CaseIndex, { sort, isDescending }: CaseListQuery): readonly FoundBy[] {
  const first = `${SORT_COLUMN[sort]} ${isDescending ? 'DESC' : 'ASC'}`;
  const order = sort === 'changed' ? first : `${first}, revision DESC`;
  const known = index.orders.get(order);
  if (known !== undefined) return known;
  const sorted = database
    .prepare<{ id: string }>(`SELECT case_id AS id FROM case_list ORDER BY ${order}`)
    .all()
    .flatMap(({ id }) => index.cases.get(id) ?? []);
  index.orders.set(order, sorted);
  return sorted;
}

/** One page of the table; each word of `search` must occur somewhere in the case (see `listCases`). */
export function pageCases(database: Database, query: CaseListQuery): CaseListPage {
  const index = indexOf(database);
  const terms = searchTerms(query.search);
  const { state, modality, needsAttention, offset, limit } = query;
  const found = inOrder(database, index, query).filter(
    (one) =>
      (state === null || one.state === state) &&
      (modality === null || one.modality === modality) &&
      (!needsAttention || one.needs === 1) &&
      terms.every((term) => one.text.includes(term)),
  );
  const row = database.prepare<{ row_json: string; changed_at: string }>(
    'SELECT row_json, changed_at FROM case_list WHERE case_id = ?',
  );
  return {
    rows: found.slice(offset, offset + limit).flatMap(({ id }) => {
      const shown = row.get(id);
      if (shown === undefined) return [];
      const entry = JSON.parse(shown.row_json) as Omit<CaseListEntry, 'changedAt'>;
      return [{ ...entry, changedAt: shown.changed_at }];
    }),
    total: found.length,
    counts: index.counts,
  };
}
