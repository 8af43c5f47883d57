// `npm run demo`: the main job on the bundled case, for somebody who has just installed Limner.

import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ContourResult } from '../../../core/contract/index.ts';
import { AppError, EXIT_CODES } from '../../../core/error/index.ts';
import { createApp } from '../../app/create-app.ts';
import { createProgressDisplay } from './progress-display.ts';

const CASE = 'resources/sample-cases/openkbp-pt_222';
const OUTPUT = 'demo-output';

const column = (text: string, width: number): string => text.padStart(width);

/** The table of structures, widths fixed so that figures align. */
function structureTable(result: ContourResult): string {
  const width = Math.max(...result.structures.map(({ name }) => name.length), 9);
  const header = `${'Structure'.padEnd(width)}${column('Volume ml', 12)}${column('Surface cm2', 13)}${column('Dice', 8)}`;
  const rows = result.structures.map(({ name, volumeMl, surfaceAreaCm2, dice }) => {
    const figure = dice === null ? '–' : dice.toFixed(3);
    return `${name.padEnd(width)}${column(volumeMl.toFixed(2), 12)}${column(surfaceAreaCm2.toFixed(1), 13)}${column(figure, 8)}`;
  });
  return [header, ...rows].join('\n');
}

function stageTable({ timingsMs }: ContourResult): string {
  const rows = Object.entries(timingsMs).map(
    ([stage, ms]) => `${stage.padEnd(12)}${column((ms / 1000).toFixed(2), 8)} s`,
  );
  return rows.join('\n');
}

async function runDemo(): Promise<void> {
  const output = resolve(OUTPUT);
  const app = createApp({ libraryFolder: null });
  const display = createProgressDisplay({
    write: (text) => process.stderr.write(text),
    isTerminal: process.stderr.isTTY === true,
    columns: process.stderr.columns ?? 100,
    nowMs: () => performance.now(),
  });
  try {
    const result = await app.client.contouring.contour(
      {
        source: { path: resolve(CASE, 'ct') },
        outputFolder: output,
        series: null,
        model: null,
        device: 'cpu',
        structures: null,
        formats: null,
        clinicalMasks: resolve(CASE, 'clinical'),
      },
      { report: display.report },
    );
    display.finish();
    await writeFile(join(output, 'report.json'), `${JSON.stringify(result, null, 2)}\n`);
    process.stdout.write(`
${structureTable(result)}

Dice is against the clinical contours. This patient is one of the model's validation cases: the figures
show that everything works, not how good the model is elsewhere. Every contour is a draft to be checked.

${stageTable(result)}

Written to ${OUTPUT}/: rtstruct.dcm, a mask (.nii.gz) and a surface (.stl) for each structure, report.json.
Look at ${OUTPUT}/report.html in a browser.
`);
  } finally {
    app.close();
  }
}

try {
  await runDemo();
} catch (error) {
  const known = error instanceof AppError ? error : null;
  process.stderr.write(`demo: ${known?.message ?? (error as Error).stack}\n`);
  process.exitCode = known ? EXIT_CODES[known.kind] : EXIT_CODES.internal;
}
