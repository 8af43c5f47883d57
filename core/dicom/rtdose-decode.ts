// RT Dose bytes to a dose on its own grid (PS3.3 C.8.8.3). Strict: a dose that is read wrongly harms more than one that
// is refused.

import { AppError } from '../error/index.ts';
import type { ImageGeometry } from '../geometry/index.ts';
import { type DicomFile, parseDicom } from './dataset.ts';
import type { FrameCodec } from './decoded-frame.ts';
import type { DicomDataset } from './dicom-dataset.ts';
import { decodePixels } from './pixel-data.ts';
import { readPixelFormats } from './read-pixel-format.ts';
import { readPlacement } from './read-placement.ts';
import { type FramePlaces, medianStepMm, placeFrames } from './rtdose-frames.ts';
import type { DecodedRtdose, DoseType, DoseUnits } from './rtdose-types.ts';
import { isAlwaysLossy } from './transfer-syntax.ts';
import type { PixelImage, SeriesWarning } from './types.ts';
import { isValidUid } from './uid.ts';

export const RT_DOSE_STORAGE = '1.2.840.10008.5.1.4.1.1.481.2';

const T = {
  DoseUnits: 'x30040002',
  DoseType: 'x30040004',
  DoseSummationType: 'x3004000a',
  DoseGridScaling: 'x3004000e',
  TissueHeterogeneityCorrection: 'x30040014',
  ReferencedRTPlanSequence: 'x300c0002',
  ReferencedFractionGroupSequence: 'x300c0020',
  ReferencedFractionGroupNumber: 'x300c0022',
  ReferencedBeamSequence: 'x300c0004',
  ReferencedBeamNumber: 'x300c0006',
} as const;

const SUMMATIONS = [
  'PLAN',
  'MULTI_PLAN',
  'PLAN_OVERVIEW',
  'FRACTION',
  'BEAM',
  'BRACHY',
  'FRACTION_SESSION',
  'BEAM_SESSION',
  'BRACHY_SESSION',
  'CONTROL_POINT',
  'RECORD',
];

/** Largest grid that is read, bytes of its values. */
const MAX_VOLUME_BYTES = 2 ** 31;
const MAX_FRAMES = 65_536;

const wrong = (why: string): AppError =>
  new AppError('invalid-input', 'RTDOSE_INVALID', `The dose cannot be used: ${why}. Export it again.`);

function oneOf<V extends string>(dataset: DicomDataset, tag: `x${string}`, name: string, allowed: readonly V[]): V {
  const found = dataset.text(tag).toUpperCase();
  const value = allowed.find((term) => term === found);
  if (value === undefined) {
    throw wrong(`${name} is ${found === '' ? 'missing' : 'none of the values that the standard has'}`);
  }
  return value;
}

function readScaling(dataset: DicomDataset): number {
  const scaling = dataset.decimal(T.DoseGridScaling);
  if (scaling === null) throw wrong('DoseGridScaling is missing, so its numbers have no unit');
  if (!(scaling > 0 && scaling < Number.POSITIVE_INFINITY)) throw wrong('DoseGridScaling is not a number above zero');
  return scaling;
}

/** Rows, columns and frames, checked before anything is allocated. */
function readSize(dataset: DicomDataset): [columns: number, rows: number, frames: number] {
  if ((dataset.uint16('SamplesPerPixel') ?? 1) !== 1) throw wrong('it has several samples a pixel');
  const rows = dataset.uint16('Rows') ?? 0;
  const columns = dataset.uint16('Columns') ?? 0;
  const frames = dataset.decimal('NumberOfFrames') ?? 1;
  if (rows < 1 || columns < 1) throw wrong('Rows or Columns is missing or zero');
  if (!(Number.isInteger(frames) && frames >= 1 && frames <= MAX_FRAMES)) {
    throw wrong(`NumberOfFrames is not a whole number from 1 to ${MAX_FRAMES}`);
  }
  if (rows * columns * frames * Float32Array.BYTES_PER_ELEMENT > MAX_VOLUME_BYTES) {
    const size = `${columns} x ${rows} x ${frames}`;
    throw new AppError('resource', 'RTDOSE_TOO_LARGE', `A dose grid of ${size} is larger than is read.`);
  }
  return [columns, rows, frames];
}

/** A position rounded to single precision cannot be told from its neighbour beyond this, mm. */
const LEAST_EXTENT_MM = 1e-3;

function geometryOf(
  dataset: DicomDataset,
  size: readonly [number, number, number],
): { readonly geometry: ImageGeometry; readonly places: FramePlaces } {
  const placement = readPlacement(() => dataset);
  const places = placeFrames(dataset, placement, size[2]);
  const frame = dataset.text('FrameOfReferenceUID');
  const thickness = dataset.decimal('SliceThickness') ?? 0;
  const { rowDirection: i, columnDirection: j, pixelSpacingMm } = placement;
  const geometry: ImageGeometry = {
    size,
    spacingMm: [
      pixelSpacingMm[1],
      pixelSpacingMm[0],
      places.stepsMm.length > 0 ? medianStepMm(places.stepsMm) : thickness > LEAST_EXTENT_MM ? thickness : 1,
    ],
    direction: [...i, ...j, ...places.normalLps],
    planeOriginsLps: places.originsLps,
    frameOfReferenceUid: isValidUid(frame) ? frame : null,
  };
  return { geometry, places };
}

