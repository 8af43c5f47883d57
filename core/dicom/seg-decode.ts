// DICOM segmentations to segments and placed frames (PS3.3 A.51, C.8.20): bit planes, fractions, label maps.

import { AppError } from '../error/index.ts';
import { rgbFromCielab } from './cielab.ts';
import { type DicomFile, isDicom, locateDataset, parseDicom } from './dataset.ts';
import type { FrameCodec } from './decoded-frame.ts';
import type { DicomDataset } from './dicom-dataset.ts';
import { readHeader, readPatient, requireUid } from './read-identity.ts';
import { type AttributeOwner, readPlacement } from './read-placement.ts';
import type { GenerationAlgorithm } from './rtstruct-types.ts';
import { frameReader, type SegSize, segImages } from './seg-frames.ts';
import type { CodedConcept, DecodedSegment, DecodedSegmentation, SegFrame, SegmentationType } from './seg-types.ts';
import { LABEL_MAP_SEGMENTATION_STORAGE, SEGMENTATION_STORAGE } from './sop-class.ts';
import type { DicomKeyword, DicomTag } from './tags.ts';
import type { PixelImage } from './types.ts';
import { isValidUid } from './uid.ts';

const T = {
  SegmentationType: 'x00620001',
  SegmentSequence: 'x00620002',
  PropertyCategory: 'x00620003',
  SegmentNumber: 'x00620004',
  SegmentLabel: 'x00620005',
  SegmentDescription: 'x00620006',
  AlgorithmType: 'x00620008',
  AlgorithmName: 'x00620009',
  SegmentIdentification: 'x0062000a',
  ReferencedSegmentNumber: 'x0062000b',
  CielabValue: 'x0062000d',
  MaximumFractionalValue: 'x0062000e',
  PropertyType: 'x0062000f',
  PropertyTypeModifier: 'x00620011',
  CodeValue: 'x00080100',
  LongCodeValue: 'x00080119',
  CodingScheme: 'x00080102',
  CodeMeaning: 'x00080104',
  ContentLabel: 'x00700080',
  ContentDescription: 'x00700081',
  PixelPaddingValue: 'x00280120',
  ReferencedInstances: 'x0008114a',
  ReferencedInstance: 'x00081155',
} as const satisfies Readonly<Record<string, DicomTag>>;

/** Functional group macros that hold the place of a frame (PS3.3 C.7.6.16.2). */
const MACRO_OF: Readonly<Partial<Record<DicomKeyword, DicomTag>>> = {
  ImagePositionPatient: 'x00209113',
  ImageOrientationPatient: 'x00209116',
  PixelSpacing: 'x00289110',
};

const MAX_FRAMES = 2 ** 20;
const MAX_SIDE = 2 ** 14;

const damaged = (why: string): AppError =>
  new AppError('corrupt-data', 'SEG_DAMAGED', `The segmentation is damaged: ${why}. Copy or export it again.`);

/** True for the classes that `decodeSegmentation` reads. */
export const isSegmentationClass = (sopClassUid: string): boolean =>
  sopClassUid === SEGMENTATION_STORAGE || sopClassUid === LABEL_MAP_SEGMENTATION_STORAGE;

/** True for the bytes of a DICOM file that `decodeSegmentation` is made for. */
export function isSegmentation(bytes: Uint8Array): boolean {
  if (!isDicom(bytes)) return false;
  const uid = locateDataset(bytes).meta.text('MediaStorageSOPClassUID');
  return isSegmentationClass(uid || parseDicom(bytes).dataset.text('SOPClassUID'));
}

function codeOf(item: DicomDataset | undefined): CodedConcept | null {
  const value = item?.text(T.CodeValue) || item?.text(T.LongCodeValue) || '';
  if (item === undefined || value === '') return null;
  return { value, scheme: item.text(T.CodingScheme), meaning: item.text(T.CodeMeaning) };
}

const codesOf = (items: readonly DicomDataset[]): CodedConcept[] =>
  items.map(codeOf).filter((code): code is CodedConcept => code !== null);

const ALGORITHMS: readonly string[] = ['AUTOMATIC', 'SEMIAUTOMATIC', 'MANUAL'];

