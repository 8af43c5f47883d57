// What a profile of a destination may say, and how names leave under it.
import { describe, expect, it } from 'vitest';
import {
  DEFAULT_PROFILE,
  type DestinationProfile,
  leavingStructures,
  readDestinationProfile,
  SHIPPED_PROFILES,
} from '../../../core/destination/index.ts';

const read = (more: object): DestinationProfile =>
  readDestinationProfile({ version: 1, id: 'own', title: 'Own', holes: 'keyhole', ...more }, 'own.json');

const SHORT = { names: { maxLength: 16, characters: 'tg263' } };

const leave = (profile: DestinationProfile, ...names: readonly string[]) =>
  leavingStructures(
    names.map((name) => ({ name, color: '#ff0000', interpretedType: name.startsWith('PTV') ? 'PTV' : 'ORGAN' })),
    profile,
  );
const namesUnder = (profile: DestinationProfile, ...names: readonly string[]) =>
  leave(profile, ...names).map(({ name }) => name);

describe('a profile', () => {
  it.each([
    [{ version: 2 }, 'version is not 1'],
    [{ id: 'My Clinic' }, 'id is not small letters'],
    [{ holes: 'filled' }, 'holes is '],
    [{ names: { maxLength: 65 } }, 'names.maxLength is above 64'],
    [{ colours: { PTV: 'red' } }, 'colours.PTV is not a colour'],
    [{ hole: 'xor' }, 'the whole is '],
    [{ names: { maxLength: 5, map: { Brain: 'Cerebrum' } } }, 'longer than its 5 characters'],
    [{ names: { characters: 'ascii', map: { Brain: 'Gehörn' } } }, 'characters that it does not allow'],
    [{ names: { map: { A: 'Same', B: 'SAME' } } }, 'another one has too'],
  ])('with %j is refused, with the field and why', (wrong, why) => {
    expect(() => read(wrong)).toThrow(
      expect.objectContaining({ kind: 'invalid-input', code: 'EXPORT_PROFILE', message: expect.stringContaining(why) }),
    );
  });

  it('that ships says what it rests on; a vendor is never said to have been tried', () => {
    expect(SHIPPED_PROFILES.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['generic', 'eclipse', 'raystation', 'pinnacle', 'monaco', 'xor', 'nested']),
    );
    for (const { basis } of SHIPPED_PROFILES) expect(basis.length).toBeGreaterThan(40);
    for (const { id, basis } of SHIPPED_PROFILES) {
      if (['eclipse', 'raystation', 'pinnacle', 'monaco'].includes(id)) expect(basis).toContain('Not tried on');
    }
  });
});

describe('names', () => {
  it('leave as they are where nothing forbids them', () => {
    const names = ['Parotid_L', 'Ring of Michèle', '腮腺 左'];
    expect(namesUnder(DEFAULT_PROFILE, ...names)).toEqual(names);
  });

  it('are cut before their side, never through it', () => {
    expect(
      namesUnder(read(SHORT), 'Glnd_Submandibular_L', 'Glnd_Submandibular_Right', 'SpinalCord_Cervical_PRV05'),
    ).toEqual(['Glnd_Submandib_L', 'Glnd_Subma_Right', 'SpinalCord_PRV05']);
  });

  it('are told apart by a number where two come out the same, whatever the capitals', () => {
    expect(namesUnder(read(SHORT), 'Brain stem', 'BRAIN_STEM', 'Lung total left A_L', 'Lung total left B_L')).toEqual([
      'Brain_stem',
      'BRAIN_STEM_2',
      'Lung_total_lef_L',
      'Lung_total_l_2_L',
    ]);
  });

  it('keep left and right apart however short they must be', () => {
    const four = read({ names: { maxLength: 4, characters: 'tg263' } });
    const both = (...names: readonly string[]) => namesUnder(four, ...names);
    expect(both('Parotid_L', 'Parotid_R', 'Parotid_Left', 'Parotid Right')).toEqual(['Pa_L', 'Pa_R', 'P2_L', 'P2_R']);
    expect(both('ParotidL', 'Lens_L_PRV03', 'Lens_PRV03_R', '右肺')).toEqual(['ParL', 'Le_L', 'Le_R', 'R']);
    expect(namesUnder(read({ names: { maxLength: 12 } }), 'Glnd_Lacrimal_R_opt')).toEqual(['Glnd_Lacri_R']);
    const many = both(...Array.from({ length: 60 }, (_, n) => `Node ${n} group_${n % 2 === 0 ? 'L' : 'R'}`));
    expect(new Set(many).size).toBe(60);
    expect(many.every((name, n) => name.length <= 4 && name.endsWith(n % 2 === 0 ? '_L' : '_R'))).toBe(true);
  });

  it('state no side that only the cut has made, and lose none to a number', () => {
    const under = (maxLength: number, ...names: readonly string[]) =>
      namesUnder(read({ names: { maxLength } }), ...names);
    expect(under(12, 'A_Coronary_LAD')).toEqual(['A_Coronary']);
    expect(under(6, 'Brain_Ring', 'BrainRegion')).toEqual(['Brain', 'Brai_2']);
    expect(under(4, 'Left Parotid', 'Left Lung')).toEqual(['Left', 'L2_L']);
    expect(under(64, 'Left lung', 'Left lung')).toEqual(['Left lung', 'Left lung_2']);
  });

  it('are compared with a pattern of many stars at once', () => {
    const stars = { structures: { leaveOut: [`${'*a'.repeat(30)}*b`, 'z*', '*_opt*_l'] } };
    const left = leave(read(stars), 'a'.repeat(60), 'zRing', 'PTV_Opt_1_L', 'Oz').filter(({ isLeftOut }) => isLeftOut);
    expect(left.map(({ name }) => name)).toEqual(['zRing', 'PTV_Opt_1_L']);
  });

  it('of the map go before one that only comes out the same', () => {
    const profile = read({ names: { ...SHORT.names, map: { Parotid_L: 'PAR_LI' } } });
    expect(leave(profile, 'PAR LI', 'Parotid_L').map(({ name, changes }) => [name, changes])).toEqual([
      ['PAR_LI_2', ['characters', 'numbered']],
      ['PAR_LI', ['mapped']],
    ]);
  });
});

it('colours go by name before kind; structures by pattern', () => {
  const profile = read({
    colours: { PTV: '#0000ff', PTV_boost: '#00ff00' },
    structures: { only: ['PTV*', 'z*'], leaveOut: ['z*'] },
  });
  expect(
    leave(profile, 'PTV_56', 'PTV_boost', 'Larynx', 'zRing').map(({ color, isLeftOut }) => [color, isLeftOut]),
  ).toEqual([
    ['#0000ff', false],
    ['#00ff00', false],
    ['#ff0000', true],
    ['#ff0000', true],
  ]);
});
