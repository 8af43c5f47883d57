// Structure sets of the library as groups of a document: a model's from its masks, an imported one from its file, point
// for point.

import { randomUUID } from 'node:crypto';
import type { SeriesWarning } from '../../../core/dicom/index.ts';
import type { GroupRecord, ReviewState, StructureRecord } from '../../../core/edit/index.ts';
import { AppError } from '../../../core/error/index.ts';
import type { ComputePool } from '../../jobs/compute-pool.ts';
import type {
  DocumentHead,
  LibraryReader,
  PackedPlanes,
  StoredStructureSet,
  StoredVolume,
  TakenSet,
} from '../../store/index.ts';
import { setOnImages } from '../rtstruct/set-on-images.ts';
import { planesInto } from './planes-into.ts';

export const NOT_REVIEWED: ReviewState = { isReviewed: false, at: null, reason: null, slices: [] };

/** For structures whose file gives none: a light grey that no palette uses. */
const NO_COLOUR = [170, 177, 186] as const;

const hex = (rgb: readonly number[]): string => `#${rgb.map((part) => part.toString(16).padStart(2, '0')).join('')}`;

/** DICOM's LO has 64 characters, and a structure needs a name to be spoken of. */
const usableName = (name: string, number: number): string => name.trim().slice(0, 64) || `ROI ${number}`;

interface Drawn {
  readonly roi?: StructureRecord['roi'];
  readonly name: string;
  readonly color: string;
  readonly interpretedType: string;
  readonly fmaCode: string | null;
  readonly planes: PackedPlanes;
}

export function toStructureRecord(
  { name, color, interpretedType, fmaCode, roi }: Omit<Drawn, 'planes'>,
  place: { readonly groupId: string; readonly order: number; readonly origin: StructureRecord['origin'] },
): StructureRecord {
  return {
    id: `t-${randomUUID()}`,
    groupId: place.groupId,
    order: place.order,
    name: usableName(name, place.order + 1),
    color,
    interpretedType: interpretedType.slice(0, 16),
    fmaCode,
    origin: place.origin,
    ...(roi === undefined ? {} : { roi }),
    isLocked: false,
    review: NOT_REVIEWED,
    editedSlices: [],
    derivedFrom: null,
    contentRev: 0,
  };
}

function toTakenSet(set: StoredStructureSet, drawn: readonly Drawn[], warnings: readonly SeriesWarning[]): TakenSet {
  const isImported = set.source === 'imported';
  const model = set.provenance?.model ?? null;
  const group: GroupRecord = {
    id: `g-${randomUUID()}`,
    kind: set.source,
    label: (isImported ? set.label || 'Structure set' : `Auto-contour${model === null ? '' : `, ${model.id}`}`).slice(
      0,
      128,
    ),
    version: 1,
    parentGroupId: null,
    isLocked: isImported,
    structureSetId: set.structureSetId,
    model: model === null ? null : { id: model.id, version: model.version },
    createdAt: set.createdAt,
  };
  const origin = isImported ? 'imported' : 'auto';
  return {
    structureSetId: set.structureSetId,
    group,
    structures: drawn.map((one, order) => ({
      record: toStructureRecord(one, { groupId: group.id, order, origin }),
      planes: one.planes,
    })),
    warnings,
  };
}

async function drawImported(
  library: LibraryReader,
  { structureSetId, isLinkConfirmed }: StoredStructureSet,
  volume: StoredVolume,
  pool: ComputePool,
): Promise<{ readonly drawn: Drawn[]; readonly warnings: readonly SeriesWarning[] }> {
  const { rois, warnings } = await pool.run(
    'importRtstruct',
    setOnImages(library, structureSetId, volume, isLinkConfirmed),
  );
  const drawn = rois.map(({ number, name, colourRgb, interpretedType, fmaId, planes }) => ({
    ...(number === null ? {} : { roi: { structureSetId, number } }),
    name,
    color: hex(colourRgb ?? NO_COLOUR),
    interpretedType,
    fmaCode: fmaId ?? null,
    planes,
  }));
  return { drawn, warnings };
}

async function drawMasks(
  library: LibraryReader,
  set: StoredStructureSet,
  planeOf: readonly number[] | null,
  pool: ComputePool,
): Promise<Drawn[]> {
  const withMask = set.structures.filter(({ hasMask }) => hasMask);
  const runs = withMask.map(({ structureId }) => library.work.readMaskRuns(structureId));
  const planes = await pool.run('planesOfRuns', { runs, planeOf });
  return withMask.map(({ name, color, interpretedType, fmaCode }, at) => ({
    name,
    color,
    interpretedType,
    fmaCode,
    planes: planes[at] as PackedPlanes,
  }));
}

/**
 * One set as a group of the document. A set that cannot be brought onto the images becomes a group without structures
 * and a warning that says why: it must not keep the case from being opened.
 */
export async function readSet(
  library: LibraryReader,
  { volumeId }: Pick<DocumentHead, 'volumeId'>,
  from: { readonly structureSetId: string; readonly volumeId: string },
  pool: ComputePool,
): Promise<TakenSet> {
  const set = library.getStructureSet(from.structureSetId);
  const volume = library.getVolume(volumeId);
  const { geometry } = volume;
  try {
    if (set.source === 'imported') {
      const { drawn, warnings } = await drawImported(library, set, volume, pool);
      return toTakenSet(set, drawn, warnings);
    }
    const planeOf = from.volumeId === volumeId ? null : planesInto(library.getVolume(from.volumeId).geometry, geometry);
    return toTakenSet(set, await drawMasks(library, set, planeOf, pool), set.warnings);
  } catch (error) {
    if (!(error instanceof AppError) || error.kind === 'cancelled') throw error;
    return toTakenSet(set, [], [{ code: error.code, message: error.message }]);
  }
}
