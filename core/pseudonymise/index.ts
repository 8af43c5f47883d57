export type { Identity } from './identity.ts';
export { createPseudonyms, type KeyedHash, type Pseudonyms } from './keyed.ts';
export type { ObjectWarning } from './picture-warnings.ts';
export { PROFILE_OPTIONS, type ProfileOption } from './profile.ts';
export * from './pseudonymise-object.ts';
export * from './restore-object.ts';
