// Times the list of a library inside one process, as a person meets it: `node bench/measure-list.ts LIBRARY RUNS` prints
// one JSON document. Every figure is { firstMs, ms }: the first call, and the median of the calls after it.

import { createApp } from '../main/app/create-app.ts';
import { type CaseListQuery, openLibrary } from '../main/store/index.ts';
import { type JsonRecord, median, repeat, roundTo } from './section.ts';

const PAGE = 100;

/** The part of a search that a person has typed, keystroke by keystroke. */
const TYPED = ['p', 'pa', 'par', 'paro', 'parot', 'paroti', 'parotid', 'parotid_', 'parotid_l'];

async function timed(runs: number, action: () => unknown): Promise<JsonRecord> {
  const once = async () => {
    const startedMs = performance.now();
    await action();
    return performance.now() - startedMs;
  };
  const firstMs = await once();
  return { firstMs: roundTo(firstMs, 1), ms: roundTo(median(await repeat(runs, once)), 1) };
}

async function measureStore(folder: string, runs: number): Promise<JsonRecord> {
  const open = () => openLibrary(folder, { mode: 'read', appVersion: 'bench' });
  const opening = await timed(runs, () => open().close());
  const library = open();
  const page = (search: string | null, offset = 0) => library.listPage(search, { offset, limit: PAGE });
  let keystroke = 0;
  try {
    return {
      open: opening,
      firstPage: await timed(runs, () => page(null)),
      lastPage: await timed(runs, () => page(null, 9900)),
      searchOneCase: await timed(runs, () => library.listCases('pat-07777')),
      searchTwoWords: await timed(runs, () => library.listCases('name123 given7')),
      searchNothing: await timed(runs, () => library.listCases('nobody')),
      pageOfHalfOfAll: await timed(runs, () => page('parotid_l')),
      typing: await timed(runs * TYPED.length, () => page(TYPED[keystroke++ % TYPED.length] as string)),
      allInFull: await timed(runs, () => library.listCases()),
    };
  } finally {
    library.close();
  }
}

/** The table of the window, which keeps the library open. */
async function measureTable(folder: string, runs: number): Promise<JsonRecord> {
  const library = openLibrary(folder, { mode: 'read', appVersion: 'bench' });
  const whole = { search: '', state: null, needsAttention: false, modality: null, isDescending: true, offset: 0 };
  const page = (change: Partial<CaseListQuery>) =>
    library.work.pageCases({ ...whole, sort: 'changed', limit: PAGE, ...change });
  let keystroke = 0;
  try {
    return {
      byChange: await timed(runs, () => page({})),
      byName: await timed(runs, () => page({ sort: 'name', offset: 5000 })),
      byState: await timed(runs, () => page({ sort: 'state', offset: 5000 })),
      contoured: await timed(runs, () => page({ state: 'contoured', sort: 'name' })),
      typing: await timed(runs * TYPED.length, () => page({ search: TYPED[keystroke++ % TYPED.length] as string })),
      typingByName: await timed(runs * TYPED.length, () =>
        page({ search: TYPED[keystroke++ % TYPED.length] as string, sort: 'name' }),
      ),
      allRows: await timed(runs, () => page({ limit: 10_000 })),
    };
  } finally {
    library.close();
  }
}

/** Opening, reading, both checks of the contract, and its frames. */
async function measureService(folder: string, runs: number): Promise<JsonRecord> {
  const app = createApp({ libraryFolder: folder });
  const list = (search: string | null, limit: number | null = null) => app.client.library.list({ search, limit });
  try {
    return {
      page: await timed(runs, () => list(null, PAGE)),
      searchOneCase: await timed(runs, () => list('pat-07777')),
      allInFull: await timed(Math.min(runs, 3), () => list(null)),
    };
  } finally {
    app.close();
  }
}

const [folder = '', runs = '9'] = process.argv.slice(2);
const store = await measureStore(folder, Number(runs));
const table = await measureTable(folder, Number(runs));
const service = await measureService(folder, Number(runs));
process.stdout.write(`${JSON.stringify({ store, table, service })}\n`);
