import { AppError } from '../error/index.ts';
import type { TriangleMesh } from '../mesh/index.ts';
import { distanceField } from './distance-field.ts';
import { asExact, type FieldOptions, isCoarser } from './hollow-solid.ts';
import { levelSurface } from './level-surface.ts';
import { coarseCellMm, gridOver, stepBelow } from './sample-grid.ts';

/** Cells along the way that the surface moves, within these bounds. */
const CELLS_PER_OFFSET = 3;
const FINEST_CELL_MM = 0.35;
const COARSEST_CELL_MM = 0.6;

/** Fewer than a hollow part needs: here the whole surface comes out of the grid. */
const MAX_POINTS = 20_000_000;

export interface OffsetSolid {
  readonly mesh: TriangleMesh;
  readonly cellMm: number;
}

/**
 * The solid within `distanceMm` of a closed part (above 0: edges become round), or what lies deeper than that in it
 * (below 0). Sampled in cells of a third of the way (0.35 to 0.6 mm; coarser where a part is too large for the memory).
 * Throws `invalid-input` OFFSET_EMPTY where nothing is left.
 */
export function offsetSolid(mesh: TriangleMesh, distanceMm: number, options: FieldOptions = {}): OffsetSolid {
  if (distanceMm === 0) return { mesh, cellMm: 0 };
  const wanted = Math.min(COARSEST_CELL_MM, Math.max(FINEST_CELL_MM, Math.abs(distanceMm) / CELLS_PER_OFFSET));
  const cellMm = Math.max(wanted * (options.coarseness ?? 1), coarseCellMm(mesh, options.maxPlaces));
  const { tree = options.memory?.tree, memory, onProgress = () => {} } = options;
  // Distances beside each other share a grid where what was measured on it is kept.
  const marginMm = memory === undefined || distanceMm <= 0 ? Math.max(0, distanceMm) : 2 * stepBelow(distanceMm, 1);
  const grid = gridOver(mesh, marginMm, cellMm, MAX_POINTS);
  const field = distanceField(mesh, grid, distanceMm, { ...(tree ? { tree } : {}), memory, onProgress });
  const moved = levelSurface(field, distanceMm);
  if (moved.indices.length > 0) return { mesh: moved, cellMm: grid.cellMm };
  // A preview refuses nothing that the exact result would not.
  if (isCoarser(options)) return offsetSolid(mesh, distanceMm, asExact(options));
  const message = `Moved inwards by ${-distanceMm} mm nothing is left of ${options.what ?? 'the part'}. Choose a smaller distance.`;
  throw new AppError('invalid-input', 'OFFSET_EMPTY', message);
}
