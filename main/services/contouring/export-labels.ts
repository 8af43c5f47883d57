// All structures that were found in one file as voxels: DICOM segmentations and label maps, where they were asked for.

import { LABEL_FORMATS } from '../../../core/contract/choices.ts';
import type { DestinationProfile } from '../../../core/destination/index.ts';
import { isEmptyMask } from '../../../core/volume/index.ts';
import type { AutoContourResult, InstalledModel } from '../../inference/index.ts';
import type { ComputePool } from '../../jobs/compute-pool.ts';
import type { StagingFolder } from '../../platform/staging-folder.ts';
import type { StoredVolume } from '../../store/records.ts';
import { LABEL_FILE_NAMES, type LabelFormat } from '../segmentation/label-file-task.ts';
import type { ExportFormatName, WarningRow } from './export-formats.ts';
import { draftEquipment, draftsFor, imageOf } from './export-rtstruct.ts';

interface Found {
  readonly stored: StoredVolume;
  readonly contoured: Pick<AutoContourResult, 'masks' | 'isOutsideIntendedUse'>;
  readonly model: InstalledModel;
  readonly formats: ReadonlySet<ExportFormatName>;
  readonly profile: DestinationProfile | null;
}

interface Ports {
  readonly pool: ComputePool;
  readonly staging: StagingFolder;
  readonly signal: AbortSignal;
}

/** Drafts that nobody has reviewed. Returns the names of the files; where nothing was found there are none. */
export async function exportLabels(
  { stored, contoured, model, formats, profile }: Found,
  { pool, staging, signal }: Ports,
): Promise<{ readonly files: readonly string[]; readonly warnings: readonly WarningRow[] }> {
  const found = contoured.masks.filter(({ mask }) => !isEmptyMask(mask));
  const wanted: LabelFormat[] = LABEL_FORMATS.filter((format) => formats.has(format));
  const files: string[] = [];
  const warnings: WarningRow[] = [];
  if (wanted.length > 0 && found.length === 0) {
    const message = 'No structure was found, so no segmentation or label map was written.';
    return { files, warnings: [{ code: 'EXPORT_NOTHING_FOUND', message }] };
  }
  const { structures, notes } = draftsFor(found, model, profile);
  // The structure set says the same.
  if (wanted.length > 0 && !formats.has('rtstruct')) warnings.push(...notes);
  if (structures.length === 0) return { files, warnings };
  for (const format of wanted) {
    const name = LABEL_FILE_NAMES[format];
    const said = await pool.run(
      'labelFile',
      {
        format,
        path: staging.path(name),
        geometry: stored.geometry,
        image: imageOf(stored),
        description: contoured.isOutsideIntendedUse
          ? 'AI draft of unfit images, not reviewed'
          : 'AI draft, not reviewed',
        ...draftEquipment(model),
        structures,
      },
      { signal },
    );
    files.push(name);
    warnings.push(...said.map(({ code, message }) => ({ code, message })));
  }
  return { files, warnings };
}
