// What a call costs that has nothing to do: the start of Node, of our bundle, and of SQLite, against Node alone.

import { join } from 'node:path';
import { openLibrary } from '../../main/store/index.ts';
import { type BenchContext, type BenchSection, type JsonRecord, median, roundTo } from '../section.ts';

/** Starts are short and vary by a third: few would show the noise of the machine. */
const LEAST_RUNS = 15;

async function run(context: BenchContext): Promise<JsonRecord> {
  const library = join(await context.temporaryFolder(), 'library');
  openLibrary(library, { mode: 'write', appVersion: 'bench' }).close();
  const commands = {
    node: () => context.runCommand([process.execPath, '-e', '0']),
    version: () => context.runLimner(['--version']),
    list: () => context.runLimner(['list', '--library', library]),
  };
  const wallMs = { node: [] as number[], version: [] as number[], list: [] as number[] };
  // In turn, so that a slow moment of the machine slows all three.
  for (let n = 0; n < Math.max(LEAST_RUNS, context.runs); n++) {
    for (const name of ['node', 'version', 'list'] as const) wallMs[name].push((await commands[name]()).wallMs);
  }
  const ms = {
    node: roundTo(median(wallMs.node), 1),
    version: roundTo(median(wallMs.version), 1),
    list: roundTo(median(wallMs.list), 1),
  };
  return {
    input: `limner --version; limner list of an empty library; node -e 0: ${wallMs.node.length} times in turn`,
    ms,
    ratio: { version: roundTo(ms.version / ms.node, 2), list: roundTo(ms.list / ms.node, 2) },
  };
}

export const startSection: BenchSection = { name: 'start', run };
