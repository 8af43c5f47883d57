// Pieces that overlap made one, and surfaces that cross themselves taken apart until they do not.

import type { Manifold } from 'manifold-3d';
import { AppError } from '../../error/index.ts';
import { dot, normalise, scale, type Vec3 } from '../../geometry/index.ts';
import { findSelfIntersections, type TriangleMesh } from '../../mesh/index.ts';
import { somePlaceOf } from '../boolean.ts';
import type { SolidBench, SolidKernel } from '../kernel.ts';
import type { Piece } from '../shells.ts';

const ROUNDS = 3;

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
  let left = mesh;
  let crossings = findSelfIntersections(left);
  for (let round = 0; round < ROUNDS && crossings.pairs > 0; round++) {
    const place = middleOf(crossings.placesLps);
    const united = kernel.work(place, (bench) => bench.mesh(splitAndUnite(bench, left, place, what)));
    if (united === null) break;
    left = united;
    crossings = findSelfIntersections(left);
  }
  if (crossings.pairs === 0) return left;
  const [x, y, z] = middleOf(crossings.placesLps);
  throw new AppError(
    'corrupt-data',
    'MESH_CROSSES_ITSELF',
    `The surface of ${what} crosses itself at ${crossings.pairs} pairs of triangles, near (${x.toFixed(1)}, ` +
      `${y.toFixed(1)}, ${z.toFixed(1)}) mm. Repair it in the program that made it.`,
  );
}

/** Directions of cuts that no edge of a designed part is likely to lie in. */
const CUTS: readonly Vec3[] = [
  [0.98, 0.17, 0.11],
  [-0.19, 0.97, 0.13],
  [-0.09, -0.15, 0.98],
];

/** The pieces reach this far across each cut, mm: bodies that share a face exactly leave seams in their union. */
const SHARED_MM = 0.07;

/** Eight pieces about a place, each taken apart into its bodies. */
function splitAndUnite(
  { solid, keep, local, engine }: SolidBench,
  mesh: TriangleMesh,
  place: Vec3,
  what: string,
): Manifold {
  let pieces: Manifold[] = [solid(mesh, what)];
  for (const cut of CUTS) {
    const normal = normalise(cut);
    const height = dot(normal, local(place));
    const [there, back] = [normal, scale(normal, -1)];
    pieces = pieces.flatMap((piece) => [
      keep(piece.trimByPlane([...there], height - SHARED_MM)),
      keep(piece.trimByPlane([...back], -height - SHARED_MM)),
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
