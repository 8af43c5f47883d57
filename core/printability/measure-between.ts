import { AppError } from '../error/index.ts';
import { dot, norm, subtract, type Vec3 } from '../geometry/index.ts';
import type { TriangleMesh } from '../mesh/index.ts';
import { nowhere, TriangleTree } from '../offset/index.ts';
import { vertexFrames } from './vertex-frames.ts';

/** Part of a surface that is measured. */
export interface MeasureWindow {
  readonly centreLps: Vec3;
  readonly radiusMm: number;
}

export interface ThicknessBetween {
  /** At each vertex of the first surface the distance to the second one, mm; NaN outside the window or further than
   * `upToMm`. */
  readonly distanceMm: Float32Array;
  readonly minMm: number;
  readonly minAtLps: Vec3;
  /** By area. */
  readonly meanMm: number;
  /** A twentieth of the measured area is thinner than this. */
  readonly p5Mm: number;
  readonly measuredMm2: number;
}

/**
 * How much lies between two surfaces, for instance the bone over the floor of a sinus: from every vertex of the first
 * within the window to the nearest place of the second.
 * Throws `invalid-input` MEASURE_EMPTY where nothing of the first lies within the window and `upToMm` of the second.
 */
export function thicknessBetween(
  from: TriangleMesh,
  to: TriangleMesh,
  { window = null, upToMm = 50 }: { readonly window?: MeasureWindow | null; readonly upToMm?: number } = {},
): ThicknessBetween {
  const tree = new TriangleTree(to);
  const { areasMm2 } = vertexFrames(from);
  const { positions: p } = from;
  const distanceMm = new Float32Array(p.length / 3).fill(Number.NaN);
  const measured: number[] = [];
  const found = nowhere();
  for (let vertex = 0; vertex < distanceMm.length; vertex++) {
    const place = vertexAt(p, vertex);
    if (window !== null && norm(subtract(place, window.centreLps)) > window.radiusMm) continue;
    tree.nearest(...place, upToMm, found);
    if (found.triangle < 0) continue;
    distanceMm[vertex] = found.distanceMm;
    measured.push(vertex);
  }
  measured.sort((a, b) => (distanceMm[a] as number) - (distanceMm[b] as number) || a - b);
  const [nearest] = measured;
  if (nearest === undefined) {
    const message = `Nothing of the first surface lies here within ${upToMm} mm of the second. Move the window or make it larger.`;
    throw new AppError('invalid-input', 'MEASURE_EMPTY', message);
  }
  const measuredMm2 = measured.reduce((sum, vertex) => sum + (areasMm2[vertex] as number), 0);
  const weighted = measured.reduce((sum, v) => sum + (areasMm2[v] as number) * (distanceMm[v] as number), 0);
  let below = 0;
  const p5 = measured.find((vertex) => {
    below += areasMm2[vertex] as number;
    return below >= measuredMm2 / 20;
  });
  return {
    distanceMm,
    minMm: distanceMm[nearest] as number,
    minAtLps: vertexAt(p, nearest),
    meanMm: weighted / measuredMm2,
    p5Mm: distanceMm[p5 ?? nearest] as number,
    measuredMm2,
  };
}

const vertexAt = (p: Float32Array, vertex: number): Vec3 => [
  p[3 * vertex] as number,
  p[3 * vertex + 1] as number,
  p[3 * vertex + 2] as number,
];

/** Angle at `apex` between the ways to two other points, degrees. Throws `invalid-input` MEASURE_SAME_POINT. */
export function angleDeg(a: Vec3, apex: Vec3, b: Vec3): number {
  const [u, v] = [subtract(a, apex), subtract(b, apex)];
  if (norm(u) === 0 || norm(v) === 0) {
    throw new AppError('invalid-input', 'MEASURE_SAME_POINT', 'An angle needs three different points.');
  }
  return (Math.acos(Math.max(-1, Math.min(1, dot(u, v) / (norm(u) * norm(v))))) * 180) / Math.PI;
}
