import type { TriangleMesh } from '../mesh/index.ts';
import { markInside } from './mark-inside.ts';
import { gridOver } from './sample-grid.ts';
import { nowhere, type TriangleTree } from './triangle-tree.ts';

const CELL_MM = 0.5;
const MAX_POINTS = 2_000_000;

/** Diameter in mm of the largest ball within a closed part, to about half a millimetre and never too much. */
export function thickestPlace(mesh: TriangleMesh, tree: TriangleTree): number {
  const grid = gridOver(mesh, 0, CELL_MM, MAX_POINTS);
  const inside = markInside(mesh, grid);
  const [nx, ny, nz] = grid.size;
  const [ox, oy, oz] = grid.originLps;
  const found = nowhere();
  let best = 0;
  for (let row = 0; row < ny * nz; row++) {
    // No point on the way can be deeper than the last one that was measured and the way from it.
    let atMost = Number.POSITIVE_INFINITY;
    for (let x = 0; x < nx; x++, atMost += grid.cellMm) {
      if (inside[row * nx + x] === 0 || atMost <= best) continue;
      const [y, z] = [row % ny, Math.floor(row / ny)];
      tree.nearest(ox + x * grid.cellMm, oy + y * grid.cellMm, oz + z * grid.cellMm, Number.POSITIVE_INFINITY, found);
      atMost = found.distanceMm;
      best = Math.max(best, found.distanceMm);
    }
  }
  return 2 * best;
}
