// The value representation of standard attributes (PS3.6), for files that do not state it.

import { DICOM_DICTIONARY } from '../../resources/terminology/dicom-dictionary.ts';

let dictionary: ReadonlyMap<number, string> | null = null;

function build(): ReadonlyMap<number, string> {
  const entries = new Map<number, string>();
  for (const line of DICOM_DICTIONARY.split('\n')) {
    const [vr, group, ...elements] = line.split(' ') as [string, string, ...string[]];
    for (const element of elements) entries.set(Number.parseInt(group + element, 16), vr);
  }
  return entries;
}

/** The type of a standard attribute; null for one that the standard does not have. */
export function dictionaryVr(tag: number): string | null {
  dictionary ??= build();
  return dictionary.get(tag) ?? null;
}

/** Private attributes have an odd group (PS3.5 section 7.8). */
export const isPrivate = (tag: number): boolean => ((tag >>> 16) & 1) === 1;

/** Eight hexadecimal digits as (gggg,eeee), for messages. */
export function tagText(tag: number): string {
  const digits = tag.toString(16).padStart(8, '0').toUpperCase();
  return `(${digits.slice(0, 4)},${digits.slice(4)})`;
}
