// A JSON file of the person's into their folder of export profiles, checked before it is sent.

import { type ReactNode, useRef } from 'react';
import { type DestinationProfile, readDestinationProfile } from '../../../core/destination/index.ts';
import { useAppContext } from '../shell/app-context.ts';

export interface AddProfile {
  /** Asks for the file. */
  readonly pick: () => void;
  /** Has to be shown somewhere. */
  readonly field: ReactNode;
}

/** `tell` has what is wrong with the file that was picked, null: nothing as yet. */
export function useAddProfile(
  onAdded: (profile: DestinationProfile) => Promise<void>,
  tell: (problem: string | null) => void,
): AddProfile {
  const { connection } = useAppContext();
  const input = useRef<HTMLInputElement>(null);
  const add = async (file: File) => {
    tell(null);
    try {
      const json = await file.text();
      // Here, so that a message names the file.
      const profile = readDestinationProfile(JSON.parse(json), file.name);
      await connection.client.exchange.addProfile({ json });
      await onAdded(profile);
    } catch (reason) {
      if (reason instanceof SyntaxError) tell(`${file.name} is not JSON. Choose a file with an export profile.`);
      else tell(reason instanceof Error ? reason.message : String(reason));
    }
  };
  const field = (
    <input
      ref={input}
      type="file"
      accept=".json,application/json"
      hidden
      aria-label="Profile file"
      onChange={(event) => {
        const file = event.target.files?.[0];
        event.target.value = '';
        if (file !== undefined) void add(file);
      }}
    />
  );
  return { pick: () => input.current?.click(), field };
}