function readSegment(item: DicomDataset): DecodedSegment {
  const number = item.uint16(T.SegmentNumber);
  if (number === null) throw damaged('a segment has no number');
  const lab = item.uint16s(T.CielabValue);
  const algorithm = item.text(T.AlgorithmType).toUpperCase();
  return {
    number,
    label: item.text(T.SegmentLabel),
    description: item.text(T.SegmentDescription),
    algorithmType: (ALGORITHMS.includes(algorithm) ? algorithm : '') as GenerationAlgorithm,
    algorithmName: item.text(T.AlgorithmName),
    category: codeOf(item.items(T.PropertyCategory)[0]),
    propertyType: codeOf(item.items(T.PropertyType)[0]),
    modifiers: codesOf(item.items(T.PropertyType)[0]?.items(T.PropertyTypeModifier) ?? []),
    colourRgb: lab.length === 3 ? rgbFromCielab(lab as unknown as [number, number, number]) : null,
  };
}

function readSegments(dataset: DicomDataset): DecodedSegment[] {
  const segments = dataset.items(T.SegmentSequence).map(readSegment);
  if (segments.length === 0) throw damaged('it describes no segment');
  if (new Set(segments.map(({ number }) => number)).size < segments.length) {
    throw damaged('two of its segments have one number');
  }
  return segments;
}

/** The code of a segment that describes what lies between the others (PS3.16 CID 7150 ff.). */
const isBackground = ({ propertyType }: DecodedSegment): boolean =>
  propertyType?.scheme === 'DCM' && propertyType.value === '125040';

/** PS3.3 C.8.20.2: the padding value; before that was said, 0 or the segment that is called background. */
const backgroundOf = (dataset: DicomDataset, segments: readonly DecodedSegment[]): number =>
  dataset.uint16(T.PixelPaddingValue) ?? segments.find(isBackground)?.number ?? 0;

function readType(dataset: DicomDataset, sopClassUid: string): SegmentationType {
  const type = dataset.text(T.SegmentationType).toUpperCase();
  if (sopClassUid === LABEL_MAP_SEGMENTATION_STORAGE || type === 'LABELMAP') return 'LABELMAP';
  if (type === 'BINARY' || type === 'FRACTIONAL') return type;
  if (type === '' && dataset.uint16('BitsAllocated') === 1) return 'BINARY';
  throw new AppError(
    'unsupported',
    'SEG_TYPE',
    'The segmentation is neither BINARY, FRACTIONAL nor LABELMAP (SegmentationType). Export it as one of these.',
  );
}

/** Rows, columns and frames, checked before anything is allocated. */
function readSize(dataset: DicomDataset): SegSize {
  const rows = dataset.uint16('Rows') ?? 0;
  const columns = dataset.uint16('Columns') ?? 0;
  const frames = dataset.decimal('NumberOfFrames') ?? 1;
  if ((dataset.uint16('SamplesPerPixel') ?? 1) !== 1) throw damaged('it has several samples a pixel');
  if (rows < 1 || columns < 1 || rows > MAX_SIDE || columns > MAX_SIDE) {
    throw damaged(`Rows or Columns is missing, zero or beyond ${MAX_SIDE}`);
  }
  if (!(Number.isInteger(frames) && frames >= 1 && frames <= MAX_FRAMES)) {
    throw damaged(`NumberOfFrames is not a whole number from 1 to ${MAX_FRAMES}`);
  }
  return { rows, columns, frames };
}

function readFrames(
  dataset: DicomDataset,
  type: SegmentationType,
  count: number,
  segments: readonly DecodedSegment[],
): SegFrame[] {
  const items = dataset.items('PerFrameFunctionalGroupsSequence');
  const [shared] = dataset.items('SharedFunctionalGroupsSequence');
  if (items.length !== count) {
    throw damaged(`${items.length} frames say where they lie, and NumberOfFrames is ${count}`);
  }
  const known = new Set(segments.map(({ number }) => number));
  return items.map((frame, at) => {
    const macro = (tag: DicomTag) => frame.items(tag)[0] ?? shared?.items(tag)[0];
    const owner: AttributeOwner = (keyword) => {
      const tag = MACRO_OF[keyword];
      return tag === undefined ? undefined : macro(tag);
    };
    const placement = readPlacement(owner);
    if (type === 'LABELMAP') return { segmentNumber: null, placement };
    const number = macro(T.SegmentIdentification)?.uint16(T.ReferencedSegmentNumber) ?? null;
    if (number === null || !known.has(number)) {
      throw damaged(
        `frame ${at + 1} is of ${number === null ? 'no segment' : `segment ${number}, which is not described`}`,
      );
    }
    return { segmentNumber: number, placement };
  });
}

