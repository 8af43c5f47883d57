// Learns what is usual for the organs of head and neck from datasets/openkbp-oar/train and writes
// resources/structure-ranges.json; see resources/structure-ranges.md.
//
//   node scripts/learn-structure-ranges.mjs [--contours DIR]… [--examples FILE]
//
// --contours DIR: a folder a case of train with NAME.nii.gz, contours of a network that count as further examples (good
// from Dice 0.8, bad under 0.6). --examples FILE: keeps the measured examples, or takes them from there.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { caseNames, loadCase, ORGANS } from '../bench/checks/cases.ts';
import { examplesOf } from '../bench/checks/examples.ts';
import { learnOrgan } from '../bench/checks/learn.ts';

const { values } = parseArgs({
  options: {
    contours: { type: 'string', multiple: true, default: [] },
    examples: { type: 'string' },
    out: { type: 'string', default: 'resources/structure-ranges.json' },
  },
});

/** One measure alone is said when it is this far from usual: 1.645 is the 5th or 95th percentile. */
const ALONE = 10;
const FALSE_ALARMS = 0.05;
const RIDGE = 0.3;

async function measureAll() {
  const examples = [];
  for (const [at, name] of caseNames('train').entries()) {
    const own = await loadCase('train', name, null);
    const sets = { clinical: own.clinical };
    for (const [n, folder] of values.contours.entries()) {
      if (!existsSync(`${folder}/${name}`)) continue;
      sets[n === 0 ? 'model' : `model${n}`] = (await loadCase('train', name, folder)).model;
    }
    examples.push(...examplesOf(own, sets, 7919 * (at + 1)));
    process.stderr.write(`\r${at + 1} cases, ${examples.length} contours`);
  }
  process.stderr.write('\n');
  return examples;
}

const kept = values.examples !== undefined && existsSync(values.examples);
const examples = kept ? JSON.parse(readFileSync(values.examples, 'utf8')) : await measureAll();
if (!kept && values.examples !== undefined) writeFileSync(values.examples, JSON.stringify(examples));

const organs = {};
for (const organ of ORGANS) {
  const learnt = learnOrgan(
    examples.filter(({ name }) => name === organ),
    { falseAlarms: FALSE_ALARMS, ridge: RIDGE },
  );
  if (learnt === null) continue;
  organs[organ] = learnt.ranges;
  const { bad, ofBad, real, ofReal, good, ofGood } = learnt.flagged;
  console.log(
    `${organ}: ${learnt.ranges.n} clinical; score flags ${bad} of ${ofBad} bad (${real} of ${ofReal} of networks), ${good} of ${ofGood} good`,
  );
}
writeFileSync(values.out, `${JSON.stringify({ schema: 1, alone: ALONE, organs }, null, 1)}\n`);
