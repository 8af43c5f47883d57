// npm run evaluate:models [-- MODEL…] [--baseline DIR] [--split val] [--contours DIR] [--kept] [--no-card]
//
// How good the shipped models are on datasets/openkbp-oar: contours made by the command line (the shipped engine), against
// the clinical ones. Case by case into bench/model-cases, figures of them into bench/models.json and the cards. Contours of
// the same model are kept and taken again; with --kept figures and cards are made anew without any contours.
//
// The models are compared with the first network that there was. `--baseline native-models/trainer/starts/han-oar-baseline-0.1.0`
// measures that one anew, too. Ends with 1 where a model has left and right swapped, is worse than the baseline in a
// structure, or is not better than it in the mean.

import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { caseNames, loadCase, ORGANS, openKbpFolder } from '../checks/cases.ts';
import { mergeResult } from '../results-file.ts';
import { contourByCommand } from '../shipped-contours.ts';
import { measuredSection, withMeasured } from './card-table.ts';
import { type EvaluatedModel, modelsBelow, readEvaluatedModel } from './evaluated-model.ts';
import { BASELINE_ID, figuresOf } from './figures.ts';
import { type JudgedStructure, judgeStructure } from './judge-case.ts';
import { type KeptCases, keepCases, readKeptCases } from './kept-cases.ts';
import { problemsOf } from './verdict.ts';

const root = resolve(import.meta.dirname, '../..');
const results = join(root, 'bench/models.json');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    baseline: { type: 'string' },
    split: { type: 'string', default: 'val' },
    contours: { type: 'string', default: join(root, '.work/evaluate-models') },
    kept: { type: 'boolean', default: false },
    'no-card': { type: 'boolean', default: false },
  },
});
const split = values.split === 'train' ? 'train' : 'val';
const say = (line: string) => process.stderr.write(`${line}\n`);

/** @param models a folder ID/VERSION that holds it, where it is not a shipped one */
async function judgeCases(model: EvaluatedModel, models?: string): Promise<KeptCases> {
  const { folder: _, ...identity } = model;
  // A model that changed (its manifest names its network by hash) gets a folder of its own: contours of another one would
  // be measured for it.
  const made = join(values.contours, `${model.id}-${model.manifestSha256.slice(0, 12)}`, split);
  const judged: JudgedStructure[] = [];
  const names = caseNames(split);
  for (const [at, name] of names.entries()) {
    const image = join(openKbpFolder(split), `${name}_ct.nii.gz`);
    const answer = contourByCommand({ image, model: model.id, models, folder: join(made, name) });
    if (answer.model.version !== model.version || answer.model.sha256 !== model.networks[0]?.sha256) {
      throw new Error(`${name} was contoured by ${answer.model.id} ${answer.model.version}, not by ${model.folder}`);
    }
    const own = await loadCase(split, name, made);
    judged.push(...ORGANS.map((organ) => judgeStructure(own, organ)));
    process.stderr.write(`\r${model.id} ${model.version}: ${at + 1} of ${names.length} cases`);
  }
  say('');
  return { model: identity, judged };
}

/** What was kept of exactly this model. */
function keptOf(model: EvaluatedModel): KeptCases {
  const kept = readKeptCases(model.id);
  if (kept?.model.manifestSha256 === model.manifestSha256) return kept;
  throw new Error(`no cases of ${model.id} ${model.version} are kept: measure it without --kept`);
}

async function measureBaseline(folder: string): Promise<void> {
  if (split !== 'val') throw new Error('the baseline is compared on val');
  const model = readEvaluatedModel(folder);
  if (model.id !== BASELINE_ID) throw new Error(`${folder} holds ${model.id}, not ${BASELINE_ID}`);
  const models = join(values.contours, 'models');
  cpSync(folder, join(models, model.id, model.version), { recursive: true });
  mergeResult(results, model.id, figuresOf(keepCases(await judgeCases(model, models)), null, 'val'));
}

/** Whether it may be shipped. */
async function evaluate(model: EvaluatedModel): Promise<boolean> {
  const cases = values.kept ? keptOf(model) : await judgeCases(model);
  const isRecorded = split === 'val';
  const kept = isRecorded && !values.kept ? keepCases(cases) : cases;
  const figures = figuresOf(kept, isRecorded ? readKeptCases(BASELINE_ID) : null, split);
  const section = measuredSection(figures);
  process.stdout.write(`${section}\n`);
  if (isRecorded) {
    mergeResult(results, model.id, figures);
    const card = join(model.folder, 'CARD.md');
    if (!values['no-card']) writeFileSync(card, withMeasured(readFileSync(card, 'utf8'), section));
  }
  if (figures.againstBaseline === null)
    say(`${model.id}: not compared, no cases of the baseline are kept (--baseline)`);
  const problems = problemsOf(figures);
  for (const problem of problems) say(`${model.id} ${model.version}: ${problem}`);
  return problems.length === 0;
}

const shipped = modelsBelow(join(root, 'native-models'));
const chosen = shipped.filter(({ id }) => positionals.length === 0 || positionals.includes(id));
if (chosen.length === 0) {
  say(`No such model. There are: ${shipped.map(({ id }) => id).join(', ')}`);
  process.exitCode = 2;
}
if (values.baseline !== undefined) await measureBaseline(resolve(values.baseline));
for (const model of chosen) if (!(await evaluate(model))) process.exitCode = 1;
