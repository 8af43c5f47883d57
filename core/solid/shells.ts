// The loose pieces of a surface: bodies, and the cavities inside of them.

import { computeEnclosedVolumeMm3, joinMeshes, splitShells, type TriangleMesh, windingNumber } from '../mesh/index.ts';

export interface Piece {
  /** The body with its cavities. */
  readonly mesh: TriangleMesh;
  readonly volumeMm3: number;
  readonly cavities: number;
}

interface Shell {
  readonly mesh: TriangleMesh;
  /** Below zero for a cavity, whose normals point into it. */
  readonly volumeMm3: number;
  readonly min: readonly number[];
  readonly max: readonly number[];
}

/**
 * The bodies of a closed mesh, the largest first, each with the cavities in it; or, with `fillCavities`, without them
 * and without what lay loose in them.
 */
export function piecesOf(mesh: TriangleMesh, fillCavities: boolean): readonly Piece[] {
  const shells = shellsOf(mesh);
  const bodies = shells.filter(({ volumeMm3 }) => volumeMm3 > 0).sort((a, b) => b.volumeMm3 - a.volumeMm3);
  const cavitiesOf = new Map<Shell, Shell[]>();
  for (const cavity of shells.filter(({ volumeMm3 }) => volumeMm3 <= 0)) {
    // The smallest body around it.
    const around = bodies.findLast((body) => body.volumeMm3 > -cavity.volumeMm3 && contains(body, cavity));
    if (around !== undefined) cavitiesOf.set(around, [...(cavitiesOf.get(around) ?? []), cavity]);
  }
  const kept = fillCavities ? bodies.filter((body) => !bodies.some((other) => isLooseInside(body, other))) : bodies;
  return kept
    .map((body) => {
      const cavities = fillCavities ? [] : (cavitiesOf.get(body) ?? []);
      const volumeMm3 = cavities.reduce((sum, cavity) => sum + cavity.volumeMm3, body.volumeMm3);
      return { mesh: joinMeshes([body, ...cavities].map((shell) => shell.mesh)), volumeMm3, cavities: cavities.length };
    })
    .sort((a, b) => b.volumeMm3 - a.volumeMm3);
}

const isLooseInside = (body: Shell, other: Shell): boolean =>
  other !== body && other.volumeMm3 > body.volumeMm3 && contains(other, body);

/** Shells as they are, and whether each lies inside of another one. */
export function nestedShells(
  mesh: TriangleMesh,
): readonly { readonly mesh: TriangleMesh; readonly volumeMm3: number; readonly isInside: boolean }[] {
  const shells = shellsOf(mesh);
  return shells.map((shell) => ({
    mesh: shell.mesh,
    volumeMm3: shell.volumeMm3,
    isInside: shells.some((other) => other !== shell && contains(other, shell)),
  }));
}

export const shellCount = (mesh: TriangleMesh): number => splitShells(mesh).length;

const shellsOf = (mesh: TriangleMesh): readonly Shell[] => splitShells(mesh).map(shellOf);

function shellOf(mesh: TriangleMesh): Shell {
  const min = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const max = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const vertex of mesh.indices) {
    for (let axis = 0; axis < 3; axis++) {
      const value = mesh.positions[3 * vertex + axis] as number;
      if (value < (min[axis] as number)) min[axis] = value;
      if (value > (max[axis] as number)) max[axis] = value;
    }
  }
  return { mesh, volumeMm3: computeEnclosedVolumeMm3(mesh), min, max };
}

/** Whether a shell that does not cross `body` lies inside of it. */
function contains(body: Shell, shell: Shell): boolean {
  if (![0, 1, 2].every((axis) => isWithin(body, shell, axis))) return false;
  const { positions: p } = shell.mesh;
  return Math.abs(windingNumber(body.mesh, [p[0] as number, p[1] as number, p[2] as number])) > 0.5;
}

const isWithin = (body: Shell, shell: Shell, axis: number): boolean =>
  (body.min[axis] as number) <= (shell.min[axis] as number) &&
  (body.max[axis] as number) >= (shell.max[axis] as number);
