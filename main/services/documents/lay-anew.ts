// Structures that earlier builds took over without voxels, because their closed contours lie on planes of their own
// (sagittal, oblique, between the slices): they get them when their document is opened, once.

import { AppError, type ErrorKind } from '../../../core/error/index.ts';
import type { ComputePool } from '../../jobs/compute-pool.ts';
import type { DocumentContent, Library, RelaidSet } from '../../store/index.ts';
import { setOnImages } from '../rtstruct/set-on-images.ts';
import type { ImportedSet } from './import-rtstruct.ts';
import { missingRegions, withRegions } from './missing-regions.ts';

/** The structures of a set that have no voxels and that nobody has drawn on, with the number of their region. */
function emptyOf({ structures, slices }: DocumentContent, structureSetId: string) {
  const drawn = new Set(slices.map(({ structureId }) => structureId));
  return structures.flatMap(({ id, roi, contentRev, editedSlices, origin }) =>
    origin === 'imported' &&
    roi?.structureSetId === structureSetId &&
    !drawn.has(id) &&
    contentRev === 0 &&
    editedSlices.length === 0
      ? [{ structureId: id, number: roi.number }]
      : [],
  );
}

/** Reasons that lie in the set itself: it cannot be laid on these images, now or later. */
const LASTING: readonly ErrorKind[] = ['invalid-input', 'unsupported', 'safety'];

/**
 * As it would be taken over now; 'never': it cannot be laid on these images, and what is there stays; 'not now': its file
 * is damaged, or there is no room. None of these keeps a case from being opened.
 */
async function laidNow(
  library: Library,
  pool: ComputePool,
  structureSetId: string,
  volumeId: string,
): Promise<ImportedSet | 'never' | 'not now'> {
  const { isLinkConfirmed } = library.getStructureSet(structureSetId);
  try {
    const task = setOnImages(library, structureSetId, library.getVolume(volumeId), isLinkConfirmed);
    return await pool.run('importRtstruct', task);
  } catch (error) {
    if (!(error instanceof AppError) || error.kind === 'cancelled') throw error;
    return LASTING.includes(error.kind) ? 'never' : 'not now';
  }
}

function relaid(
  structureSetId: string,
  label: string,
  empty: ReturnType<typeof emptyOf>,
  laid: ImportedSet | null,
): RelaidSet {
  const structures = empty.flatMap(({ structureId, number }) => {
    const roi = laid?.rois.find((one) => one.number === number);
    return roi === undefined ? [] : [{ structureId, planes: roi.planes }];
  });
  return { structureSetId, label, structures, warnings: laid?.warnings ?? null };
}

/**
 * Makes the voxels of structures that earlier builds left without, from the file that the library keeps. What anybody has
 * drawn, and every structure that has voxels, stays as it is. Each set is looked at once; again where its file could not be
 * read.
 */
export async function layAnew(library: Library, pool: ComputePool, documentId: string): Promise<void> {
  const { work } = library;
  const sets = work.setsToLayAnew(documentId);
  if (sets.length === 0) return;
  const plain = work.readDocument(documentId);
  const content = withRegions(plain, missingRegions(plain, library));
  for (const structureSetId of sets) {
    const empty = emptyOf(content, structureSetId);
    const laid = empty.length === 0 ? 'never' : await laidNow(library, pool, structureSetId, content.volumeId);
    if (laid === 'not now') continue;
    const { label } = library.getStructureSet(structureSetId);
    work.keepRelaid(documentId, relaid(structureSetId, label, empty, laid === 'never' ? null : laid));
  }
}
