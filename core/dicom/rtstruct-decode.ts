// RTSTRUCT bytes to regions with their contours (PS3.3 C.8.8.5, C.8.8.6, C.8.8.8). Tolerant: only what is needed to
// place the contours must be there.

import type { PatientContour } from '../contour/index.ts';
import { AppError } from '../error/index.ts';
import { parseDicom } from './dataset.ts';
import type { DicomDataset } from './dicom-dataset.ts';
import { parseDecimalStrings } from './rtstruct-decimals.ts';
import type { DecodedRoi, DecodedRtstruct } from './rtstruct-types.ts';
import { RT_STRUCTURE_SET_STORAGE } from './sop-class.ts';

const T = {
  ReferencedSOPInstanceUID: 'x00081155',
  SeriesInstanceUID: 'x0020000e',
  FrameOfReferenceUID: 'x00200052',
  ReferencedFrameOfReferenceSequence: 'x30060010',
  RTReferencedStudySequence: 'x30060012',
  RTReferencedSeriesSequence: 'x30060014',
  ContourImageSequence: 'x30060016',
  StructureSetROISequence: 'x30060020',
  ROINumber: 'x30060022',
  ReferencedFrameOfReferenceUID: 'x30060024',
  ROIName: 'x30060026',
  ROIDisplayColor: 'x3006002a',
  ROIGenerationAlgorithm: 'x30060036',
  ROIGenerationDescription: 'x30060038',
  ROIContourSequence: 'x30060039',
  ContourSequence: 'x30060040',
  ContourGeometricType: 'x30060042',
  ContourData: 'x30060050',
  RTROIObservationsSequence: 'x30060080',
  ReferencedROINumber: 'x30060084',
  RTROIInterpretedType: 'x300600a4',
} as const;

const damaged = (why: string): AppError =>
  new AppError('corrupt-data', 'RTSTRUCT_DAMAGED', `The structure set is damaged: ${why}. Copy or export it again.`);

function decodeContour(item: DicomDataset, roiNumber: number): PatientContour {
  const xyz = parseDecimalStrings(item.bytes(T.ContourData) ?? new Uint8Array(0));
  if (xyz.length % 3 !== 0) {
    throw damaged(`a contour of region ${roiNumber} has ${xyz.length} numbers, which is not three a point`);
  }
  if (!xyz.every(Number.isFinite)) throw damaged(`a contour of region ${roiNumber} holds text that is not a number`);
  return { geometricType: item.text(T.ContourGeometricType).toUpperCase(), xyz };
}

function decodeColour(item: DicomDataset | undefined): DecodedRoi['colourRgb'] {
  const rgb = item?.decimals(T.ROIDisplayColor) ?? [];
  const isColour = rgb.length === 3 && rgb.every((c) => Number.isInteger(c) && c >= 0 && c <= 255);
  return isColour ? (rgb as [number, number, number]) : null;
}

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

const addImages = (references: References, owner: DicomDataset): void => {
  for (const image of owner.items(T.ContourImageSequence)) {
    const uid = image.text(T.ReferencedSOPInstanceUID);
    if (uid !== '') references.images.add(uid);
  }
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
        addImages(references, series);
      }
    }
  }
  return references;
}

function decodeRois(dataset: DicomDataset, references: References): DecodedRoi[] {
  const contoursOf = byRegion(dataset.items(T.ROIContourSequence));
  const observationOf = byRegion(dataset.items(T.RTROIObservationsSequence));
  const seen = new Set<number>();
  return dataset.items(T.StructureSetROISequence).map((item) => {
    const number = item.decimal(T.ROINumber);
    if (number === null || !Number.isInteger(number)) throw damaged('a region has no number');
    if (seen.has(number))
      throw damaged(`two regions have the number ${number}, so their contours cannot be told apart`);
    seen.add(number);
    const frame = item.text(T.ReferencedFrameOfReferenceUID);
    if (frame !== '') references.frames.add(frame);
    const drawn = contoursOf.get(number) ?? [];
    const contourItems = drawn.flatMap((part) => part.items(T.ContourSequence));
    for (const contour of contourItems) addImages(references, contour);
    return {
      number,
      name: item.text(T.ROIName),
      frameOfReferenceUid: frame === '' ? null : frame,
      generationAlgorithm: item.text(T.ROIGenerationAlgorithm),
      generationDescription: item.text(T.ROIGenerationDescription),
      interpretedType: observationOf.get(number)?.[0]?.text(T.RTROIInterpretedType) ?? '',
      colourRgb: decodeColour(drawn[0]),
      contours: contourItems.map((contour) => decodeContour(contour, number)),
    };
  });
}

/**
 * Reads a structure set. References to images, observations, colours and contours may all be missing; contours of any
 * geometric type are returned as they stand. Throws `invalid-input` for another kind of object, `corrupt-data` when the
 * file is cut short or a contour is not triples of numbers.
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
  return {
    sopInstanceUid: dataset.text('SOPInstanceUID'),
    studyInstanceUid: dataset.text('StudyInstanceUID'),
    seriesInstanceUid: dataset.text('SeriesInstanceUID'),
    patient: { id: dataset.text('PatientID'), name: dataset.text('PatientName') },
    label: dataset.text('StructureSetLabel'),
    description: dataset.text('StructureSetDescription'),
    approvalStatus: dataset.text('ApprovalStatus'),
    frameOfReferenceUids: [...references.frames],
    referencedSeriesUids: [...references.series],
    referencedImageUids: [...references.images],
    rois,
  };
}
