// What a destination asks of a structure set, as data: how holes are written, how names may look, which structures go.

import * as z from 'zod';
import { AppError } from '../error/index.ts';

/** How a hole is written (PS3.3 C.8.8.6.3): joined to its outline by a channel of no width; as a loop inside a loop; the
 * same with the type CLOSEDPLANAR_XOR. */
export const HOLE_ENCODINGS = ['keyhole', 'nested', 'xor'] as const;
export type HoleEncoding = (typeof HOLE_ENCODINGS)[number];

/** `tg263`: letters, digits and the signs that the nomenclature uses; `ascii`: whatever can be printed; `any`: all but the
 * backslash and control characters, which DICOM itself forbids. */
export const NAME_CHARACTERS = ['any', 'ascii', 'tg263'] as const;
export type NameCharacters = (typeof NAME_CHARACTERS)[number];

/** Value representation LO: longer ROI names cannot be written. */
export const LONGEST_ROI_NAME = 64;

const colour = z.string().regex(/^#[0-9a-fA-F]{6}$/, 'not a colour such as #ff8000');
const name = z.string().trim().min(1, 'empty').max(LONGEST_ROI_NAME, `longer than ${LONGEST_ROI_NAME} characters`);

const names = z.strictObject({
  maxLength: z.number().int().min(4, 'below 4').max(LONGEST_ROI_NAME, `above ${LONGEST_ROI_NAME}`).default(64),
  characters: z.enum(NAME_CHARACTERS).default('any'),
  /** Stands for a character that the destination does not take. */
  replacement: z
    .string()
    .regex(/^[A-Za-z0-9_-]?$/, 'not one letter, digit, _ or -')
    .default('_'),
  /** Names that differ only in capitals are told apart by a number. */
  ignoresCase: z.boolean().default(true),
  /** Name here -> name there, in place of the rules. */
  map: z.record(z.string(), name).default({}),
});

const structures = z.strictObject({
  /** Only these leave; `*` stands for any characters. null: all. */
  only: z.array(name).min(1, 'empty').nullable().default(null),
  leaveOut: z.array(name).default([]),
});

export const destinationProfileSchema = z.strictObject({
  version: z.literal(1, 'not 1, the only version that there is'),
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'not small letters, digits and -'),
  title: z.string().trim().min(1, 'empty').max(64, 'longer than 64 characters'),
  /** What the rules rest on, for whoever chooses. */
  basis: z.string().max(1000, 'longer than 1000 characters').default(''),
  /** With what its files were read, and how that went; empty: never with the system itself. */
  tried: z.string().max(1000, 'longer than 1000 characters').default(''),
  holes: z.enum(HOLE_ENCODINGS),
  /** Planes that nobody edited: `keep` writes them as they came, `convert` writes their holes as `holes` says. */
  importedHoles: z.enum(['keep', 'convert']).default('keep'),
  names: names.prefault({}),
  /** Name (here or there), or RT ROI interpreted type such as PTV -> colour. */
  colours: z.record(z.string(), colour).default({}),
  structures: structures.prefault({}),
});

export type DestinationProfile = z.infer<typeof destinationProfileSchema>;

/** Characters that the destination takes. */
export const isAllowedCharacter = (character: string, allowed: NameCharacters): boolean => {
  if (character === '\\' || /\p{Cc}/u.test(character)) return false;
  if (allowed === 'any') return true;
  return allowed === 'ascii' ? /^[ -~]$/.test(character) : /^[A-Za-z0-9_~^+!&.-]$/.test(character);
};

const unusable = (what: string, why: string): AppError =>
  new AppError(
    'invalid-input',
    'EXPORT_PROFILE',
    `The export profile ${what} cannot be used: ${why}. docs/exchange.md says what a profile holds.`,
  );

/** A name of the map that breaks the profile's own rules would be changed behind its author's back. */
function checkMap(profile: DestinationProfile, what: string): void {
  const { maxLength, characters, map, ignoresCase } = profile.names;
  const seen = new Set<string>();
  for (const [here, there] of Object.entries(map)) {
    const at = `names.map gives ${here} a name that`;
    if (there.length > maxLength) throw unusable(what, `${at} is longer than its ${maxLength} characters`);
    if ([...there].some((one) => !isAllowedCharacter(one, characters))) {
      throw unusable(what, `${at} has characters that it does not allow`);
    }
    const key = ignoresCase ? there.toLowerCase() : there;
    if (seen.has(key)) throw unusable(what, `${at} another one has too`);
    seen.add(key);
  }
}

/**
 * A profile from parsed JSON. `what` names it in messages.
 * Throws `invalid-input` EXPORT_PROFILE with the first field that does not fit.
 */
export function readDestinationProfile(json: unknown, what: string): DestinationProfile {
  const result = destinationProfileSchema.safeParse(json);
  if (!result.success) {
    const issue = result.error.issues[0];
    const path = issue?.path.join('.') || 'the whole';
    throw unusable(what, `${path} is ${issue?.message ?? 'not valid'}`);
  }
  checkMap(result.data, what);
  return result.data;
}
