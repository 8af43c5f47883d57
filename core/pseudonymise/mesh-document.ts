// Documents inside of DICOM objects. What a page says cannot be cleaned; a mesh is geometry, once its header is empty.

import { AppError } from '../error/index.ts';
import type { TreeElement } from './element-tree.ts';
import { bytesElement, elementLayout } from './encode-file.ts';

const ENCAPSULATED_STL = '1.2.840.10008.5.1.4.1.1.104.3';
const DOCUMENT = 0x00420011;
const DOCUMENT_LENGTH = 0x00420015;
const HEADER_BYTES = 80;
const TRIANGLE_BYTES = 50;

/**
 * The document of an Encapsulated STL with nothing in the 80 bytes that programs write words into, and its length; nothing
 * for an object without document. Throws `unsupported` for any other document: PDF, CDA, meshes as text.
 */
export function withoutHeader(object: {
  readonly sopClassUid: string;
  readonly layout: string;
  readonly elements: readonly TreeElement[];
}): TreeElement[] {
  const element = object.elements.find(({ tag }) => tag === DOCUMENT);
  if (element === undefined) return [];
  const bytes = element.value.kind === 'bytes' ? element.value.bytes : new Uint8Array(0);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const triangles = bytes.length >= HEADER_BYTES + 4 ? view.getUint32(HEADER_BYTES, true) : 0;
  const end = HEADER_BYTES + 4 + triangles * TRIANGLE_BYTES;
  if (object.sopClassUid !== ENCAPSULATED_STL || triangles === 0 || end > bytes.length) {
    throw new AppError(
      'unsupported',
      'PSEUDONYM_DOCUMENT',
      'The object holds a document (PDF, CDA or a text), in which names cannot be found: it was left out. Remove names by hand and make it anew.',
    );
  }
  // Bytes after the last triangle, and the two of each that programs use for colours, are not part of the form.
  const clean = new Uint8Array(end + (end % 2));
  clean.set(bytes.subarray(HEADER_BYTES, end), HEADER_BYTES);
  for (let at = HEADER_BYTES + 4 + TRIANGLE_BYTES - 2; at < end; at += TRIANGLE_BYTES) clean.fill(0, at, at + 2);
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, end, elementLayout(object.layout).isLittle);
  return [
    bytesElement(DOCUMENT, element.statedVr ?? 'OB', clean),
    // Whoever trusts the length of before would call the shorter document cut off.
    bytesElement(DOCUMENT_LENGTH, 'UL', length),
  ];
}
