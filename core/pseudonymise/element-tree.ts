// A whole data set as a tree of elements, each with its bytes in place, so that what nobody changes is written back as
// it was: all value representations, explicit, implicit and big endian, defined and undefined lengths.

import { AppError } from '../error/index.ts';
import { dictionaryVr, isPrivate } from './dictionary.ts';

export interface ElementLayout {
  readonly isExplicit: boolean;
  readonly isLittle: boolean;
}

export interface ElementItem {
  readonly elements: readonly TreeElement[];
  readonly isOpen: boolean;
}

export type ElementValue =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** Encapsulated pixels: everything after the length, with the delimiter. */
  | { readonly kind: 'fragments'; readonly bytes: Uint8Array }
  | {
      readonly kind: 'items';
      readonly items: readonly ElementItem[];
      /** Of undefined length. */
      readonly isOpen: boolean;
      /** UN holds implicit little endian whatever surrounds it (PS3.5 6.2.2). */
      readonly layout: ElementLayout;
    };

export interface TreeElement {
  /** Group and element in one number. */
  readonly tag: number;
  /** As the file states it, null where it states none. */
  readonly statedVr: string | null;
  /** What it is: as stated, or by the dictionary where the file says nothing or UN. */
  readonly vr: string;
  readonly value: ElementValue;
}

const ITEM = 0xfffee000;
const ITEM_END = 0xfffee00d;
const SEQUENCE_END = 0xfffee0dd;
const PIXEL_DATA = 0x7fe00010;
const OPEN = 0xffffffff;
const MAX_DEPTH = 48;
const LONG_VRS = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);
const VRS = new Set([...LONG_VRS, ...'AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US'.split(' ')]);
const IN_UN: ElementLayout = { isExplicit: false, isLittle: true };

export const hasLongLength = (vr: string): boolean => LONG_VRS.has(vr);

const damaged = (why: string) =>
  new AppError(
    'corrupt-data',
    'DICOM_UNREADABLE',
    `The DICOM file is damaged: ${why}. Copy or export it again; it cannot be pseudonymised as it is.`,
  );

class TreeReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  at: number;

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = start;
  }

  #need(count: number, end: number): void {
    if (this.at + count > end) throw damaged('an attribute promises more bytes than there are');
  }

  #tag({ isLittle }: ElementLayout): number {
    const group = this.#view.getUint16(this.at, isLittle);
    const element = this.#view.getUint16(this.at + 2, isLittle);
    this.at += 4;
    return group * 0x10000 + element;
  }

  #uint32({ isLittle }: ElementLayout): number {
    this.at += 4;
    return this.#view.getUint32(this.at - 4, isLittle);
  }

  #header(tag: number, layout: ElementLayout, end: number): { statedVr: string | null; length: number } {
    this.#need(4, end);
    if (!layout.isExplicit) return { statedVr: null, length: this.#uint32(layout) };
    const statedVr = String.fromCharCode(this.#bytes[this.at] as number, this.#bytes[this.at + 1] as number);
    if (!VRS.has(statedVr)) throw damaged(`the attribute ${tag.toString(16).padStart(8, '0')} has no known type`);
    if (!LONG_VRS.has(statedVr)) {
      this.at += 4;
      return { statedVr, length: this.#view.getUint16(this.at - 2, layout.isLittle) };
    }
    this.#need(8, end);
    this.at += 4;
    return { statedVr, length: this.#uint32(layout) };
  }

  /** Elements up to `end`, or where `isOpen` up to the delimiter of their item. */
  elements(end: number, layout: ElementLayout, isOpen: boolean, depth: number): TreeElement[] {
    if (depth > MAX_DEPTH) throw damaged('its sequences are nested without end');
    const found: TreeElement[] = [];
    while (this.at < end) {
      this.#need(8, end);
      const tag = this.#tag(layout);
      if (isOpen && tag === ITEM_END) {
        this.at += 4;
        return found;
      }
      const { statedVr, length } = this.#header(tag, layout, end);
      found.push(this.#element(tag, statedVr, length, end, layout, depth));
    }
    if (isOpen) throw damaged('it ends inside a sequence');
    return found;
  }

  #element(
    tag: number,
    statedVr: string | null,
    length: number,
    end: number,
    layout: ElementLayout,
    depth: number,
  ): TreeElement {
    const isUnknown = statedVr === null || statedVr === 'UN';
    const vr = isUnknown ? (dictionaryVr(tag) ?? 'UN') : statedVr;
    const inner = statedVr === 'UN' ? IN_UN : layout;
    if (length === OPEN) {
      if (tag === PIXEL_DATA) return { tag, statedVr, vr, value: this.#fragments(end, layout) };
      if (vr !== 'SQ' && !isUnknown) throw damaged('an attribute that is no sequence has no length');
      const items = this.#items(end, inner, true, depth);
      return { tag, statedVr, vr: 'SQ', value: { kind: 'items', items, isOpen: true, layout: inner } };
    }
    this.#need(length, end);
    const start = this.at;
    if (vr === 'SQ' && !(isUnknown && isPrivate(tag))) {
      const items = this.#readableItems(start + length, inner, depth, isUnknown);
      if (items !== null) return { tag, statedVr, vr, value: { kind: 'items', items, isOpen: false, layout: inner } };
      this.at = start + length;
      return { tag, statedVr, vr: 'UN', value: { kind: 'bytes', bytes: this.#bytes.subarray(start, this.at) } };
    }
    this.at = start + length;
    return { tag, statedVr, vr, value: { kind: 'bytes', bytes: this.#bytes.subarray(start, this.at) } };
  }

  /** null: the file does not say that this is a sequence, and it is none. */
  #readableItems(end: number, layout: ElementLayout, depth: number, isGuess: boolean): ElementItem[] | null {
    try {
      return this.#items(end, layout, false, depth);
    } catch (thrown) {
      if (isGuess) return null;
      throw thrown;
    }
  }

  #items(end: number, layout: ElementLayout, isOpen: boolean, depth: number): ElementItem[] {
    const items: ElementItem[] = [];
    while (this.at < end) {
      this.#need(8, end);
      const tag = this.#tag(layout);
      const length = this.#uint32(layout);
      if (isOpen && tag === SEQUENCE_END) return items;
      if (tag !== ITEM) throw damaged('a sequence holds something that is no item');
      const isItemOpen = length === OPEN;
      if (!isItemOpen) this.#need(length, end);
      const itemEnd = isItemOpen ? end : this.at + length;
      items.push({ elements: this.elements(itemEnd, layout, isItemOpen, depth + 1), isOpen: isItemOpen });
    }
    if (isOpen) throw damaged('it ends inside a sequence');
    return items;
  }

  #fragments(end: number, layout: ElementLayout): ElementValue {
    const start = this.at;
    for (;;) {
      this.#need(8, end);
      const tag = this.#tag(layout);
      const length = this.#uint32(layout);
      if (tag === SEQUENCE_END) return { kind: 'fragments', bytes: this.#bytes.subarray(start, this.at) };
      if (tag !== ITEM) throw damaged('its compressed pixels hold something that is no fragment');
      this.#need(length, end);
      this.at += length;
    }
  }
}

/** The elements of a data set from `start` to the end of `bytes`. Throws `corrupt-data`. */
export const readElementTree = (bytes: Uint8Array, start: number, layout: ElementLayout): TreeElement[] =>
  new TreeReader(bytes, start).elements(bytes.length, layout, false, 0);

interface Encoded {
  readonly parts: Uint8Array[];
  length: number;
}

function add(out: Encoded, bytes: Uint8Array): void {
  out.parts.push(bytes);
  out.length += bytes.length;
}

function head(tag: number, vr: string | null, length: number, layout: ElementLayout): Uint8Array {
  const isLong = vr !== null && LONG_VRS.has(vr);
  const bytes = new Uint8Array(isLong ? 12 : 8);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, tag >>> 16, layout.isLittle);
  view.setUint16(2, tag & 0xffff, layout.isLittle);
  if (vr === null) view.setUint32(4, length, layout.isLittle);
  else {
    bytes[4] = vr.charCodeAt(0);
    bytes[5] = vr.charCodeAt(1);
    if (isLong) view.setUint32(8, length, layout.isLittle);
    else if (length > 0xffff) throw damaged('a value is longer than its type allows');
    else view.setUint16(6, length, layout.isLittle);
  }
  return bytes;
}

function encodeItem(out: Encoded, item: ElementItem, layout: ElementLayout): void {
  const content = encodeElementTree(item.elements, layout);
  add(out, head(ITEM, null, item.isOpen ? OPEN : content.length, layout));
  for (const part of content.parts) add(out, part);
  if (item.isOpen) add(out, head(ITEM_END, null, 0, layout));
}

/** The elements, in rising order of their tags, as parts of a file, and their length in bytes. */
export function encodeElementTree(elements: readonly TreeElement[], layout: ElementLayout): Encoded {
  const out: Encoded = { parts: [], length: 0 };
  for (const { tag, statedVr, value } of elements) {
    const vr = layout.isExplicit ? statedVr : null;
    if (value.kind === 'bytes') {
      add(out, head(tag, vr, value.bytes.length, layout));
      add(out, value.bytes);
    } else if (value.kind === 'fragments') {
      add(out, head(tag, vr, OPEN, layout));
      add(out, value.bytes);
    } else {
      const content: Encoded = { parts: [], length: 0 };
      for (const item of value.items) encodeItem(content, item, value.layout);
      add(out, head(tag, vr, value.isOpen ? OPEN : content.length, layout));
      for (const part of content.parts) add(out, part);
      if (value.isOpen) add(out, head(SEQUENCE_END, null, 0, value.layout));
    }
  }
  return out;
}
