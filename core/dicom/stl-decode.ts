// An Encapsulated STL (PS3.3 A.85.1) read: its document byte for byte, and what the object says of it.

import { AppError } from '../error/index.ts';
import { parseDicom } from './dataset.ts';
import type { DicomDataset } from './dicom-dataset.ts';
import { ENCAPSULATED_STL_STORAGE } from './sop-class.ts';
import { isValidUid } from './uid.ts';

export interface EncapsulatedStl {
  readonly sopInstanceUid: string;
  /** Document Title, the name of the model; '' where there is none. */
  readonly title: string;
  readonly frameOfReferenceUid: string | null;
  /** UCUM code of the coordinates. */
  readonly unit: string;
  /** Left and right were exchanged; null: it does not say. */
  readonly isMirrored: boolean | null;
  readonly sourceInstanceUids: readonly string[];
  /** The STL as it was put in, without the padding of DICOM. */
  readonly stl: Uint8Array;
}

const [CODE_VALUE, CODING_SCHEME] = ['x00080100', 'x00080102'] as const;
const HEADER_BYTES = 80;
const TRIANGLE_BYTES = 50;

const broken = (why: string, what: string) =>
  new AppError('corrupt-data', 'STL_BROKEN', `The DICOM model ${why}. ${what}`);

/** The document without padding; its length is what the triangles need, or what the object states. */
function documentOf(dataset: DicomDataset): Uint8Array {
  const bytes = dataset.bytes('EncapsulatedDocument');
  if (bytes === null || bytes.length < HEADER_BYTES + 4) {
    throw broken('holds no STL', 'Have it exported again.');
  }
  const [stated = null] = dataset.uint32s('EncapsulatedDocumentLength');
  if (stated !== null && stated > bytes.length) {
    throw broken(`ends after ${bytes.length} of ${stated} bytes`, 'Copy it again from the source.');
  }
  const stl = bytes.subarray(0, stated ?? bytes.length);
  // 'solid' begins the text form, and binary ones of programs that did not know better.
  const isText = new TextDecoder('latin1').decode(stl.subarray(0, 512)).includes('facet');
  if (isText) return stl;
  const triangles = new DataView(stl.buffer, stl.byteOffset, stl.byteLength).getUint32(HEADER_BYTES, true);
  const needed = HEADER_BYTES + 4 + triangles * TRIANGLE_BYTES;
  if (triangles === 0) throw broken('has no triangle', 'Have it exported again.');
  if (needed > stl.length) {
    throw broken(`ends after ${stl.length} of ${needed} bytes`, 'Copy it again from the source.');
  }
  return stated === null ? stl.subarray(0, needed) : stl;
}

/**
 * Throws `corrupt-data` STL_BROKEN for a document that is cut short or none, `unsupported` for one that is no STL (OBJ,
 * MTL) or that states no unit of length that is known here: a size is never guessed.
 */
export function readEncapsulatedStl(dataset: DicomDataset): EncapsulatedStl {
  const type = dataset.text('MIMETypeOfEncapsulatedDocument');
  if (type !== 'model/stl' && type !== 'application/sla') {
    throw new AppError(
      'unsupported',
      'STL_OTHER_DOCUMENT',
      'The DICOM object holds another document than an STL, which is not read here.',
    );
  }
  const [units] = dataset.items('MeasurementUnitsCodeSequence');
  const unit = units?.text(CODE_VALUE) ?? '';
  if (unit !== 'mm' || units?.text(CODING_SCHEME) !== 'UCUM') {
    throw new AppError(
      'unsupported',
      'STL_UNIT',
      'The DICOM model does not say that its coordinates are millimetres: its size would be a guess. Have it exported in mm.',
    );
  }
  const frame = dataset.text('FrameOfReferenceUID');
  const mirroring = dataset.text('ModelMirroring');
  return {
    sopInstanceUid: dataset.text('SOPInstanceUID'),
    title: dataset.text('DocumentTitle'),
    frameOfReferenceUid: isValidUid(frame) ? frame : null,
    unit,
    isMirrored: mirroring === 'YES' ? true : mirroring === 'NO' ? false : null,
    sourceInstanceUids: dataset
      .items('SourceInstanceSequence')
      .map((item) => item.text('ReferencedSOPInstanceUID'))
      .filter(isValidUid),
    stl: documentOf(dataset),
  };
}

/** As `readEncapsulatedStl`, of a file; throws `invalid-input` for an object of another class too. */
export function decodeEncapsulatedStl(bytes: Uint8Array): EncapsulatedStl {
  const { dataset, meta } = parseDicom(bytes);
  const sopClass = dataset.text('SOPClassUID') || meta.text('MediaStorageSOPClassUID');
  if (sopClass !== ENCAPSULATED_STL_STORAGE) {
    throw new AppError('invalid-input', 'STL_OTHER_CLASS', 'The DICOM file is no Encapsulated STL.');
  }
  return readEncapsulatedStl(dataset);
}
