// Takes in damaged files one after the other: `mutate-child.ts FORMAT SEED FROM TO WORK`. Runs with Node's permission
// model, which lets it write below WORK only. Before each file its number goes to file descriptor 3, so that whoever
// watches knows which one hangs or kills the process; a finding is one JSON line on stdout.

import { copyFileSync, mkdirSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import { decodeRtstruct, structureMasks } from '../../core/dicom/index.ts';
import { AppError } from '../../core/error/index.ts';
import { regularGeometry, voxelCount } from '../../core/geometry/index.ts';
import { scanPaths } from '../../main/dicom/index.ts';
import { importPaths } from '../../main/services/library/index.ts';
import { openLibrary } from '../../main/store/index.ts';
import { type MutatedFormat, mutate } from './mutate.ts';
import { COMPANIONS, mutationSeeds } from './mutation-seeds.ts';

const [format, seedText, from, to, work = ''] = process.argv.slice(2);
const seed = Number(seedText);
/** Of the processor: work of others on the machine makes no file slow. */
const SLOW_MS = 5_000;
const LARGEST_RSS_KB = 1 << 20;
/** Every so many files go through a whole import. */
const IMPORT_EVERY = 20;

/** The grid on which damaged structure sets are drawn. */
const GRID = regularGeometry({ size: [40, 40, 10], spacingMm: [10, 10, 5], originLps: [-200, -200, -100] });

/** What an accepted image must be, whatever was in the file. */
function checkImage({ geometry, volume }: Awaited<ReturnType<typeof scanPaths>>['series'][number]): void {
  const numbers = [...geometry.size, ...geometry.spacingMm, ...geometry.direction, ...geometry.planeOriginsLps];
  if (!numbers.every(Number.isFinite)) throw new Error('a geometry that is not finite was accepted');
  if (volume.voxels.length !== voxelCount(geometry.size)) throw new Error('voxels do not fit their grid');
  if (geometry.planeOriginsLps.length !== 3 * geometry.size[2]) throw new Error('planes do not fit their grid');
}

function checkReason(text: string): void {
  if (text.includes('\n') || text.length > 600) throw new Error('a reason that is not one clear line');
}

async function takeIn(path: string): Promise<string> {
  const { series, structureSets, refused } = await scanPaths([path]);
  series.forEach(checkImage);
  for (const { kind, reason } of refused) {
    if (kind === 'internal') throw new Error('refused as a fault of Limner');
    checkReason(reason);
  }
  for (const { bytes } of structureSets) {
    try {
      structureMasks(decodeRtstruct(bytes), GRID);
    } catch (error) {
      if (!(error instanceof AppError) || error.kind === 'internal') throw error;
    }
  }
  return series.length + structureSets.length > 0 ? 'accepted' : 'refused';
}

const library = openLibrary(join(work, 'library'), { mode: 'write', appVersion: 'test', isDurable: false });
const folder = join(work, 'input');
mkdirSync(folder);
for (const path of COMPANIONS) copyFileSync(path, join(folder, basename(path)));
const files = mutationSeeds(format as MutatedFormat);
const counts = { accepted: 0, refused: 0, found: 0, slowestMs: 0 };
const report = (finding: Record<string, unknown>) => {
  counts.found++;
  process.stdout.write(`${JSON.stringify(finding)}\n`);
};

for (let index = Number(from); index < Number(to); index++) {
  const { name, bytes, what } = mutate(format as MutatedFormat, files, seed, index);
  const path = join(folder, name);
  writeFileSync(path, bytes);
  writeSync(3, `${index}\n`);
  const begun = process.cpuUsage();
  try {
    counts[(await takeIn(path)) as 'accepted' | 'refused']++;
    if (index % IMPORT_EVERY === 0) {
      await importPaths(library, [folder], { signal: new AbortController().signal, report: () => undefined });
    }
  } catch (error) {
    report({ index, name, what, problem: error instanceof Error ? `${error.stack}`.slice(0, 900) : String(error) });
  }
  const { user, system } = process.cpuUsage(begun);
  const tookMs = (user + system) / 1000;
  counts.slowestMs = Math.max(counts.slowestMs, Math.round(tookMs));
  if (tookMs > SLOW_MS) report({ index, name, what, problem: `took ${Math.round(tookMs)} ms` });
  const peakKb = process.resourceUsage().maxRSS;
  if (peakKb > LARGEST_RSS_KB) {
    report({ index, name, what, problem: `memory rose to ${Math.round(peakKb / 1024)} MB` });
    break;
  }
  rmSync(path);
}
const integrity = library.checkIntegrity();
if (!integrity.ok) report({ index: -1, problem: `library damaged: ${JSON.stringify(integrity.problems.slice(0, 3))}` });
library.close();
process.stdout.write(
  `${JSON.stringify({ done: { ...counts, peakMb: Math.round(process.resourceUsage().maxRSS / 1024) } })}\n`,
);
