// Volume, centre and principal axes of the solid within a closed mesh, by the signed tetrahedra of its triangles
// (Tonon, Explicit exact formulas for the 3-D tetrahedron inertia tensor, J. Math. Stat. 1, 2005).

import { AppError } from '../error/index.ts';
import { cross, dot, normalise, type Vec3 } from '../geometry/index.ts';
import { computeSurfaceAreaMm2, type TriangleMesh } from '../mesh/index.ts';

export interface MassProperties {
  readonly volumeMm3: number;
  readonly areaMm2: number;
  readonly centreLps: Vec3;
  /** Right-handed unit vectors: along the solid's greatest, middle and least spread. */
  readonly axes: readonly [Vec3, Vec3, Vec3];
  /** Variance of the solid's points along each axis, mm2. */
  readonly variancesMm2: Vec3;
  /** From the lowest to the highest vertex along each axis. */
  readonly extentsMm: Vec3;
}

/** Throws `invalid-input` MESH_EMPTY for a mesh that encloses nothing. */
export function massProperties(mesh: TriangleMesh): MassProperties {
  const { positions: p, indices } = mesh;
  const origin: Vec3 = [p[0] ?? 0, p[1] ?? 0, p[2] ?? 0];
  const corner = (n: number): Vec3 => {
    const at = 3 * (indices[n] as number);
    return [(p[at] as number) - origin[0], (p[at + 1] as number) - origin[1], (p[at + 2] as number) - origin[2]];
  };
  let six = 0;
  const first = [0, 0, 0];
  const second = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (let t = 0; t < indices.length; t += 3) {
    const [a, b, c] = [corner(t), corner(t + 1), corner(t + 2)];
    const volume = dot(a, cross(b, c));
    six += volume;
    for (let i = 0; i < 3; i++) {
      const [ai, bi, ci] = [a[i as 0], b[i as 0], c[i as 0]];
      const sum = ai + bi + ci;
      first[i] = (first[i] as number) + volume * sum;
      for (let j = 0; j <= i; j++) {
        const [aj, bj, cj] = [a[j as 0], b[j as 0], c[j as 0]];
        const product = ai * aj + bi * bj + ci * cj + sum * (aj + bj + cj);
        second[3 * i + j] = (second[3 * i + j] as number) + volume * product;
      }
    }
  }
  if (!(six > 0)) throw new AppError('invalid-input', 'MESH_EMPTY', 'This part encloses nothing.');
  const centre = first.map((sum) => sum / (4 * six));
  const covariance = [0, 1, 2].map((i) =>
    [0, 1, 2].map((j) => {
      const [row, column] = i >= j ? [i, j] : [j, i];
      return (second[3 * row + column] as number) / (20 * six) - (centre[i] as number) * (centre[j] as number);
    }),
  );
  const { axes, values } = principalAxes(covariance);
  return {
    volumeMm3: six / 6,
    areaMm2: computeSurfaceAreaMm2(mesh),
    centreLps: centre.map((x, n) => x + (origin[n as 0] as number)) as unknown as Vec3,
    axes,
    variancesMm2: values,
    extentsMm: axes.map((axis) => extentAlong(mesh, axis)) as unknown as Vec3,
  };
}

/** From the lowest to the highest vertex along a unit vector, mm. */
export function extentAlong({ positions: p }: TriangleMesh, axis: Vec3): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < p.length; at += 3) {
    const along = dot(axis, [p[at] as number, p[at + 1] as number, p[at + 2] as number]);
    low = Math.min(low, along);
    high = Math.max(high, along);
  }
  return high - low;
}

/** Eigenvectors of a symmetric 3 x 3 matrix, the largest eigenvalue first (Jacobi's rotations). */
function principalAxes(matrix: number[][]): { readonly axes: readonly [Vec3, Vec3, Vec3]; readonly values: Vec3 } {
  const m = matrix.map((row) => [...row]);
  const v = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  const get = (of: number[][], i: number, j: number): number => of[i]?.[j] as number;
  for (let sweep = 0; sweep < 30; sweep++) {
    for (const [i, j] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      const off = get(m, i, j);
      if (off === 0) continue;
      const theta = (get(m, j, j) - get(m, i, i)) / (2 * off);
      const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
      const c = 1 / Math.sqrt(t * t + 1);
      rotate(m, i, j, c, t * c, true);
      rotate(v, i, j, c, t * c, false);
    }
  }
  const order = [0, 1, 2].sort((a, b) => get(m, b, b) - get(m, a, a));
  const [a, b] = order.slice(0, 2).map((n) => pointed(v.map((row) => row[n] as number) as unknown as Vec3)) as [
    Vec3,
    Vec3,
  ];
  return { axes: [a, b, cross(a, b)], values: order.map((n) => get(m, n, n)) as unknown as Vec3 };
}

/** Columns i and j (and rows, of both sides) turned into each other. */
function rotate(m: number[][], i: number, j: number, c: number, s: number, bothSides: boolean): void {
  for (const row of m) {
    const [a, b] = [row[i] as number, row[j] as number];
    row[i] = c * a - s * b;
    row[j] = s * a + c * b;
  }
  if (!bothSides) return;
  const [a, b] = [m[i] as number[], m[j] as number[]];
  for (let n = 0; n < 3; n++) {
    const [x, y] = [a[n] as number, b[n] as number];
    a[n] = c * x - s * y;
    b[n] = s * x + c * y;
  }
}

/** Of the two directions of an axis the one whose largest coordinate is positive. */
function pointed(axis: Vec3): Vec3 {
  const largest = axis.reduce((best, x) => (Math.abs(x) > Math.abs(best) ? x : best), 0);
  const unit = normalise(axis);
  return largest < 0 ? [-unit[0], -unit[1], -unit[2]] : unit;
}
