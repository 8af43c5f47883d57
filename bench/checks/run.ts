// npm run evaluate:checks [-- --split val] [--contours DIR] [--out FILE]
//
// Measures the checks on datasets/openkbp-oar/val: clinical contours as good ones, those of the shipped model (made by the
// command line, kept in --contours) as what is met in practice, and clinical ones gone wrong on purpose.

import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { RangesFile } from '../../core/checks/index.ts';
import { contourByCommand } from '../shipped-contours.ts';
import { caseNames, loadCase, openKbpFolder } from './cases.ts';
import { type Judged, judgeCase, summarise } from './judge.ts';

const MODEL = 'han-oar';
const root = resolve(import.meta.dirname, '../..');

const { values } = parseArgs({
  options: {
    split: { type: 'string', default: 'val' },
    contours: { type: 'string', default: join(root, '.work/evaluate-checks') },
    out: { type: 'string', default: join(root, 'bench/checks.json') },
    ranges: { type: 'string', default: join(root, 'resources/structure-ranges.json') },
    rows: { type: 'string' },
  },
});
const split = values.split === 'train' ? 'train' : 'val';

const ranges = JSON.parse(readFileSync(values.ranges, 'utf8')) as RangesFile;
const judged: Judged[] = [];
for (const [at, name] of caseNames(split).entries()) {
  const image = join(openKbpFolder(split), `${name}_ct.nii.gz`);
  contourByCommand({ image, model: MODEL, folder: join(values.contours, split, name) });
  const own = await loadCase(split, name, join(values.contours, split));
  judged.push(...judgeCase(own, ranges, 104_729 * (at + 1)));
  process.stderr.write(`\r${(at + 1).toString()} cases`);
}
process.stderr.write('\n');
const result = { split, model: MODEL, cases: caseNames(split).length, ...summarise(judged) };
writeFileSync(values.out, `${JSON.stringify(result, null, 2)}\n`);
if (values.rows !== undefined) writeFileSync(values.rows, JSON.stringify(judged));
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
