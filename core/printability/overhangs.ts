import { cross, dot, normalise, type Vec3 } from '../geometry/index.ts';
import type { TriangleMesh } from '../mesh/index.ts';
import { nowhere, TriangleTree } from '../offset/index.ts';

/** What lies this near to the bed stands on it. */
const BED_MM = 0.2;

export interface Overhangs {
  /** 1 for each triangle that needs support from below. */
  readonly isOverhang: Uint8Array;
  readonly areaMm2: number;
  /** Room between the overhangs and what is below them, the part or the bed: what support may have to fill. */
  readonly supportMm3: number;
  readonly heightMm: number;
}

/**
 * Triangles that hang over more than printers bridge: their surface leans from the vertical by more than `maxAngleDeg`
 * and faces down. What stands on the bed is none.
 * @param upLps what is upwards while it prints
 */
export function overhangs(
  mesh: TriangleMesh,
  upLps: Vec3,
  maxAngleDeg = 45,
  tree: TriangleTree = new TriangleTree(mesh),
): Overhangs {
  const up = normalise(upLps);
  const { low, high } = heightsOf(mesh, up);
  const limit = -Math.sin((maxAngleDeg * Math.PI) / 180) - 1e-6;
  const isOverhang = new Uint8Array(mesh.indices.length / 3);
  const found = nowhere();
  let areaMm2 = 0;
  let supportMm3 = 0;
  for (let t = 0; t < isOverhang.length; t++) {
    const { centre, vector, doubleArea } = triangleAt(mesh, t);
    const slope = dot(vector, up) / doubleArea;
    const heightMm = dot(centre, up) - low;
    if (!(slope < limit) || heightMm < BED_MM) continue;
    isOverhang[t] = 1;
    areaMm2 += doubleArea / 2;
    tree.firstHit(...centre, -up[0], -up[1], -up[2], 1e-3, heightMm, found);
    supportMm3 += (doubleArea / 2) * -slope * Math.min(heightMm, found.distanceMm);
  }
  return { isOverhang, areaMm2, supportMm3, heightMm: high - low };
}

export function heightsOf({ positions: p }: TriangleMesh, up: Vec3): { readonly low: number; readonly high: number } {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < p.length; at += 3) {
    const height = up[0] * (p[at] as number) + up[1] * (p[at + 1] as number) + up[2] * (p[at + 2] as number);
    low = Math.min(low, height);
    high = Math.max(high, height);
  }
  return { low, high };
}

/** Middle of a triangle, and twice its area along its outward normal. */
export function triangleAt({ positions: p, indices }: TriangleMesh, triangle: number) {
  const corner = (n: number): Vec3 => {
    const at = 3 * (indices[3 * triangle + n] as number);
    return [p[at] as number, p[at + 1] as number, p[at + 2] as number];
  };
  const [a, b, c] = [corner(0), corner(1), corner(2)];
  const vector = cross([b[0] - a[0], b[1] - a[1], b[2] - a[2]], [c[0] - a[0], c[1] - a[1], c[2] - a[2]]);
  const centre: Vec3 = [(a[0] + b[0] + c[0]) / 3, (a[1] + b[1] + c[1]) / 3, (a[2] + b[2] + c[2]) / 3];
  return { centre, vector, doubleArea: Math.hypot(...vector) };
}
