// The images of a file with PixelData: one, or the frames of a multi-frame image.

import { AppError } from '../error/index.ts';
import type { DicomFile } from './dataset.ts';
import type { DicomDataset } from './dicom-dataset.ts';
import { hasFunctionalGroups, readFunctionalGroups } from './functional-groups.ts';
import { readHeader, readPatient, requireUid } from './read-identity.ts';
import { readPixelFormats, readRescale } from './read-pixel-format.ts';
import { type AttributeOwner, type Placement, readPlacement } from './read-placement.ts';
import { multiFrameName } from './sop-class.ts';
import { isAlwaysLossy, JPEG_2000 } from './transfer-syntax.ts';
import type { DicomFrames, DicomHeader, DicomImage, DisplayWindow, PixelFormat } from './types.ts';
import { isValidUid } from './uid.ts';

const LOCALIZER = /LOCALI[SZ]ER|SURVIEW|SCOUT|TOPOGRAM/i;

const finiteOrNull = (value: number | null): number | null => (Number.isFinite(value) ? value : null);

function checkGrey(dataset: DicomDataset): void {
  const photometric = dataset.text('PhotometricInterpretation');
  const samples = dataset.uint16('SamplesPerPixel') ?? 1;
  if (samples !== 1 || !(photometric === '' || /^MONOCHROME[12]$/.test(photometric))) {
    throw new AppError(
      'unsupported',
      'DICOM_COLOUR',
      'The image is in colour; only grey values can be used. Leave it out.',
    );
  }
}

/** For files without functional groups. */
function checkSingleFrame(dataset: DicomDataset, sopClassUid: string): void {
  const multiFrame = multiFrameName(sopClassUid);
  if (multiFrame === null && (dataset.decimal('NumberOfFrames') ?? 1) === 1) return;
  throw new AppError(
    'unsupported',
    'DICOM_MULTI_FRAME',
    `The file holds many frames in one (${multiFrame ?? 'multi-frame image'}) and does not say where each of them lies. Export it as single-frame images.`,
  );
}

/** A lossy JPEG 2000 stream cannot be told from a lossless one of the same syntax: what the file says decides. */
function readIsLossy(dataset: DicomDataset, transferSyntaxUid: string): boolean {
  const stated = dataset.text('LossyImageCompression');
  return isAlwaysLossy(transferSyntaxUid) || stated === '01' || (transferSyntaxUid === JPEG_2000 && stated !== '00');
}

function readWindow(owner: AttributeOwner): DisplayWindow | null {
  const centre = owner('WindowCenter')?.decimal('WindowCenter') ?? null;
  const width = owner('WindowWidth')?.decimal('WindowWidth') ?? null;
  return centre !== null && width !== null && Number.isFinite(centre) && width > 0 && width < Number.POSITIVE_INFINITY
    ? { centre, width }
    : null;
}

/** What all images of a file have in common. */
function readCommon(file: DicomFile, sopClassUid: string) {
  const { dataset } = file;
  const header = readHeader(dataset);
  const rows = dataset.uint16('Rows') ?? 0;
  const columns = dataset.uint16('Columns') ?? 0;
  if (rows === 0 || columns === 0) {
    throw new AppError('invalid-input', 'DICOM_SIZE', 'Rows or Columns is zero or missing. Export the image again.');
  }
  const frameOfReferenceUid = dataset.text('FrameOfReferenceUID');
  return {
    kind: 'image' as const,
    sopClassUid,
    sopInstanceUid: requireUid(dataset, 'SOPInstanceUID'),
    transferSyntaxUid: file.transferSyntaxUid,
    patient: readPatient(header),
    studyInstanceUid: requireUid(dataset, 'StudyInstanceUID'),
    seriesInstanceUid: requireUid(dataset, 'SeriesInstanceUID'),
    modality: header['Modality'] ?? 'OT',
    description: header['SeriesDescription'] ?? '',
    instanceNumber: finiteOrNull(dataset.decimal('InstanceNumber')),
    frameOfReferenceUid: isValidUid(frameOfReferenceUid) ? frameOfReferenceUid : null,
    rows,
    columns,
    isLossy: readIsLossy(dataset, file.transferSyntaxUid),
    isInverted: header['PhotometricInterpretation'] === 'MONOCHROME1',
    header,
  };
}

/** What each image says of itself. */
function readOwn(owner: AttributeOwner, header: DicomHeader, pixels: PixelFormat) {
  const thickness = finiteOrNull(owner('SliceThickness')?.decimal('SliceThickness') ?? null);
  const imageType = (header['ImageType'] ?? '').split('\\').filter((value) => value !== '');
  return {
    imageType: imageType.map((value) => value.trim()),
    isLocalizer: imageType.some((value) => LOCALIZER.test(value)),
    sliceThicknessMm: thickness !== null && thickness > 0 ? thickness : null,
    window: readWindow(owner),
    pixels,
  };
}

function readSingle(file: DicomFile, sopClassUid: string): DicomImage {
  const { dataset } = file;
  const owner: AttributeOwner = () => dataset;
  const placement = readPlacement(owner);
  checkSingleFrame(dataset, sopClassUid);
  checkGrey(dataset);
  const common = readCommon(file, sopClassUid);
  const [pixels] = readPixelFormats(file, common.rows, common.columns, [readRescale(owner)]);
  const own = readOwn(owner, common.header, pixels as PixelFormat);
  return { ...common, frameNumber: null, ...placement, ...own, dimensionKey: '' };
}

function readFrames(file: DicomFile, sopClassUid: string): DicomFrames {
  const { dataset } = file;
  checkGrey(dataset);
  const common = readCommon(file, sopClassUid);
  const groups = readFunctionalGroups(dataset, readHeader);
  const placements = groups.map(({ owner }) => readPlacement(owner));
  const formats = readPixelFormats(
    file,
    common.rows,
    common.columns,
    groups.map(({ owner }) => readRescale(owner)),
  );
  const images = groups.map(({ owner, converted, header: ownHeader, dimensionKey }, at): DicomImage => {
    const header = { ...converted, ...common.header, ...ownHeader };
    const own = readOwn(owner, header, formats[at] as PixelFormat);
    return { ...common, ...(placements[at] as Placement), ...own, frameNumber: at + 1, dimensionKey, header };
  });
  return { kind: 'frames', images };
}

/**
 * @throws AppError as `readDicom` does
 */
export const readImages = (file: DicomFile, sopClassUid: string): DicomImage | DicomFrames =>
  hasFunctionalGroups(file.dataset) ? readFrames(file, sopClassUid) : readSingle(file, sopClassUid);
