// Elements to the bytes of a DICOM file (PS3.5 7.1, PS3.10 7.1), in time and memory linear in what is written: dcmjs
// takes minutes for the tens of thousands of contours of a speckled structure. It checks nothing by itself: whatever
// comes here has passed the schemas of encode-values.ts.

import { AppError } from '../error/index.ts';
import { IMPLICIT_LITTLE_ENDIAN } from './transfer-syntax.ts';

type TextVr = 'AE' | 'AS' | 'CS' | 'DA' | 'DS' | 'DT' | 'IS' | 'LO' | 'LT' | 'PN' | 'SH' | 'ST' | 'TM' | 'UI' | 'UT';

export type EncodableElement =
  | { readonly vr: TextVr; readonly text: string }
  | { readonly vr: 'SQ'; readonly items: readonly Elements[] }
  | { readonly vr: 'encoded'; readonly bytes: Uint8Array };

/** Elements by tag, eight hexadecimal digits in upper case. */
export type Elements = { readonly [tag: string]: EncodableElement };

/** An element of text values; none, or one empty value, makes it an empty element (type 2). */
export const textElement = (vr: TextVr, ...values: readonly string[]): EncodableElement => ({
  vr,
  text: values.join('\\'),
});

export const sequenceElement = (items: readonly Elements[]): EncodableElement => ({ vr: 'SQ', items });

/** A value field that is already encoded, of even length. */
export const encodedElement = (bytes: Uint8Array): EncodableElement => ({ vr: 'encoded', bytes });

const FIRST_BYTES = 1 << 16;
const MAX_LENGTH = 0xfffffffe;
/** Characters; a longer text goes to the encoder of the platform. */
const LONGEST_BY_HAND = 80;
const NOT_ASCII = /[^\x20-\x7e\r\n\f\t]/;

class ByteWriter {
  #bytes = new Uint8Array(FIRST_BYTES);
  #view = new DataView(this.#bytes.buffer);
  length = 0;
  readonly #text = new TextEncoder();

  #reserve(count: number): void {
    if (this.length + count <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.length + count, 2 * this.#bytes.length));
    larger.set(this.#bytes.subarray(0, this.length));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }

  uint16(value: number): void {
    this.#reserve(2);
    this.#view.setUint16(this.length, value, true);
    this.length += 2;
  }

  uint32(value: number): void {
    this.#reserve(4);
    this.#view.setUint32(this.length, value, true);
    this.length += 4;
  }

  bytes(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#bytes.set(value, this.length);
    this.length += value.length;
  }

  /** UTF-8, padded to even length: UIDs by a zero byte, other text by a space (PS3.5 6.2). */
  paddedText(vr: TextVr, text: string): void {
    const start = this.length;
    // Most texts are short and plain: a call of the encoder takes longer than their bytes.
    if (!this.#plainText(text)) this.bytes(this.#text.encode(text));
    if ((this.length - start) % 2 === 0) return;
    this.#reserve(1);
    this.#bytes[this.length++] = vr === 'UI' ? 0 : 0x20;
  }

  #plainText(text: string): boolean {
    if (text.length > LONGEST_BY_HAND) return false;
    this.#reserve(text.length);
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code > 0x7f) return false;
      this.#bytes[this.length + at] = code;
    }
    this.length += text.length;
    return true;
  }

  /** Leaves room for the number of bytes that follow until `endLength` of the returned place. */
  beginLength(): number {
    this.uint32(0);
    return this.length;
  }

  endLength(start: number): void {
    const count = this.length - start;
    if (count > MAX_LENGTH) throw new AppError('resource', 'DICOM_TOO_LARGE', 'The DICOM file would exceed 4 GiB.');
    this.#view.setUint32(start - 4, count, true);
  }

  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }
}

/** Group and element as they stand in the file, in one number, by tag: a file repeats few tags many times. */
const tagWords = new Map<string, number>();

function tagWord(tag: string): number {
  let word = tagWords.get(tag);
  if (word === undefined) {
    word = Number.parseInt(tag.slice(4) + tag.slice(0, 4), 16);
    tagWords.set(tag, word);
  }
  return word;
}

/** Tags in rising order (PS3.5 7.1). Items are mostly written in order already. */
function sortedTags(elements: Elements): readonly string[] {
  const tags = Object.keys(elements);
  return tags.every((tag, at) => at === 0 || (tags[at - 1] as string) < tag) ? tags : tags.sort();
}

function writeElements(out: ByteWriter, elements: Elements): void {
  for (const tag of sortedTags(elements)) {
    const element = elements[tag] as EncodableElement;
    out.uint32(tagWord(tag));
    const start = out.beginLength();
    if (element.vr === 'SQ') for (const item of element.items) writeItem(out, item);
    else if (element.vr === 'encoded') out.bytes(element.bytes);
    else out.paddedText(element.vr, element.text);
    out.endLength(start);
  }
}

function writeItem(out: ByteWriter, item: Elements): void {
  out.uint16(0xfffe);
  out.uint16(0xe000);
  const start = out.beginLength();
  writeElements(out, item);
  out.endLength(start);
}

/** Names the application in (0002,0012); under the UUID root of PS3.5 B.2, so that it needs no registration. */
export const IMPLEMENTATION_CLASS_UID = '2.25.337044675098189150309470021456219915689';

/** File meta information (PS3.10 7.1), which is explicit little endian whatever follows. */
function metaInformation(sopClassUid: string, sopInstanceUid: string): Uint8Array {
  const out = new ByteWriter();
  const start = (element: number, vr: string): void => {
    out.uint16(2);
    out.uint16(element);
    out.bytes(new TextEncoder().encode(vr));
  };
  const text = (element: number, vr: 'UI' | 'SH', value: string): void => {
    start(element, vr);
    out.uint16(value.length + (value.length % 2));
    out.paddedText(vr, value);
  };
  start(1, 'OB');
  out.uint16(0);
  out.uint32(2);
  out.bytes(Uint8Array.of(0, 1));
  text(2, 'UI', sopClassUid);
  text(3, 'UI', sopInstanceUid);
  text(0x10, 'UI', IMPLICIT_LITTLE_ENDIAN);
  text(0x12, 'UI', IMPLEMENTATION_CLASS_UID);
  text(0x13, 'SH', 'LIMNER');
  return out.finish();
}

const hasOnlyAscii = (elements: Elements): boolean =>
  Object.values(elements).every((element) => {
    if (element.vr === 'SQ') return element.items.every(hasOnlyAscii);
    return element.vr === 'encoded' || !NOT_ASCII.test(element.text);
  });

/**
 * Bytes of a DICOM file in Implicit VR Little Endian: contour data longer than 65534 bytes has no explicit DS form, and
 * every reader must know this syntax (PS3.5 10.1). Text goes as UTF-8, declared (ISO_IR 192) when it is not plain ASCII.
 */
export function encodeImplicitFile(sopClassUid: string, sopInstanceUid: string, elements: Elements): Uint8Array {
  const out = new ByteWriter();
  const meta = metaInformation(sopClassUid, sopInstanceUid);
  out.bytes(new Uint8Array(128));
  out.bytes(new TextEncoder().encode('DICM'));
  out.uint16(2);
  out.uint16(0);
  out.bytes(new TextEncoder().encode('UL'));
  out.uint16(4);
  out.uint32(meta.length);
  out.bytes(meta);
  writeElements(out, hasOnlyAscii(elements) ? elements : { ...elements, '00080005': textElement('CS', 'ISO_IR 192') });
  return out.finish();
}
