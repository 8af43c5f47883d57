// Structures of one series onto another of the same patient: in the same frame of reference, or in one that a registration
// of the case links to it, and then only where a person names it.

import { randomUUID } from 'node:crypto';
import { decodeRegistration, transformBetween } from '../../../core/dicom/index.ts';
import type { EditOpWire, EditWire, GroupRecord, SliceChangeWire, StructureRecord } from '../../../core/edit/index.ts';
import { AppError } from '../../../core/error/index.ts';
import type { ComputePool } from '../../jobs/compute-pool.ts';
import { decodePlane, forEachPackedPlane, type Library, type PackedPlanes, packPlanes } from '../../store/index.ts';
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

/** The group and those of its structures that have voxels, with their planes. Throws `not-found`. */
function readGroup({ work }: Library, seriesId: string, groupId: string) {
  const source = work.findDocument(seriesId);
  const content = source === null ? null : work.readDocument(source.documentId);
  const group = content?.groups.find(({ id }) => id === groupId);
  if (source === null || content === null || group === undefined) {
    throw new AppError('not-found', 'GROUP_NOT_FOUND', 'The structures to copy are not in the library any more.');
  }
  const planesOf = new Map(content.slices.map(({ structureId, planes }) => [structureId, planes]));
  const filled = content.structures.flatMap((record) => {
    const planes = planesOf.get(record.id) ?? [];
    return record.groupId === groupId && planes.length > 0 ? [{ record, planes: packPlanes(planes) }] : [];
  });
  return { volumeId: source.volumeId, group, filled };
}

const createdGroup = (group: GroupRecord, copyId: string, isRegistered: boolean): EditOpWire => ({
  type: 'group',
  id: copyId,
  before: null,
  after: {
    ...group,
    id: copyId,
    // Whoever reads the set later must see that it went through a registration.
    label: isRegistered ? `${group.label.slice(0, 110)} (registered)` : group.label,
    kind: 'copied',
    parentGroupId: null,
    isLocked: false,
    structureSetId: null,
    createdAt: new Date().toISOString(),
  },
});

/** A structure of the copy, and its planes where any came to lie on these images. */
function createdStructure(record: StructureRecord, copyId: string, planes: PackedPlanes): EditOpWire[] {
  const id = `t-${randomUUID()}`;
  const after: StructureRecord = {
    ...record,
    id,
    groupId: copyId,
    // Contours of its file lie on the planes of the other series.
    roi: undefined,
    isLocked: false,
    review: NOT_REVIEWED,
    editedSlices: [],
    derivedFrom: null,
  };
  const changes: SliceChangeWire[] = [];
  forEachPackedPlane(planes, (k, bytes) => changes.push({ k, before: null, after: decodePlane(bytes) }));
  const structure: EditOpWire = { type: 'structure', id, before: null, after };
  return changes.length === 0 ? [structure] : [structure, { type: 'slices', structureId: id, changes }];
}

/** Appends the copy as one edit; structures without voxels stay behind. Throws `safety` for another patient or frame, `not-found`, `conflict` DOCUMENT_STALE. */
export async function copyGroup(
  library: Library,
  pool: ComputePool,
  { documentId, baseRev, fromSeriesId, groupId, registrationId }: CopyRequest,
): Promise<{ readonly rev: number; readonly edit: EditWire; readonly structures: readonly CopiedStructure[] }> {
  const target = library.work.getDocument(documentId);
  const { volumeId, group, filled } = readGroup(library, fromSeriesId, groupId);
  const { from, to, link } = checkSamePlace(library, volumeId, target.volumeId, registrationId);
  const packed = filled.map(({ planes }) => planes);
  const moved = await pool.run('movePlanes', { structures: packed, from, to, link });
  const copies = filled.map(({ record }, at) => ({ record, ...(moved[at] as MovedStructure) }));
  const copyId = `g-${randomUUID()}`;
  const edit: EditWire = {
    id: `e-${randomUUID()}`,
    label: `Copied ${group.label.slice(0, 90)}${link === null ? '' : ' through a registration'}`.slice(0, 128),
    at: new Date().toISOString(),
    structureId: null,
    k: null,
    ops: [
      createdGroup(group, copyId, link !== null),
      ...copies.flatMap(({ record, planes }) => createdStructure(record, copyId, planes)),
    ],
  };
  const structures = copies.map(
    ({ record: { name }, planes, volumeMl, cutOffMl }): CopiedStructure => ({
      name,
      planes: planes.k.length,
      volumeMl,
      cutOffMl,
    }),
  );
  return { rev: library.work.append({ documentId, baseRev, edit }), edit, structures };
}