/** Step and thickness of the slices, of the frames as they share it or as the first has it. */
function readSlices(dataset: DicomDataset): Pick<DecodedSegmentation, 'sliceStepMm' | 'sliceThicknessMm'> {
  const [first] = dataset.items('PerFrameFunctionalGroupsSequence');
  const [shared] = dataset.items('SharedFunctionalGroupsSequence');
  const measures = first?.items('x00289110')[0] ?? shared?.items('x00289110')[0];
  const length = (keyword: 'SpacingBetweenSlices' | 'SliceThickness'): number | null => {
    const mm = measures?.decimal(keyword) ?? null;
    return mm !== null && mm > 0 && mm < Number.POSITIVE_INFINITY ? mm : null;
  };
  return { sliceStepMm: length('SpacingBetweenSlices'), sliceThicknessMm: length('SliceThickness') };
}

function open(bytes: Uint8Array): { file: DicomFile; type: SegmentationType; size: SegSize } {
  const file = parseDicom(bytes);
  const { dataset, meta } = file;
  const sopClassUid = dataset.text('SOPClassUID') || meta.text('MediaStorageSOPClassUID');
  if (!isSegmentationClass(sopClassUid)) {
    throw new AppError(
      'invalid-input',
      'SEG_WRONG_OBJECT',
      `The file is DICOM, but not a segmentation (SOP class ${sopClassUid || 'missing'}). Give a SEG file.`,
    );
  }
  if (!dataset.has('PixelData')) {
    throw new AppError(
      'corrupt-data',
      'DICOM_TRUNCATED',
      'The segmentation ends before its frames. Copy or export it again.',
    );
  }
  return { file, type: readType(dataset, sopClassUid), size: readSize(dataset) };
}

/** A frame, for finding the codec that `decodeSegmentation` needs; null: it needs none. Throws as it does. */
export function segPixelImage(bytes: Uint8Array): PixelImage | null {
  const { file, size } = open(bytes);
  const bits = file.dataset.uint16('BitsAllocated');
  return bits === 8 || bits === 16 ? (segImages(file, size)[0] ?? null) : null;
}

/** The greatest value that a fraction can have (PS3.3 C.8.20.2); 1 but for fractions. */
function readMaximum(dataset: DicomDataset, type: SegmentationType): number {
  if (type !== 'FRACTIONAL') return 1;
  const maximum = dataset.uint16(T.MaximumFractionalValue);
  if (maximum === null || maximum < 1)
    throw damaged('MaximumFractionalValue is missing, so its fractions have no whole');
  return maximum;
}

/**
 * Reads a segmentation; pixels stay where they are until a frame is asked for.
 * Throws `invalid-input` for another kind of object, `corrupt-data` for one that is cut short or contradicts itself,
 * `unsupported` for frames without a place in the patient and pixels without a decoder, `safety` for implausible places.
 * @param codec the one that `segPixelImage` needs
 */
export function decodeSegmentation(bytes: Uint8Array, codec?: FrameCodec): DecodedSegmentation {
  const { file, type, size } = open(bytes);
  const { dataset } = file;
  const header = readHeader(dataset);
  const described = readSegments(dataset);
  const backgroundValue = backgroundOf(dataset, described);
  const segments = type === 'LABELMAP' ? described.filter(({ number }) => number !== backgroundValue) : described;
  const frame = dataset.text('FrameOfReferenceUID');
  const series = dataset.items('ReferencedSeriesSequence');
  const images = series
    .flatMap((item) => item.items(T.ReferencedInstances))
    .map((item) => item.text(T.ReferencedInstance));
  return {
    sopInstanceUid: requireUid(dataset, 'SOPInstanceUID'),
    studyInstanceUid: requireUid(dataset, 'StudyInstanceUID'),
    seriesInstanceUid: requireUid(dataset, 'SeriesInstanceUID'),
    patient: readPatient(header),
    type,
    label: dataset.text(T.ContentLabel),
    description: dataset.text(T.ContentDescription) || (header['SeriesDescription'] ?? ''),
    frameOfReferenceUid: isValidUid(frame) ? frame : null,
    referencedSeriesUids: [...new Set(series.map((item) => item.text('SeriesInstanceUID')))].filter(isValidUid),
    referencedImageUids: [...new Set(images)].filter(isValidUid),
    rows: size.rows,
    columns: size.columns,
    ...readSlices(dataset),
    maximumFractionalValue: readMaximum(dataset, type),
    backgroundValue,
    segments,
    frames: readFrames(dataset, type, size.frames, described),
    readFrame: frameReader(file, size, codec),
  };
}
