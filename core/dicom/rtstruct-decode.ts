// RTSTRUCT bytes to regions with their contours (PS3.3 C.8.8.5, C.8.8.6, C.8.8.8). Tolerant: only what is needed to
// place the contours must be there.

import type { ContourImage } from '../contour/index.ts';
import { AppError } from '../error/index.ts';
import { parseDicom } from './dataset.ts';
import type { DicomDataset } from './dicom-dataset.ts';
import { parseDecimalStrings } from './rtstruct-decimals.ts';
import type { DecodedContour, DecodedRoi, DecodedRtstruct, RoiObservation } from './rtstruct-decoded.ts';
import { RT_STRUCTURE_SET_STORAGE } from './sop-class.ts';
import type { SeriesWarning } from './types.ts';

const T = {
  CodeValue: 'x00080100',
  CodingSchemeDesignator: 'x00080102',
  CodeMeaning: 'x00080104',
  ReferencedSOPInstanceUID: 'x00081155',
  ReferencedFrameNumber: 'x00081160',
  SeriesInstanceUID: 'x0020000e',
  FrameOfReferenceUID: 'x00200052',
  StructureSetName: 'x30060004',
  StructureSetDate: 'x30060008',
  StructureSetTime: 'x30060009',
  ReferencedFrameOfReferenceSequence: 'x30060010',
  RTReferencedStudySequence: 'x30060012',
  RTReferencedSeriesSequence: 'x30060014',
  ContourImageSequence: 'x30060016',
  PredecessorStructureSetSequence: 'x30060018',
  StructureSetROISequence: 'x30060020',
  ROINumber: 'x30060022',
  ReferencedFrameOfReferenceUID: 'x30060024',
  ROIName: 'x30060026',
  ROIDescription: 'x30060028',
  ROIDisplayColor: 'x3006002a',
  ROIGenerationAlgorithm: 'x30060036',
  ROIGenerationDescription: 'x30060038',
  ROIContourSequence: 'x30060039',
  ContourSequence: 'x30060040',
  ContourGeometricType: 'x30060042',
  ContourNumber: 'x30060048',
  ContourData: 'x30060050',
  RTROIObservationsSequence: 'x30060080',
  ObservationNumber: 'x30060082',
  ReferencedROINumber: 'x30060084',
  ROIObservationLabel: 'x30060085',
  RTROIIdentificationCodeSequence: 'x30060086',
  ROIObservationDescription: 'x30060088',
  RTROIInterpretedType: 'x300600a4',
  ROIInterpreter: 'x300600a6',
  ReviewDate: 'x300e0004',
  ReviewTime: 'x300e0005',
  ReviewerName: 'x300e0008',
} as const;

const damaged = (why: string): AppError =>
  new AppError('corrupt-data', 'RTSTRUCT_DAMAGED', `The structure set is damaged: ${why}. Copy or export it again.`);

const wholeOrNull = (value: number | null): number | null => (Number.isSafeInteger(value) ? value : null);

/** The images that an item of contours or of a series names. */
const decodeImages = (owner: DicomDataset): ContourImage[] =>
  owner.items(T.ContourImageSequence).flatMap((image) => {
    const sopInstanceUid = image.text(T.ReferencedSOPInstanceUID);
    if (sopInstanceUid === '') return [];
    return [{ sopInstanceUid, frameNumber: wholeOrNull(image.decimal(T.ReferencedFrameNumber)) }];
  });

function decodeContour(item: DicomDataset, roiNumber: number): DecodedContour {
  const xyz = parseDecimalStrings(item.bytes(T.ContourData) ?? new Uint8Array(0));
  if (xyz.length % 3 !== 0) {
    throw damaged(`a contour of region ${roiNumber} has ${xyz.length} numbers, which is not three a point`);
  }
  if (!xyz.every(Number.isFinite)) throw damaged(`a contour of region ${roiNumber} holds text that is not a number`);
  return {
    geometricType: item.text(T.ContourGeometricType).toUpperCase(),
    number: wholeOrNull(item.decimal(T.ContourNumber)),
    images: decodeImages(item),
    xyz,
  };
}

