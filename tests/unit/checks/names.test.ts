import { describe, expect, it } from 'vitest';
import { isTg263, laterality, suggestTg263 } from '../../../core/checks/index.ts';

describe('names', () => {
  it.each([
    ['Parotid_L', 'left'],
    ['Parotid-Rt', 'right'],
    ['left eye', 'left'],
    ['Larynx', null],
    ['Lung_L_R', null],
  ])('%s is on the %s', (name, side) => {
    expect(laterality(name)).toBe(side);
  });

  it.each([
    ['PTV70', 'PTV_7000'],
    ['ptv 54Gy', 'PTV_5400'],
    ['Parotid-Lt', 'Parotid_L'],
    ['right parotid', 'Parotid_R'],
    ['Mandible', 'Bone_Mandible'],
    ['Spinal Cord', 'SpinalCord'],
    ['cord', 'SpinalCord'],
    ['Oesophagus', 'Esophagus'],
    ['brain stem', 'Brainstem'],
    ['qwertz', null],
  ])('%s is suggested as %s', (name, meant) => {
    expect(suggestTg263(name)).toBe(meant);
  });

  it('TG-263 has names by rule: targets with a level, helpers with a leading z', () => {
    expect(['PTV_7000', 'zRing', 'SpinalCord_PRV05', 'Parotid_L'].map(isTg263)).toEqual([true, true, true, true]);
    expect(['PTV70', 'parotid_l', 'Mandible'].map(isTg263)).toEqual([false, false, false]);
  });
});
