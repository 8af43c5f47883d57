// What came with the structure sets of a series and is in no voxel: read from the files that the library keeps, so that
// nothing is stored twice and nothing can differ.

import type { ImportedSet, ImportedSets } from '../../../core/contract/index.ts';
import { AppError } from '../../../core/error/index.ts';
import type { ComputePool } from '../../jobs/compute-pool.ts';
import type { LibraryReader } from '../../store/index.ts';
import { setOnImages } from '../rtstruct/index.ts';
import type { KeptRoi } from './import-rtstruct.ts';

type Row = ImportedSet['rois'][number];

const toRow = ({ report, kept }: KeptRoi): Row => ({
  ...report,
  fates: { ...report.fates },
  warnings: report.warnings.map(({ code, message }) => ({ code, message })),
  kept: kept.map(({ fate, xyz }) => ({
    fate,
    isClosed: fate === 'off-plane' || fate === 'tilted',
    pointsLps: [...xyz],
  })),
});

/**
 * Every imported set that lies on the series, with what became of each region. One that cannot be placed is left out with a
 * warning: it must not hide what came with the others. Throws `not-found` for the series.
 */
export async function importedSets(reader: LibraryReader, pool: ComputePool, seriesId: string): Promise<ImportedSets> {
  const volume = reader.getVolume(reader.work.currentVolume(seriesId));
  const sets = reader
    .getCase(volume.caseId)
    .structureSets.filter((set) => set.source === 'imported' && set.seriesId === seriesId);
  const warnings: ImportedSets['warnings'] = [];
  const placed = await Promise.all(
    sets.map(async ({ structureSetId, label, link }): Promise<ImportedSet[]> => {
      try {
        const kept = await pool.run('keptContours', setOnImages(reader, structureSetId, volume, link === 'confirmed'));
        const about = kept.warnings.map(({ code, message }) => ({ code, message }));
        return [{ structureSetId, label, link, rois: kept.rois.map(toRow), warnings: about }];
      } catch (error) {
        if (!(error instanceof AppError) || error.kind === 'cancelled') throw error;
        warnings.push({
          code: error.code,
          message: `Points and lines of ${label || 'a structure set'} are not shown: ${error.message}`,
        });
        return [];
      }
    }),
  );
  return { sets: placed.flat(), warnings };
}
