// Whom an object is about, and every word in it that could say so.

import { decodeText } from '../dicom/index.ts';
import type { TreeElement } from './element-tree.ts';

export interface Identity {
  readonly patientId: string;
  readonly issuer: string;
  readonly name: string;
  readonly birthDate: string;
  /** Where there is neither id nor name. */
  readonly studyInstanceUid: string;
}

const CHARACTER_SET = 0x00080005;
const [PATIENT_NAME, PATIENT_ID, ISSUER, BIRTH_DATE, STUDY] = [
  0x00100010, 0x00100020, 0x00100021, 0x00100030, 0x0020000d,
];
/** Numbers and other words of a person that are no names: ids, addresses, telephone numbers, the admission. */
const IDENTIFIERS = new Set([
  PATIENT_ID,
  0x00080050,
  0x00101000,
  0x00101005,
  0x00101040,
  0x00102154,
  0x00380010,
  BIRTH_DATE,
  0x00101060,
]);
const LEAST_NAME_LETTERS = 3;
const LEAST_IDENTIFIER_LETTERS = 4;
/** Titles, and what stands for a name where there is none. */
const NO_NAMES = new Set([
  'anonymous',
  'anonymized',
  'anonymised',
  'unknown',
  'patient',
  'prof',
  'test',
  'phantom',
  'none',
  'removed',
]);

/** The character sets of a data set: its own, or those of what surrounds it. */
export function characterSetsOf(elements: readonly TreeElement[], inherited: readonly string[]): readonly string[] {
  const own = elements.find(({ tag }) => tag === CHARACTER_SET);
  if (own?.value.kind !== 'bytes' || own.value.bytes.length === 0) return inherited;
  return plainText(own.value.bytes, [])
    .split('\\')
    .map((term) => term.trim());
}

/** Text of a value field without its padding. */
export const plainText = (bytes: Uint8Array, characterSets: readonly string[]): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a zero byte is padding
  decodeText(bytes, characterSets).replaceAll(/^[\s\u0000]+|(?<![\s\u0000])[\s\u0000]+$/g, '');

export function readIdentity(elements: readonly TreeElement[]): Identity {
  const sets = characterSetsOf(elements, []);
  const text = (tag: number): string => {
    const value = elements.find((element) => element.tag === tag)?.value;
    return value?.kind === 'bytes' ? plainText(value.bytes, sets) : '';
  };
  return {
    patientId: text(PATIENT_ID),
    issuer: text(ISSUER),
    name: text(PATIENT_NAME),
    birthDate: text(BIRTH_DATE),
    studyInstanceUid: text(STUDY),
  };
}

/** Words of a text in small letters. */
export const wordsIn = (text: string): string[] => text.toLowerCase().split(/[^\p{L}\p{M}\p{N}]+/u);

/** Adds the words of every person's name and of every number of a person in the tree to `words`. */
export function collectNames(
  elements: readonly TreeElement[],
  words: Set<string>,
  inheritedSets: readonly string[] = [],
): void {
  const sets = characterSetsOf(elements, inheritedSets);
  for (const { tag, vr, value } of elements) {
    if (value.kind === 'items') for (const item of value.items) collectNames(item.elements, words, sets);
    if (value.kind !== 'bytes') continue;
    const isName = vr === 'PN';
    if (!isName && !IDENTIFIERS.has(tag)) continue;
    const text = plainText(value.bytes, sets);
    const least = isName ? LEAST_NAME_LETTERS : LEAST_IDENTIFIER_LETTERS;
    for (const word of wordsIn(text)) if (word.length >= least && !NO_NAMES.has(word)) words.add(word);
  }
}
