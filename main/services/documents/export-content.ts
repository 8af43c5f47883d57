// The structures of a document that are to leave, with the imported sets from which they come.

import { isSegmentation } from '../../../core/dicom/index.ts';
import type { GroupRecord, SliceWire, StructureRecord } from '../../../core/edit/index.ts';
import { AppError } from '../../../core/error/index.ts';
import { type LibraryReader, type PackedPlanes, packPlanes } from '../../store/index.ts';
import { type Review, reviewOfStructure } from './review-at-export.ts';
import type { FileRegion } from './rtstruct-task.ts';

/** What an export needs of a document, whether it is kept or was made for this call. */
export interface ExportContent {
  readonly volumeId: string;
  readonly groups: readonly GroupRecord[];
  readonly structures: readonly StructureRecord[];
  readonly slices: readonly {
    readonly structureId: string;
    readonly planes: readonly { readonly k: number; readonly slice: SliceWire }[];
  }[];
  readonly seen: readonly { readonly structureId: string; readonly slices: readonly number[] }[];
}

export interface Exported {
  readonly record: StructureRecord;
  readonly group: GroupRecord | null;
  readonly planes: PackedPlanes;
  /** What a person has looked at. */
  readonly looked: Review;
  /** The region of an imported set from which it comes. */
  readonly region: FileRegion | null;
}

/** Model id and version, or an empty text. */
export const madeBy = ({ record, group }: Pick<Exported, 'record' | 'group'>): string =>
  record.origin === 'auto' && group?.model ? `${group.model.id} ${group.model.version}`.slice(0, 64) : '';

/** The set from which all versions of a group come. */
function rootOf(group: GroupRecord, groups: readonly GroupRecord[]): GroupRecord {
  let at = group;
  for (const seen = new Set([at.id]); at.parentGroupId !== null; seen.add(at.id)) {
    const parent = groups.find(({ id }) => id === at.parentGroupId);
    if (parent === undefined || seen.has(parent.id)) break;
    at = parent;
  }
  return at;
}

/**
 * By its number: names need not differ, and regions that were refused are not among the structures. Where an older Limner
 * kept none, by name: a copy keeps the place of its original in the set, and may have another one.
 */
export function regionOf(
  record: StructureRecord,
  group: GroupRecord | null,
  content: Pick<ExportContent, 'groups' | 'structures'>,
): FileRegion | null {
  if (group === null || record.origin !== 'imported') return null;
  const root = rootOf(group, content.groups);
  // The set may be deleted of which this is a version; a copy from another series has none here.
  const isOrphan = root.kind === 'copied' && root.parentGroupId !== null;
  const structureSetId = isOrphan ? record.roi?.structureSetId : root.kind === 'imported' ? root.structureSetId : null;
  if (structureSetId === null || structureSetId === undefined) return null;
  const taken = content.structures.filter(({ groupId }) => groupId === root.id).sort((a, b) => a.order - b.order);
  const original = taken.find(({ order }) => order === record.order);
  const name = (original ?? record).name;
  const nth = taken.filter((one) => one.name === name && one.order < record.order).length;
  const number = record.roi?.structureSetId === structureSetId ? record.roi.number : null;
  return { structureSetId, number, name, nth };
}

/** Throws `not-found` STRUCTURE_NOT_FOUND. */
export function gatherStructures(content: ExportContent, structureIds: readonly string[]): Exported[] {
  return structureIds.map((id) => {
    const record = content.structures.find((one) => one.id === id);
    if (record === undefined) {
      throw new AppError(
        'not-found',
        'STRUCTURE_NOT_FOUND',
        'A structure to export is not there any more. Choose again.',
      );
    }
    const group = content.groups.find((one) => one.id === record.groupId) ?? null;
    const planes = packPlanes(content.slices.find((s) => s.structureId === id)?.planes ?? []);
    const seen = content.seen.find((one) => one.structureId === id)?.slices ?? [];
    const looked = reviewOfStructure(record, planes.k, seen);
    return { record, group, planes, looked, region: regionOf(record, group, content) };
  });
}

/** Files of the imported sets from which structures come. */
export function originalsOf(structures: readonly Exported[], library: Pick<LibraryReader, 'readOriginal'>) {
  const ids = new Set(structures.flatMap(({ region }) => (region === null ? [] : [region.structureSetId])));
  // A segmentation has no contours to write back.
  return [...ids]
    .map((structureSetId) => ({ structureSetId, bytes: library.readOriginal(structureSetId) }))
    .filter(({ bytes }) => !isSegmentation(bytes));
}
