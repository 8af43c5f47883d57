// npm run evaluate:checks [-- --model han-oar] [--split val] [--contours DIR] [--out FILE] [--cases N | --kept]
//
// Measures the checks on datasets/openkbp-oar/val: clinical contours as good ones, those of a shipped model (made by the
// engine, kept in --contours) as what is met in practice, and clinical ones gone wrong on purpose. With --kept the
// model is judged on those cases alone whose contours are there, all else on all. The figures of other models in FILE stay.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { RangesFile } from '../../core/checks/index.ts';
import { caseNames, loadCase } from './cases.ts';
import { DOUBTFUL } from './doubtful-labels.ts';
import { type Judged, judgeCase, summarise } from './judge.ts';
import type { LearntLimits } from './learn-doubt.ts';
import { contourCases, contoursFolder, isContoured, readModelMap, shippedModel } from './network-contours.ts';

const root = resolve(import.meta.dirname, '../..');

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'han-oar' },
    cases: { type: 'string' },
    kept: { type: 'boolean', default: false },
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
const { schema, models, onTrial } = JSON.parse(readFileSync(values.limits, 'utf8')) as LearntLimits;
const limits = { schema, models: { ...onTrial, ...models } };
const model = await shippedModel(values.model);
const { id, version } = model.manifest;
const folder = contoursFolder(values.contours, model, split);
const names = caseNames(split).slice(0, values.cases === undefined ? undefined : Number(values.cases));
if (!values.kept) await contourCases(model, split, names, folder);
const contoured = new Set(names.filter((name) => isContoured(folder, name)));
const judged: Judged[] = [];
for (const [at, name] of names.entries()) {
  const isOfModel = contoured.has(name);
  const own = await loadCase(split, name, isOfModel ? folder : null);
  const doubts = isOfModel ? { map: readModelMap(model, folder, name), limits } : null;
  judged.push(...judgeCase(own, ranges, 104_729 * (at + 1), doubts));
  process.stderr.write(`\r${(at + 1).toString()} cases`);
}
process.stderr.write('\n');
const isDoubtUsed = `${id} ${version}` in models;
const figures = {
  version,
  cases: names.length,
  contoured: contoured.size,
  isDoubtUsed,
  ...summarise(judged, isDoubtUsed),
};
const before = existsSync(values.out) ? JSON.parse(readFileSync(values.out, 'utf8')) : {};
const result = { split, doubtful: DOUBTFUL, models: { ...before.models, [id]: figures } };
writeFileSync(values.out, `${JSON.stringify(result, null, 2)}\n`);
if (values.rows !== undefined) writeFileSync(values.rows, JSON.stringify(judged));
process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
