// Signed distances to a closed mesh on a grid, exact near one level. A block of points all of which must lie beyond the
// level is settled by the distance of its middle point, since a distance changes by no more than the way gone; the others
// are halved. So only points beside the level, wherever it lies, are measured one by one.

import type { TriangleMesh } from '../mesh/index.ts';
import type { DistanceMemory, GridDistances } from './distance-memory.ts';
import { markInside } from './mark-inside.ts';
import type { SampleGrid } from './sample-grid.ts';
import { nowhere, TriangleTree } from './triangle-tree.ts';

/** Points along a side of the blocks that are looked at first. */
const BLOCK = 16;

/** Points nearer to the level than this many cells are measured: both ends of every edge of the grid that it cuts. */
const BAND_CELLS = 1.01;

export interface DistanceField {
  readonly grid: SampleGrid;
  /** mm, below 0 inside. Exact within `bandMm` of the level; beyond, on the right side of the level and at least that far. */
  readonly values: Float32Array;
  readonly bandMm: number;
}

interface Options {
  /** Stops the work by throwing. Called with the share that is done. */
  readonly onProgress?: (share: number) => void;
  /** A tree over the same mesh, if there is one already. */
  readonly tree?: TriangleTree;
  /** Of the same mesh: points that were measured for another level are not measured again. */
  readonly memory?: DistanceMemory | undefined;
}

/** Field of a closed mesh, for cutting out the surface at `levelMm` (below 0: inside the part). */
export function distanceField(
  mesh: TriangleMesh,
  grid: SampleGrid,
  levelMm: number,
  { onProgress = () => {}, tree, memory }: Options = {},
): DistanceField {
  const sampler = new BlockSampler(measureOf(mesh, grid, tree, memory), grid, levelMm);
  const [nx, ny, nz] = grid.size;
  for (let z = 0; z < nz; z += BLOCK) {
    onProgress(z / nz);
    for (let y = 0; y < ny; y += BLOCK) {
      for (let x = 0; x < nx; x += BLOCK) {
        sampler.visit(x, y, z, Math.min(nx, x + BLOCK), Math.min(ny, y + BLOCK), Math.min(nz, z + BLOCK), 0, 1);
      }
    }
  }
  return { grid, values: sampler.values, bandMm: sampler.bandMm };
}

interface Measure {
  /** 1 for grid points inside the mesh. */
  readonly inside: Uint8Array;
  /** From a grid point to the mesh; where that is further than `reachMm`, so much at least. */
  distanceMm(x: number, y: number, z: number, reachMm: number): number;
}

function measureOf(
  mesh: TriangleMesh,
  grid: SampleGrid,
  tree: TriangleTree | undefined,
  memory: DistanceMemory | undefined,
): Measure {
  if (memory !== undefined) {
    const known: GridDistances = memory.on(grid);
    return { inside: known.inside, distanceMm: (x, y, z) => memory.distanceMm(known, x, y, z) };
  }
  const search = tree ?? new TriangleTree(mesh);
  const found = nowhere();
  const { originLps, cellMm } = grid;
  return {
    inside: markInside(mesh, grid),
    distanceMm: (x, y, z, reachMm) => {
      search.nearest(originLps[0] + x * cellMm, originLps[1] + y * cellMm, originLps[2] + z * cellMm, reachMm, found);
      return found.triangle < 0 ? reachMm : found.distanceMm;
    },
  };
}

class BlockSampler {
  readonly values: Float32Array;
  readonly bandMm: number;
  private readonly mesh: Measure;
  private readonly grid: SampleGrid;
  private readonly levelMm: number;

  constructor(mesh: Measure, grid: SampleGrid, levelMm: number) {
    this.mesh = mesh;
    this.grid = grid;
    this.levelMm = levelMm;
    this.bandMm = BAND_CELLS * grid.cellMm;
    this.values = new Float32Array(mesh.inside.length);
  }

  /**
   * Points x0 … x1 - 1 and so on.
   * @param beyondMm how far the middle point is from the level at least, as far as is known
   */
  visit(x0: number, y0: number, z0: number, x1: number, y1: number, z1: number, beyondMm: number, side: number): void {
    const x = (x0 + x1 - 1) >> 1;
    const y = (y0 + y1 - 1) >> 1;
    const z = (z0 + z1 - 1) >> 1;
    // The middle point lies in the lower half, so the far corner is the upper one.
    const settledMm = this.grid.cellMm * Math.hypot(x1 - 1 - x, y1 - 1 - y, z1 - 1 - z) + this.bandMm;
    let beyond = side * beyondMm;
    if (beyondMm < settledMm) beyond = this.measure(x, y, z, settledMm) - this.levelMm;
    const isAlone = x1 - x0 === 1 && y1 - y0 === 1 && z1 - z0 === 1;
    if (isAlone || Math.abs(beyond) >= settledMm) {
      this.fill(x0, y0, z0, x1, y1, z1, this.levelMm + beyond);
      return;
    }
    const xm = (x0 + x1) >> 1;
    const ym = (y0 + y1) >> 1;
    const zm = (z0 + z1) >> 1;
    for (let part = 0; part < 8; part++) {
      const [ax, bx] = part & 1 ? [xm, x1] : [x0, xm];
      const [ay, by] = part & 2 ? [ym, y1] : [y0, ym];
      const [az, bz] = part & 4 ? [zm, z1] : [z0, zm];
      if (ax === bx || ay === by || az === bz) continue;
      const way = Math.hypot(((ax + bx - 1) >> 1) - x, ((ay + by - 1) >> 1) - y, ((az + bz - 1) >> 1) - z);
      this.visit(ax, ay, az, bx, by, bz, Math.abs(beyond) - way * this.grid.cellMm, Math.sign(beyond));
    }
  }

  /** Signed distance of a grid point; no further than is needed to know that it is so far from the level. */
  private measure(x: number, y: number, z: number, settledMm: number): number {
    const { size } = this.grid;
    const isInside = this.mesh.inside[(z * size[1] + y) * size[0] + x] === 1;
    // Seen from the other side of the surface the level lies behind it.
    const reachMm = settledMm + (isInside === this.levelMm < 0 ? Math.abs(this.levelMm) : 0);
    const distanceMm = this.mesh.distanceMm(x, y, z, reachMm * (1 + 1e-9));
    return isInside ? -distanceMm : distanceMm;
  }

  private fill(x0: number, y0: number, z0: number, x1: number, y1: number, z1: number, value: number): void {
    const [nx, ny] = this.grid.size;
    for (let z = z0; z < z1; z++) {
      for (let y = y0; y < y1; y++) {
        const row = (z * ny + y) * nx;
        this.values.fill(value, row + x0, row + x1);
      }
    }
  }
}
