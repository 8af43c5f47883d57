// The profiles that come with Limner, in the order in which they are offered.

import eclipse from '../../resources/export-profiles/eclipse.json' with { type: 'json' };
import generic from '../../resources/export-profiles/generic.json' with { type: 'json' };
import monaco from '../../resources/export-profiles/monaco.json' with { type: 'json' };
import nested from '../../resources/export-profiles/nested.json' with { type: 'json' };
import pinnacle from '../../resources/export-profiles/pinnacle.json' with { type: 'json' };
import raystation from '../../resources/export-profiles/raystation.json' with { type: 'json' };
import shortNames from '../../resources/export-profiles/short-names.json' with { type: 'json' };
import xor from '../../resources/export-profiles/xor.json' with { type: 'json' };
import { type DestinationProfile, readDestinationProfile } from './profile.ts';

export const SHIPPED_PROFILES: readonly DestinationProfile[] = [
  generic,
  shortNames,
  eclipse,
  raystation,
  pinnacle,
  monaco,
  xor,
  nested,
].map((json) => readDestinationProfile(json, json.id));

/** What an export follows where nobody chose: `generic`. */
export const DEFAULT_PROFILE = SHIPPED_PROFILES[0] as DestinationProfile;
