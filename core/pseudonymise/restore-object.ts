// The way back: an object that carries a pseudonym, with its patient and the UIDs of the images it was drawn on, by the
// link that was kept.

import { AppError } from '../error/index.ts';
import { shiftDates } from './dates.ts';
import { textBytes } from './dummies.ts';
import type { TreeElement } from './element-tree.ts';
import { bytesElement, encodeFileParts, stringElement } from './encode-file.ts';
import { characterSetsOf, plainText } from './identity.ts';
import type { ObjectTree } from './pseudonymise-object.ts';

const CHARACTER_SET = 0x00080005;
const STUDY_DATE = 0x00080020;
const [PATIENT_NAME, PATIENT_ID, ISSUER, BIRTH_DATE] = [0x00100010, 0x00100020, 0x00100021, 0x00100030];
/** How the identity was removed: it is there again. */
const REMOVED_BY = new Set([0x00120062, 0x00120063, 0x00120064, 0x00280303]);
const DATES = new Set(['DA', 'DT']);
const ASCII = /^[\x20-\x7e]*$/;

export interface KnownPatient {
  readonly patientId: string;
  readonly issuer: string;
  readonly name: string;
  readonly birthDate: string;
  /** What was added to the dates of the patient. */
  readonly shiftDays: number;
}

export interface RestoreRules {
  readonly patient: KnownPatient;
  /** The UID before; undefined: it was made outside and stays. */
  readonly uidBefore: (uid: string) => string | undefined;
}

export interface RestoredObject {
  readonly sopInstanceUid: string;
  /** It was made outside: its own UID is as it came. */
  readonly isFromOutside: boolean;
  /** UIDs of before that it has again, its own among them. */
  readonly restoredUids: number;
  readonly parts: Uint8Array[];
}

/** The text in the character set of the object; the set becomes UTF-8 where the object has only plain letters so far. */
function nameElements(name: string, sets: readonly string[]): TreeElement[] {
  if (ASCII.test(name)) return [stringElement(PATIENT_NAME, 'PN', name)];
  const [set = ''] = sets;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the first 256 characters of Unicode are ISO 8859-1
  if (sets.length === 1 && set === 'ISO_IR 100' && /^[\u0000-\u00ff]*$/.test(name)) {
    return [stringElement(PATIENT_NAME, 'PN', name)];
  }
  if (sets.length > 1 || !['', 'ISO_IR 6', 'ISO_IR 192'].includes(set)) {
    throw new AppError(
      'unsupported',
      'PSEUDONYM_CHARACTER_SET',
      'The name of the patient cannot be written in the character set of the object: it was left out.',
    );
  }
  const bytes = new TextEncoder().encode(name);
  const even = new Uint8Array(bytes.length + (bytes.length % 2)).fill(0x20);
  even.set(bytes);
  return [stringElement(CHARACTER_SET, 'CS', 'ISO_IR 192'), bytesElement(PATIENT_NAME, 'PN', even)];
}

/** Throws `unsupported` PSEUDONYM_CHARACTER_SET. */
export function restoreObject(object: ObjectTree, { patient, uidBefore }: RestoreRules): RestoredObject {
  const isFromOutside = uidBefore(object.sopInstanceUid) === undefined;
  const isKnownStudy = uidBefore(object.identity.studyInstanceUid) !== undefined;
  let restoredUids = 0;
  const text = ({ value }: TreeElement) => (value.kind === 'bytes' ? plainText(value.bytes, []) : '');
  const dated = (element: TreeElement): TreeElement => {
    // What was made outside has dates of its own, but for that of the study which it was drawn on.
    if (isFromOutside && !(isKnownStudy && element.tag === STUDY_DATE)) return element;
    const moved = patient.shiftDays === 0 ? null : shiftDates(text(element), -patient.shiftDays);
    return moved === null ? element : { ...element, value: { kind: 'bytes', bytes: textBytes(element.vr, moved) } };
  };
  const restored = (elements: readonly TreeElement[]): TreeElement[] =>
    elements.map((element) => {
      const { value, vr } = element;
      if (value.kind === 'items') {
        const items = value.items.map((item) => ({ ...item, elements: restored(item.elements) }));
        return { ...element, value: { ...value, items } };
      }
      if (DATES.has(vr)) return dated(element);
      if (vr !== 'UI') return element;
      const uids = text(element).split('\\');
      const before = uids.map((uid) => uidBefore(uid) ?? uid);
      restoredUids += before.filter((uid, at) => uid !== uids[at]).length;
      return { ...element, value: { kind: 'bytes', bytes: textBytes('UI', before.join('\\')) } };
    });
  const added = [
    ...nameElements(patient.name, characterSetsOf(object.elements, [])),
    stringElement(PATIENT_ID, 'LO', patient.patientId),
    ...(patient.issuer === '' ? [] : [stringElement(ISSUER, 'LO', patient.issuer)]),
    stringElement(BIRTH_DATE, 'DA', patient.birthDate),
  ];
  const replaced = new Set([...added.map(({ tag }) => tag), ISSUER]);
  const elements = [
    ...restored(object.elements.filter(({ tag }) => !replaced.has(tag) && !REMOVED_BY.has(tag))),
    ...added,
  ].sort((a, b) => a.tag - b.tag);
  const sopInstanceUid = uidBefore(object.sopInstanceUid) ?? object.sopInstanceUid;
  const parts = encodeFileParts({ ...object, sopInstanceUid, elements });
  return { sopInstanceUid, isFromOutside, restoredUids, parts };
}
