// The loose pieces of a surface: bodies, and the cavities inside of them.

import { computeEnclosedVolumeMm3, joinMeshes, type TriangleMesh } from '../mesh/index.ts';

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

export const shellCount = (mesh: TriangleMesh): number => labelShells(mesh).count;

/** For every vertex the number of its shell, counted from 0 in the order of first triangles. */
function labelShells({ positions, indices }: TriangleMesh): { readonly label: Int32Array; readonly count: number } {
  const parent = Uint32Array.from({ length: positions.length / 3 }, (_, vertex) => vertex);
  const rootOf = (vertex: number): number => {
    let v = vertex;
    while (parent[v] !== v) {
      parent[v] = parent[parent[v] as number] as number;
      v = parent[v] as number;
    }
    return v;
  };
  for (let t = 0; t < indices.length; t += 3) {
    const root = rootOf(indices[t] as number);
    parent[rootOf(indices[t + 1] as number)] = root;
    parent[rootOf(indices[t + 2] as number)] = root;
  }
  const label = new Int32Array(parent.length).fill(-1);
  let count = 0;
  for (const vertex of indices) {
    const root = rootOf(vertex);
    if (label[root] === -1) label[root] = count++;
    label[vertex] = label[root] as number;
  }
  return { label, count };
}

function shellsOf(mesh: TriangleMesh): readonly Shell[] {
  const { positions: p, indices } = mesh;
  const { label, count } = labelShells(mesh);
  const triangles: number[][] = Array.from({ length: count }, () => []);
  for (let t = 0; t < indices.length; t += 3) triangles[label[indices[t] as number] as number]?.push(t);
  const renumbered = new Int32Array(p.length / 3).fill(-1);
  return triangles.map((starts) => {
    const used: number[] = [];
    const corners = new Uint32Array(3 * starts.length);
    let at = 0;
    for (const t of starts) {
      for (let n = 0; n < 3; n++) {
        const vertex = indices[t + n] as number;
        if (renumbered[vertex] === -1) renumbered[vertex] = used.push(vertex) - 1;
        corners[at++] = renumbered[vertex] as number;
      }
    }
    return shellOf(
      used.map((vertex) => [p[3 * vertex] as number, p[3 * vertex + 1] as number, p[3 * vertex + 2] as number]),
      corners,
    );
  });
}

function shellOf(points: readonly (readonly number[])[], indices: Uint32Array<ArrayBuffer>): Shell {
  const positions = new Float32Array(3 * points.length);
  const min = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const max = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  points.forEach((point, vertex) => {
    positions.set(point, 3 * vertex);
    for (let axis = 0; axis < 3; axis++) {
      min[axis] = Math.min(min[axis] as number, point[axis] as number);
      max[axis] = Math.max(max[axis] as number, point[axis] as number);
    }
  });
  const mesh = { positions, indices };
  return { mesh, volumeMm3: computeEnclosedVolumeMm3(mesh), min, max };
}

/** Whether a shell that does not cross `body` lies inside of it. */
function contains(body: Shell, shell: Shell): boolean {
  if (![0, 1, 2].every((axis) => isWithin(body, shell, axis))) return false;
  const { positions: p } = shell.mesh;
  return Math.abs(turnsAround(body.mesh, [p[0] as number, p[1] as number, p[2] as number])) > 0.5;
}

const isWithin = (body: Shell, shell: Shell, axis: number): boolean =>
  (body.min[axis] as number) <= (shell.min[axis] as number) &&
  (body.max[axis] as number) >= (shell.max[axis] as number);

/** Winding number of a closed surface about a point: its solid angle by Van Oosterom and Strackee (1983), over 4 pi. */
export function turnsAround(
  { positions: p, indices }: TriangleMesh,
  [x, y, z]: readonly [number, number, number],
): number {
  let angle = 0;
  for (let t = 0; t < indices.length; t += 3) {
    const [a, b, c] = [3 * (indices[t] as number), 3 * (indices[t + 1] as number), 3 * (indices[t + 2] as number)];
    const [ax, ay, az] = [(p[a] as number) - x, (p[a + 1] as number) - y, (p[a + 2] as number) - z];
    const [bx, by, bz] = [(p[b] as number) - x, (p[b + 1] as number) - y, (p[b + 2] as number) - z];
    const [cx, cy, cz] = [(p[c] as number) - x, (p[c + 1] as number) - y, (p[c + 2] as number) - z];
    const [la, lb, lc] = [
      Math.sqrt(ax * ax + ay * ay + az * az),
      Math.sqrt(bx * bx + by * by + bz * bz),
      Math.sqrt(cx * cx + cy * cy + cz * cz),
    ];
    const volume = ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx);
    const ab = ax * bx + ay * by + az * bz;
    const bc = bx * cx + by * cy + bz * cz;
    const ca = cx * ax + cy * ay + cz * az;
    angle += 2 * Math.atan2(volume, la * lb * lc + ab * lc + bc * la + ca * lb);
  }
  return angle / (4 * Math.PI);
}
