import type { TriangleMesh } from '../mesh/index.ts';
import type { TriangleTree } from '../offset/index.ts';
import { type SurfaceSamples, sampleSurface } from './surface-samples.ts';
import { thicknessAt, type WallThickness } from './wall-thickness.ts';

/** Walls of one mesh as they were measured. */
export interface KnownWalls {
  readonly spacingMm: number;
  readonly samples: SurfaceSamples;
  readonly walls: WallThickness;
}

export interface WallQuestion {
  /** Of the mesh. */
  readonly tree: TriangleTree;
  readonly spacingMm: number;
  readonly upToMm: number;
}

/** Keeps the walls of one mesh while a hand looks for the least that they may have. */
export class WallMemory {
  private known: KnownWalls | null = null;

  /** Walls of the mesh at points `spacingMm` apart, measured up to `upToMm`. */
  of(mesh: TriangleMesh, { tree, spacingMm, upToMm }: WallQuestion): KnownWalls {
    const { known } = this;
    if (known !== null && known.spacingMm === spacingMm && known.walls.upToMm === upToMm) return known;
    const samples = sampleSurface(mesh, spacingMm);
    const walls = thicknessAt(tree, samples.pointsLps, samples.normals, upToMm);
    this.known = { spacingMm, samples, walls };
    return this.known;
  }
}
