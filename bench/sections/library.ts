// The list and the search of a library of ten thousand cases, inside the process. There is no peer: the figures are
// milliseconds, against what a person notices while typing.

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { makeManyCases } from '../many-cases.ts';
import { type BenchContext, type BenchSection, type JsonRecord, roundTo } from '../section.ts';

const CASES = 10_000;
const TARGET_MS = 50;
/** Calls of a few milliseconds: many cost nothing, and few would show the noise of the machine. */
const CALLS = 15;

interface Timing {
  readonly firstMs: number;
  readonly ms: number;
}

interface Measured {
  readonly store: Readonly<Record<string, Timing>>;
  readonly table: Readonly<Record<string, Timing>>;
  readonly service: Readonly<Record<string, Timing>>;
}

/** The slowest of `timings` against the target. */
function judged(timings: Readonly<Record<string, Timing>>): JsonRecord {
  const measured = Math.max(...Object.values(timings).map(({ ms }) => ms));
  return { measured, target: TARGET_MS, isMet: measured <= TARGET_MS };
}

async function run(context: BenchContext): Promise<JsonRecord> {
  const folder = join(await context.temporaryFolder(), 'library');
  const startedMs = performance.now();
  await makeManyCases(folder, CASES);
  context.log(`library: ${CASES} cases made in ${roundTo((performance.now() - startedMs) / 1000, 1)} s`);
  const script = join(context.projectRoot, 'bench', 'measure-list.ts');
  const { stdout } = await context.runCommand([process.execPath, script, folder, String(CALLS)]);
  const { store, table, service } = JSON.parse(stdout) as Measured;
  const { allInFull, ...parts } = store;
  return {
    input: `${CASES} cases of 1 or 2 series, every second with 12 structures`,
    databaseMb: roundTo(statSync(join(folder, 'library.db')).size / 1e6, 0),
    store: { ...store } as unknown as JsonRecord,
    table: { ...table } as unknown as JsonRecord,
    service: { ...service } as unknown as JsonRecord,
    slowestPageOrSearchMs: judged(parts),
    slowestTableMs: judged(table),
    allInFullMs: judged({ allInFull: allInFull as Timing }),
  };
}

export const librarySection: BenchSection = { name: 'library', run };
