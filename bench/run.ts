// `npm run bench [SECTION…] [--runs N]`: measures and puts the figures into bench/results.json, each section under its
// own key. Without a section all are run, one after the other, since they would take each other's time.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createContext, distFolder } from './context.ts';
import { describeMachine, mergeResult } from './results-file.ts';
import type { BenchSection } from './section.ts';
import { compareSection } from './sections/compare.ts';
import { contourSection } from './sections/contour.ts';
import { engineSection } from './sections/engine.ts';
import { hollowSection } from './sections/hollow.ts';
import { importSection } from './sections/import.ts';
import { librarySection } from './sections/library.ts';
import { meshSection } from './sections/mesh.ts';
import { rtstructSection } from './sections/rtstruct.ts';
import { startSection } from './sections/start.ts';

const SECTIONS: readonly BenchSection[] = [
  compareSection,
  contourSection,
  engineSection,
  hollowSection,
  importSection,
  librarySection,
  meshSection,
  rtstructSection,
  startSection,
];
const DEFAULT_RUNS = 3;

async function measure(section: BenchSection, runs: number): Promise<void> {
  const { context, close } = createContext(runs);
  const machine = describeMachine(new Date());
  try {
    const figures = await section.run(context);
    const result = { machine, runs, ...figures };
    mergeResult(join(import.meta.dirname, 'results.json'), section.name, result);
    process.stdout.write(`${section.name}: ${JSON.stringify(figures, null, 2)}\n`);
  } finally {
    await close();
  }
}

const { values, positionals } = parseArgs({ options: { runs: { type: 'string' } }, allowPositionals: true });
const runs = Number(values.runs ?? DEFAULT_RUNS);
const chosen = SECTIONS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const unknown = positionals.filter((name) => !SECTIONS.some((section) => section.name === name));
const bundle = join(distFolder, 'cli.js');
if (unknown.length > 0 || !Number.isInteger(runs) || runs < 1) {
  process.stderr.write(`usage: npm run bench [-- ${SECTIONS.map(({ name }) => name).join(' ')}] [--runs N]\n`);
  process.exitCode = 2;
} else if (!existsSync(bundle)) {
  process.stderr.write('bench: nothing built to measure; run npm run build first\n');
  process.exitCode = 2;
} else {
  for (const section of chosen) {
    try {
      await measure(section, runs);
    } catch (error) {
      process.stderr.write(`${section.name}: ${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = 1;
    }
  }
}
