import { AppError } from '../error/index.ts';
import type { Size3, Vec3 } from '../geometry/index.ts';
import { computeSurfaceAreaMm2, type TriangleMesh } from '../mesh/index.ts';

/** Points of a cubic grid along the axes of the patient, x fastest. */
export interface SampleGrid {
  readonly originLps: Vec3;
  readonly cellMm: number;
  readonly size: Size3;
}

/** Five bytes a point while distances are taken: 200 MB. */
export const MAX_GRID_POINTS = 40_000_000;

/** The smallest box of LPS coordinates around a mesh, mm. Throws `invalid-input` MESH_EMPTY for one without triangles. */
export function boxOf({ positions, indices }: TriangleMesh): { readonly lowLps: Vec3; readonly highLps: Vec3 } {
  if (indices.length === 0) throw new AppError('invalid-input', 'MESH_EMPTY', 'There is nothing in this part.');
  const low: [number, number, number] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const high: [number, number, number] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let n = 0; n < positions.length; n++) {
    const axis = (n % 3) as 0 | 1 | 2;
    const at = positions[n] as number;
    if (at < low[axis]) low[axis] = at;
    if (at > high[axis]) high[axis] = at;
  }
  return { lowLps: low, highLps: high };
}

/** Edge of cells of which about `maxPlaces` lie along the surface of a mesh, mm; 0 without a limit. */
export const coarseCellMm = (mesh: TriangleMesh, maxPlaces: number | undefined): number =>
  maxPlaces === undefined ? 0 : Math.sqrt(computeSurfaceAreaMm2(mesh) / maxPlaces);

/**
 * A grid over a mesh and `marginMm` around it. Its cells have the wanted edge, or as much more as `maxPoints` asks for.
 */
export function gridOver(
  mesh: TriangleMesh,
  marginMm: number,
  wantedCellMm: number,
  maxPoints = MAX_GRID_POINTS,
): SampleGrid {
  const { lowLps, highLps } = boxOf(mesh);
  const sidesMm = [0, 1, 2].map((axis) => (highLps[axis] as number) - (lowLps[axis] as number) + 2 * marginMm);
  const sizeFor = (cellMm: number) => sidesMm.map((side) => Math.ceil(side / cellMm) + 3) as unknown as Size3;
  let cellMm = wantedCellMm;
  let size = sizeFor(cellMm);
  while (size[0] * size[1] * size[2] > maxPoints) {
    cellMm *= Math.max(1.001, Math.cbrt((size[0] * size[1] * size[2]) / maxPoints));
    size = sizeFor(cellMm);
  }
  // In the middle, so that a mirrored part is sampled at the mirrored points.
  const originLps = lowLps.map(
    (low, axis) => (low + (highLps[axis] as number)) / 2 - (((size[axis] as number) - 1) / 2) * cellMm,
  );
  return { originLps: originLps as unknown as Vec3, cellMm, size };
}

/** The largest step that is no larger, of so many from each power of 2 to the next: values beside each other share one. */
export const stepBelow = (value: number, steps: number): number =>
  2 ** (Math.floor(steps * Math.log2(value) + 1e-9) / steps);
