// A DICOM file of a tree of elements: new preamble and file meta information, the data set in the syntax it came in.

import { deflateSync } from 'fflate';
import {
  DEFLATED_LITTLE_ENDIAN,
  EXPLICIT_BIG_ENDIAN,
  EXPLICIT_LITTLE_ENDIAN,
  IMPLEMENTATION_CLASS_UID,
  IMPLICIT_LITTLE_ENDIAN,
} from '../dicom/index.ts';
import { AppError } from '../error/index.ts';
import { textBytes } from './dummies.ts';
import { type ElementLayout, encodeElementTree, type TreeElement } from './element-tree.ts';

const PREAMBLE_BYTES = 128;
const META: ElementLayout = { isExplicit: true, isLittle: true };

/** How the elements of a layout are told apart; the name is a transfer syntax (PS3.5 annex A). */
export const elementLayout = (layout: string): ElementLayout => ({
  isExplicit: layout !== IMPLICIT_LITTLE_ENDIAN,
  isLittle: layout !== EXPLICIT_BIG_ENDIAN,
});

/** The syntax to declare: the one declared, unless the elements show that it is another. */
function writtenSyntax(declared: string, layout: string): string {
  const isPlain = declared === IMPLICIT_LITTLE_ENDIAN || declared === EXPLICIT_BIG_ENDIAN;
  const expected = isPlain ? declared : EXPLICIT_LITTLE_ENDIAN;
  if (expected === layout) return declared;
  if (isPlain || declared === EXPLICIT_LITTLE_ENDIAN) return layout;
  throw new AppError(
    'corrupt-data',
    'DICOM_UNREADABLE',
    'The DICOM file says that its pixels are compressed, but its attributes are laid out otherwise. Export it again.',
  );
}

export const bytesElement = (tag: number, vr: string, bytes: Uint8Array): TreeElement => ({
  tag,
  statedVr: vr,
  vr,
  value: { kind: 'bytes', bytes },
});

export const stringElement = (tag: number, vr: string, text: string): TreeElement =>
  bytesElement(tag, vr, textBytes(vr, text));

export interface FileParts {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  /** As the file declared it. */
  readonly transferSyntaxUid: string;
  /** As its elements are. */
  readonly layout: string;
  readonly elements: readonly TreeElement[];
}

/** The parts of the file, in order. Pixels are never copied: they are a part of their own. */
export function encodeFileParts({ sopClassUid, sopInstanceUid, ...file }: FileParts): Uint8Array[] {
  const syntax = writtenSyntax(file.transferSyntaxUid, file.layout);
  const meta = encodeElementTree(
    [
      bytesElement(0x00020001, 'OB', Uint8Array.of(0, 1)),
      stringElement(0x00020002, 'UI', sopClassUid),
      stringElement(0x00020003, 'UI', sopInstanceUid),
      stringElement(0x00020010, 'UI', syntax),
      stringElement(0x00020012, 'UI', IMPLEMENTATION_CLASS_UID),
      stringElement(0x00020013, 'SH', 'LIMNER'),
    ],
    META,
  );
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, meta.length, true);
  const start = encodeElementTree([bytesElement(0x00020000, 'UL', length)], META);
  const prefix = new Uint8Array(PREAMBLE_BYTES + 4);
  prefix.set(textBytes('LO', 'DICM'), PREAMBLE_BYTES);
  const body = encodeElementTree(file.elements, elementLayout(file.layout)).parts;
  return [prefix, ...start.parts, ...meta.parts, ...(syntax === DEFLATED_LITTLE_ENDIAN ? [deflated(body)] : body)];
}

function deflated(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  const packed = deflateSync(whole);
  if (packed.length % 2 === 0) return packed;
  const even = new Uint8Array(packed.length + 1);
  even.set(packed);
  return even;
}
