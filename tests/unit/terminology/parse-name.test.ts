// What names say by TG-263, and the rule that a wrong one breaks.

import { describe, expect, it } from 'vitest';
import { checkName, checkNames, parseName, tg263Names } from '../../../core/terminology/index.ts';

const rules = (name: string) => checkName(name).map(({ rule }) => rule);

describe('parseName', () => {
  it.each([
    ['Parotid_L', { kind: 'structure', base: 'Parotid', side: 'left', prvMm: null }],
    ['SpinalCord_PRV05', { kind: 'structure', base: 'SpinalCord', prvMm: 5 }],
    ['OpticNrv_PRV03_L', { kind: 'structure', base: 'OpticNrv', side: 'left', prvMm: 3 }],
    ['OpticChiasm_PRV3', { kind: 'structure', base: 'OpticChiasm', prvMm: 3 }],
    ['Lung~_L', { kind: 'structure', base: 'Lung', side: 'left', isPartial: true, entry: null }],
    ['_Ring', { kind: 'helper', entry: null }],
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
    ['PTV_50p4Gy', { doseCgy: 5040 }],
    ['PTVLiverR_2000x3', { structure: 'Liver_R', doseCgy: 2000, fractions: 3 }],
    ['PTV!_5000', { type: 'PTV', isCropped: true, doseCgy: 5000 }],
  ])('reads the target %s', (name, expected) => expect(parseName(name).target).toMatchObject(expected));
});

describe('checkName', () => {
  it('finds nothing wrong with the table but the length of three names', () => {
    const wrong = tg263Names().filter((name) => checkName(name).length > 0);
    expect(wrong).toEqual(['Hypothalmus_PRVxx', 'OpticChiasm_PRVxx', 'SpinalCanal_PRVxx']);
    expect(wrong.flatMap(rules)).toEqual(['too-long', 'too-long', 'too-long']);
  });

  it('finds nothing wrong with any example of the report (7.2 and 8.2)', () => {
    const examples = `Lung_L OpticNrv_PRV03_L Brainstem_PRV SpinalCord_PRV05 Brainstem_PRV03 OpticChiasm_PRV3
      Brain~ Lung~_L Lungs~ Lungs^Ex zPTVopt GTV CTV ITV IGTV ICTV PTV PTV! PTVn GTVp CTVsb GTVpar CTVv CTVvas PTV1 PTV2
      GTVp1 GTVp2 PTVp1_CT1PT1 GTV_CT2 CTV_A_Aorta CTV_A_Celiac GTV_Preop PTV_Boost PTV_Eval PTV_MR2_Prostate PTV_High
      CTV_High GTV_High PTV_Low PTV_Mid PTV_Mid01 PTV_Mid02 PTV_Mid03 PTV_5040 PTV_50.4Gy PTV_50p4Gy PTV_Liver_2000x3
      PTV_Liver_20Gyx3 PTV_Eval_7000-08 PTV-03 CTVp2-05 PTV^Physician1 GTV_Liver^ICG PTVLiverR_2000x3`.split(/\s+/);
    expect(examples.filter((name) => rules(name).length > 0)).toEqual([]);
  });

  it('takes nothing for a target that the report has no place for', () => {
    const wrong = ['PTV_foo', 'PTVx', 'PTV_High_Low', 'PTV_7000_Liver', 'PTV_5000!', 'PTV-3', 'PTV_GTV', 'PTV_liver'];
    expect(wrong.filter((name) => !rules(name).includes('target-form'))).toEqual([]);
    // No dose, no fraction, no distance, and nothing of one's own behind the sign for it.
    const empty = ['PTV_000', 'PTV_0Gy', 'PTV_7000x0', 'PTV_2000x00-05', 'PTV-00', 'PTV^', 'PTV^a^b'];
    expect(empty.filter((name) => rules(name).length === 0)).toEqual([]);
  });

  it.each([
    ['', 'empty'],
    ['parotid_l', 'spelling'],
    ['Parotid', 'side-missing'],
    ['ParotidL', 'side-form'],
    ['SpinalCord_PRV5', 'prv-form'],
    ['Brainstem_PRV003', 'prv-form'],
    ['Parotid_L_PRV03', 'prv-form'],
    ['PTV70', 'dose-form'],
    ['PTVx', 'target-form'],
    ['Lung_L~', 'partial-form'],
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
