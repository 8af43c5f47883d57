// The guarantee of a printable file: closed, 2-manifold, outward, without self-intersection, judged on the numbers that
// were read back out of its bytes; and of a mesh that another program made.

import { AppError, type ErrorKind } from '../../../core/error/index.ts';
import { checkClosedManifold, findSelfIntersections, type TriangleMesh } from '../../../core/mesh/index.ts';
import { piecesOf } from '../../../core/solid/index.ts';
import { findBadEdge, findSplitPoint } from './bad-edge.ts';

export interface PartVerdict {
  /** Closed surfaces of the part, walls of cavities among them. */
  readonly shells: number;
  /** Bodies that are not joined to each other. */
  readonly pieces: number;
  readonly cavities: number;
}

/** What has more was made of noise: no printer and no person could use it. */
const MOST_SHELLS = 10_000;

const LETTERS = [
  ['R', 'L'],
  ['A', 'P'],
  ['I', 'S'],
] as const;

/** 'L 12.3, A 40.0, S 8.1 mm': as a person finds it in the images. */
export const placeInWords = (lps: ArrayLike<number>): string =>
  `${LETTERS.map(([below, above], axis) => {
    const mm = lps[axis] as number;
    return `${mm < 0 ? below : above} ${Math.abs(mm).toFixed(1)}`;
  }).join(', ')} mm`;

const many = (count: number, one: string, several: string): string => `${count} ${count === 1 ? one : several}`;

/** Why a mesh is no closed 2-manifold, and near what point; null: it is one. */
function whyNotManifold(mesh: TriangleMesh): string | null {
  const report = checkClosedManifold(mesh);
  if (report.isClosedManifold) return null;
  if (report.openEdges + report.nonManifoldEdges + report.misorientedEdges > 0) return findBadEdge(mesh, placeInWords);
  if (report.nonManifoldVertices > 0) {
    return `${many(report.nonManifoldVertices, 'point joins', 'points join')} pieces that touch nowhere else${findSplitPoint(mesh, placeInWords)}`;
  }
  return `${many(report.degenerateTriangles, 'triangle has', 'triangles have')} no area`;
}

/** What keeps a mesh from being a printable solid, in a few words with a place; null: nothing. */
export function whyNotSolid(mesh: TriangleMesh): string | null {
  const open = whyNotManifold(mesh);
  if (open !== null) return open;
  const { pairs, placesLps } = findSelfIntersections(mesh);
  if (pairs > 0) {
    return `its surface crosses itself in ${many(pairs, 'place', 'places')}, one near ${placeInWords(placesLps)}`;
  }
  return null;
}

/** Throws `AppError` of the kind and code given with what is wrong where. */
export function judgeSolid(
  mesh: TriangleMesh,
  refuse: { readonly what: string; readonly kind: ErrorKind; readonly code: string; readonly advice: string },
): PartVerdict {
  const fail = (why: string) => new AppError(refuse.kind, refuse.code, `${refuse.what}: ${why}. ${refuse.advice}`);
  const why = whyNotSolid(mesh);
  if (why !== null) throw fail(why);
  const { shells } = checkClosedManifold(mesh);
  if (shells > MOST_SHELLS) throw fail(`it has ${shells} pieces, more than any part that prints`);
  const pieces = piecesOf(mesh, false);
  const cavities = pieces.reduce((sum, piece) => sum + piece.cavities, 0);
  // A surface with its normals inward is a cavity; one that lies in no body is a body inside out.
  if (pieces.length + cavities !== shells) throw fail('its surface is inside out');
  return { shells, pieces: pieces.length, cavities };
}

/** Throws `internal` MESH_NOT_CLOSED with what is wrong where. */
export const judgePart = (name: string, read: TriangleMesh): PartVerdict =>
  judgeSolid(read, {
    what: `${name} was not written`,
    kind: 'internal',
    code: 'MESH_NOT_CLOSED',
    advice: 'Leave out the last step or change its sizes; nothing was lost.',
  });
