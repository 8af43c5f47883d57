// The region of an imported set that a structure came as, for documents that were begun before it was kept.

import type { StructureRecord } from '../../core/edit/index.ts';
import type { LibraryContext } from './context.ts';

export interface RegionLink {
  readonly structureId: string;
  readonly roi: NonNullable<StructureRecord['roi']>;
}

/** Keeps it where nothing was kept; no change of the document: it says no more than the file does. */
export function linkRegions({ database }: LibraryContext, documentId: string, links: readonly RegionLink[]): void {
  database.transaction(() => {
    const link = database.prepare(
      `UPDATE document_records SET json = json_set(json, '$.roi', json(?))
       WHERE document_id = ? AND kind = 'structure' AND id = ? AND json_extract(json, '$.roi') IS NULL`,
    );
    for (const { structureId, roi } of links) link.run(JSON.stringify(roi), documentId, structureId);
  });
}
