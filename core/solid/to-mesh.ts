// From the engine's double precision to the float32 numbers of a file: points that fall together there must not leave
// triangles without area or edges with four triangles.

import type { Manifold, ManifoldToplevel } from 'manifold-3d';
import { AppError } from '../error/index.ts';
import { add, doubleAreaVector, norm, type Vec3 } from '../geometry/index.ts';
import { checkClosedManifold, type TriangleMesh } from '../mesh/index.ts';
import { withoutFlatTriangles } from './flat-triangles.ts';

type Keep = <Freed extends { delete(): void }>(object: Freed) => Freed;

/** Spacings of float32 numbers at the far corner of the part below which two points are made one; doubled at each try. */
const FIRST_SPACINGS = 4;
const TRIES = 6;

/**
 * The closed 2-manifold mesh of a solid, judged on its float32 coordinates in LPS; null for a solid without content.
 * Where pieces touch in a point or an edge only, they are drawn apart by a few thousandths of a millimetre at most.
 * Throws `internal` SOLID_ROUNDING where rounding leaves none.
 */
export function meshOfSolid(
  engine: ManifoldToplevel,
  solid: Manifold,
  originLps: Vec3,
  keep: Keep,
): TriangleMesh | null {
  if (solid.isEmpty()) return null;
  const spacing = float32Spacing(solid, originLps);
  let toleranceMm = Math.max(FIRST_SPACINGS * spacing, 2 * solid.tolerance());
  let body = withoutFoil(engine, solid, toleranceMm, keep);
  if (body === null) return null;
  let mesh = withoutFlatTriangles(meshInLps(body, originLps), spacing);
  for (let tries = 0; !checkClosedManifold(mesh).isClosedManifold; tries++, toleranceMm *= 2) {
    if (tries === TRIES) {
      throw new AppError(
        'internal',
        'SOLID_ROUNDING',
        'A part cannot be held in the numbers of a file. Nothing is lost.',
      );
    }
    // As an original of its own, so that edges between what came from different bodies may go too.
    body = withoutFoil(engine, keep(keep(body.asOriginal()).simplify(toleranceMm)), toleranceMm, keep);
    if (body === null) return null;
    mesh = drawnApart(withoutFlatTriangles(meshInLps(body, originLps), toleranceMm), toleranceMm);
  }
  return mesh;
}

/** Without shells that are no thicker than the tolerance: seams and slivers where faces of two bodies lay in one place.
 * null where that is all there is. */
function withoutFoil(engine: ManifoldToplevel, solid: Manifold, toleranceMm: number, keep: Keep): Manifold | null {
  const shells = solid.decompose().map(keep);
  const bodies = shells.filter((shell) => 2 * Math.abs(shell.volume()) > toleranceMm * shell.surfaceArea());
  if (bodies.length === shells.length) return solid;
  return bodies.length === 0 ? null : keep(engine.Manifold.compose(bodies));
}

function float32Spacing(solid: Manifold, originLps: Vec3): number {
  const { min, max } = solid.boundingBox();
  const far = Math.max(
    ...originLps.map((origin, axis) => Math.max(Math.abs(min[axis as 0] + origin), Math.abs(max[axis as 0] + origin))),
  );
  return 2 ** (Math.floor(Math.log2(Math.max(far, 1e-3))) - 23);
}

/** The triangles of a solid as they are, rounded to float32 and moved back to where the patient is. */
export function meshInLps(solid: Manifold, originLps: Vec3): TriangleMesh {
  const { vertProperties, triVerts } = solid.getMesh();
  const positions = new Float32Array(vertProperties.length);
  for (let at = 0; at < positions.length; at++) {
    positions[at] = (vertProperties[at] as number) + (originLps[at % 3] as number);
  }
  return { positions, indices: new Uint32Array(triVerts) };
}

/** Different vertices in one place are moved inwards, each into its own piece. */
function drawnApart(mesh: TriangleMesh, distanceMm: number): TriangleMesh {
  const { positions: p, indices } = mesh;
  const places = new Map<string, number>();
  const shared = new Set<number>();
  for (let vertex = 0; 3 * vertex < p.length; vertex++) {
    const place = `${p[3 * vertex]} ${p[3 * vertex + 1]} ${p[3 * vertex + 2]}`;
    const first = places.get(place);
    if (first === undefined) places.set(place, vertex);
    else shared.add(first).add(vertex);
  }
  if (shared.size === 0) return mesh;
  const normals = new Map<number, Vec3>();
  const area = new Float64Array(3);
  for (let t = 0; t < indices.length; t += 3) {
    const corners = [indices[t] as number, indices[t + 1] as number, indices[t + 2] as number] as const;
    if (!corners.some((corner) => shared.has(corner))) continue;
    doubleAreaVector(p, 3 * corners[0], 3 * corners[1], 3 * corners[2], area);
    const outward: Vec3 = [area[0] as number, area[1] as number, area[2] as number];
    for (const corner of corners) {
      if (shared.has(corner)) normals.set(corner, add(normals.get(corner) ?? [0, 0, 0], outward));
    }
  }
  const positions = p.slice();
  for (const [vertex, outward] of normals) {
    const length = norm(outward);
    if (length === 0) continue;
    for (let axis = 0; axis < 3; axis++) {
      positions[3 * vertex + axis] =
        (p[3 * vertex + axis] as number) - (distanceMm * (outward[axis] as number)) / length;
    }
  }
  return { positions, indices };
}
