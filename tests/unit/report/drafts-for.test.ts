import { expect, it } from 'vitest';
import { readDestinationProfile } from '../../../core/destination/index.ts';
import { emptyMask } from '../../../core/volume/index.ts';
import { draftsFor } from '../../../main/services/contouring/export-rtstruct.ts';

const model = { manifest: { id: 'net', version: '1.0.0' } } as Parameters<typeof draftsFor>[1];
const found = ['Glnd_Submand_L', 'Glnd_Submand_R', 'zBody'].map((name) => ({
  name,
  mask: emptyMask([1, 1, 1]),
  label: { name, colour: '#010203', interpretedType: 'ORGAN', source: 'network' },
})) as unknown as Parameters<typeof draftsFor>[0];

it('drafts leave under the names and colours of a destination, with codes of the names of the model', () => {
  const profile = readDestinationProfile(
    {
      version: 1,
      id: 'own',
      title: 'Own',
      holes: 'nested',
      names: { maxLength: 8 },
      colours: { Glnd_Submand_L: '#ffffff' },
      structures: { leaveOut: ['z*'] },
    },
    'own',
  );
  const { structures, notes } = draftsFor(found, model, profile);
  expect(structures.map(({ name, codeName, colourRgb }) => [name, codeName, colourRgb])).toEqual([
    ['Glnd_S_L', 'Glnd_Submand_L', [255, 255, 255]],
    ['Glnd_S_R', 'Glnd_Submand_R', [1, 2, 3]],
  ]);
  expect(notes.map(({ code }) => code)).toEqual(['EXPORT_NAME_CHANGED', 'EXPORT_LEFT_OUT']);
  expect(draftsFor(found, model, null).structures.map(({ name }) => name)).toEqual(found.map(({ name }) => name));
});
