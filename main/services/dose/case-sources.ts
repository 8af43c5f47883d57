// Doses, plan and structures of a case in the library.

import {
  type DecodedRtdose,
  type DecodedRtplan,
  decodeRtplan,
  decodeRtstruct,
  isSegmentation,
} from '../../../core/dicom/index.ts';
import { AppError } from '../../../core/error/index.ts';
import type { ImageGeometry } from '../../../core/geometry/index.ts';
import type { LibraryReader } from '../../store/library.ts';
import { readSegmentation } from '../segmentation/read-segmentation.ts';
import { type KeptDose, type KeptSum, partsOf, readKeptDoses, stackedDoses, type WholeDose } from './case-dose.ts';
import { decodeDose } from './read-doses.ts';
import {
  frameIn,
  type PlannedStructure,
  type ReadStructures,
  structureOfMask,
  structuresOfSegmentation,
  structuresOfSet,
} from './read-structures.ts';

const missing = (what: string, caseId: string): AppError =>
  new AppError('not-found', 'DOSE_CASE', `The case ${caseId} holds no ${what}. Import it, or name a file.`);

/** The doses of a case with what a person said of each. */
function keptDoses(library: LibraryReader, caseId: string): KeptDose[] {
  const words = new Map(library.work.doseWords(caseId).map((own) => [own.objectId, own]));
  return library
    .getCase(caseId)
    .objects.filter(({ kind }) => kind === 'RTDOSE')
    .map(({ objectId }) => {
      const { referenceGy = null, seriesId = null } = words.get(objectId) ?? {};
      const place = seriesId === null ? null : { seriesId, frameOfReferenceUid: frameOfSeries(library, seriesId) };
      return { objectId, bytes: library.readObject(objectId), referenceGy, place };
    });
}

const frameOfSeries = (library: LibraryReader, seriesId: string): string | null =>
  library.getVolume(library.work.currentVolume(seriesId)).geometry.frameOfReferenceUid;

/** Doses as they were chosen, and the sum that was meant; null: none that the case keeps. */
export interface DosesOfCase {
  readonly wholes: readonly WholeDose[];
  readonly sumId: string | null;
}

/** The parts of a sum that is kept with a case. Throws `not-found` where one of them is gone. */
async function keptSum(kept: readonly KeptDose[], sum: KeptSum, caseId: string): Promise<DosesOfCase> {
  const { read } = await readKeptDoses(kept);
  const wholes = partsOf(sum.sumId, read, [sum]);
  if (wholes !== null) return { wholes, sumId: sum.sumId };
  const why = `A dose of the sum ${sum.sumId} is not in the case ${caseId} any more, or cannot be read. Name its doses.`;
  throw new AppError('not-found', 'DOSE_CASE', why);
}

/**
 * The doses of a case: those named, a sum that a person keeps with it, or all; each with what a person said of it. Throws
 * `not-found` where there is none, `conflict` DOSE_SEVERAL where sums are kept and none is named.
 */
export async function dosesOfCase(
  library: LibraryReader,
  caseId: string,
  ids: readonly string[],
  isSummed: boolean,
): Promise<DosesOfCase> {
  const kept = keptDoses(library, caseId);
  const sums = library.work.doseSums(caseId);
  const [only, second] = ids;
  const sum = second === undefined ? sums.find(({ sumId }) => sumId === only) : undefined;
  if (sum !== undefined) return keptSum(kept, sum, caseId);
  const unknown = ids.find((id) => !kept.some(({ objectId }) => objectId === id));
  if (unknown !== undefined) {
    const known = [...kept.map(({ objectId }) => objectId), ...sums.map(({ sumId }) => sumId)].join(', ') || 'none';
    throw new AppError('not-found', 'DOSE_CASE', `The case ${caseId} has no dose ${unknown}. It has: ${known}.`);
  }
  const wanted = ids.length === 0 ? kept : kept.filter(({ objectId }) => ids.includes(objectId));
  if (wanted.length === 0) throw missing('dose', caseId);
  const read: WholeDose[] = [];
  for (const { objectId: doseId, bytes, ...said } of wanted)
    read.push({ doseId, dose: await decodeDose(bytes), ...said });
  const wholes = stackedDoses(read);
  if (ids.length === 0 && wholes.length > 1 && !isSummed && sums.length > 0) {
    const listed = sums.map(({ sumId, parts }) => `${sumId} of ${parts.join(' and ')}`).join('; ');
    const why = `The case ${caseId} has ${wholes.length} doses, and sums that are kept with it: ${listed}. Name one with --dose.`;
    throw new AppError('conflict', 'DOSE_SEVERAL', why);
  }
  return { wholes, sumId: null };
}

/** The plans that the doses name, as far as the case has them. */
export function plansOfCase(library: LibraryReader, caseId: string, doses: readonly DecodedRtdose[]): DecodedRtplan[] {
  const named = new Set(doses.flatMap(({ referencedPlanUids }) => referencedPlanUids));
  return library
    .getCase(caseId)
    .objects.filter(({ kind, sopInstanceUid }) => kind === 'RTPLAN' && named.has(sopInstanceUid))
    .map(({ objectId }) => decodeRtplan(library.readObject(objectId)));
}

function chooseSet(library: LibraryReader, caseId: string, wanted: string | null, plan: DecodedRtplan | null) {
  const sets = library.getCase(caseId).structureSets;
  const named = (id: string) => sets.find(({ structureSetId }) => structureSetId === id);
  const ofPlan = sets.filter(({ sopInstanceUid }) => plan?.referencedStructureSetUids.includes(sopInstanceUid ?? ''));
  const candidates = ofPlan.length === 1 ? ofPlan : sets;
  const ids = sets.map(({ structureSetId }) => structureSetId).join(', ');
  const chosen = wanted === null ? candidates[0] : named(wanted);
  if (chosen === undefined) {
    if (wanted === null) throw missing('structure set', caseId);
    throw new AppError(
      'not-found',
      'DOSE_CASE',
      `The case ${caseId} has no structure set ${wanted}. It has: ${ids || 'none'}.`,
    );
  }
  if (wanted === null && candidates.length > 1) {
    throw new AppError(
      'conflict',
      'DOSE_STRUCTURES',
      `The case ${caseId} has several structure sets (${ids}). Name one with --structures.`,
    );
  }
  return chosen;
}

/**
 * The structures of a case: of the set named, of the one that the plan names, or of the only one. An imported set is read
 * from its file, point by point; one that was made here from its masks.
 */
export async function structuresOfCase(
  library: LibraryReader,
  caseId: string,
  wanted: string | null,
  plan: DecodedRtplan | null,
  frames: readonly string[],
): Promise<ReadStructures> {
  const { structureSetId, source, volumeId } = chooseSet(library, caseId, wanted, plan);
  const image: ImageGeometry | null = volumeId === null ? null : library.getVolume(volumeId).geometry;
  if (source === 'imported') {
    const bytes = library.readOriginal(structureSetId);
    if (isSegmentation(bytes)) return structuresOfSegmentation(await readSegmentation(bytes), image);
    const set = decodeRtstruct(bytes);
    return { structures: structuresOfSet(set, image, frameIn(set, frames)), set, maskFrameUids: [] };
  }
  const structures: PlannedStructure[] = [];
  for (const [at, stored] of library.getStructureSet(structureSetId).structures.entries()) {
    if (!stored.hasMask || image === null) continue;
    structures.push(structureOfMask(stored.name, at, library.readMask(stored.structureId), image, []));
  }
  return { structures, set: null, maskFrameUids: image === null ? [] : [image.frameOfReferenceUid] };
}
