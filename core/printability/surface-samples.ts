import { cross, norm, scale, subtract, type Vec3 } from '../geometry/index.ts';
import type { TriangleMesh } from '../mesh/index.ts';

/** Points spread over a surface, each standing for the same area. */
export interface SurfaceSamples {
  /** x, y, z of point 0, then of point 1, … */
  readonly pointsLps: Float64Array;
  /** Outward unit normals of their triangles. */
  readonly normals: Float64Array;
  readonly areaMm2: number;
}

/** The two-dimensional golden ratio (Roberts 2018): points that follow it fill a square evenly. */
const GOLDEN_1 = 0.754_877_666_246_692_8;
const GOLDEN_2 = 0.569_840_290_998_053_2;

/** About one point in every square of `spacingMm`, in large triangles as in small ones; the same for the same mesh. */
export function sampleSurface({ positions: p, indices }: TriangleMesh, spacingMm: number): SurfaceSamples {
  const areaMm2 = spacingMm * spacingMm;
  const points: number[] = [];
  const normals: number[] = [];
  let owed = 0.5;
  let number = 0;
  for (let t = 0; t < indices.length; t += 3) {
    const corner = (n: number): Vec3 => {
      const at = 3 * (indices[t + n] as number);
      return [p[at] as number, p[at + 1] as number, p[at + 2] as number];
    };
    const a = corner(0);
    const [u, v] = [subtract(corner(1), a), subtract(corner(2), a)];
    const vector = cross(u, v);
    const doubleArea = norm(vector);
    if (doubleArea === 0) continue;
    const normal = scale(vector, 1 / doubleArea);
    for (owed += doubleArea / 2 / areaMm2; owed >= 1; owed--) {
      number++;
      let s = (number * GOLDEN_1) % 1;
      let r = (number * GOLDEN_2) % 1;
      if (s + r > 1) [s, r] = [1 - s, 1 - r];
      points.push(a[0] + s * u[0] + r * v[0], a[1] + s * u[1] + r * v[1], a[2] + s * u[2] + r * v[2]);
      normals.push(...normal);
    }
  }
  return { pointsLps: Float64Array.from(points), normals: Float64Array.from(normals), areaMm2 };
}
