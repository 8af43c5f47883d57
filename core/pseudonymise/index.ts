export type { Identity } from './identity.ts';
export { createPseudonyms, type KeyedHash, type Pseudonyms } from './keyed.ts';
export { PROFILE_OPTIONS, type ProfileOption } from './profile.ts';
export * from './pseudonymise-object.ts';