function readReferences(dataset: DicomDataset) {
  const plans = dataset.items(T.ReferencedRTPlanSequence);
  const groups = plans.flatMap((plan) => plan.items(T.ReferencedFractionGroupSequence));
  const numbers = (items: readonly DicomDataset[], tag: `x${string}`) => [
    ...new Set(items.map((item) => item.decimal(tag)).filter((n): n is number => n !== null && Number.isInteger(n))),
  ];
  return {
    referencedPlanUids: [...new Set(plans.map((plan) => plan.text('ReferencedSOPInstanceUID')).filter(isValidUid))],
    fractionGroups: numbers(groups, T.ReferencedFractionGroupNumber),
    beams: numbers(
      groups.flatMap((group) => group.items(T.ReferencedBeamSequence)),
      T.ReferencedBeamNumber,
    ),
  };
}

function contentWarnings(file: DicomFile, isSigned: boolean, doseType: DoseType, summation: string): SeriesWarning[] {
  const warnings: SeriesWarning[] = [];
  if (isAlwaysLossy(file.transferSyntaxUid) || file.dataset.text('LossyImageCompression') === '01') {
    const message = 'The dose went through a compression that changes values.';
    warnings.push({ code: 'RTDOSE_LOSSY', message });
  }
  if (isSigned && doseType !== 'ERROR') {
    const message = `The dose is stored with a sign, which the standard keeps for DoseType ERROR; it says ${doseType}.`;
    warnings.push({ code: 'RTDOSE_SIGNED', message });
  }
  if (!SUMMATIONS.includes(summation)) {
    const message = 'DoseSummationType is missing or unknown: what the dose is the sum of is not said.';
    warnings.push({ code: 'RTDOSE_SUMMATION', message });
  }
  return warnings;
}

/** Everything but the numbers themselves. */
function readHeader(file: DicomFile) {
  const { dataset, meta } = file;
  const sopClassUid = dataset.text('SOPClassUID') || meta.text('MediaStorageSOPClassUID');
  if (sopClassUid !== RT_DOSE_STORAGE) {
    throw new AppError(
      'invalid-input',
      'RTDOSE_WRONG_OBJECT',
      `The file is DICOM, but not an RT dose (SOP class ${sopClassUid || 'missing'}). Give an RTDOSE file.`,
    );
  }
  if (!dataset.has('PixelData')) {
    if (dataset.has('Rows'))
      throw new AppError('corrupt-data', 'DICOM_TRUNCATED', 'The dose ends before its grid. Copy or export it again.');
    throw new AppError(
      'unsupported',
      'RTDOSE_NO_GRID',
      'The RT dose holds no grid (points or histograms only). Export the dose grid.',
    );
  }
  return {
    size: readSize(dataset),
    scaling: readScaling(dataset),
    units: oneOf<DoseUnits>(dataset, T.DoseUnits, 'DoseUnits', ['GY', 'RELATIVE']),
    doseType: oneOf<DoseType>(dataset, T.DoseType, 'DoseType', ['PHYSICAL', 'EFFECTIVE', 'ERROR']),
    summationType: dataset.text(T.DoseSummationType).toUpperCase(),
  };
}

type Header = ReturnType<typeof readHeader>;

const pixelImages = (file: DicomFile, { size: [columns, rows, frames], scaling }: Header): PixelImage[] =>
  readPixelFormats(
    file,
    rows,
    columns,
    Array.from({ length: frames }, () => ({ slope: scaling, intercept: 0 })),
  ).map((pixels) => ({ rows, columns, transferSyntaxUid: file.transferSyntaxUid, pixels }));

/** The first frame, for finding the codec that `decodeRtdose` needs. Throws as it does. */
export function rtdosePixelImage(bytes: Uint8Array): PixelImage {
  const file = parseDicom(bytes);
  return pixelImages(file, readHeader(file))[0] as PixelImage;
}

/**
 * Reads a dose: every frame at its own place, stored numbers times DoseGridScaling. Throws `invalid-input` for another
 * kind of object and for what contradicts itself, `safety` where places are not known, `corrupt-data` when the file is
 * cut short, `unsupported` without a grid or decoder, `resource` beyond 2 GiB of values.
 * @param codec the one that `rtdosePixelImage` needs
 */
export function decodeRtdose(bytes: Uint8Array, codec?: FrameCodec): DecodedRtdose {
  const file = parseDicom(bytes);
  const header = readHeader(file);
  const { dataset } = file;
  const { size, doseType, summationType } = header;
  const { geometry, places } = geometryOf(dataset, size);
  const images = pixelImages(file, header);
  const plane = size[0] * size[1];
  const voxels = new Float32Array(plane * size[2]);
  for (const [frame, image] of images.entries()) decodePixels(file.bytes, image, voxels, frame * plane, codec);
  if (!voxels.every(Number.isFinite)) throw wrong('a value is larger than a number can be');
  const isSigned = images[0]?.pixels.isSigned ?? false;
  return {
    sopInstanceUid: dataset.text('SOPInstanceUID'),
    studyInstanceUid: dataset.text('StudyInstanceUID'),
    seriesInstanceUid: dataset.text('SeriesInstanceUID'),
    patient: { id: dataset.text('PatientID'), name: dataset.text('PatientName') },
    units: header.units,
    doseType,
    summationType,
    heterogeneity: dataset.texts(T.TissueHeterogeneityCorrection),
    gridScaling: header.scaling,
    ...readReferences(dataset),
    geometry,
    voxels,
    warnings: [...places.warnings, ...contentWarnings(file, isSigned, doseType, summationType)],
  };
}
