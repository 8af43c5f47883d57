// What came with the imported sets of a series and is in no voxel, read behind the planes that are shown already.

import type { WindowClient } from '../../core/contract/index.ts';
import type { ImageGeometry } from '../../core/geometry/index.ts';
import type { WorkspaceState } from '../state/app-state.ts';
import { withLines } from '../state/imported-lines.ts';

type Read = Pick<WorkspaceState, 'imported' | 'warnings'>;

/** The sets that can be placed; what cannot is said among the warnings, and keeps nothing else from being shown. */
export async function readImported(
  client: Pick<WindowClient, 'documents'>,
  seriesId: string,
  geometry: ImageGeometry,
): Promise<Read> {
  try {
    const { sets, warnings } = await client.documents.imported({ seriesId });
    return { imported: withLines(sets, geometry), warnings };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const message = `Points and lines of imported sets are not shown: ${why}`;
    return { imported: [], warnings: [{ code: 'IMPORTED_NOT_READ', message }] };
  }
}
