import { describe, expect, it } from 'vitest';
import type { CaseFilter } from '../../../core/contract/index.ts';
import { createLibraryControl } from '../../../renderer/features/library/library-control.ts';
import { patchLibrary } from '../../../renderer/state/app-store.ts';
import { emptyContext } from '../../support/all-commands.ts';

interface Question {
  readonly ask: unknown;
  answer(value: unknown): Promise<void>;
  refuse(message: string): Promise<void>;
}
const tick = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A library whose answers the test gives, in any order. */
function start() {
  const pages: (Question & { readonly ask: CaseFilter })[] = [];
  const details: Question[] = [];
  const asked =
    (list: Question[]) =>
    (ask: unknown): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const then = async (act: () => void) => {
          act();
          await tick();
        };
        list.push({
          ask,
          answer: (value) => then(() => resolve(value)),
          refuse: (message) => then(() => reject(new Error(message))),
        });
      });
  const client = {
    cases: {
      page: asked(pages as Question[]),
      get: asked(details),
      disk: async () => ({ libraryBytes: 1, freeBytes: 2 }),
    },
    library: { deleted: async () => ({ cases: [], freedBytes: 0 }) },
  };
  const context = emptyContext({ connection: { client } as never });
  const control = createLibraryControl(context);
  return { context, control, pages, details, library: () => context.store.getState().library };
}
const page = (from: number, rows: number, total: number) => ({
  rows: Array.from({ length: rows }, (_, at) => ({ caseId: `c-${from + at}` })),
  total,
});

describe('the list of cases', () => {
  it('shows the answer to the newest question only', async () => {
    const { control, pages, library } = start();
    control.setFilter({ search: 'a' });
    control.setFilter({ search: 'ab' });
    expect(library().isLoading).toBe(true);
    await pages[1]?.answer(page(0, 2, 2));
    expect([library().page?.total, library().isLoading]).toEqual([2, false]);
    await pages[0]?.answer(page(0, 9, 9));
    expect(library().page?.total).toBe(2);
  });

  it('keeps the rows when an answer fails, and says so; a failure that was overtaken is nothing', async () => {
    const { control, pages, library } = start();
    control.setFilter({});
    await pages[0]?.answer(page(0, 3, 3));
    control.setFilter({ search: 'x' });
    control.setFilter({ search: 'xy' });
    await pages[1]?.refuse('late');
    expect([library().error, library().isLoading]).toEqual([null, true]);
    await pages[2]?.refuse('The library does not answer.');
    expect(library()).toMatchObject({ error: 'The library does not answer.', isLoading: false });
    expect(library().page?.total).toBe(3);
    control.setFilter({ search: '' });
    await pages[3]?.answer(page(0, 1, 1));
    expect(library().error).toBeNull();
  });

  it('sorts by a column, and turns around on the second click; what changed last comes first', () => {
    const { control, library } = start();
    const sort = () => [library().filter.sort, library().filter.isDescending];
    control.sortBy('name' as CaseFilter['sort']);
    expect(sort()).toEqual(['name', false]);
    control.sortBy('name' as CaseFilter['sort']);
    expect(sort()).toEqual(['name', true]);
    control.sortBy('changed');
    expect(sort()).toEqual(['changed', true]);
  });

  it('asks at each letter for the rows in sight and no more', async () => {
    const { control, pages } = start();
    control.setFilter({ search: 'a' });
    await pages[0]?.answer(page(0, 24, 10_000));
    control.showRange(0, 23);
    expect(pages).toHaveLength(1);
    // A window that is taller.
    control.showRange(0, 45);
    expect(pages[1]?.ask).toMatchObject({ offset: 0, limit: 120 });
    await pages[1]?.answer(page(0, 120, 10_000));
    control.setFilter({ search: 'ab' });
    expect(pages[2]?.ask).toMatchObject({ search: 'ab', offset: 0, limit: 46 });
    control.showRange(0, 45);
    expect(pages).toHaveLength(3);
  });

  it('asks for what comes into sight, once, with the rows before it and after it', async () => {
    const { control, pages, library } = start();
    control.showRange(0, 40);
    expect(pages).toHaveLength(0);
    control.setFilter({});
    await pages[0]?.answer(page(0, 100, 10_000));
    control.showRange(20, 60);
    expect(pages).toHaveLength(1);
    control.showRange(500, 540);
    control.showRange(502, 542);
    expect(pages).toHaveLength(2);
    expect(pages[1]?.ask).toMatchObject({ offset: 460, limit: 120 });
    // Until it comes, the rows that are there stay where they are.
    expect([library().pageOffset, library().page?.rows[0]?.caseId]).toEqual([0, 'c-0']);
    await pages[1]?.answer(page(460, 120, 10_000));
    expect([library().pageOffset, library().page?.rows[0]?.caseId]).toEqual([460, 'c-460']);
    // The end of the list.
    control.showRange(9_980, 10_020);
    await pages[2]?.answer(page(9_940, 60, 10_000));
    control.showRange(9_970, 10_010);
    expect(pages).toHaveLength(3);
    // Another search begins at the top.
    control.setFilter({ search: 'x' });
    expect(pages[3]?.ask).toMatchObject({ search: 'x', offset: 0 });
  });
});

