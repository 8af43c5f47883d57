// Binary values as elements (PS3.5 table 6.2-1), little endian, and coded concepts (PS3.3 table 8.8-1).

import { type Elements, type EncodableElement, encodedElement, textElement } from './encode-elements.ts';
import type { CodedConcept } from './seg-types.ts';

/** US. */
export const uint16Element = (...values: readonly number[]): EncodableElement => {
  const bytes = new Uint8Array(2 * values.length);
  const view = new DataView(bytes.buffer);
  for (const [at, value] of values.entries()) view.setUint16(2 * at, value, true);
  return encodedElement(bytes);
};

/** UL. */
export const uint32Element = (...values: readonly number[]): EncodableElement => {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  for (const [at, value] of values.entries()) view.setUint32(4 * at, value, true);
  return encodedElement(bytes);
};

/** AT of a tag in eight hexadecimal digits: group, then element. */
export const tagElement = (tag: string): EncodableElement =>
  uint16Element(Number.parseInt(tag.slice(0, 4), 16), Number.parseInt(tag.slice(4), 16));

/** An item of a code sequence. */
export const codeItem = ({ value, scheme, meaning }: CodedConcept): Elements => ({
  '00080100': textElement('SH', value),
  '00080102': textElement('SH', scheme),
  '00080104': textElement('LO', meaning),
});
