// One DICOM object with a pseudonym in place of its patient: PS3.15 annex E, for CT, MR, RT objects and any other.

import { isDicom, locateDataset } from '../dicom/index.ts';
import { AppError } from '../error/index.ts';
import { type ElementItem, readElementTree, type TreeElement } from './element-tree.ts';
import { elementLayout, encodeFileParts, stringElement } from './encode-file.ts';
import { collectNames, type Identity, plainText, readIdentity } from './identity.ts';
import type { Pseudonyms } from './keyed.ts';
import { withoutHeader } from './mesh-document.ts';
import { type ObjectWarning, pictureWarnings } from './picture-warnings.ts';
import { BASIC_PROFILE, PROFILE_OPTIONS, type ProfileOption } from './profile.ts';
import { rewriteElements } from './rewrite.ts';

const SOP_CLASS = 0x00080016;
const SOP_INSTANCE = 0x00080018;
const MODALITY = 0x00080060;
const STUDY = 0x0020000d;
const SERIES = 0x0020000e;
const DIRECTORY = '1.2.840.10008.1.3.10';

/** An object that was read, before anything in it is replaced. */
export interface ObjectTree {
  readonly transferSyntaxUid: string;
  readonly layout: string;
  readonly elements: readonly TreeElement[];
  readonly identity: Identity;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  /** As far as it is a code; '' otherwise. */
  readonly modality: string;
}

const textOf = (elements: readonly TreeElement[], tag: number): string => {
  const value = elements.find((element) => element.tag === tag)?.value;
  return value?.kind === 'bytes' ? plainText(value.bytes, []) : '';
};

/** Reads a whole DICOM file. Throws `invalid-input` (not DICOM, a DICOMDIR), `corrupt-data` or `resource`. */
export function readObjectTree(bytes: Uint8Array): ObjectTree {
  if (!isDicom(bytes)) {
    throw new AppError('invalid-input', 'DICOM_NOT_DICOM', 'The file is not DICOM: it was left out.');
  }
  const { transferSyntaxUid, layout, bytes: body, start } = locateDataset(bytes);
  const elements = readElementTree(body, start, elementLayout(layout));
  const sopClassUid = textOf(elements, SOP_CLASS);
  const sopInstanceUid = textOf(elements, SOP_INSTANCE);
  if (sopClassUid === DIRECTORY || elements.some(({ tag }) => tag === 0x00041220)) {
    throw new AppError(
      'invalid-input',
      'PSEUDONYM_DIRECTORY',
      'The file is a DICOMDIR, the directory of a medium: it was left out. Have a new one made for the new files.',
    );
  }
  if (sopClassUid === '' || sopInstanceUid === '') {
    throw new AppError(
      'corrupt-data',
      'PSEUDONYM_NO_IDENTITY',
      'The DICOM object has no SOP class or no UID of its own, so nothing can refer to it: it was left out.',
    );
  }
  const modality = textOf(elements, MODALITY);
  return {
    transferSyntaxUid,
    layout,
    elements,
    identity: readIdentity(elements),
    sopClassUid,
    sopInstanceUid,
    seriesInstanceUid: textOf(elements, SERIES),
    modality: /^[A-Z]{2,16}$/.test(modality) ? modality : '',
  };
}

/** Adds every word to `words` that names the patient or another person in the object. */
export const collectObjectNames = (object: ObjectTree, words: Set<string>): void =>
  collectNames(object.elements, words);

export interface PseudonymisedObject {
  readonly pseudonym: string;
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly parts: Uint8Array[];
  readonly warnings: readonly ObjectWarning[];
}

export interface PseudonymRules {
  readonly pseudonyms: Pseudonyms;
  readonly options: ReadonlySet<ProfileOption>;
  /** Words of all persons of the whole graph. */
  readonly names: ReadonlySet<string>;
  /** What is written into De-identification Method, for example 'Limner 1.0.0'. */
  readonly method: string;
}

function codeItem(code: string, meaning: string): ElementItem {
  return {
    isOpen: false,
    elements: [
      stringElement(0x00080100, 'SH', code),
      stringElement(0x00080102, 'SH', 'DCM'),
      stringElement(0x00080104, 'LO', meaning),
    ],
  };
}

/** How and by what the object lost its identity (PS3.3 C.7.1.1, C.12.1; PS3.15 E.2). */
function methodElements(options: ReadonlySet<ProfileOption>, method: string, layout: string): TreeElement[] {
  const codes = [BASIC_PROFILE, ...[...options].map((option) => PROFILE_OPTIONS[option])];
  const sorted = [...codes].sort((a, b) => Number(a.code) - Number(b.code));
  const dates = options.has('full-dates') ? 'UNMODIFIED' : options.has('modified-dates') ? 'MODIFIED' : 'REMOVED';
  return [
    stringElement(0x00120062, 'CS', 'YES'),
    stringElement(0x00120063, 'LO', `${method}\\PS3.15 annex E`),
    {
      tag: 0x00120064,
      statedVr: 'SQ',
      vr: 'SQ',
      value: {
        kind: 'items',
        isOpen: false,
        layout: elementLayout(layout),
        items: sorted.map(({ code, meaning }) => codeItem(code, meaning)),
      },
    },
    stringElement(0x00280303, 'CS', dates),
  ];
}

function warningsOf(object: ObjectTree, unknown: number): ObjectWarning[] {
  const warnings = pictureWarnings(object);
  if (unknown > 0) {
    warnings.push({
      code: 'PSEUDONYM_UNKNOWN_ATTRIBUTES',
      message: 'Attributes that the standard does not know were left out: nobody can say what they hold.',
    });
  }
  return warnings;
}

/** The object with a pseudonym in place of its patient. Pixels and other values that nobody changes keep their bytes.
 * Throws `unsupported` for a document whose content cannot be cleaned. */
export function pseudonymiseObject(object: ObjectTree, rules: PseudonymRules): PseudonymisedObject {
  const { pseudonyms, options } = rules;
  const { identity, sopClassUid } = object;
  const pseudonym = pseudonyms.patient(identity);
  const { elements, unknown } = rewriteElements(object.elements, {
    options,
    sopClassUid,
    uid: pseudonyms.uid,
    patient: (patientId) => pseudonyms.patient({ ...identity, patientId }),
    shiftDays: pseudonyms.shiftDays(identity),
    names: rules.names,
  });
  const added = [
    stringElement(0x00100010, 'PN', pseudonym),
    stringElement(0x00100020, 'LO', pseudonym),
    ...methodElements(options, rules.method, object.layout),
    ...withoutHeader(object),
  ];
  const replaced = new Set(added.map(({ tag }) => tag));
  const written = [...elements.filter(({ tag }) => !replaced.has(tag)), ...added].sort((a, b) => a.tag - b.tag);
  const sopInstanceUid = textOf(written, SOP_INSTANCE);
  return {
    pseudonym,
    sopInstanceUid,
    seriesInstanceUid: textOf(written, SERIES),
    studyInstanceUid: textOf(written, STUDY),
    parts: encodeFileParts({ ...object, sopInstanceUid, elements: written }),
    warnings: warningsOf(object, unknown),
  };
}
