// npm run evaluate:models [-- MODEL…] [--split val] [--contours DIR] [--no-card]
//
// How good the shipped models are on datasets/openkbp-oar: contours made by the command line (the shipped engine), against
// the clinical ones. Into bench/models.json and the cards. Contours of the same model are kept and taken again.

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { caseNames, loadCase, ORGANS, openKbpFolder } from '../checks/cases.ts';
import { DOUBTFUL, isDoubtful } from '../checks/doubtful-labels.ts';
import { mergeResult } from '../results-file.ts';
import { median, roundTo } from '../section.ts';
import { type ContourAnswer, contourByCommand } from '../shipped-contours.ts';
import { measuredSection, withMeasured } from './card-table.ts';
import { type JudgedStructure, judgeStructure } from './judge-case.ts';
import { meanDice, type StructureFigures, summariseStructure } from './summarise.ts';

const root = resolve(import.meta.dirname, '../..');
const models = join(root, 'native-models');
const results = join(root, 'bench/models.json');

interface ShippedModel {
  readonly id: string;
  readonly version: string;
  readonly sha256: string;
  readonly manifestSha256: string;
  readonly folder: string;
}

function shippedModels(): ShippedModel[] {
  return readdirSync(models)
    .flatMap((id) => readdirSync(join(models, id)).map((version) => join(models, id, version)))
    .filter((folder) => existsSync(join(folder, 'manifest.json')))
    .map((folder) => {
      const text = readFileSync(join(folder, 'manifest.json'), 'utf8');
      const { id, version, sha256 } = JSON.parse(text) as ShippedModel;
      return { id, version, sha256, manifestSha256: createHash('sha256').update(text).digest('hex'), folder };
    });
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    split: { type: 'string', default: 'val' },
    contours: { type: 'string', default: join(root, '.work/evaluate-models') },
    'no-card': { type: 'boolean', default: false },
  },
});
const split = values.split === 'train' ? 'train' : 'val';

const summariseAll = (judged: readonly JudgedStructure[]): Record<string, StructureFigures> =>
  Object.fromEntries(ORGANS.map((organ) => [organ, summariseStructure(judged.filter(({ name }) => name === organ))]));

async function evaluate(model: ShippedModel): Promise<void> {
  // A model that changed (its manifest names its network by hash) gets a folder of its own: contours of another one would
  // be measured for it.
  const made = join(values.contours, `${model.id}-${model.manifestSha256.slice(0, 12)}`, split);
  const judged: JudgedStructure[] = [];
  const answers: ContourAnswer[] = [];
  const names = caseNames(split);
  for (const [at, name] of names.entries()) {
    const image = join(openKbpFolder(split), `${name}_ct.nii.gz`);
    answers.push(contourByCommand({ image, model: model.id, folder: join(made, name) }));
    const own = await loadCase(split, name, made);
    judged.push(...ORGANS.map((organ) => judgeStructure(own, organ)));
    process.stderr.write(`\r${model.id} ${model.version}: ${at + 1} of ${names.length} cases`);
  }
  process.stderr.write('\n');
  const structures = summariseAll(judged);
  const sound = summariseAll(judged.filter((one) => !isDoubtful(one.case, one.name)));
  const figures = {
    version: model.version,
    sha256: model.sha256,
    split,
    cases: names.length,
    meanDice: meanDice(Object.values(structures)),
    inferenceSeconds: roundTo(median(answers.map(({ timingsMs }) => timingsMs['inference'] ?? 0)) / 1000, 2),
    structures,
    doubtful: split === 'val' ? DOUBTFUL : [],
    withoutDoubtful: { meanDice: meanDice(Object.values(sound)), structures: sound },
  };
  mergeResult(results, model.id, figures);
  const section = measuredSection(figures);
  process.stdout.write(`${section}\n`);
  if (values['no-card']) return;
  const card = join(model.folder, 'CARD.md');
  writeFileSync(card, withMeasured(readFileSync(card, 'utf8'), section));
}

const chosen = shippedModels().filter(({ id }) => positionals.length === 0 || positionals.includes(id));
if (chosen.length === 0) {
  process.stderr.write(
    `No such model. There are: ${shippedModels()
      .map(({ id }) => id)
      .join(', ')}\n`,
  );
  process.exitCode = 2;
}
for (const model of chosen) await evaluate(model);
