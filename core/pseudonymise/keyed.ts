// What takes the place of identifiers: each the keyed hash of what it stands for, so that it is the same in every object
// and every run with the same key, and leads back to nothing without it.

import { uidFromBytes } from '../dicom/index.ts';
import type { Identity } from './identity.ts';

/** 32 bytes of a keyed hash (HMAC with SHA-256) of a text. */
export type KeyedHash = (text: string) => Uint8Array;

export interface Pseudonyms {
  /** The UID in place of another; those of the standard itself stay. */
  readonly uid: (uid: string) => string;
  /** What was replaced so far, by what takes its place. */
  readonly replacedUids: ReadonlyMap<string, string>;
  readonly patient: (identity: Identity) => string;
  /** Days, below 0: everything of a patient moves into the past by the same. */
  readonly shiftDays: (identity: Identity) => number;
}

/** Crockford's base 32: nothing that reads like another character. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const PSEUDONYM_LETTERS = 10;
const MAX_SHIFT_DAYS = 3650;
const STANDARD_ROOT = '1.2.840.10008.';

/** What tells one patient from another. */
function keyOf({ patientId, issuer, name, birthDate, studyInstanceUid }: Identity): string {
  if (patientId !== '') return JSON.stringify(['id', issuer, patientId]);
  if (name !== '') return JSON.stringify(['name', name.toLowerCase(), birthDate]);
  return JSON.stringify(['study', studyInstanceUid]);
}

export function createPseudonyms(hash: KeyedHash, prefix: string): Pseudonyms {
  const uids = new Map<string, string>();
  return {
    replacedUids: uids,
    uid: (uid) => {
      if (uid.startsWith(STANDARD_ROOT)) return uid;
      let found = uids.get(uid);
      if (found === undefined) {
        found = uidFromBytes(hash(`uid:${uid}`));
        uids.set(uid, found);
      }
      return found;
    },
    patient: (identity) => {
      const bytes = hash(`patient:${keyOf(identity)}`);
      let letters = '';
      for (let at = 0; at < PSEUDONYM_LETTERS; at++) letters += ALPHABET.charAt((bytes[at] as number) & 31);
      return `${prefix}${letters}`;
    },
    shiftDays: (identity) => {
      const bytes = hash(`days:${keyOf(identity)}`);
      return (
        -1 - ((((bytes[0] as number) << 16) | ((bytes[1] as number) << 8) | (bytes[2] as number)) % MAX_SHIFT_DAYS)
      );
    },
  };
}
