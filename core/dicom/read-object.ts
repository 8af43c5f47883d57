// One file's attributes to a typed record, and the decision what the file is to Limner: an image with a place in the
// patient, a structure set, a readable object without use here, or something to refuse with its reason.

import { AppError, type ErrorKind } from '../error/index.ts';
import { DIRECTION_COSINE_TOLERANCE, dot, norm, normalise, type Vec3 } from '../geometry/index.ts';
import { type DicomDataset, type DicomFile, parseDicom } from './dataset.ts';
import { readDirectory } from './read-directory.ts';
import { readHeader, readPatient, requireUid } from './read-identity.ts';
import { keptObjectKind, readKeptObject } from './read-kept-object.ts';
import { multiFrameName, mustHavePixels, RT_STRUCTURE_SET_STORAGE, unusedObjectName } from './sop-class.ts';
import { EXPLICIT_BIG_ENDIAN, pixelCompression, transferSyntaxName } from './transfer-syntax.ts';
import type { DicomImage, DicomObject, DicomStructureSet, DisplayWindow, PixelFormat } from './types.ts';
import { isValidUid } from './uid.ts';

/** Distances beyond these, mm, are no medical image's: a unit or a decimal point is wrong. */
const MIN_PLAUSIBLE_SPACING_MM = 1e-3;
const MAX_PLAUSIBLE_SPACING_MM = 100;
/** Positions beyond this, mm, from the frame's origin. */
const MAX_PLAUSIBLE_POSITION_MM = 1e5;
/** PackBits turns two bytes into 128 at best, so RLE data cannot hold more than this times their size. */
const MAX_RLE_RATIO = 64;

const LOCALIZER = /LOCALI[SZ]ER|SURVIEW|SCOUT|TOPOGRAM/i;

const refuse = (kind: ErrorKind, code: string, message: string) => new AppError(kind, code, message);

interface Placement {
  readonly imagePositionPatient: Vec3;
  readonly rowDirection: Vec3;
  readonly columnDirection: Vec3;
  readonly pixelSpacingMm: readonly [number, number];
}

/** PS3.3 C.7.6.2 (Image Plane module). */
function readPlacement(dataset: DicomDataset): Placement {
  const position = dataset.decimals('ImagePositionPatient');
  const cosines = dataset.decimals('ImageOrientationPatient');
  const spacing = dataset.decimals('PixelSpacing');
  if (position.length === 0 || cosines.length === 0 || spacing.length === 0) {
    throw refuse(
      'unsupported',
      'DICOM_NO_GEOMETRY',
      'The image has no position, orientation or pixel spacing in the patient (a screen capture or projection), so it cannot be placed. Leave it out.',
    );
  }
  if (position.length !== 3 || !position.every((v) => Math.abs(v) <= MAX_PLAUSIBLE_POSITION_MM)) {
    throw refuse(
      'invalid-input',
      'DICOM_POSITION',
      'ImagePositionPatient is not three plausible numbers of millimetres. Export the image again from its source.',
    );
  }
  if (spacing.length !== 2 || !spacing.every((v) => v > 0 && v < Number.POSITIVE_INFINITY)) {
    throw refuse(
      'invalid-input',
      'DICOM_SPACING',
      'PixelSpacing is not two numbers above zero, so the image has no size. Export the image again from its source.',
    );
  }
  if (!spacing.every((v) => v >= MIN_PLAUSIBLE_SPACING_MM && v <= MAX_PLAUSIBLE_SPACING_MM)) {
    throw refuse(
      'safety',
      'DICOM_SPACING_IMPLAUSIBLE',
      `PixelSpacing lies outside ${MIN_PLAUSIBLE_SPACING_MM} to ${MAX_PLAUSIBLE_SPACING_MM} mm. Correct it at the source; distances would be wrong.`,
    );
  }
  const row = cosines.slice(0, 3) as unknown as Vec3;
  const column = cosines.slice(3, 6) as unknown as Vec3;
  const isUnit = (v: Vec3) => Math.abs(norm(v) - 1) <= DIRECTION_COSINE_TOLERANCE;
  if (
    cosines.length !== 6 ||
    !isUnit(row) ||
    !isUnit(column) ||
    !(Math.abs(dot(row, column)) <= DIRECTION_COSINE_TOLERANCE)
  ) {
    throw refuse(
      'invalid-input',
      'DICOM_ORIENTATION',
      'ImageOrientationPatient is not two unit vectors at a right angle. Export the image again from its source.',
    );
  }
  return {
    imagePositionPatient: position as unknown as Vec3,
    rowDirection: normalise(row),
    columnDirection: normalise(column),
    pixelSpacingMm: spacing as unknown as [number, number],
  };
}

