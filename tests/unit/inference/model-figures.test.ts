// The quality of the shipped models, as `npm run evaluate:models` measured it: a model whose figures are another's, are worse
// than the first network's or were edited by hand does not pass.

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { measuredPart, measuredSection } from '../../../bench/models/card-table.ts';
import { modelsBelow } from '../../../bench/models/evaluated-model.ts';
import { BASELINE_ID, figuresOf, type ModelFigures } from '../../../bench/models/figures.ts';
import { readKeptCases } from '../../../bench/models/kept-cases.ts';
import { problemsOf } from '../../../bench/models/verdict.ts';

const root = resolve(import.meta.dirname, '../../..');
const shipped = modelsBelow(join(root, 'native-models'));
const figures = JSON.parse(readFileSync(join(root, 'bench/models.json'), 'utf8')) as Record<string, ModelFigures>;
const figuresFor = (id: string): ModelFigures => {
  const found = figures[id];
  if (found === undefined) throw new Error(`${id} was not measured: npm run evaluate:models`);
  return found;
};

it('every shipped model was measured, and nothing that is not shipped but the baseline', () => {
  expect(Object.keys(figures).sort()).toEqual([BASELINE_ID, ...shipped.map(({ id }) => id)].sort());
});

describe.each(shipped)('$id $version', ({ folder, ...identity }) => {
  const own = () => figuresFor(identity.id);

  it('is what was measured: the manifest and each of its networks', () => {
    const { version, manifestSha256, networks } = own();
    expect({ id: identity.id, version, manifestSha256, networks }).toEqual(identity);
  });

  it('has left and right as they are, and no structure worse than the first network had it', () => {
    expect(Object.values(own().structures).map(({ swapped }) => swapped)).toEqual([0, 0, 0, 0, 0, 0, 0]);
    for (const [name, { dice }] of Object.entries(figuresFor(BASELINE_ID).structures)) {
      expect(own().structures[name]?.dice?.mean, name).toBeGreaterThanOrEqual(dice?.low as number);
    }
  });

  it('is better than the first network in the mean, and in no structure worse beyond the interval', () => {
    expect(own().againstBaseline).not.toBeNull();
    expect(problemsOf(own())).toEqual([]);
  });

  it('has the figures that its cases give', () => {
    const cases = readKeptCases(identity.id);
    expect(cases && figuresOf(cases, readKeptCases(BASELINE_ID), 'val')).toEqual(own());
  });

  it('has them on its card as they are', () => {
    expect(measuredPart(readFileSync(join(folder, 'CARD.md'), 'utf8'))).toBe(measuredSection(own()));
  });
});
