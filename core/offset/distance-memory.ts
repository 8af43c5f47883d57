import type { TriangleMesh } from '../mesh/index.ts';
import { markInside } from './mark-inside.ts';
import type { SampleGrid } from './sample-grid.ts';
import { nowhere, TriangleTree } from './triangle-tree.ts';

/** What is known of the points of one grid. */
export interface GridDistances {
  readonly grid: SampleGrid;
  /** 1: inside. */
  readonly inside: Uint8Array;
  /** mm, without a sign; NaN where nobody asked. */
  readonly distancesMm: Float32Array;
}

const isSame = (a: SampleGrid, b: SampleGrid): boolean =>
  a.cellMm === b.cellMm && [0, 1, 2].every((n) => a.size[n] === b.size[n] && a.originLps[n] === b.originLps[n]);

/**
 * Distances to one mesh that were measured before: where a hand looks for the thickness of a wall, each picture asks for
 * nearly the same points as the one before. Those of one grid are kept.
 */
export class DistanceMemory {
  readonly tree: TriangleTree;
  private known: GridDistances | null = null;
  private readonly found = nowhere();

  constructor(mesh: TriangleMesh) {
    this.tree = new TriangleTree(mesh);
  }

  on(grid: SampleGrid): GridDistances {
    if (this.known !== null && isSame(this.known.grid, grid)) return this.known;
    const inside = markInside(this.tree.mesh, grid);
    this.known = { grid, inside, distancesMm: new Float32Array(inside.length).fill(Number.NaN) };
    return this.known;
  }

  /** Distance of point (x, y, z) of a grid, mm, however far. */
  distanceMm({ grid, distancesMm }: GridDistances, x: number, y: number, z: number): number {
    const at = (z * grid.size[1] + y) * grid.size[0] + x;
    const known = distancesMm[at] as number;
    if (!Number.isNaN(known)) return known;
    const [ox, oy, oz] = grid.originLps;
    const { cellMm } = grid;
    this.tree.nearest(ox + x * cellMm, oy + y * cellMm, oz + z * cellMm, Number.POSITIVE_INFINITY, this.found);
    distancesMm[at] = this.found.distanceMm;
    return distancesMm[at] as number;
  }
}
