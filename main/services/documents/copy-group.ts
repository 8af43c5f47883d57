// Structures of one series onto another of the same patient: in the same frame of reference, or in one that a registration
// of the case links to it, and then only where a person names it.

import { randomUUID } from 'node:crypto';
import { decodeRegistration, transformBetween } from '../../../core/dicom/index.ts';
import type { EditOpWire, EditWire } from '../../../core/edit/index.ts';
import { AppError } from '../../../core/error/index.ts';
import type { ComputePool } from '../../jobs/compute-pool.ts';
import { decodePlane, forEachPackedPlane, type Library, packPlanes } from '../../store/index.ts';
import type { CopiedStructure } from './copy-words.ts';
import type { Link } from './move-mask.ts';
import type { MovedStructure } from './plane-tasks.ts';
import { NOT_REVIEWED } from './taken-sets.ts';

interface CopyRequest {
  readonly documentId: string;
  readonly baseRev: number;
  readonly fromSeriesId: string;
  readonly groupId: string;
  /** The registration to go through; null: both series must have one frame of reference. */
  readonly registrationId: string | null;
}

const otherFrame = () =>
  new AppError(
    'safety',
    'COPY_OTHER_FRAME',
    'These contours belong to another frame of reference and cannot be copied here. Link the series by a registration, or draw them anew.',
  );

/** The way between two frames by an object of the case. Throws `safety` where it does not link them. */
function linkThrough(library: Library, caseId: string, objectId: string, from: string | null, to: string | null): Link {
  const object = library.getCase(caseId).objects.find((own) => own.objectId === objectId);
  if (object?.kind !== 'REG') {
    throw new AppError('not-found', 'REG_NOT_FOUND', 'The case has no such registration any more.');
  }
  const registration = decodeRegistration(library.readObject(objectId));
  const link = from === null || to === null ? null : transformBetween(registration, from, to);
  if (link === null) {
    const asked = registration.frames.filter(({ frameOfReferenceUid: uid }) => uid === from || uid === to);
    const why = asked.find(({ problem }) => problem !== null)?.problem ?? 'It links other frames of reference.';
    throw new AppError(
      'safety',
      'COPY_NOT_LINKED',
      `The registration does not link the two series. ${why} Choose another one, or draw the structures anew.`,
    );
  }
  return link;
}

/** Both names of frames must be there and equal: without one nobody knows that the coordinates mean the same place. */
function checkSamePlace(library: Library, fromVolumeId: string, toVolumeId: string, registrationId: string | null) {
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
  const toFrame = to.geometry.frameOfReferenceUid;
  const isOnePlace = isSameSeries || (frame !== null && frame === toFrame);
  if (!isOnePlace && registrationId === null) throw otherFrame();
  const link =
    isOnePlace || registrationId === null ? null : linkThrough(library, from.caseId, registrationId, frame, toFrame);
  return { from: from.geometry, to: to.geometry, link };
}

/** Appends the copy as one edit; structures without voxels stay behind. Throws `safety` for another patient or frame, `not-found`, `conflict` DOCUMENT_STALE. */
export async function copyGroup(
  library: Library,
  pool: ComputePool,
  { documentId, baseRev, fromSeriesId, groupId, registrationId }: CopyRequest,
): Promise<{ readonly rev: number; readonly edit: EditWire; readonly structures: readonly CopiedStructure[] }> {
  const { work } = library;
  const target = work.getDocument(documentId);
  const source = work.findDocument(fromSeriesId);
  const content = source === null ? null : work.readDocument(source.documentId);
  const group = content?.groups.find(({ id }) => id === groupId);
  if (source === null || content === null || group === undefined) {
    throw new AppError('not-found', 'GROUP_NOT_FOUND', 'The structures to copy are not in the library any more.');
  }
  const { from, to, link } = checkSamePlace(library, source.volumeId, target.volumeId, registrationId);
  const filled = new Set(
    content.slices.filter(({ planes }) => planes.length > 0).map(({ structureId }) => structureId),
  );
  const structures = content.structures.filter(({ id, groupId: own }) => own === groupId && filled.has(id));
  const packed = structures.map(({ id }) => packPlanes(content.slices.find((s) => s.structureId === id)?.planes ?? []));
  const moved = await pool.run('movePlanes', { structures: packed, from, to, link });
  const copyId = `g-${randomUUID()}`;
  const ops: EditOpWire[] = [
    {
      type: 'group',
      id: copyId,
      before: null,
      after: {
        ...group,
        id: copyId,
        // Whoever reads the set later must see that it went through a registration.
        label: link === null ? group.label : `${group.label.slice(0, 110)} (registered)`,
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
    const planes = moved[at]?.planes;
    ops.push({
      type: 'structure',
      id,
      before: null,
      after: {
        ...structure,
        id,
        groupId: copyId,
        // Contours of its file lie on the planes of the other series.
        roi: undefined,
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
    label: `Copied ${group.label.slice(0, 90)}${link === null ? '' : ' through a registration'}`.slice(0, 128),
    at: new Date().toISOString(),
    structureId: null,
    k: null,
    ops,
  };
  const copied = structures.map(({ name }, at): CopiedStructure => {
    const { planes, volumeMl, cutOffMl } = moved[at] as MovedStructure;
    return { name, planes: planes.k.length, volumeMl, cutOffMl };
  });
  return { rev: work.append({ documentId, baseRev, edit }), edit, structures: copied };
}
