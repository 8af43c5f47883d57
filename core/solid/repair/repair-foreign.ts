// A mesh of another program made a closed solid, or refused with the reason. What was changed is said.

import { AppError } from '../../error/index.ts';
import { checkClosedManifold, computeEnclosedVolumeMm3, meetsItself, type TriangleMesh } from '../../mesh/index.ts';
import { somePlaceOf } from '../boolean.ts';
import { checkCounts } from '../formats/limits.ts';
import type { SolidKernel } from '../kernel.ts';
import { piecesOf, shellCount } from '../shells.ts';
import { cleanTriangles, weldEqual, weldNear } from './clean.ts';
import { closeHoles } from './holes.ts';
import { agreeWithNeighbours, separateWedges } from './orient.ts';
import { turnOutward } from './outward.ts';
import { uniteBodies, untangleBodies } from './overlaps.ts';

export interface RepairedMesh {
  readonly mesh: TriangleMesh;
  /** What was put right, in a few words each; empty where nothing was. */
  readonly repairs: readonly string[];
}

/** An opening is closed when it is narrower than both. */
const WIDEST_HOLE_MM = 10;
const WIDEST_HOLE_SHARE = 0.1;
/** Corners this near, by the size of the mesh, are one where a surface is open. */
const NEAR_SHARE = 1e-5;
const MAX_SHELLS = 10_000;

const refused = (code: string, message: string): AppError => new AppError('corrupt-data', code, message);

/**
 * Makes a closed, outward solid without self-intersection of foreign triangles.
 * @param what stands in messages, as `splint.stl`
 * @throws AppError `corrupt-data` MESH_EMPTY, MESH_NOT_A_NUMBER, MESH_OPEN, MESH_NOT_MANIFOLD, MESH_CROSSES_ITSELF;
 * `resource` MESH_TOO_MANY
 */
export function repairForeign(kernel: SolidKernel, given: TriangleMesh, what: string): RepairedMesh {
  checkCounts(given.indices.length / 3, given.positions.length / 3);
  if (given.indices.length === 0) throw refused('MESH_EMPTY', `${what} has no triangles.`);
  if (!given.positions.every(Number.isFinite)) {
    throw refused('MESH_NOT_A_NUMBER', `${what} has coordinates that are no numbers. Export it again.`);
  }
  const repairs: string[] = [];
  const say = (count: number, one: string, many: string): void => {
    if (count > 0) repairs.push(count === 1 ? `1 ${one}` : `${count} ${many}`);
  };
  let mesh = closedShells(given, what, say);
  const shells = shellCount(mesh);
  if (shells > MAX_SHELLS) {
    throw new AppError(
      'resource',
      'MESH_TOO_MANY',
      `${what} has ${shells} loose pieces; at most ${MAX_SHELLS} can be used.`,
    );
  }
  const outward = turnOutward(mesh);
  say(outward.turned, 'piece turned outside out', 'pieces turned outside out');
  mesh = withoutCrossings(kernel, outward.mesh, what, repairs);
  return { mesh: judged(kernel, mesh, what), repairs };
}

type Say = (count: number, one: string, many: string) => void;

function diagonalOf({ positions: p }: TriangleMesh): number {
  const min = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const max = min.map((x) => -x);
  p.forEach((x, at) => {
    min[at % 3] = Math.min(min[at % 3] as number, x);
    max[at % 3] = Math.max(max[at % 3] as number, x);
  });
  return Math.hypot(...max.map((x, axis) => x - (min[axis] as number)));
}

/** Welded, without triangles that are none, neighbours in agreement, small holes closed, every edge with two triangles. */
function closedShells(given: TriangleMesh, what: string, say: Say): TriangleMesh {
  let mesh = weldEqual(given);
  const diagonalMm = diagonalOf(mesh);
  const open = checkClosedManifold(mesh).openEdges;
  if (open > 0) {
    const welded = weldNear(mesh, NEAR_SHARE * diagonalMm);
    say(
      (mesh.positions.length - welded.positions.length) / 3,
      'corner joined to one beside it',
      'corners joined to ones beside them',
    );
    mesh = welded;
  }
  const { indices, degenerate, duplicate } = cleanTriangles(mesh.indices, mesh.positions.length / 3);
  say(degenerate, 'triangle without area removed', 'triangles without area removed');
  say(duplicate, 'triangle that was there twice removed', 'triangles that were there twice removed');
  if (indices.length === 0) throw refused('MESH_EMPTY', `${what} has no triangles with an area.`);
  const oriented = agreeWithNeighbours({ ...mesh, indices });
  if (oriented.contradictions > 0) {
    throw refused('MESH_NOT_MANIFOLD', `${what} has no inside: its surface is one-sided, like a Möbius strip.`);
  }
  say(
    oriented.turned,
    'triangle turned to agree with its neighbours',
    'triangles turned to agree with their neighbours',
  );
  const holes = closeHoles(
    { ...mesh, indices: oriented.indices },
    Math.min(WIDEST_HOLE_MM, WIDEST_HOLE_SHARE * diagonalMm),
  );
  if (holes.left > 0) {
    throw refused(
      'MESH_OPEN',
      `${what} is open: ${holes.left} opening${holes.left > 1 ? 's' : ''}, up to ${holes.widestLeftMm.toFixed(1)} mm wide. ` +
        'Close it in the program that made it.',
    );
  }
  say(holes.closed, 'hole closed', 'holes closed');
  const { mesh: separate, separated, hopeless } = separateWedges(holes.mesh);
  if (hopeless > 0) {
    throw refused(
      'MESH_NOT_MANIFOLD',
      `${what} has ${hopeless} edges where three or more surfaces meet without an inside.`,
    );
  }
  say(separated, 'edge that touching pieces share taken apart', 'edges that touching pieces share taken apart');
  return separate;
}

function withoutCrossings(kernel: SolidKernel, mesh: TriangleMesh, what: string, repairs: string[]): TriangleMesh {
  const isSound = !meetsItself(mesh) && checkClosedManifold(mesh).isClosedManifold;
  const pieces = piecesOf(mesh, false);
  if (isSound && pieces.length < 2) return mesh;
  const united = pieces.length > 1 ? uniteBodies(kernel, pieces, what) : mesh;
  if (united === null) throw refused('MESH_EMPTY', `${what} encloses no volume.`);
  // Bodies apart from each other, or loose in a cavity, come back as they were.
  if (isSound && isSame(computeEnclosedVolumeMm3(united), computeEnclosedVolumeMm3(mesh))) return mesh;
  if (pieces.length > 1) repairs.push('overlapping or touching pieces made one');
  if (!meetsItself(united)) return united;
  const untangled = untangleBodies(kernel, united, what);
  repairs.push('a surface that crossed itself made one without the inner walls');
  return untangled;
}

const isSame = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-6 * Math.abs(b);

/** Through the engine once more, whose result is closed by its float32 coordinates. */
function judged(kernel: SolidKernel, mesh: TriangleMesh, what: string): TriangleMesh {
  if (checkClosedManifold(mesh).isClosedManifold && computeEnclosedVolumeMm3(mesh) > 0) return mesh;
  const made = kernel.work(somePlaceOf(mesh), (bench) => bench.mesh(bench.solid(mesh, what)));
  if (made === null) throw refused('MESH_EMPTY', `${what} encloses no volume.`);
  return made;
}
