// The surface of a mask, as a task of a compute thread.

import type { ImageGeometry } from '../../../core/geometry/index.ts';
import { computeSurfaceAreaMm2, surfaceFromMask } from '../../../core/mesh/index.ts';
import type { Mask } from '../../../core/volume/index.ts';
import { writeMeshFile } from './write-mesh-file.ts';

interface SurfaceTask {
  readonly mask: Mask;
  readonly geometry: ImageGeometry;
  /** Where to write the surface; its ending chooses the format. null: only the area is wanted. */
  readonly path: string | null;
  /** Whether the triangles are wanted back. */
  readonly wantsMesh: boolean;
}

/** Surface of a mask: its area, and the file if asked for. Written by the thread itself, so that no bytes move; the
 * writer judges the bytes, so nothing else needs to. */
export function surface({ mask, geometry, path, wantsMesh }: SurfaceTask) {
  const mesh = surfaceFromMask(mask, geometry);
  if (path !== null) writeMeshFile(path, mesh);
  return { surfaceAreaCm2: computeSurfaceAreaMm2(mesh) / 100, mesh: wantsMesh ? mesh : null };
}