function readRescale(dataset: DicomDataset): { readonly slope: number; readonly intercept: number } {
  if (dataset.items('ModalityLUTSequence').length > 0) {
    throw refuse(
      'unsupported',
      'DICOM_MODALITY_LUT',
      'The image maps its values by a table (ModalityLUTSequence), which is not supported. Export it with RescaleSlope.',
    );
  }
  const slope = dataset.decimal('RescaleSlope') ?? 1;
  const intercept = dataset.decimal('RescaleIntercept') ?? 0;
  if (!Number.isFinite(slope) || !Number.isFinite(intercept) || slope === 0) {
    throw refuse(
      'invalid-input',
      'DICOM_RESCALE',
      'RescaleSlope or RescaleIntercept is no usable number, so values have no unit. Export the image again.',
    );
  }
  return { slope, intercept };
}

function checkGrey(dataset: DicomDataset, sopClassUid: string): void {
  const multiFrame = multiFrameName(sopClassUid);
  const frames = dataset.decimal('NumberOfFrames') ?? 1;
  if (multiFrame !== null || frames !== 1) {
    throw refuse(
      'unsupported',
      'DICOM_MULTI_FRAME',
      `The file holds many frames in one (${multiFrame ?? 'multi-frame image'}), which is not supported yet. Export it as single-frame images.`,
    );
  }
  const photometric = dataset.text('PhotometricInterpretation');
  const samples = dataset.uint16('SamplesPerPixel') ?? 1;
  if (samples !== 1 || !(photometric === '' || /^MONOCHROME[12]$/.test(photometric))) {
    throw refuse('unsupported', 'DICOM_COLOUR', 'The image is in colour; only grey values can be used. Leave it out.');
  }
}

function readBits(dataset: DicomDataset) {
  const allocated = dataset.uint16('BitsAllocated');
  if (allocated !== 8 && allocated !== 16 && allocated !== 32) {
    throw refuse(
      'unsupported',
      'DICOM_BITS',
      `The image has ${allocated ?? 'no stated number of'} bits a pixel; 8, 16 or 32 are supported.`,
    );
  }
  const bitsStored = dataset.uint16('BitsStored') ?? allocated;
  const highBit = dataset.uint16('HighBit') ?? bitsStored - 1;
  if (bitsStored < 1 || bitsStored > allocated || highBit >= allocated || highBit + 1 < bitsStored) {
    throw refuse(
      'invalid-input',
      'DICOM_BITS',
      'BitsAllocated, BitsStored and HighBit contradict each other. Export the image again from its source.',
    );
  }
  return {
    bitsAllocated: allocated,
    bitsStored,
    highBit,
    isSigned: dataset.uint16('PixelRepresentation') === 1,
  } as const;
}

/** Compares what the header promises with the bytes that are there, before anything is allocated. */
function readPixelFormat(file: DicomFile, rows: number, columns: number): PixelFormat {
  const { dataset, transferSyntaxUid } = file;
  const compression = pixelCompression(transferSyntaxUid);
  if (compression === null) {
    throw refuse(
      'unsupported',
      'DICOM_TRANSFER_SYNTAX',
      `The pixels are encoded as ${transferSyntaxName(transferSyntaxUid)}, which is not supported yet. Export the series uncompressed.`,
    );
  }
  const bits = readBits(dataset);
  if (bits.bitsAllocated === 8 && transferSyntaxUid === EXPLICIT_BIG_ENDIAN) {
    throw refuse(
      'unsupported',
      'DICOM_BITS',
      'The image packs 8-bit pixels in big-endian words, which is not supported. Export it as little endian.',
    );
  }
  const { slope, intercept } = readRescale(dataset);
  const extent = dataset.extent('PixelData');
  const offset = extent?.offset ?? 0;
  const inFile = Math.max(0, file.bytes.length - offset);
  const available = extent === null ? 0 : compression === 'rle' ? inFile : Math.min(inFile, extent.length);
  const promised = rows * columns * (bits.bitsAllocated / 8);
  if (promised > available * (compression === 'rle' ? MAX_RLE_RATIO : 1)) {
    throw refuse(
      'corrupt-data',
      'DICOM_TRUNCATED',
      `The header promises ${columns} x ${rows} pixels (${promised} bytes), but the file holds ${available} bytes of them. Copy or export it again.`,
    );
  }
  return {
    ...bits,
    isBigEndian: transferSyntaxUid === EXPLICIT_BIG_ENDIAN,
    rescaleSlope: slope,
    rescaleIntercept: intercept,
    dataOffset: offset,
    dataLength: available,
    compression,
  };
}

