// The destinations of an export: what each asks of a structure set, on what that rests, and where it was ever tried.

import { useCallback, useEffect, useState } from 'react';
import { type DestinationProfile, readDestinationProfile } from '../../../core/destination/index.ts';
import { useApp } from '../../state/app-store.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Swatch } from '../../ui/swatch.tsx';
import { useAddProfile } from '../export/use-add-profile.tsx';
import { useAppContext } from '../shell/app-context.ts';
import { colourRows, ruleWords } from './profile-words.ts';
import { Part, Section } from './setting-rows.tsx';

interface Listed {
  readonly shipped: readonly DestinationProfile[];
  readonly own: readonly DestinationProfile[];
  /** Files of the user's folder that are no profile. */
  readonly problems: readonly string[];
}

const textOf = (reason: unknown): string => (reason instanceof Error ? reason.message : String(reason));

function useListed() {
  const { connection } = useAppContext();
  const [listed, setListed] = useState<Listed | null>(null);
  const [error, setError] = useState<string | null>(null);
  const load = useCallback(async () => {
    try {
      const { profiles, warnings } = await connection.client.exchange.profiles({});
      const of = (isShipped: boolean) =>
        profiles
          .filter((row) => row.isShipped === isShipped)
          .map(({ profile }) => readDestinationProfile(profile, 'of the list'));
      setListed({ shipped: of(true), own: of(false), problems: warnings.map(({ message }) => message) });
      setError(null);
    } catch (reason) {
      setError(textOf(reason));
    }
  }, [connection]);
  useEffect(() => void load(), [load]);
  return { listed, error, setError, load };
}

function Tried({ profile, isShipped }: { readonly profile: DestinationProfile; readonly isShipped: boolean }) {
  if (profile.tried !== '') return <p className="dim">Tried: {profile.tried}</p>;
  return (
    <p className="warn">
      <Icon name="alert" size="s" />{' '}
      {isShipped
        ? 'Never tried with the vendor’s system. Import one set there and compare volumes before you rely on it.'
        : 'Its author does not say where it was tried.'}
    </p>
  );
}

function Profile(props: {
  readonly profile: DestinationProfile;
  readonly isShipped: boolean;
  readonly onRemove?: (() => void) | undefined;
}) {
  const { profile, isShipped, onRemove } = props;
  const colours = colourRows(profile);
  const renamed = Object.entries(profile.names.map);
  return (
    <li className="set-profile">
      <div className="set-line">
        <b className="grow">
          {profile.title} <span className="id dim2">{profile.id}</span>
        </b>
        {onRemove && <IconButton icon="x" isSmall label={`Remove ${profile.title}`} onClick={onRemove} />}
      </div>
      <p>{ruleWords(profile)}</p>
      {colours.length > 0 && (
        <ul className="set-swatches" aria-label={`Colours of ${profile.title}`}>
          {colours.map(({ name, color }) => (
            <li key={name}>
              <Swatch color={color} style="reviewed" /> {name}
            </li>
          ))}
        </ul>
      )}
      <Tried profile={profile} isShipped={isShipped} />
      {(profile.basis !== '' || renamed.length > 0) && (
        <details>
          <summary className="dim2">What this rests on</summary>
          {profile.basis !== '' && <p className="dim">{profile.basis}</p>}
          {renamed.map(([here, there]) => (
            <p key={here} className="dim">
              {here} leaves as {there}
            </p>
          ))}
        </details>
      )}
    </li>
  );
}

export function ProfilesSection() {
  const { connection } = useAppContext();
  const isReadOnly = useApp((state) => state.isReadOnly);
  const { listed, error, setError, load } = useListed();
  const { pick, field } = useAddProfile(load, setError);
  const remove = async (id: string) => {
    try {
      await connection.client.exchange.removeProfile({ id });
      await load();
    } catch (reason) {
      setError(textOf(reason));
    }
  };
  return (
    <Section
      title="Export profiles"
      lead="What a destination asks of a structure set: how holes are written, how names may look, which colours. The destination is chosen with each export."
    >
      <Part title="Your own">
        {listed?.own.length === 0 && (
          <p className="dim">
            None yet. A profile is a JSON file; docs/exchange.md says what it holds. Start from a copy of one below.
          </p>
        )}
        <ul className="set-list">
          {listed?.own.map((profile) => (
            <Profile
              key={profile.id}
              profile={profile}
              isShipped={false}
              onRemove={isReadOnly ? undefined : () => void remove(profile.id)}
            />
          ))}
        </ul>
        {listed?.problems.map((problem) => (
          <p key={problem} className="warn">
            {problem}
          </p>
        ))}
        {error !== null && (
          <p className="bad" role="alert">
            {error}
          </p>
        )}
        <div className="set-line">
          {field}
          <Button
            isSmall
            icon="plus"
            disabledReason={isReadOnly ? 'Another Limner window is using this library.' : null}
            onClick={pick}
          >
            Add from a file…
          </Button>
        </div>
      </Part>
      <Part title="These come with Limner">
        <ul className="set-list">
          {listed?.shipped.map((profile) => (
            <Profile key={profile.id} profile={profile} isShipped />
          ))}
        </ul>
      </Part>
    </Section>
  );
}
