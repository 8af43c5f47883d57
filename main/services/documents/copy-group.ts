// Structures of one series onto another of the same patient and frame of reference.

import { randomUUID } from 'node:crypto';
import type { EditOpWire, EditWire } from '../../../core/edit/index.ts';
import { AppError } from '../../../core/error/index.ts';
import type { ComputePool } from '../../jobs/compute-pool.ts';
import { decodePlane, forEachPackedPlane, type Library, packPlanes } from '../../store/index.ts';
import { NOT_REVIEWED } from './taken-sets.ts';

interface CopyRequest {
  readonly documentId: string;
  readonly baseRev: number;
  readonly fromSeriesId: string;
  readonly groupId: string;
}

const otherFrame = () =>
  new AppError(
    'safety',
    'COPY_OTHER_FRAME',
    'These contours belong to another frame of reference and cannot be copied here. Link the series by a registration, or draw them anew.',
  );

/** Both names of frames must be there and equal: without one nobody knows that the coordinates mean the same place. */
function checkSamePlace(library: Library, fromVolumeId: string, toVolumeId: string) {
  const from = library.getVolume(fromVolumeId);
  const to = library.getVolume(toVolumeId);
  if (from.caseId !== to.caseId) {
    throw new AppError(
      'safety',
      'COPY_OTHER_PATIENT',
      'These contours belong to another patient and cannot be copied here.',
    );
  }
  const frame = from.geometry.frameOfReferenceUid;
  const isSameSeries = from.seriesId === to.seriesId;
  if (!isSameSeries && (frame === null || frame !== to.geometry.frameOfReferenceUid)) throw otherFrame();
  return { from: from.geometry, to: to.geometry };
}

/** Appends the copy as one edit; structures without voxels stay behind. Throws `safety` for another patient or frame, `not-found`, `conflict` DOCUMENT_STALE. */
export async function copyGroup(
  library: Library,
  pool: ComputePool,
  { documentId, baseRev, fromSeriesId, groupId }: CopyRequest,
): Promise<{ readonly rev: number; readonly edit: EditWire }> {
  const { work } = library;
  const target = work.getDocument(documentId);
  const source = work.findDocument(fromSeriesId);
  const content = source === null ? null : work.readDocument(source.documentId);
  const group = content?.groups.find(({ id }) => id === groupId);
  if (source === null || content === null || group === undefined) {
    throw new AppError('not-found', 'GROUP_NOT_FOUND', 'The structures to copy are not in the library any more.');
  }
  const { from, to } = checkSamePlace(library, source.volumeId, target.volumeId);
  const filled = new Set(
    content.slices.filter(({ planes }) => planes.length > 0).map(({ structureId }) => structureId),
  );
  const structures = content.structures.filter(({ id, groupId: own }) => own === groupId && filled.has(id));
  const packed = structures.map(({ id }) => packPlanes(content.slices.find((s) => s.structureId === id)?.planes ?? []));
  const moved = await pool.run('movePlanes', { structures: packed, from, to });
  const copyId = `g-${randomUUID()}`;
  const ops: EditOpWire[] = [
    {
      type: 'group',
      id: copyId,
      before: null,
      after: {
        ...group,
        id: copyId,
        kind: 'copied',
        parentGroupId: null,
        isLocked: false,
        structureSetId: null,
        createdAt: new Date().toISOString(),
      },
    },
  ];
  structures.forEach((structure, at) => {
    const id = `t-${randomUUID()}`;
    const planes = moved[at];
    ops.push({
      type: 'structure',
      id,
      before: null,
      after: {
        ...structure,
        id,
        groupId: copyId,
        isLocked: false,
        review: NOT_REVIEWED,
        editedSlices: [],
        derivedFrom: null,
      },
    });
    const changes: { k: number; before: null; after: ReturnType<typeof decodePlane> }[] = [];
    if (planes !== undefined) {
      forEachPackedPlane(planes, (k, bytes) => changes.push({ k, before: null, after: decodePlane(bytes) }));
    }
    if (changes.length > 0) ops.push({ type: 'slices', structureId: id, changes });
  });
  const edit: EditWire = {
    id: `e-${randomUUID()}`,
    label: `Copied ${group.label}`.slice(0, 128),
    at: new Date().toISOString(),
    structureId: null,
    k: null,
    ops,
  };
  return { rev: work.append({ documentId, baseRev, edit }), edit };
}
