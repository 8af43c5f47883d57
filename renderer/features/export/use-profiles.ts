// The destinations that can be chosen, and the one that was chosen last.

import { useCallback, useEffect, useState } from 'react';
import { DEFAULT_PROFILE, type DestinationProfile, readDestinationProfile } from '../../../core/destination/index.ts';
import { useAppContext } from '../shell/app-context.ts';
import { type AddProfile, useAddProfile } from './use-add-profile.tsx';

/** Section of the settings in which the last choice is kept. */
const SECTION = 'export';

export interface ProfileChoice {
  readonly profiles: readonly DestinationProfile[];
  readonly chosen: DestinationProfile;
  /** What is wrong with files of the user's folder, or with one that was just given. */
  readonly problems: readonly string[];
  choose(id: string): void;
  /** Takes a JSON file into the user's folder and chooses it. */
  readonly adding: AddProfile;
}

const textOf = (reason: unknown): string => (reason instanceof Error ? reason.message : String(reason));

function lastOf(json: string | null): string | null {
  try {
    const kept: unknown = JSON.parse(json ?? 'null');
    return typeof kept === 'object' && kept !== null && 'profile' in kept ? String(kept.profile) : null;
  } catch {
    return null;
  }
}

export function useProfiles(isOpen: boolean): ProfileChoice {
  const { connection, store } = useAppContext();
  const [profiles, setProfiles] = useState<readonly DestinationProfile[]>([DEFAULT_PROFILE]);
  const [problems, setProblems] = useState<readonly string[]>([]);
  const [id, setId] = useState(DEFAULT_PROFILE.id);

  const load = useCallback(async () => {
    const listed = await connection.client.exchange.profiles({});
    setProfiles(listed.profiles.map(({ profile }) => readDestinationProfile(profile, 'of the list')));
    setProblems(listed.warnings.map(({ message }) => message));
  }, [connection]);

  useEffect(() => {
    if (!isOpen) return;
    let isCurrent = true;
    const start = async () => {
      const [, kept] = await Promise.all([load(), connection.client.settings.get({ section: SECTION })]);
      const last = lastOf(kept.json);
      if (isCurrent && last !== null) setId(last);
    };
    start().catch((reason: unknown) => isCurrent && setProblems([textOf(reason)]));
    return () => {
      isCurrent = false;
    };
  }, [isOpen, connection, load]);

  const choose = (next: string) => {
    setId(next);
    if (store.getState().isReadOnly) return;
    const json = JSON.stringify({ profile: next });
    connection.client.settings
      .put({ section: SECTION, json })
      .catch((reason: unknown) => setProblems([textOf(reason)]));
  };
  const adding = useAddProfile(
    async (profile) => {
      await load();
      choose(profile.id);
    },
    (problem) => {
      if (problem !== null) setProblems([problem]);
    },
  );
  const chosen = profiles.find((profile) => profile.id === id) ?? profiles[0] ?? DEFAULT_PROFILE;
  return { profiles, chosen, problems, choose, adding };
}
