// What became of the structure sets of an import, and the link of one to a series that it does not name.

import type { SetCandidate, SetReport } from '../../../core/contract/index.ts';
import { AppError } from '../../../core/error/index.ts';
import type { ComputePool } from '../../jobs/compute-pool.ts';
import type { Library, LibraryReader, StoredStructureSet } from '../../store/index.ts';
import { checkFit, type ReportedSet, type ReportSetTask, reportSet } from '../rtstruct/report-set.ts';
import { setOnImages } from '../rtstruct/set-on-images.ts';

/** Where there is no pool this thread computes. */
export type ReportRunner = (task: ReportSetTask) => Promise<ReportedSet>;

export const runHere: ReportRunner = async (task) => reportSet(task);

export const runInPool =
  (pool: ComputePool): ReportRunner =>
  (task) =>
    pool.run('reportSet', task);

type Row = SetReport['rois'][number];

const toRow = (report: ReportedSet['rois'][number]): Row => ({
  ...report,
  fates: { ...report.fates },
  warnings: report.warnings.map(({ code, message }) => ({ code, message })),
});

/** The best first: those that fit, then by the share of contours on slices. */
const byFit = (a: SetCandidate, b: SetCandidate): number =>
  Number(b.fits) - Number(a.fits) || b.onPlanes - a.onPlanes || b.inside - a.inside;

/** Series of the patient of a set on which it might have been drawn. */
function candidatesOf(library: LibraryReader, { caseId, seriesId }: StoredStructureSet) {
  if (seriesId !== null) return [];
  return library
    .getCase(caseId)
    .series.filter(({ size }) => size[2] > 1)
    .map(({ seriesId: id, volumeId, modality, description }) => ({
      row: { seriesId: id, modality, description },
      geometry: library.getVolume(volumeId).geometry,
    }));
}

/** What became of each region of a set on its images; for one without images, which series it would fit on. */
export async function reportOf(library: LibraryReader, structureSetId: string, run: ReportRunner): Promise<SetReport> {
  const set = library.getStructureSet(structureSetId);
  const { caseId, label, seriesId, volumeId, link, isLinkConfirmed } = set;
  const candidates = candidatesOf(library, set);
  const images =
    volumeId === null ? null : setOnImages(library, structureSetId, library.getVolume(volumeId), isLinkConfirmed);
  const bytes = images?.bytes ?? library.readOriginal(structureSetId);
  const { rois, warnings, fits } = await run({ bytes, images, candidates: candidates.map(({ geometry }) => geometry) });
  return {
    structureSetId,
    caseId,
    label,
    seriesId,
    link,
    rois: rois.map(toRow),
    warnings: warnings.map(({ code, message }) => ({ code, message })),
    candidates: candidates
      .map(({ row }, at): SetCandidate => ({ ...row, ...(fits[at] as ReportedSet['fits'][number]) }))
      .sort(byFit),
  };
}

/**
 * Lays a set on a series because a person said that they belong together. Throws `safety` RTSTRUCT_DOES_NOT_FIT, and
 * what `confirmLink` throws; then nothing was changed.
 */
export async function linkSet(
  library: Library,
  structureSetId: string,
  seriesId: string,
  run: ReportRunner,
): Promise<SetReport> {
  const { series } = library.getCase(library.getStructureSet(structureSetId).caseId);
  const volumeId = series.find((one) => one.seriesId === seriesId)?.volumeId;
  // A series of another case is refused by the library, whatever fits.
  if (volumeId !== undefined) {
    const { geometry } = library.getVolume(volumeId);
    const bytes = library.readOriginal(structureSetId);
    const { fits } = await run({ bytes, images: null, candidates: [geometry] });
    checkFit(fits[0] as ReportedSet['fits'][number]);
  }
  library.confirmLink(structureSetId, seriesId);
  return reportOf(library, structureSetId, run);
}

/**
 * As `linkSet`, on the one series that the set fits on. Returns the report as it is where the set has its images already.
 * Throws `not-found` RTSTRUCT_NO_IMAGES where its patient has no series, `conflict` RTSTRUCT_FITS_SEVERAL, `safety`
 * RTSTRUCT_DOES_NOT_FIT.
 */
export async function linkByGeometry(library: Library, report: SetReport, run: ReportRunner): Promise<SetReport> {
  if (report.seriesId !== null) return report;
  const [best, ...others] = report.candidates;
  if (best === undefined) {
    throw new AppError(
      'not-found',
      'RTSTRUCT_NO_IMAGES',
      'The library has no images of the patient that the structure set names, so it was laid on none. Import them first.',
    );
  }
  const fitting = others.filter(({ fits }) => fits);
  if (best.fits && fitting.length > 0) {
    const ids = [best, ...fitting].map(({ seriesId }) => seriesId);
    throw new AppError(
      'conflict',
      'RTSTRUCT_FITS_SEVERAL',
      `The structure set fits on several series (${ids.join(', ')}), so it was laid on none. Choose one of them in the window.`,
      { data: { seriesIds: ids } },
    );
  }
  checkFit(best);
  return linkSet(library, report.structureSetId, best.seriesId, run);
}
