import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type ConstraintLine,
  doseHistogram,
  evaluateConstraints,
  readConstraintTemplate,
} from '../../../core/dose/index.ts';
import { boxStructure, doseField } from '../../support/dose-phantom.ts';

// 32 to 48 Gy from left to right; the same box moved so that a quarter of it lies outside the dose.
const dose = doseField(([x]) => 40 + 0.4 * x);
const box = boxStructure([40, 30, 24], 8);
const inside = { name: 'Parotid_L', histogram: doseHistogram(box, dose), prescriptionGy: 40 };
const partly = {
  ...inside,
  histogram: doseHistogram(
    box.map((plane) => ({ ...plane, originLps: [65, 0, plane.originLps[2]] as const })),
    dose,
  ),
};

const judge = (line: Partial<ConstraintLine>, structure = inside) => {
  const constraint = { structure: 'Parotid_L', metric: 'Mean', relation: '<', limit: 26, ...line };
  const template = readConstraintTemplate({ name: 'own', source: 'the clinic', constraints: [constraint] });
  return evaluateConstraints(template, [structure])[0];
};

describe('a constraint', () => {
  it.each<[Partial<ConstraintLine>, string]>([
    [{ metric: 'Mean', relation: '<', limit: 41 }, 'met'],
    [{ metric: 'Mean', relation: '<', limit: 26 }, 'not-met'],
    [{ metric: 'V44Gy', relation: '<=', limit: 26 }, 'met'],
    [{ metric: 'D95%', relation: '>=', limit: 32 }, 'met'],
    [{ metric: 'V100%[%]', relation: '>', limit: 51 }, 'not-met'],
  ])('%j is %s', (line, status) => {
    expect(judge(line)).toMatchObject({ status, why: null, source: 'the clinic' });
  });

  it('cannot be told without its structure, its volume or a prescription', () => {
    expect(judge({ structure: 'Larynx' })).toMatchObject({
      status: 'not-evaluable',
      value: null,
      why: 'no structure has this name',
    });
    expect(judge({ metric: 'D50cc' })).toMatchObject({
      status: 'not-evaluable',
      why: 'the structure is smaller than 50 cc',
    });
    expect(judge({ metric: 'D95%[%]' }, { ...inside, prescriptionGy: null as unknown as number })).toMatchObject({
      status: 'not-evaluable',
      why: 'no prescription is known',
    });
  });

  it.each<[string, Partial<ConstraintLine>, string]>([
    ['broken by the part inside', { metric: 'Max', relation: '<', limit: 60 }, 'not-met'],
    ['perhaps broken outside', { metric: 'Max', relation: '<', limit: 75 }, 'not-evaluable'],
    ['met whatever is outside', { metric: 'V60Gy[cc]', relation: '>', limit: 5 }, 'met'],
    ['perhaps met by what is outside', { metric: 'D99%', relation: '>', limit: 60 }, 'not-evaluable'],
  ])('on a structure that leaves the dose grid: %s', (_, line, status) => {
    const row = judge(line, partly);
    expect(row).toMatchObject({ status, why: '25.0 % of the structure lie outside the dose grid' });
    expect(row?.value).toBeGreaterThan(0);
  });

  it('finds its structure by any of its names, whatever case and separators', () => {
    const named = (name: string) => judge({ aliases: ['Left parotid'] }, { ...inside, name })?.value;
    expect([named('parotid-l'), named('LEFT_PAROTID')].every((value) => typeof value === 'number')).toBe(true);
    expect(named('Parotid_R')).toBeNull();
  });
});

describe('a template', () => {
  const good = { name: 'a', source: 'b', constraints: [{ structure: 'c', metric: 'Mean', relation: '<', limit: 1 }] };
  it.each([
    ['more than is known', { ...good, colour: 'red' }, /colour/],
    ['no source', { ...good, source: '' }, /source/],
    ['nothing', { ...good, constraints: [] }, /constraints/],
    [
      'a figure that is none',
      { ...good, constraints: [{ ...good.constraints[0], metric: 'V20' }] },
      /constraints\.0\.metric/,
    ],
    ['a relation that is none', { ...good, constraints: [{ ...good.constraints[0], relation: '=' }] }, /relation/],
    ['no object', [], /whole/],
  ])('with %s is refused', (_, json, words) => {
    expect(() => readConstraintTemplate(json)).toThrow(words);
  });

  it.each(['quantec-head-neck', 'openkbp-head-neck'])('that ships: %s', (name) => {
    const path = resolve(import.meta.dirname, `../../../resources/dose-constraints/${name}.json`);
    const { source, constraints } = readConstraintTemplate(JSON.parse(readFileSync(path, 'utf8')));
    expect(source).toMatch(/\d{4}/);
    expect(constraints.length).toBeGreaterThan(5);
  });
});
