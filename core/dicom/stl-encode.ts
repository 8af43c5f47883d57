// A closed surface as an Encapsulated STL (PS3.3 A.85.1): the bytes of a binary STL with the patient, the frame of
// reference, the unit and the images that it was made from.

import { AppError } from '../error/index.ts';
import { type Elements, encodedElement, encodeImplicitFile, sequenceElement, textElement } from './encode-elements.ts';
import { identityElements } from './rtstruct-identity.ts';
import type { RtstructEquipment, RtstructImage } from './rtstruct-types.ts';
import { ENCAPSULATED_STL_STORAGE } from './sop-class.ts';
import type { SeriesWarning } from './types.ts';

export interface EncapsulatedStlInput {
  readonly image: RtstructImage;
  /** Binary STL in LPS mm of the image's frame of reference. */
  readonly stl: Uint8Array;
  /** The structure or part; at most 64 characters. */
  readonly title: string;
  /** What was done to the surface, at most 64 characters; '' for nothing. */
  readonly description: string;
  /** The shape differs on purpose from what was segmented (cut, hollowed, …). */
  readonly isModified: boolean;
  /** Left and right were exchanged. */
  readonly isMirrored: boolean;
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly seriesNumber: number;
  readonly instanceNumber: number;
  readonly application: RtstructEquipment;
  /** Local, as DA and TM. */
  readonly date: string;
  readonly time: string;
}

const code = (value: string, scheme: string, meaning: string): Elements => ({
  '00080100': textElement('SH', value),
  '00080102': textElement('SH', scheme),
  '00080104': textElement('LO', meaning),
});

/** UL, little endian. */
function length(bytes: number): Uint8Array {
  const field = new Uint8Array(4);
  new DataView(field.buffer).setUint32(0, bytes, true);
  return field;
}

const even = (bytes: Uint8Array): Uint8Array => {
  if (bytes.length % 2 === 0) return bytes;
  const padded = new Uint8Array(bytes.length + 1);
  padded.set(bytes);
  return padded;
};

const yesNo = (is: boolean) => textElement('CS', is ? 'YES' : 'NO');

/** Throws `invalid-input` for images without a frame of reference: coordinates would mean nothing. */
export function encodeEncapsulatedStl(input: EncapsulatedStlInput): { bytes: Uint8Array; warnings: SeriesWarning[] } {
  const { image, application, date, time } = input;
  if (image.frameOfReferenceUid === null) {
    throw new AppError(
      'invalid-input',
      'STL_NO_FRAME_OF_REFERENCE',
      'The images have no FrameOfReferenceUID, so a DICOM model cannot lie in them. Write an .stl file instead.',
    );
  }
  const identity = identityElements(image);
  const files = [...new Set(image.sopInstanceUids)];
  const references = files.map((uid) => ({
    '00081150': textElement('UI', image.sopClassUid),
    '00081155': textElement('UI', uid),
  }));
  const elements: Elements = {
    ...identity.elements,
    '00080012': textElement('DA', date),
    '00080013': textElement('TM', time),
    '00080016': textElement('UI', ENCAPSULATED_STL_STORAGE),
    '00080018': textElement('UI', input.sopInstanceUid),
    '00080021': textElement('DA', date),
    '00080023': textElement('DA', date),
    '0008002A': textElement('DT'),
    '00080031': textElement('TM', time),
    '00080033': textElement('TM', time),
    '00080060': textElement('CS', 'M3D'),
    '00080070': textElement('LO', application.manufacturer),
    '0008103E': textElement('LO', 'Models'),
    '00081090': textElement('LO', application.modelName),
    // C.12.2: every instance that is referred to, by series.
    '00081115': sequenceElement([
      { '0008114A': sequenceElement(references), '0020000E': textElement('UI', image.seriesInstanceUid) },
    ]),
    '00181000': textElement('LO', '0'),
    '00181020': textElement('LO', application.softwareVersion),
    '0020000E': textElement('UI', input.seriesInstanceUid),
    '00200011': textElement('IS', String(input.seriesNumber)),
    '00200013': textElement('IS', String(input.instanceNumber)),
    '00200052': textElement('UI', image.frameOfReferenceUid),
    '00201040': textElement('LO', image.header['PositionReferenceIndicator'] ?? ''),
    '00280301': textElement('CS', 'NO'),
    '0040A043': sequenceElement([]),
    '004008EA': sequenceElement([code('mm', 'UCUM', 'mm')]),
    '00420010': textElement('ST', input.title),
    '00420011': encodedElement(even(input.stl)),
    '00420012': textElement('LO', 'model/stl'),
    '00420013': sequenceElement(references),
    '00420015': encodedElement(length(input.stl.length)),
    '00687001': yesNo(input.isModified),
    '00687002': yesNo(input.isMirrored),
    '00700081': textElement('LO', input.description),
  };
  const bytes = encodeImplicitFile(ENCAPSULATED_STL_STORAGE, input.sopInstanceUid, elements);
  return { bytes, warnings: identity.warnings };
}
