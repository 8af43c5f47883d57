// New identifiers: short ones that a person can type (cases, series), and DICOM UIDs.

import { randomBytes } from 'node:crypto';

export interface RandomSource {
  bytes(count: number): Uint8Array;
}

export const systemRandom: RandomSource = { bytes: (count) => randomBytes(count) };

/** Crockford's base 32: no i, l, o, u, so nothing that reads like another character. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const ID_CHARACTERS = 6;
const ATTEMPTS = 100;

/**
 * `prefix-` and six characters, e.g. `c-7k2m9x`: 30 bits, so that a clash within one library is rare, and `isTaken`
 * makes it impossible. Random on purpose: an id derived from a patient id could be guessed back.
 */
export function newShortId(prefix: string, isTaken: (id: string) => boolean, random: RandomSource = systemRandom) {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    let id = `${prefix}-`;
    for (const byte of random.bytes(ID_CHARACTERS)) id += ALPHABET.charAt(byte & 31);
    if (!isTaken(id)) return id;
  }
  throw new Error(`no free ${prefix} id after ${ATTEMPTS} attempts`);
}

/** A new DICOM UID under 2.25: a random UUID (version 4) as one decimal number (DICOM PS3.5 B.2). */
export const newUid = (random: RandomSource = systemRandom): string => uidFromBytes(random.bytes(16), 4);

/**
 * The same UID under 2.25 every time for the same bytes (at least 16, e.g. a sha256): a UUID of version 8, which RFC
 * 9562 keeps for such private derivations (DICOM PS3.5 B.2).
 */
export const uidFromHash = (sha256: Uint8Array): string => uidFromBytes(sha256.subarray(0, 16), 8);

function uidFromBytes(bytes: Uint8Array, version: number): string {
  if (bytes.length < 16) throw new RangeError('a UID needs 16 bytes');
  const uuid = Uint8Array.from(bytes.subarray(0, 16));
  uuid[6] = ((uuid[6] as number) & 0x0f) | (version << 4);
  uuid[8] = ((uuid[8] as number) & 0x3f) | 0x80;
  let decimal = 0n;
  for (const byte of uuid) decimal = (decimal << 8n) | BigInt(byte);
  return `2.25.${decimal}`;
}
