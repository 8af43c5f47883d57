// The decision what a DICOM file is to Limner: images with a place in the patient, a structure set, an object to keep, a
// readable object without use here, or something to refuse with its reason.

import { AppError } from '../error/index.ts';
import { type DicomFile, parseDicom } from './dataset.ts';
import type { DicomDataset } from './dicom-dataset.ts';
import { readDirectory } from './read-directory.ts';
import { readHeader } from './read-identity.ts';
import { readImages } from './read-images.ts';
import { keptObjectKind, readKeptObject } from './read-kept-object.ts';
import { readSegmentationSet } from './read-segmentation.ts';
import { isSegmentationClass } from './seg-decode.ts';
import { mustHavePixels, RT_STRUCTURE_SET_STORAGE, unusedObjectName } from './sop-class.ts';
import { structureSetOf } from './structure-set-head.ts';
import { DEFLATED_LITTLE_ENDIAN } from './transfer-syntax.ts';
import type { DicomFrames, DicomImage, DicomObject, DicomStructureSet } from './types.ts';

/** PS3.3 C.8.8.5 (Structure Set module): which frames of reference and series the structures were drawn on. */
function readStructureSet(dataset: DicomDataset, sopClassUid: string): DicomStructureSet {
  const header = readHeader(dataset);
  const frames = new Set<string>();
  const series = new Set<string>();
  for (const frame of dataset.items('ReferencedFrameOfReferenceSequence')) {
    frames.add(frame.text('FrameOfReferenceUID'));
    for (const study of frame.items('RTReferencedStudySequence')) {
      for (const item of study.items('RTReferencedSeriesSequence')) series.add(item.text('SeriesInstanceUID'));
    }
  }
  const label = header['StructureSetLabel'] ?? '';
  return structureSetOf(dataset, { sopClassUid, header, label, series, frames });
}

/** Attributes that only an image has; where they are present without PixelData the file ends too early. */
const looksLikeImage = (dataset: DicomDataset): boolean => dataset.has('Rows') && dataset.has('BitsAllocated');

/** The record of a file that is parsed already; see `readDicom`. */
export function readDicomObject(file: DicomFile): DicomObject {
  const { dataset, meta } = file;
  const sopClassUid = dataset.text('SOPClassUID') || meta.text('MediaStorageSOPClassUID');
  if (dataset.has('DirectoryRecordSequence')) return readDirectory(dataset);
  if (isSegmentationClass(sopClassUid)) {
    const segmentation = dataset.has('PixelData') ? readSegmentationSet(dataset, sopClassUid) : null;
    if (segmentation !== null) return segmentation;
  }
  const kept = keptObjectKind(sopClassUid);
  if (kept !== null) return readKeptObject(dataset, sopClassUid, kept);
  const unused = unusedObjectName(sopClassUid);
  if (unused !== null) return { kind: 'unused', sopClassUid, what: unused };
  if (sopClassUid === RT_STRUCTURE_SET_STORAGE) return readStructureSet(dataset, sopClassUid);
  if (dataset.has('PixelData')) return readImages(file, sopClassUid);
  if (mustHavePixels(sopClassUid) || looksLikeImage(dataset)) {
    throw new AppError(
      'corrupt-data',
      'DICOM_TRUNCATED',
      'The DICOM image ends before its pixels. Copy or export it again.',
    );
  }
  return { kind: 'unused', sopClassUid, what: 'object without pixels' };
}

/**
 * What one DICOM file is. Nothing is allocated for pixels; their promised size is compared with the bytes that exist.
 * Throws AppError: `invalid-input` (not DICOM, or geometry without sense), `corrupt-data` (cut short, damaged),
 * `unsupported` (no place in the patient, colour, multi-frame, a transfer syntax without decoder), `safety`
 * (implausible spacing), `resource`. Messages hold no patient data.
 */
export const readDicom = (bytes: Uint8Array): DicomObject => readDicomObject(parseDicom(bytes));

/**
 * `readDicom` from the beginning of a file, where that says all: an image, or the frames of one, whose pixels are not
 * compressed. null for everything else, also for what is damaged: then the whole file must be read.
 * @param byteLength of the whole file; what its pixels promise is compared with it
 */
export function readImageHead(head: Uint8Array, byteLength: number): DicomImage | DicomFrames | null {
  try {
    const file = parseDicom(head, byteLength);
    if (file.transferSyntaxUid === DEFLATED_LITTLE_ENDIAN) return null;
    const object = readDicomObject(file);
    if (object.kind === 'image') return object.pixels.compression === 'none' ? object : null;
    return object.kind === 'frames' && object.images[0]?.pixels.compression === 'none' ? object : null;
  } catch (thrown) {
    if (thrown instanceof AppError) return null;
    throw thrown;
  }
}
