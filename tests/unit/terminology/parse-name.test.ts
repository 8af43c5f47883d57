// What names say by TG-263, and the rule that a wrong one breaks.

import { describe, expect, it } from 'vitest';
import { checkName, checkNames, parseName, tg263Names } from '../../../core/terminology/index.ts';

const rules = (name: string) => checkName(name).map(({ rule }) => rule);

describe('parseName', () => {
  it.each([
    ['Parotid_L', { kind: 'structure', base: 'Parotid', side: 'left', prvMm: null }],
    ['SpinalCord_PRV05', { kind: 'structure', base: 'SpinalCord', prvMm: 5 }],
    ['Brainstem_PRV003', { kind: 'structure', base: 'Brainstem', prvMm: 3 }],
    ['Lung_L~', { kind: 'structure', base: 'Lung', side: 'left', isPartial: true, entry: null }],
    ['Lungs', { kind: 'structure', isPlural: true, side: null }],
    ['zRing', { kind: 'helper', entry: null }],
    ['PTV^Dr1', { kind: 'target', base: 'PTV', custom: 'Dr1' }],
    ['parotid_l', { kind: 'unknown', entry: null }],
  ])('reads %s', (name, expected) => expect(parseName(name)).toMatchObject(expected));

  it.each([
    ['PTV_7000', { type: 'PTV', doseCgy: 7000 }],
    ['GTVn2', { type: 'GTV', classifier: 'n', number: 2 }],
    ['PTVp1_High', { classifier: 'p', number: 1, doseLevel: 'High' }],
    ['CTVp_CT1PT1', { imaging: 'CT1PT1' }],
    ['PTV_Liver_2000x10-05', { structure: 'Liver', doseCgy: 2000, fractions: 10, skinMm: 5 }],
    ['PTV!_5000', { isCropped: true, doseCgy: 5000 }],
  ])('reads the target %s', (name, expected) => expect(parseName(name).target).toMatchObject(expected));
});

describe('checkName', () => {
  it('finds nothing wrong with the table but the length of three names', () => {
    const wrong = tg263Names().filter((name) => checkName(name).length > 0);
    expect(wrong).toEqual(['Hypothalmus_PRVxx', 'OpticChiasm_PRVxx', 'SpinalCanal_PRVxx']);
    expect(wrong.flatMap(rules)).toEqual(['too-long', 'too-long', 'too-long']);
  });

  it.each([
    ['', 'empty'],
    ['parotid_l', 'spelling'],
    ['Parotid', 'side-missing'],
    ['ParotidL', 'side-form'],
    ['SpinalCord_PRV5', 'prv-form'],
    ['PTV70', 'dose-form'],
    ['PTVx', 'target-form'],
    ['Lung~_L', 'partial-form'],
    ['Optic Chiasm', 'space'],
    ['Größe', 'character'],
    ['Organ', 'unknown-base'],
    ['PTV_Liver_2000x10-05', 'too-long'],
  ])('%s: %s', (name, rule) => expect(rules(name)).toContain(rule));

  it('tells names that differ in case alone', () => {
    const [first, second, third] = checkNames(['Brain', 'brain', 'Heart']);
    expect([first?.at(-1)?.rule, second?.at(-1)?.rule, third]).toEqual(['not-unique', 'not-unique', []]);
  });
});
