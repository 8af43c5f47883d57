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
import { decodeDose } from './read-doses.ts';
import {
  type PlannedStructure,
  type ReadStructures,
  structureOfMask,
  structuresOfSegmentation,
  structuresOfSet,
} from './read-structures.ts';

const missing = (what: string, caseId: string): AppError =>
  new AppError('not-found', 'DOSE_CASE', `The case ${caseId} holds no ${what}. Import it, or name a file.`);

/** The objects of a case that are doses: those named, or all. Throws `not-found` where there is none. */
export async function dosesOfCase(
  library: LibraryReader,
  caseId: string,
  objectIds: readonly string[],
): Promise<DecodedRtdose[]> {
  const there = library.getCase(caseId).objects.filter(({ kind }) => kind === 'RTDOSE');
  const unknown = objectIds.find((id) => !there.some(({ objectId }) => objectId === id));
  if (unknown !== undefined) {
    const ids = there.map(({ objectId }) => objectId).join(', ') || 'none';
    throw new AppError('not-found', 'DOSE_CASE', `The case ${caseId} has no dose ${unknown}. It has: ${ids}.`);
  }
  const wanted = objectIds.length === 0 ? there : there.filter(({ objectId }) => objectIds.includes(objectId));
  if (wanted.length === 0) throw missing('dose', caseId);
  const doses: DecodedRtdose[] = [];
  for (const { objectId } of wanted) doses.push(await decodeDose(library.readObject(objectId)));
  return doses;
}

/** The plan that the doses name, where the case has it. */
export function planOfCase(
  library: LibraryReader,
  caseId: string,
  doses: readonly DecodedRtdose[],
): DecodedRtplan | null {
  const named = new Set(doses.flatMap(({ referencedPlanUids }) => referencedPlanUids));
  const plans = library
    .getCase(caseId)
    .objects.filter(({ kind, sopInstanceUid }) => kind === 'RTPLAN' && named.has(sopInstanceUid));
  const [only] = plans;
  return only === undefined || plans.length > 1 ? null : decodeRtplan(library.readObject(only.objectId));
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
  frame: string | null,
): Promise<ReadStructures> {
  const { structureSetId, source, volumeId } = chooseSet(library, caseId, wanted, plan);
  const image: ImageGeometry | null = volumeId === null ? null : library.getVolume(volumeId).geometry;
  if (source === 'imported') {
    const bytes = library.readOriginal(structureSetId);
    if (isSegmentation(bytes)) return structuresOfSegmentation(await readSegmentation(bytes), image);
    const set = decodeRtstruct(bytes);
    return { structures: structuresOfSet(set, image, frame), set, maskFrameUids: [] };
  }
  const structures: PlannedStructure[] = [];
  for (const [at, stored] of library.getStructureSet(structureSetId).structures.entries()) {
    if (!stored.hasMask || image === null) continue;
    structures.push(structureOfMask(stored.name, at, library.readMask(stored.structureId), image, []));
  }
  return { structures, set: null, maskFrameUids: image === null ? [] : [image.frameOfReferenceUid] };
}
