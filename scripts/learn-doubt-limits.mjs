// Learns how much doubt is usual for the structures of our models from datasets/openkbp-oar/train, with the models as they
// are in native-models, and writes resources/doubt-limits.json; see resources/doubt-limits.md.
//
//   node scripts/learn-doubt-limits.mjs [--model ID]… [--cases 40 | --kept] [--on-trial] [--contours DIR] [--examples FILE]
//
// Takes `cases` of train, evenly spread over the list; with --kept those alone whose contours are there. They are kept in
// DIR, so a second run only learns. Other versions of a model that are in the file are dropped: they are not shipped any
// more. --on-trial: `npm run evaluate:checks` measures these limits, but the check does not use them.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { caseNames, loadCase } from '../bench/checks/cases.ts';
import { BAD_DICE } from '../bench/checks/learn.ts';
import { doubtExamples, learnLimits } from '../bench/checks/learn-doubt.ts';
import {
  contourCases,
  contoursFolder,
  isContoured,
  readModelMap,
  shippedModel,
} from '../bench/checks/network-contours.ts';

const { values } = parseArgs({
  options: {
    model: { type: 'string', multiple: true, default: ['han-oar-fast', 'han-oar'] },
    cases: { type: 'string', default: '40' },
    kept: { type: 'boolean', default: false },
    'on-trial': { type: 'boolean', default: false },
    contours: { type: 'string', default: '.work/evaluate-checks' },
    out: { type: 'string', default: 'resources/doubt-limits.json' },
    examples: { type: 'string' },
  },
});

const FALSE_ALARMS = 0.05;

const all = caseNames('train');
const wanted = Math.min(all.length, Number(values.cases));
const spread = Array.from({ length: wanted }, (_, n) => all[Math.floor(((n + 0.5) * all.length) / wanted)]);

const { models, onTrial = {} } = JSON.parse(readFileSync(values.out, 'utf8'));
const kept = {};
for (const id of values.model) {
  const model = await shippedModel(id);
  const folder = contoursFolder(values.contours, model, 'train');
  const names = values.kept ? all.filter((name) => isContoured(folder, name)) : spread;
  await contourCases(model, 'train', names, folder);
  const examples = [];
  for (const name of names) {
    examples.push(...doubtExamples(await loadCase('train', name, folder), readModelMap(model, folder, name)));
  }
  const limits = learnLimits(examples, FALSE_ALARMS);
  for (const part of [models, onTrial]) {
    for (const key of Object.keys(part)) if (key.startsWith(`${id} `)) delete part[key];
  }
  (values['on-trial'] ? onTrial : models)[`${id} ${model.manifest.version}`] = limits;
  kept[id] = examples;
  const flagged = (of) =>
    of.filter(({ name, share }) => share > (limits[name]?.limit ?? Number.POSITIVE_INFINITY)).length;
  const [bad, fair] = [examples.filter(({ dice }) => dice < BAD_DICE), examples.filter(({ dice }) => dice >= BAD_DICE)];
  console.log(
    `${id} ${model.manifest.version}: ${names.length} cases; flags ${flagged(bad)} of ${bad.length} bad contours, ${flagged(fair)} of ${fair.length} others`,
  );
}
writeFileSync(values.out, `${JSON.stringify({ schema: 1, models, onTrial }, null, 1)}\n`);
if (values.examples !== undefined) writeFileSync(values.examples, JSON.stringify(kept));
