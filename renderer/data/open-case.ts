// What a workspace works on beside the state: the voxels, the three views of their planes, the document.

import type { CutView, ImageGeometry, ViewName } from '../../core/geometry/index.ts';
import type { VoxelArray } from '../../core/volume/index.ts';
import type { DocumentSession } from './document-session.ts';

export interface OpenCase {
  readonly seriesId: string;
  readonly geometry: ImageGeometry;
  readonly views: Readonly<Record<ViewName, CutView>>;
  readonly session: DocumentSession;
  /** i fastest; planes from `readPlanes()` on have not arrived. */
  readonly voxels: VoxelArray;
  readPlanes(): number;
  /** A plane beyond them that is there already; null: none. */
  earlyPlane(): number | null;
  /** 'HU' for CT, else empty. */
  readonly unit: string;
}