describe('the chosen case', () => {
  it('is the first one at the beginning, with the picture of the newest choice', async () => {
    const { control, pages, details, library } = start();
    control.setFilter({});
    await pages[0]?.answer(page(0, 5, 5));
    expect(library().selectedCaseId).toBe('c-0');
    control.select('c-3');
    await details[1]?.answer({ of: 'c-3' });
    await details[0]?.answer({ of: 'c-0' });
    expect(library().detail).toEqual({ of: 'c-3' });
    control.select('c-4');
    await details[2]?.refuse('gone');
    expect(library().detail).toBeNull();
  });

  it('is none when it was let go while it was read', async () => {
    const { control, details, library } = start();
    control.select('c-1');
    control.select(null);
    await details[0]?.answer({ of: 'c-1' });
    expect([library().selectedCaseId, library().detail]).toEqual([null, null]);
  });

  it('moves by rows, stops at both ends, and waits for a row that is not there yet', async () => {
    const { control, pages, library } = start();
    control.moveSelection(1, () => expect.unreachable());
    control.setFilter({});
    await pages[0]?.answer(page(0, 100, 250));
    const seen: number[] = [];
    const reveal = (index: number) => seen.push(index);
    control.moveSelection(-1, reveal);
    control.moveSelection(10, reveal);
    expect([library().selectedCaseId, seen]).toEqual(['c-10', [0, 10]]);
    control.select('c-95');
    control.moveSelection(10, (index) => control.showRange(index - 5, index + 5));
    expect(library().selectedCaseId).toBe('c-95');
    expect(pages[1]?.ask).toMatchObject({ offset: 45, limit: 120 });
    await pages[1]?.answer(page(45, 120, 250));
    expect(library().selectedCaseId).toBe('c-105');
    // By the rows that are shown, not by those that are asked for.
    control.showRange(240, 260);
    control.moveSelection(1, reveal);
    expect(library().selectedCaseId).toBe('c-106');
    await pages[2]?.answer(page(190, 60, 250));
    control.select('c-249');
    control.moveSelection(5, reveal);
    expect(library().selectedCaseId).toBe('c-249');
  });

  it('is not the row of a list that somebody searched away from', async () => {
    const { control, pages, library } = start();
    control.setFilter({});
    await pages[0]?.answer(page(0, 100, 250));
    control.select('c-99');
    control.moveSelection(1, () => undefined);
    control.setFilter({ search: 'x' });
    await pages[1]?.answer({ rows: Array.from({ length: 120 }, (_, at) => ({ caseId: `x-${at}` })), total: 120 });
    expect(library().selectedCaseId).toBe('c-99');
  });

  it('is none while the deleted cases are shown: keys must not act on what is out of sight', async () => {
    const { control, pages, context, library } = start();
    patchLibrary(context.store, { isDeletedShown: true });
    void control.reload();
    await pages[0]?.answer(page(0, 3, 3));
    expect(library()).toMatchObject({ selectedCaseId: null, isDeletedShown: true });
    control.setFilter({});
    await pages[1]?.answer(page(0, 3, 3));
    expect(library()).toMatchObject({ selectedCaseId: 'c-0', isDeletedShown: false });
  });

  it('is read again with the list, the disk and the deleted cases with them', async () => {
    const { control, pages, details, library } = start();
    const done = control.reload();
    await pages[0]?.answer(page(0, 1, 1));
    await details[0]?.answer({ of: 'c-0' });
    await details[1]?.answer({ of: 'c-0 again' });
    await done;
    const { detail, disk, deleted } = library();
    expect([detail, disk]).toEqual([{ of: 'c-0 again' }, { libraryBytes: 1, freeBytes: 2 }]);
    expect(deleted).toEqual({ cases: [], freedBytes: 0 });
  });
});