function decodeColour(item: DicomDataset | undefined): DecodedRoi['colourRgb'] {
  const rgb = item?.decimals(T.ROIDisplayColor) ?? [];
  const isColour = rgb.length === 3 && rgb.every((c) => Number.isInteger(c) && c >= 0 && c <= 255);
  return isColour ? (rgb as [number, number, number]) : null;
}

const decodeObservation = (item: DicomDataset): RoiObservation => ({
  number: wholeOrNull(item.decimal(T.ObservationNumber)),
  label: item.text(T.ROIObservationLabel),
  description: item.text(T.ROIObservationDescription),
  interpretedType: item.text(T.RTROIInterpretedType),
  interpreter: item.text(T.ROIInterpreter),
  codes: item.items(T.RTROIIdentificationCodeSequence).map((code) => ({
    value: code.text(T.CodeValue),
    scheme: code.text(T.CodingSchemeDesignator),
    meaning: code.text(T.CodeMeaning),
  })),
});

/** Items of a sequence by the region that they refer to. Some programs write several for one region. */
function byRegion(items: readonly DicomDataset[]): Map<number, DicomDataset[]> {
  const found = new Map<number, DicomDataset[]>();
  for (const item of items) {
    const number = item.decimal(T.ReferencedROINumber);
    if (number === null) continue;
    const ofRegion = found.get(number);
    if (ofRegion === undefined) found.set(number, [item]);
    else ofRegion.push(item);
  }
  return found;
}

interface References {
  readonly frames: Set<string>;
  readonly series: Set<string>;
  readonly images: Set<string>;
}

const addImages = (references: References, images: readonly ContourImage[]): void => {
  for (const { sopInstanceUid } of images) references.images.add(sopInstanceUid);
};

function decodeReferences(dataset: DicomDataset): References {
  const references: References = { frames: new Set(), series: new Set(), images: new Set() };
  for (const frame of dataset.items(T.ReferencedFrameOfReferenceSequence)) {
    const uid = frame.text(T.FrameOfReferenceUID);
    if (uid !== '') references.frames.add(uid);
    for (const study of frame.items(T.RTReferencedStudySequence)) {
      for (const series of study.items(T.RTReferencedSeriesSequence)) {
        const seriesUid = series.text(T.SeriesInstanceUID);
        if (seriesUid !== '') references.series.add(seriesUid);
        addImages(references, decodeImages(series));
      }
    }
  }
  return references;
}

/** All contours of a region or none: half of one would be taken for the whole. */
function decodeContours(
  items: readonly DicomDataset[],
  number: number,
): Pick<DecodedRoi, 'contours' | 'refusal'> & { readonly error: AppError | null } {
  try {
    return { contours: items.map((contour) => decodeContour(contour, number)), refusal: null, error: null };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'RTSTRUCT_DAMAGED') throw error;
    return { contours: [], refusal: { code: 'ROI_DAMAGED', message: error.message }, error };
  }
}

function decodeRois(dataset: DicomDataset, references: References): DecodedRoi[] {
  const contoursOf = byRegion(dataset.items(T.ROIContourSequence));
  const observationsOf = byRegion(dataset.items(T.RTROIObservationsSequence));
  const seen = new Set<number>();
  let firstError: AppError | null = null;
  const rois = dataset.items(T.StructureSetROISequence).map((item): DecodedRoi => {
    const number = item.decimal(T.ROINumber);
    if (number === null || !Number.isInteger(number)) throw damaged('a region has no number');
    if (seen.has(number))
      throw damaged(`two regions have the number ${number}, so their contours cannot be told apart`);
    seen.add(number);
    const frame = item.text(T.ReferencedFrameOfReferenceUID);
    if (frame !== '') references.frames.add(frame);
    const drawn = contoursOf.get(number) ?? [];
    const items = drawn.flatMap((part) => part.items(T.ContourSequence));
    const { contours, refusal, error } = decodeContours(items, number);
    firstError ??= error;
    for (const { images } of contours) addImages(references, images);
    const observations = (observationsOf.get(number) ?? []).map(decodeObservation);
    return {
      number,
      name: item.text(T.ROIName),
      description: item.text(T.ROIDescription),
      frameOfReferenceUid: frame === '' ? null : frame,
      generationAlgorithm: item.text(T.ROIGenerationAlgorithm),
      generationDescription: item.text(T.ROIGenerationDescription),
      interpretedType: observations[0]?.interpretedType ?? '',
      observations,
      colourRgb: decodeColour(drawn[0]),
      contours,
      refusal,
    };
  });
  if (firstError !== null && rois.every(({ contours }) => contours.length === 0)) throw firstError;
  return rois;
}

