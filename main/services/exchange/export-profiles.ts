// Profiles of destinations: those that ship with Limner, a person's own folder of them, and single files.

import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ProfileChoice, ProfileList } from '../../../core/contract/index.ts';
import { type DestinationProfile, readDestinationProfile, SHIPPED_PROFILES } from '../../../core/destination/index.ts';
import { AppError } from '../../../core/error/index.ts';
import { writeFileAtomically } from '../../platform/atomic-write.ts';
import { nodeFileSystem } from '../../platform/file-system.ts';
import { withNodeErrors } from '../../platform/node-error.ts';

const MAX_BYTES = 2 ** 20;

const isShipped = (id: string): boolean => SHIPPED_PROFILES.some((profile) => profile.id === id);

/** Throws `invalid-input` EXPORT_PROFILE, and what the operating system refuses. */
export function readProfileFile(path: string): DestinationProfile {
  const fault = (why: string) =>
    new AppError('invalid-input', 'EXPORT_PROFILE', `The export profile ${path} cannot be used: ${why}.`);
  const text = withNodeErrors(`Reading ${path}`, () => {
    if (statSync(path).size > MAX_BYTES) throw fault('it is larger than 1 MiB');
    return readFileSync(path, 'utf8');
  });
  return readProfileText(text, path);
}

/** Throws `invalid-input` EXPORT_PROFILE; `what` names the profile. */
function readProfileText(text: string, what: string): DestinationProfile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new AppError('invalid-input', 'EXPORT_PROFILE', `The export profile ${what} cannot be used: it is not JSON.`);
  }
  return readDestinationProfile(json, what);
}

interface OwnProfiles {
  readonly profiles: readonly DestinationProfile[];
  /** The file of each, by its id. */
  readonly paths: ReadonlyMap<string, string>;
  readonly warnings: ProfileList['warnings'];
}

/** A file that is no profile is named and left out: the others must stay usable. */
function readFolder(folder: string): OwnProfiles {
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => name.toLowerCase().endsWith('.json'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { profiles: [], paths: new Map(), warnings: [] };
    return withNodeErrors(`Reading ${folder}`, () => {
      throw error;
    });
  }
  const profiles: DestinationProfile[] = [];
  const paths = new Map<string, string>();
  const warnings: ProfileList['warnings'] = [];
  for (const name of names.sort()) {
    try {
      const profile = readProfileFile(join(folder, name));
      const isTaken = isShipped(profile.id) || profiles.some(({ id }) => id === profile.id);
      if (!isTaken) {
        profiles.push(profile);
        paths.set(profile.id, join(folder, name));
      } else warnings.push({ code: 'EXPORT_PROFILE', message: `${name}: there is another profile ${profile.id}.` });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      warnings.push({ code: error.code, message: error.message });
    }
  }
  return { profiles, paths, warnings };
}

/** Shipped ones first. */
export function listProfiles(folder: string): ProfileList {
  const own = readFolder(folder);
  return {
    profiles: [
      ...SHIPPED_PROFILES.map((profile) => ({ profile: { ...profile }, isShipped: true })),
      ...own.profiles.map((profile) => ({ profile: { ...profile }, isShipped: false })),
    ],
    warnings: [...own.warnings],
  };
}

/** A profile by its id. Throws `not-found` EXPORT_PROFILE_UNKNOWN with the ids that there are. */
export function findProfile(folder: string, id: string): DestinationProfile {
  const all = [...SHIPPED_PROFILES, ...readFolder(folder).profiles];
  const found = all.find((profile) => profile.id === id);
  if (found !== undefined) return found;
  throw new AppError(
    'not-found',
    'EXPORT_PROFILE_UNKNOWN',
    `There is no export profile '${id}'. There are ${all.map((profile) => profile.id).join(', ')}; or name a JSON file.`,
  );
}

/** The profile that was asked for; null: none was. Throws as `findProfile` and `readProfileFile`. */
export function chooseProfile(asked: ProfileChoice | null | undefined, folder: string): DestinationProfile | null {
  if (asked === null || asked === undefined) return null;
  return 'id' in asked ? findProfile(folder, asked.id) : readProfileFile(asked.path);
}

/** Puts a profile into the user's folder. Throws `invalid-input` EXPORT_PROFILE, also for the id of a shipped one. */
export function addProfile(folder: string, json: string): { id: string } {
  const profile = readProfileText(json, 'that was given');
  if (isShipped(profile.id)) {
    throw new AppError(
      'invalid-input',
      'EXPORT_PROFILE',
      `The profile ${profile.id} comes with Limner and stays as it is. Give yours another id.`,
    );
  }
  const path = join(folder, `${profile.id}.json`);
  withNodeErrors(`Writing ${path}`, () => mkdirSync(folder, { recursive: true }));
  writeFileAtomically(path, [Buffer.from(`${JSON.stringify(profile, null, 2)}\n`)], nodeFileSystem);
  return { id: profile.id };
}

/** Removes a profile of the user's folder. Throws `invalid-input` EXPORT_PROFILE for one that ships, `not-found`. */
export function removeProfile(folder: string, id: string): { id: string } {
  if (isShipped(id)) {
    throw new AppError('invalid-input', 'EXPORT_PROFILE', `The profile ${id} comes with Limner and stays.`);
  }
  const path = readFolder(folder).paths.get(id);
  if (path === undefined) {
    throw new AppError('not-found', 'EXPORT_PROFILE_UNKNOWN', `There is no export profile '${id}' of your own.`);
  }
  withNodeErrors(`Removing ${path}`, () => rmSync(path));
  return { id };
}
