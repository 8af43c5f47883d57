import { describe, expect, it } from 'vitest';
import { isTg263, NAME_ALIASES, suggestName, tg263Names } from '../../../core/terminology/index.ts';

const nameFor = (name: string) => suggestName(name)?.name ?? null;

describe('suggestName', () => {
  it.each([
    ['cord', 'SpinalCord'],
    ['LT PAROTID', 'Parotid_L'],
    ['parotid lt', 'Parotid_L'],
    ['ParotidL', 'Parotid_L'],
    ['Submandibular gland R', 'Glnd_Submand_R'],
    ['L optic nerve', 'OpticNrv_L'],
    ['Brain Stem', 'Brainstem'],
    ['mandible_bone', 'Bone_Mandible'],
    ['Femoral Head Left', 'Femur_Head_L'],
    ['Niere links', 'Kidney_L'],
    ['Rückenmark', 'SpinalCord'],
    ['Lung both', 'Lungs'],
    ['bowel bag', 'Bag_Bowel'],
  ])('knows %s as %s', (name, expected) => expect(nameFor(name)).toBe(expected));

  it.each([
    ['PTV70', 'PTV_7000'],
    ['ptv 50.4 Gy', 'PTV_5040'],
    ['CTV 5400cGy', 'CTV_5400'],
    ['cord prv 5mm', 'SpinalCord_PRV05'],
    ['PRV brain stem', 'Brainstem_PRV'],
    ['parotid l prv 3', 'Parotid_PRV03_L'],
    ['Parotid_L_PRV03', 'Parotid_PRV03_L'],
    ['OpticChiasm_PRV03', 'OpticChiasm_PRV3'],
    ['PTV-3 mm', 'PTV-03'],
  ])('writes the number of %s as in %s', (name, expected) => expect(nameFor(name)).toBe(expected));

  it.each([
    ['PTV_prostate', 'PTV_Prostate'],
    ['ptv high', 'PTV_High'],
    ['PTVp1 MR', 'PTVp1_MR'],
    ['GTV primary', 'GTVp'],
    ['PTV_5000!', 'PTV!_5000'],
    ['PTV_Prostate_7000', 'PTVProstate_7000'],
    ['Lung_L~', 'Lung~_L'],
    ['PTV_foo_7000', 'PTV_7000^foo'],
    ['PTV_High_Low', null],
    ['PTV_7000_Liver', null],
  ])('puts the parts of %s where the report has them', (name, expected) => expect(nameFor(name)).toBe(expected));

  it.each([
    ['Esophgus', 'Esophagus'],
    ['Larnyx', 'Larynx'],
  ])('mends the letters of %s', (name, expected) =>
    expect(suggestName(name)).toEqual({ name: expected, because: 'near' }),
  );

  it('never guesses a side, nor makes one organ two', () => {
    for (const name of ['Parotid', 'smg', 'Hippocampus', 'hip']) expect(nameFor(name)).toBeNull();
    for (const name of tg263Names().filter((own) => /_[LR]$/.test(own))) {
      const side = name.slice(-1);
      const asked = `${side === 'L' ? 'left' : 'right'} ${name.slice(0, -2).replaceAll('_', ' ')}`;
      expect(nameFor(asked)?.endsWith(`_${side}`) ?? true, asked).toBe(true);
    }
  });

  it('says nothing of what it does not know and of what is right', () => {
    for (const name of ['foo', 'A', '', '?', 'Parotid_L', 'PTV_7000', 'zRing', 'SpinalCord_PRV05']) {
      expect(nameFor(name)).toBeNull();
    }
  });

  it('lets the department speak first, even over a name of the table', () => {
    const site = [
      { alias: 'Kanal', name: 'SpinalCanal' },
      { alias: 'OAR cord', name: 'SpinalCord_PRV05' },
      { alias: 'Heart', name: 'Heart_Local' },
    ];
    expect(suggestName('KANAL', site)).toEqual({ name: 'SpinalCanal', because: 'site' });
    expect(suggestName('oar_cord', site)?.name).toBe('SpinalCord_PRV05');
    expect(suggestName('Heart', site)?.name).toBe('Heart_Local');
    expect(suggestName('Heart_Local', [{ alias: 'heart local', name: 'Heart_Local' }])).toBeNull();
  });

  it('suggests nothing outside the table but what is built by rule', () => {
    for (const word of Object.keys(NAME_ALIASES)) {
      for (const side of ['', ' L', ' R', ' both']) {
        const name = nameFor(`${word}${side}`);
        if (name !== null) expect(isTg263(name), `${word}${side} -> ${name}`).toBe(true);
      }
    }
  });

  it('has an answer for every word of its own list, on one side at least', () => {
    for (const word of Object.keys(NAME_ALIASES)) {
      const answers = [word, `${word} left`, `${word} both`].map(nameFor);
      expect(isTg263(word) || answers.some((name) => name !== null), word).toBe(true);
    }
  });
});

describe('isTg263', () => {
  it.each(['Parotid_L', 'PTV', 'GTVp', 'PTV_High', 'CTV_5400', 'zOpt', 'SpinalCord_PRV03', 'Parotid_PRV05_L'])(
    'takes %s',
    (name) => expect(isTg263(name)).toBe(true),
  );
  it.each(['parotid_l', 'PTV70', 'Cord', 'z', 'SpinalCord_PRV3'])('refuses %s', (name) =>
    expect(isTg263(name)).toBe(false),
  );
});