/** Numbers that a warning names; a damaged file may hold thousands. */
const MOST_NUMBERS = 8;

/** Contours that are of none of the listed regions: nobody knows what they outline, so they are counted and left out. */
function unlistedWarnings(dataset: DicomDataset, rois: readonly DecodedRoi[]): SeriesWarning[] {
  const listed = new Set(rois.map(({ number }) => number));
  const unlisted = dataset.items(T.ROIContourSequence).flatMap((item) => {
    const number = item.decimal(T.ReferencedROINumber);
    const contours = item.items(T.ContourSequence).length;
    return contours === 0 || (number !== null && listed.has(number)) ? [] : [{ number, contours }];
  });
  if (unlisted.length === 0) return [];
  const count = unlisted.reduce((sum, { contours }) => sum + contours, 0);
  const numbers = [...new Set(unlisted.map(({ number }) => (number === null ? 'no number' : `number ${number}`)))];
  const more = numbers.length > MOST_NUMBERS ? `, and ${numbers.length - MOST_NUMBERS} more` : '';
  const named = `${numbers.slice(0, MOST_NUMBERS).join(', ')}${more}`;
  const [are, were] = count === 1 ? ['1 contour is', 'was'] : [`${count} contours are`, 'were'];
  return [
    {
      code: 'RTSTRUCT_UNLISTED_CONTOURS',
      message: `${are} of no region that the structure set lists (${named}) and ${were} left out. Have it exported again.`,
    },
  ];
}

/**
 * Reads a structure set. References to images, observations, colours and contours may all be missing; contours of any
 * geometric type are returned as they stand. A region with a contour that is not triples of numbers is refused alone
 * (`refusal`); contours of no listed region are left out with a warning. Throws `invalid-input` for another kind of object, `corrupt-data` when the file is cut short, its regions
 * cannot be told apart, or no region with contours is whole.
 */
export function decodeRtstruct(bytes: Uint8Array): DecodedRtstruct {
  const { dataset } = parseDicom(bytes);
  const sopClassUid = dataset.text('SOPClassUID');
  if (sopClassUid !== RT_STRUCTURE_SET_STORAGE) {
    throw new AppError(
      'invalid-input',
      'RTSTRUCT_WRONG_OBJECT',
      `The file is DICOM, but not an RT structure set (SOP class ${sopClassUid || 'missing'}). Give an RTSTRUCT file.`,
    );
  }
  if (!dataset.has(T.StructureSetROISequence)) throw damaged('it lists no regions');
  if (!dataset.has(T.ROIContourSequence) && dataset.items(T.StructureSetROISequence).length > 0) {
    throw damaged('it lists regions but ends before their contours');
  }
  const references = decodeReferences(dataset);
  const rois = decodeRois(dataset, references);
  const approvalStatus = dataset.text('ApprovalStatus');
  return {
    sopInstanceUid: dataset.text('SOPInstanceUID'),
    studyInstanceUid: dataset.text('StudyInstanceUID'),
    seriesInstanceUid: dataset.text('SeriesInstanceUID'),
    patient: { id: dataset.text('PatientID'), name: dataset.text('PatientName') },
    label: dataset.text('StructureSetLabel'),
    name: dataset.text(T.StructureSetName),
    description: dataset.text('StructureSetDescription'),
    date: dataset.text(T.StructureSetDate),
    time: dataset.text(T.StructureSetTime),
    approvalStatus,
    approval: {
      status: approvalStatus,
      reviewDate: dataset.text(T.ReviewDate),
      reviewTime: dataset.text(T.ReviewTime),
      reviewerName: dataset.text(T.ReviewerName),
    },
    predecessorUids: dataset
      .items(T.PredecessorStructureSetSequence)
      .map((item) => item.text(T.ReferencedSOPInstanceUID))
      .filter((uid) => uid !== ''),
    frameOfReferenceUids: [...references.frames],
    referencedSeriesUids: [...references.series],
    referencedImageUids: [...references.images],
    rois,
    warnings: unlistedWarnings(dataset, rois),
  };
}
