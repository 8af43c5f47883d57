// Private attributes that the standard calls safe (PS3.15 table E.3.10-1): numbers and defined terms of acquisition that
// processing needs and that say nothing about the patient. Only these, and only from the block of their own creator.

import { isPrivate } from './dictionary.ts';
import type { TreeElement } from './element-tree.ts';
import { plainText } from './identity.ts';

/** Group and the low byte of the element, by private creator. */
const SAFE: Readonly<Record<string, readonly number[]>> = {
  'Philips PET Private Group': [0x7053_00, 0x7053_09],
  'Philips Imaging DD 001': [0x2001_03, 0x2001_04],
  'Philips MR Imaging DD 001': [0x2005_0d, 0x2005_0e],
  ELSCINT1: [0x00e1_21, 0x01e1_26, 0x01e1_50, 0x01f1_01, 0x01f1_07, 0x01f1_26, 0x01f1_27],
  'SIEMENS MR HEADER': [0x0019_0c, 0x0019_0d, 0x0019_0e, 0x0019_27],
  GEMS_ACQU_01: [0x0019_23, 0x0019_24, 0x0019_27],
  GEMS_PARM_01: [0x0043_27, 0x0043_39, 0x0043_6f],
  GEMS_SERS_01: [0x0025_07],
  GEMS_HELIOS_01: [0x0045_01, 0x0045_02],
};

/** Types that can hold no name; UN and none where the file does not say, then the creator's word must do. */
const HARMLESS = new Set(['CS', 'DS', 'FD', 'FL', 'IS', 'SH', 'SL', 'SS', 'UL', 'US', 'UN']);

/** The private attributes of a data set that may stay, with the creators of their blocks. */
export function safePrivateTags(elements: readonly TreeElement[]): ReadonlySet<number> {
  const kept = new Set<number>();
  const creators = new Map<number, string>();
  for (const { tag, vr, value } of elements) {
    if (!isPrivate(tag) || value.kind !== 'bytes') continue;
    const block = (tag >>> 8) & 0xff;
    const group = tag - (tag & 0xffff);
    if (block === 0 && (tag & 0xff) >= 0x10) creators.set(tag, plainText(value.bytes, []));
    const creator = group + block;
    const name = creators.get(creator);
    if (block < 0x10 || name === undefined || !Object.hasOwn(SAFE, name)) continue;
    if (!SAFE[name]?.includes((tag >>> 16) * 0x100 + (tag & 0xff)) || !HARMLESS.has(vr)) continue;
    kept.add(tag).add(creator);
  }
  return kept;
}
