// The document of a series as it would be opened, read only.

import type { ComputePool } from '../../jobs/compute-pool.ts';
import {
  type DocumentContent,
  decodePlane,
  forEachPackedPlane,
  type LibraryReader,
  type TakenSet,
} from '../../store/index.ts';
import { readSet } from './taken-sets.ts';

/** What the document would hold once these sets were taken over; for a library that may not be written. */
function withSets(content: DocumentContent, sets: readonly TakenSet[]): DocumentContent {
  const drawn = sets.flatMap(({ structures }) => structures);
  return {
    ...content,
    groups: [...content.groups, ...sets.map(({ group }) => group)],
    structures: [...content.structures, ...drawn.map(({ record }) => record)],
    slices: [
      ...content.slices,
      ...drawn.map(({ record, planes }) => {
        const list: DocumentContent['slices'][number]['planes'][number][] = [];
        forEachPackedPlane(planes, (k, bytes) => list.push({ k, slice: decodePlane(bytes) }));
        return { structureId: record.id, planes: list };
      }),
    ],
    warnings: [...content.warnings, ...sets.flatMap(({ warnings }) => warnings)],
  };
}

/** Where a document is read without being kept. */
export interface ReadingPorts {
  readonly reader: LibraryReader;
  readonly pool: ComputePool;
}

/**
 * The document of a series with everything that lies on its images, for a library that is not written. Sets that no window
 * has taken over get identities for this call alone.
 */
export async function readContent({ reader, pool }: ReadingPorts, seriesId: string): Promise<DocumentContent> {
  const known = reader.work.findDocument(seriesId);
  const volumeId = reader.work.currentVolume(seriesId);
  const { caseId, geometry } = reader.getVolume(volumeId);
  const content: DocumentContent =
    known !== null
      ? reader.work.readDocument(known.documentId)
      : {
          documentId: `read-only-${seriesId}`,
          seriesId,
          caseId,
          volumeId,
          rev: 0,
          plane: { columns: geometry.size[0], rows: geometry.size[1] },
          planes: geometry.size[2],
          groups: [],
          structures: [],
          measurements: [],
          slices: [],
          seen: [],
          spentMs: [],
          view: null,
          history: [],
          head: 0,
          warnings: [],
        };
  const pending =
    known !== null
      ? reader.work.setsToTake(known.documentId)
      : reader
          .getCase(caseId)
          .structureSets.flatMap(({ structureSetId, volumeId: lies, seriesId: of }) =>
            lies !== null && of === seriesId ? [{ structureSetId, volumeId: lies }] : [],
          );
  const sets: TakenSet[] = [];
  for (const set of pending) sets.push(await readSet(reader, content, set, pool));
  return withSets(content, sets);
}
