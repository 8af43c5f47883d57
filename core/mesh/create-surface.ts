import type { ImageGeometry } from '../geometry/index.ts';
import type { Mask } from '../volume/index.ts';
import { checkClosedManifold } from './closed-manifold.ts';
import { computeMaxDeviationMm } from './max-deviation.ts';
import { surfaceWithBoundary } from './surface-from-mask.ts';
import { computeEnclosedVolumeMm3, computeSurfaceAreaMm2, type TriangleMesh, triangleCount } from './triangle-mesh.ts';

export interface CreatedSurface {
  readonly mesh: TriangleMesh;
  readonly triangles: number;
  /** Enclosed by the surface. */
  readonly volumeMl: number;
  readonly surfaceAreaCm2: number;
  /** Closed, 2-manifold and without degenerate triangles, judged on welded float32 coordinates. */
  readonly watertight: boolean;
  /** Largest distance between the surface and the 0.5 iso-surface of the mask, both ways; at most 0.48 of the largest
   * voxel spacing. */
  readonly maxDeviationMm: number;
}

/** Smoothed closed surface of a mask in LPS mm with its figures. Throws as `surfaceWithBoundary` does. */
export function createSurface(mask: Mask, geometry: ImageGeometry): CreatedSurface {
  const { mesh, boundary } = surfaceWithBoundary(mask, geometry);
  return {
    mesh,
    triangles: triangleCount(mesh),
    volumeMl: computeEnclosedVolumeMm3(mesh) / 1000,
    surfaceAreaCm2: computeSurfaceAreaMm2(mesh) / 100,
    watertight: checkClosedManifold(mesh).isClosedManifold,
    maxDeviationMm: computeMaxDeviationMm(mesh, boundary),
  };
}
