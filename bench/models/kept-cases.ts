// bench/model-cases/ID.jsonl: what was measured of a model, case by case. First line: which model; then a structure of a case
// a line. Figures and cards can be made of it again, and models compared on the same cases, without contouring again.

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { roundTo } from '../section.ts';
import type { ModelIdentity } from './evaluated-model.ts';
import type { JudgedStructure } from './judge-case.ts';

const FOLDER = resolve(import.meta.dirname, '../model-cases');
const DIGITS = 6;

export interface KeptCases {
  readonly model: ModelIdentity;
  readonly judged: readonly JudgedStructure[];
}

const rounded = (judged: JudgedStructure): JudgedStructure =>
  Object.fromEntries(
    Object.entries(judged).map(([name, value]) => [name, typeof value === 'number' ? roundTo(value, DIGITS) : value]),
  ) as unknown as JudgedStructure;

const fileOf = (id: string, folder: string): string => join(folder, `${id}.jsonl`);

/** Gives what is kept: figures are made of that, so that they are the same when they are made again. */
export function keepCases({ model, judged }: KeptCases, folder = FOLDER): KeptCases {
  const kept = { model, judged: judged.map(rounded) };
  const file = fileOf(model.id, folder);
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${file}.part`, [model, ...kept.judged].map((line) => `${JSON.stringify(line)}\n`).join(''));
  renameSync(`${file}.part`, file);
  return kept;
}

/** null where nothing was kept of that model. */
export function readKeptCases(id: string, folder = FOLDER): KeptCases | null {
  const file = fileOf(id, folder);
  if (!existsSync(file)) return null;
  const [model, ...judged] = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  return { model, judged };
}