function readWindow(dataset: DicomDataset): DisplayWindow | null {
  const centre = dataset.decimal('WindowCenter');
  const width = dataset.decimal('WindowWidth');
  return centre !== null && width !== null && Number.isFinite(centre) && width > 0 && width < Number.POSITIVE_INFINITY
    ? { centre, width }
    : null;
}

const finiteOrNull = (value: number | null): number | null => (Number.isFinite(value) ? value : null);

function readImage(file: DicomFile, sopClassUid: string): DicomImage {
  const { dataset } = file;
  const placement = readPlacement(dataset);
  checkGrey(dataset, sopClassUid);
  const rows = dataset.uint16('Rows') ?? 0;
  const columns = dataset.uint16('Columns') ?? 0;
  if (rows === 0 || columns === 0) {
    throw refuse('invalid-input', 'DICOM_SIZE', 'Rows or Columns is zero or missing. Export the image again.');
  }
  const header = readHeader(dataset);
  const thickness = finiteOrNull(dataset.decimal('SliceThickness'));
  const imageType = dataset.texts('ImageType');
  const frameOfReferenceUid = dataset.text('FrameOfReferenceUID');
  return {
    kind: 'image',
    sopClassUid,
    sopInstanceUid: requireUid(dataset, 'SOPInstanceUID'),
    transferSyntaxUid: file.transferSyntaxUid,
    patient: readPatient(header),
    studyInstanceUid: requireUid(dataset, 'StudyInstanceUID'),
    seriesInstanceUid: requireUid(dataset, 'SeriesInstanceUID'),
    modality: header['Modality'] ?? 'OT',
    description: header['SeriesDescription'] ?? '',
    imageType,
    isLocalizer: imageType.some((value) => LOCALIZER.test(value)),
    instanceNumber: finiteOrNull(dataset.decimal('InstanceNumber')),
    frameOfReferenceUid: isValidUid(frameOfReferenceUid) ? frameOfReferenceUid : null,
    rows,
    columns,
    ...placement,
    sliceThicknessMm: thickness !== null && thickness > 0 ? thickness : null,
    window: readWindow(dataset),
    pixels: readPixelFormat(file, rows, columns),
    header,
  };
}

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
  return {
    kind: 'structure-set',
    sopClassUid,
    sopInstanceUid: requireUid(dataset, 'SOPInstanceUID'),
    patient: readPatient(header),
    studyInstanceUid: requireUid(dataset, 'StudyInstanceUID'),
    seriesInstanceUid: requireUid(dataset, 'SeriesInstanceUID'),
    label: header['StructureSetLabel'] ?? '',
    description: header['SeriesDescription'] ?? '',
    referencedSeriesUids: [...series].filter(isValidUid),
    frameOfReferenceUids: [...frames].filter(isValidUid),
    header,
  };
}

/** Attributes that only an image has; where they are present without PixelData the file ends too early. */
const looksLikeImage = (dataset: DicomDataset): boolean => dataset.has('Rows') && dataset.has('BitsAllocated');

/** The record of a file that is parsed already; see `readDicom`. */
export function readDicomObject(file: DicomFile): DicomObject {
  const { dataset, meta } = file;
  const sopClassUid = dataset.text('SOPClassUID') || meta.text('MediaStorageSOPClassUID');
  if (dataset.has('DirectoryRecordSequence')) return readDirectory(dataset);
  const kept = keptObjectKind(sopClassUid);
  if (kept !== null) return readKeptObject(dataset, sopClassUid, kept);
  const unused = unusedObjectName(sopClassUid);
  if (unused !== null) return { kind: 'unused', sopClassUid, what: unused };
  if (sopClassUid === RT_STRUCTURE_SET_STORAGE) return readStructureSet(dataset, sopClassUid);
  if (dataset.has('PixelData')) return readImage(file, sopClassUid);
  if (mustHavePixels(sopClassUid) || looksLikeImage(dataset)) {
    throw refuse('corrupt-data', 'DICOM_TRUNCATED', 'The DICOM image ends before its pixels. Copy or export it again.');
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
