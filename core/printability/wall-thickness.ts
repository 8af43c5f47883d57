// Thickness of a wall at points of its surface: the diameter of the largest ball that touches the surface there from within and is
// stopped by a wall that faces the point. It starts as wide as the wall straight ahead lets it, and shrinks while another
// place lies in it (Ma, Bae and Choi, 3D medial axis point approximation using nearest neighbors and the normal field,
// The Visual Computer 28, 2012).
//
// Not a ray alone, which is too long by 1 / cos of an error of the normal; not a cone of rays, too short by its cosine on
// round bodies; not a ball stopped by any place, which finds every convex edge thin. The ball that only facing walls stop
// is held to plates, tubes, balls and tori of known walls in tests/unit/printability.

import { dot, doubleAreaVector, norm, scale, subtract, type Vec3 } from '../geometry/index.ts';
import type { TriangleMesh } from '../mesh/index.ts';
import { nowhere, type SurfacePoint, TriangleTree } from '../offset/index.ts';
import { vertexFrames } from './vertex-frames.ts';

/** A wall faces a vertex when the surfaces meet at less than 60 degrees: sharper is thin, wider is an edge of a body. */
const FACING_DOT = -0.5;

/** Rounds of shrinking; four are enough on smooth bodies. */
const MAX_ROUNDS = 12;
/** A round that shrinks the ball by less than this share is the last. */
const SETTLED = 0.002;

/** Thickness at points of a surface. */
export interface WallThickness {
  /** mm at each point; `upToMm` where it is that or more. */
  readonly thicknessMm: Float32Array;
  /** The place that stopped the ball of each point; the point itself where nothing did. x, y, z of point 0, then of
   * point 1, … */
  readonly oppositeLps: Float64Array;
  readonly upToMm: number;
}

/** At every vertex of a closed mesh, for a map in colours. @param upToMm walls are measured up to this; more costs time */
export function wallThickness(mesh: TriangleMesh, upToMm: number): WallThickness {
  return thicknessAt(new TriangleTree(mesh), mesh.positions, vertexFrames(mesh).normals, upToMm);
}

/** Points between two words of how far it is. */
const SAID_EVERY = 4096;

/** At points of the surface with their outward unit normals. @param onProgress 0 to 1; stops the work by throwing */
export function thicknessAt(
  tree: TriangleTree,
  pointsLps: ArrayLike<number>,
  normals: ArrayLike<number>,
  upToMm: number,
  onProgress: (share: number) => void = () => {},
): WallThickness {
  const points = pointsLps.length / 3;
  const thicknessMm = new Float32Array(points);
  const oppositeLps = new Float64Array(3 * points);
  const found = nowhere();
  for (let n = 0; n < points; n++) {
    if (n % SAID_EVERY === 0) onProgress(n / points);
    const at = 3 * n;
    const place: Vec3 = [pointsLps[at] as number, pointsLps[at + 1] as number, pointsLps[at + 2] as number];
    const normal: Vec3 = [normals[at] as number, normals[at + 1] as number, normals[at + 2] as number];
    thicknessMm[n] = shrinkBall(tree, place, normal, upToMm, found);
    oppositeLps.set(found.triangle < 0 ? place : [found.x, found.y, found.z], at);
  }
  return { thicknessMm, oppositeLps, upToMm };
}

/** How far behind the vertex a ray begins to look: its own triangles lie there. */
const SKIN_SHARE = 1e-4;

/** Diameter of the ball; the place that stopped it is left in `found`. */
function shrinkBall(tree: TriangleTree, place: Vec3, normal: Vec3, upToMm: number, found: SurfacePoint): number {
  const [x, y, z] = place;
  const [nx, ny, nz] = normal;
  tree.firstHit(x, y, z, -nx, -ny, -nz, SKIN_SHARE * upToMm, upToMm, found);
  const isStopped = found.triangle >= 0 && facingDot(tree.mesh, found.triangle, normal) < FACING_DOT;
  let stopped = isStopped ? found.triangle : -1;
  let touched: Vec3 = [found.x, found.y, found.z];
  let radius = (isStopped ? found.distanceMm : upToMm) / 2;
  const facing = { nx, ny, nz, maxDot: FACING_DOT };
  for (let round = 0; round < MAX_ROUNDS; round++) {
    tree.nearest(x - radius * nx, y - radius * ny, z - radius * nz, radius * (1 - SETTLED), found, facing);
    if (found.triangle < 0) break;
    const way: Vec3 = [x - found.x, y - found.y, z - found.z];
    // The ball that touches both the vertex and that place.
    const smaller = dot(way, way) / (2 * dot(way, normal));
    if (!(smaller > 0 && smaller < radius)) break;
    radius = smaller;
    stopped = found.triangle;
    touched = [found.x, found.y, found.z];
  }
  // Beyond an edge of the body the ball may have left it and met another one.
  if (!isStopped && stopped >= 0 && !isSeen(tree, place, touched, found)) {
    stopped = -1;
    radius = upToMm / 2;
  }
  found.triangle = stopped;
  [found.x, found.y, found.z] = touched;
  return 2 * radius;
}

/** Whether nothing of the surface lies between a vertex and another place of it. */
function isSeen(tree: TriangleTree, from: Vec3, to: Vec3, found: SurfacePoint): boolean {
  const way = subtract(to, from);
  const length = norm(way);
  const toMm = length * (1 - 10 * SKIN_SHARE);
  tree.firstHit(...from, ...scale(way, 1 / length), length * SKIN_SHARE, toMm, found);
  return found.triangle < 0;
}

const areaVector = new Float64Array(3);

function facingDot({ positions, indices }: TriangleMesh, triangle: number, normal: Vec3): number {
  const at = 3 * triangle;
  const corners = [indices[at] as number, indices[at + 1] as number, indices[at + 2] as number] as const;
  doubleAreaVector(positions, 3 * corners[0], 3 * corners[1], 3 * corners[2], areaVector);
  const [x, y, z] = areaVector as unknown as Vec3;
  return dot([x, y, z], normal) / norm([x, y, z]);
}
