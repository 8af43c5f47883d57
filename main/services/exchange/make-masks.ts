import type { MasksInput, MasksResult } from '../../../core/contract/index.ts';
import { checkSamePatient } from '../../../core/dicom/index.ts';
import { AppError } from '../../../core/error/index.ts';
import { countVoxels } from '../../../core/volume/index.ts';
import { createStagingFolder } from '../../platform/staging-folder.ts';
import { MASK_FILE_EXTENSIONS, type MaskFileFormat, writeMaskFile } from '../../volume-files/index.ts';
import { readRtstructMasks } from '../rtstruct/index.ts';
import { uniqueFileStems } from './file-stem.ts';
import { findImageSeries, type ScanPorts } from './image-series.ts';

const FILE_FORMAT: Readonly<Record<MasksInput['format'], MaskFileFormat>> = { nifti: 'nifti-gz', nrrd: 'nrrd' };

/** An RTSTRUCT -> one mask file a structure on the grid of the series; all files appear together or none does. */
export async function makeMasks(input: MasksInput, ports: ScanPorts): Promise<MasksResult> {
  const series = await findImageSeries(input.image, ports);
  const { set, structures } = readRtstructMasks(input.rtstruct, series.geometry);
  if (structures.length === 0) {
    throw new AppError('invalid-input', 'RTSTRUCT_EMPTY', `${input.rtstruct} holds no structures.`);
  }
  const about = checkSamePatient(set, {
    patientId: series.patient?.id ?? '',
    frameOfReferenceUid: series.geometry.frameOfReferenceUid,
  });
  const format = FILE_FORMAT[input.format];
  const stems = uniqueFileStems(set.rois.map(({ name }) => name));
  const staging = createStagingFolder(input.outputFolder);
  try {
    const rows: MasksResult['structures'] = [];
    for (const [at, { name, mask, warnings }] of structures.entries()) {
      ports.signal.throwIfAborted();
      ports.report({ phase: 'masks', done: at, total: structures.length });
      const voxels = countVoxels(mask);
      const file = voxels > 0 ? `${stems[at]}${MASK_FILE_EXTENSIONS[format]}` : null;
      if (file !== null) writeMaskFile(staging.path(file), mask, series.geometry, format);
      rows.push({
        name,
        file,
        voxels,
        warnings: [...about, ...warnings].map(({ code, message }) => ({ code, message })),
      });
    }
    ports.report({ phase: 'masks', done: structures.length, total: structures.length });
    staging.publish();
    return { structures: rows };
  } finally {
    staging.discard();
  }
}
