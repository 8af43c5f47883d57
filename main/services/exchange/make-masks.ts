import type { MasksInput, MasksResult } from '../../../core/contract/index.ts';
import {
  checkSamePatient,
  checkSharedFrame,
  type DecodedRtstruct,
  decodeRtstruct,
  fitOnImage,
  planeFinder,
  type SeriesWarning,
  type SetFit,
  structureMasks,
} from '../../../core/dicom/index.ts';
import { AppError } from '../../../core/error/index.ts';
import type { ImageGeometry } from '../../../core/geometry/index.ts';
import { countVoxels } from '../../../core/volume/index.ts';
import { createStagingFolder } from '../../platform/staging-folder.ts';
import { MASK_FILE_EXTENSIONS, type MaskFileFormat, writeMaskFile } from '../../volume-files/index.ts';
import { checkFit, readRtstructBytes } from '../rtstruct/index.ts';
import { uniqueFileStems } from './file-stem.ts';
import { findImageSeries, type ScanPorts } from './image-series.ts';

const FILE_FORMAT: Readonly<Record<MasksInput['format'], MaskFileFormat>> = { nifti: 'nifti-gz', nrrd: 'nrrd' };

const counted = ({ closed, onPlanes, planes }: SetFit): string =>
  `${onPlanes} of its ${closed} closed contours lie on ${planes} slices of this image`;

/**
 * That the coordinates belong to the image: the frame of reference says so, or a person does where they fit. Throws
 * `safety` RTSTRUCT_FRAME_OF_REFERENCE with what fits, RTSTRUCT_DOES_NOT_FIT.
 */
function checkPlace(set: DecodedRtstruct, geometry: ImageGeometry, isConfirmed: boolean): SeriesWarning[] {
  try {
    checkSharedFrame(set, geometry);
    return [];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const fit = fitOnImage(set, geometry);
    if (isConfirmed) {
      checkFit(fit);
      const message = `The structure set names another frame of reference than this image and was laid on it by its coordinates alone, as confirmed: ${counted(fit)}.`;
      return [{ code: 'RTSTRUCT_LINK_CONFIRMED', message }];
    }
    const advice = fit.fits
      ? `By its coordinates it fits: ${counted(fit)}. If you know that they belong together, confirm it with --link-by-geometry.`
      : `By its coordinates it does not fit either: ${counted(fit)}.`;
    throw new AppError(error.kind, error.code, `${error.message} ${advice}`, { cause: error });
  }
}

/** An RTSTRUCT -> one mask file a structure on the grid of the series; all files appear together or none does. */
export async function makeMasks(input: MasksInput, ports: ScanPorts): Promise<MasksResult> {
  const series = await findImageSeries(input.image, ports);
  const { geometry, slices } = series;
  const set = decodeRtstruct(readRtstructBytes(input.rtstruct));
  if (set.rois.length === 0) {
    throw new AppError('invalid-input', 'RTSTRUCT_EMPTY', `${input.rtstruct} holds no structures.`);
  }
  const about = [
    ...set.warnings,
    ...checkSamePatient(set, {
      patientId: series.patient?.id ?? '',
      frameOfReferenceUid: geometry.frameOfReferenceUid,
    }),
    ...checkPlace(set, geometry, input.linksByGeometry),
  ];
  const structures = structureMasks(set, geometry, {
    planeOfImage: planeFinder({
      sopInstanceUids: slices.map(({ sopInstanceUid }) => sopInstanceUid),
      frameNumbers: slices.map(({ frameNumber }) => frameNumber ?? null),
    }),
    isFrameConfirmed: input.linksByGeometry,
  });
  const format = FILE_FORMAT[input.format];
  const stems = uniqueFileStems(set.rois.map(({ name }) => name));
  const staging = createStagingFolder(input.outputFolder);
  try {
    const rows: MasksResult['structures'] = [];
    for (const [at, { mask, report }] of structures.entries()) {
      ports.signal.throwIfAborted();
      ports.report({ phase: 'masks', done: at, total: structures.length });
      const voxels = countVoxels(mask);
      const file = voxels > 0 ? `${stems[at]}${MASK_FILE_EXTENSIONS[format]}` : null;
      if (file !== null) writeMaskFile(staging.path(file), mask, geometry, format);
      rows.push({
        ...report,
        fates: { ...report.fates },
        file,
        voxels,
        warnings: [...about, ...report.warnings].map(({ code, message }) => ({ code, message })),
      });
    }
    ports.report({ phase: 'masks', done: structures.length, total: structures.length });
    staging.publish();
    return { structures: rows };
  } finally {
    staging.discard();
  }
}
