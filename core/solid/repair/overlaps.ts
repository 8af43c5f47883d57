// Pieces that overlap made one, and surfaces that cross themselves taken apart until they do not.

import type { Manifold } from 'manifold-3d';
import { AppError } from '../../error/index.ts';
import { dot, normalise, scale, type Vec3 } from '../../geometry/index.ts';
import { findSelfIntersections, meetsItself, type TriangleMesh } from '../../mesh/index.ts';
import { somePlaceOf } from '../boolean.ts';
import type { SolidBench, SolidKernel } from '../kernel.ts';
import type { Piece } from '../shells.ts';

/** The union of all bodies, each with its cavities. */
export function uniteBodies(kernel: SolidKernel, pieces: readonly Piece[], what: string): TriangleMesh | null {
  return kernel.work(somePlaceOf((pieces[0] as Piece).mesh), (bench) => {
    const bodies = pieces.map(({ mesh }) => bench.solid(mesh, what));
    return bench.mesh(bench.keep(bench.engine.Manifold.union(bodies)));
  });
}

/**
 * Cuts a surface that crosses itself where it does, so that what overlapped becomes separate bodies, and unites them.
 * @throws AppError `corrupt-data` MESH_CROSSES_ITSELF where that does not help
 */
export function untangleBodies(kernel: SolidKernel, mesh: TriangleMesh, what: string): TriangleMesh {
  const crossings = findSelfIntersections(mesh);
  const place = middleOf(crossings.placesLps);
  for (const sharedMm of SHARED_MM) {
    for (const cuts of CUTS) {
      const united = unitedAt(kernel, mesh, { place, cuts, sharedMm }, what);
      if (united !== null && !meetsItself(united)) return united;
    }
  }
  const [x, y, z] = place;
  throw new AppError(
    'corrupt-data',
    'MESH_CROSSES_ITSELF',
    `The surface of ${what} crosses itself at ${crossings.pairs} pairs of triangles, near (${x.toFixed(1)}, ` +
      `${y.toFixed(1)}, ${z.toFixed(1)}) mm. Repair it in the program that made it.`,
  );
}

/** null where seams stay between the pieces: other cuts may do better. */
function unitedAt(kernel: SolidKernel, mesh: TriangleMesh, cutting: Cutting, what: string): TriangleMesh | null {
  try {
    return kernel.work(cutting.place, (bench) => bench.mesh(splitAndUnite(bench, mesh, cutting, what)));
  } catch (error) {
    if (error instanceof AppError && error.code === 'SOLID_ROUNDING') return null;
    throw error;
  }
}

type Cuts = readonly [Vec3, Vec3, Vec3];

/** Directions of cuts that no edge of a designed part is likely to lie in; others where the first did not help. */
const CUTS: readonly Cuts[] = [
  [
    [0.98, 0.17, 0.11],
    [-0.19, 0.97, 0.13],
    [-0.09, -0.15, 0.98],
  ],
  [
    [0.71, 0.53, 0.46],
    [-0.62, 0.77, 0.11],
    [-0.29, -0.37, 0.88],
  ],
  [
    [0.58, -0.66, 0.47],
    [0.81, 0.49, -0.31],
    [-0.03, 0.57, 0.82],
  ],
];

/** How far the pieces reach across each cut, mm: faces that two bodies share exactly may leave seams in their union. */
const SHARED_MM = [0.07, 0.0213];

interface Cutting {
  readonly place: Vec3;
  readonly cuts: Cuts;
  readonly sharedMm: number;
}

/** Eight pieces about a place, each taken apart into its bodies. */
function splitAndUnite(
  { solid, keep, local, engine }: SolidBench,
  mesh: TriangleMesh,
  { place, cuts, sharedMm }: Cutting,
  what: string,
): Manifold {
  let pieces: Manifold[] = [solid(mesh, what)];
  for (const cut of cuts) {
    const normal = normalise(cut);
    const height = dot(normal, local(place));
    const [there, back] = [normal, scale(normal, -1)];
    pieces = pieces.flatMap((piece) => [
      keep(piece.trimByPlane([...there], height - sharedMm)),
      keep(piece.trimByPlane([...back], -height - sharedMm)),
    ]);
  }
  const bodies = pieces.flatMap((piece) => (piece.isEmpty() ? [] : piece.decompose().map(keep)));
  return keep(engine.Manifold.union(bodies));
}

function middleOf(places: Float64Array): [number, number, number] {
  const sum: [number, number, number] = [0, 0, 0];
  places.forEach((x, at) => {
    sum[(at % 3) as 0] += x;
  });
  return sum.map((x) => (3 * x) / places.length) as [number, number, number];
}
