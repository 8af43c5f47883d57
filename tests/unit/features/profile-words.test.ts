import { expect, it } from 'vitest';
import { readDestinationProfile, SHIPPED_PROFILES } from '../../../core/destination/index.ts';
import { ruleWords } from '../../../renderer/features/settings/profile-words.ts';

it('a destination says what it asks in words', () => {
  const eclipse = SHIPPED_PROFILES.find(({ id }) => id === 'eclipse');
  expect(eclipse && ruleWords(eclipse)).toBe(
    'Holes are joined to their outline (keyholes); also on slices that nobody edited. Names up to 16 characters, those of TG-263, no spaces; others become _; unique whatever the capitals. Colours as they are here.',
  );
  const own = { version: 1, id: 'own', title: 'Own', holes: 'nested', colours: { PTV: '#ff0000' } };
  const structures = { only: ['PTV*'], leaveOut: ['Couch'] };
  const names = { map: { Bone_Mandible: 'Mandible' } };
  expect(ruleWords(readDestinationProfile({ ...own, structures, names }, 'of the test'))).toContain(
    '1 name is replaced. Only PTV* leave. Couch stay here.',
  );
});
