// npm run evaluate:checks [-- --model han-oar] [--split val] [--contours DIR] [--out FILE] [--cases N]
//
// Measures the checks on datasets/openkbp-oar/val: clinical contours as good ones, those of a shipped model (made by the
// engine, kept in --contours) as what is met in practice, and clinical ones gone wrong on purpose.

import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { DoubtLimits, RangesFile } from '../../core/checks/index.ts';
import { caseNames, loadCase } from './cases.ts';
import { type Judged, judgeCase, summarise } from './judge.ts';
import { contourCases, contoursFolder, readModelMap, shippedModel } from './network-contours.ts';

const root = resolve(import.meta.dirname, '../..');

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'han-oar' },
    cases: { type: 'string' },
    split: { type: 'string', default: 'val' },
    contours: { type: 'string', default: join(root, '.work/evaluate-checks') },
    out: { type: 'string', default: join(root, 'bench/checks.json') },
    ranges: { type: 'string', default: join(root, 'resources/structure-ranges.json') },
    limits: { type: 'string', default: join(root, 'resources/doubt-limits.json') },
    rows: { type: 'string' },
  },
});
const split = values.split === 'train' ? 'train' : 'val';

const ranges = JSON.parse(readFileSync(values.ranges, 'utf8')) as RangesFile;
const limits = JSON.parse(readFileSync(values.limits, 'utf8')) as DoubtLimits;
const model = await shippedModel(values.model);
const { id, version } = model.manifest;
const names = caseNames(split).slice(0, values.cases === undefined ? undefined : Number(values.cases));
const folder = contoursFolder(values.contours, model, split);
await contourCases(model, split, names, folder);
const judged: Judged[] = [];
for (const [at, name] of names.entries()) {
  const own = await loadCase(split, name, folder);
  const map = readModelMap(model, folder, name);
  judged.push(...judgeCase(own, ranges, 104_729 * (at + 1), { map, limits }));
  process.stderr.write(`\r${(at + 1).toString()} cases`);
}
process.stderr.write('\n');
const result = { split, model: id, version, cases: names.length, ...summarise(judged) };
writeFileSync(values.out, `${JSON.stringify(result, null, 2)}\n`);
if (values.rows !== undefined) writeFileSync(values.rows, JSON.stringify(judged));
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
