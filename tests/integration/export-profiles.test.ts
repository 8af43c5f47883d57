// Profiles of destinations in a person's own folder.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SHIPPED_PROFILES } from '../../core/destination/index.ts';
import {
  addProfile,
  findProfile,
  listProfiles,
  readProfileFile,
  removeProfile,
} from '../../main/services/exchange/export-profiles.ts';
import { testFolder } from '../support/temp-folder.ts';

const own = { version: 1, id: 'clinic', title: 'Clinic', holes: 'nested' };

it('a profile that is added is there by its name, after the shipped ones, and takes the place of the one before', () => {
  const folder = join(testFolder(), 'profiles');
  expect(listProfiles(folder).profiles).toHaveLength(SHIPPED_PROFILES.length);
  addProfile(folder, JSON.stringify(own));
  addProfile(folder, JSON.stringify({ ...own, holes: 'xor' }));
  expect(readdirSync(folder)).toEqual(['clinic.json']);
  expect(findProfile(folder, 'clinic')).toMatchObject({
    holes: 'xor',
    importedHoles: 'keep',
    names: { maxLength: 64 },
  });
  expect(listProfiles(folder).profiles.at(-1)).toMatchObject({ isShipped: false, profile: { id: 'clinic' } });
  expect(() => addProfile(folder, JSON.stringify({ ...own, id: 'generic' }))).toThrow(
    expect.objectContaining({ code: 'EXPORT_PROFILE', message: expect.stringContaining('comes with Limner') }),
  );
});

it('a profile of one’s own is removed for good, one that ships never', () => {
  const folder = testFolder();
  addProfile(folder, JSON.stringify(own));
  // Whatever its file is called.
  writeFileSync(join(folder, 'from a colleague.json'), JSON.stringify({ ...own, id: 'other' }));
  removeProfile(folder, 'other');
  expect(readdirSync(folder)).toEqual(['clinic.json']);
  expect(() => removeProfile(folder, 'other')).toThrow(expect.objectContaining({ kind: 'not-found' }));
  expect(() => removeProfile(folder, 'generic')).toThrow(expect.objectContaining({ code: 'EXPORT_PROFILE' }));
});

it('what ships for a vendor says that it was never tried there', () => {
  const { profiles } = listProfiles(testFolder());
  const untried = profiles.filter(({ profile }) => profile['tried'] === '').map(({ profile }) => profile['id']);
  expect(untried).toEqual(['eclipse', 'raystation', 'pinnacle', 'monaco']);
});

it('a broken file is named and leaves the others usable', () => {
  const folder = testFolder();
  addProfile(folder, JSON.stringify(own));
  writeFileSync(join(folder, 'a.json'), '{');
  writeFileSync(join(folder, 'b.json'), JSON.stringify({ ...own, id: 'b', holes: 'filled' }));
  writeFileSync(join(folder, 'c.json'), readFileSync(join(folder, 'clinic.json')));
  const { profiles, warnings } = listProfiles(folder);
  expect(profiles.filter(({ isShipped }) => !isShipped)).toHaveLength(1);
  expect(warnings.map(({ message }) => /[abc]\.json|clinic/.exec(message)?.[0])).toEqual([
    'a.json',
    'b.json',
    'clinic',
  ]);
  expect(() => findProfile(folder, 'b')).toThrow(expect.objectContaining({ code: 'EXPORT_PROFILE_UNKNOWN' }));
});

it.each([
  ['too large', 'x'.repeat(2 ** 20 + 1), 'larger than 1 MiB'],
  ['no JSON', 'holes: keyhole', 'not JSON'],
  ['a list', '[]', 'the whole is'],
])('a file that is %s is refused in one line', (_, text, why) => {
  const path = join(testFolder(), 'profile.json');
  writeFileSync(path, text);
  expect(() => readProfileFile(path)).toThrow(
    expect.objectContaining({
      kind: 'invalid-input',
      message: expect.stringMatching(new RegExp(`^[^\\n]*${why}[^\\n]*$`)),
    }),
  );
});
