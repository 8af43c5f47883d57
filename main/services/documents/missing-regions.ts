// Structures of documents that were begun before the region was kept that each came as: without it their points, open
// lines and contours beside the slices are not shown. Only what cannot be mistaken is linked.

import { AppError } from '../../../core/error/index.ts';
import type { DocumentContent, LibraryReader, RegionLink, StoredStructureSet } from '../../store/index.ts';
import { regionOf } from './export-content.ts';

type Content = Pick<DocumentContent, 'groups' | 'structures' | 'volumeId' | 'slices' | 'seen'>;

/** null: it is not in the library any more. */
function setOf(reader: Pick<LibraryReader, 'getStructureSet'>, structureSetId: string): StoredStructureSet | null {
  try {
    return reader.getStructureSet(structureSetId);
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.kind === 'not-found') return null;
    throw thrown;
  }
}

/** By the name under which each came, where one region of its set alone has it. */
export function missingRegions(content: Content, reader: Pick<LibraryReader, 'getStructureSet'>): RegionLink[] {
  const sets = new Map<string, StoredStructureSet | null>();
  return content.structures.flatMap((record): RegionLink[] => {
    if (record.roi !== undefined || record.origin !== 'imported') return [];
    const group = content.groups.find(({ id }) => id === record.groupId) ?? null;
    const region = regionOf(record, group, content);
    if (region === null) return [];
    const { structureSetId } = region;
    if (!sets.has(structureSetId)) sets.set(structureSetId, setOf(reader, structureSetId));
    const [only, second] = (sets.get(structureSetId)?.structures ?? []).filter(
      ({ name }) => name.trim().slice(0, 64) === region.name,
    );
    if (only === undefined || second !== undefined || only.number === null) return [];
    return [{ structureId: record.id, roi: { structureSetId, number: only.number } }];
  });
}

/** The document with them. */
export function withRegions<T extends Content>(content: T, links: readonly RegionLink[]): T {
  if (links.length === 0) return content;
  const roiOf = new Map(links.map(({ structureId, roi }) => [structureId, roi]));
  const structures = content.structures.map((record) => {
    const roi = roiOf.get(record.id);
    return roi === undefined ? record : { ...record, roi };
  });
  return { ...content, structures };
}
