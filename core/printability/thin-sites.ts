import type { Vec3 } from '../geometry/index.ts';
import type { TriangleMesh } from '../mesh/index.ts';
import { splitEdges } from './split-edges.ts';
import { vertexFrames } from './vertex-frames.ts';
import { type WallThickness, wallThickness } from './wall-thickness.ts';

/** A place where a wall is too thin. */
export interface ThinSite {
  /** On the surface, where it is thinnest. */
  readonly atLps: Vec3;
  readonly thicknessMm: number;
  /** Of the surface on all its sides. */
  readonly areaMm2: number;
}

/** A smaller spot (as a share of the threshold squared) is a point of a ridge, not a wall. */
const LEAST_AREA_SHARE = 1;

/** Large triangles are measured at least this often across the threshold. */
const SAMPLES_ACROSS = 2;

/** Walls are this much thinner before they count: what sampling a wall of just that thickness may cost. */
const TOLERANCE = 0.03;

/** Places where a closed part is thinner than a threshold, the thinnest first. */
export function findThinSites(mesh: TriangleMesh, thresholdMm: number): readonly ThinSite[] {
  const fine = splitEdges(mesh, thresholdMm / SAMPLES_ACROSS);
  return thinSites(fine, wallThickness(fine, 2 * thresholdMm), thresholdMm * (1 - TOLERANCE));
}

/**
 * Places under a thickness, the thinnest first. Vertices belong together that are neighbours or lie on the two sides of
 * the same wall.
 */
export function thinSites(mesh: TriangleMesh, walls: WallThickness, thresholdMm: number): readonly ThinSite[] {
  const { thicknessMm, opposite } = walls;
  const { positions: p, indices } = mesh;
  const isThin = (vertex: number): boolean => (thicknessMm[vertex] as number) < thresholdMm;
  const parent = Uint32Array.from({ length: thicknessMm.length }, (_, v) => v);
  const rootOf = (vertex: number): number => {
    let v = vertex;
    while (parent[v] !== v) {
      parent[v] = parent[parent[v] as number] as number;
      v = parent[v] as number;
    }
    return v;
  };
  const join = (a: number, b: number): void => {
    if (!isThin(a) || !isThin(b)) return;
    const [low, high] = [rootOf(a), rootOf(b)].sort((m, n) => m - n) as [number, number];
    parent[high] = low;
  };
  for (let t = 0; t < indices.length; t += 3) {
    for (let side = 0; side < 3; side++) join(indices[t + side] as number, indices[t + ((side + 1) % 3)] as number);
  }
  for (let vertex = 0; vertex < opposite.length; vertex++) {
    const t = 3 * (opposite[vertex] as number);
    for (let corner = 0; corner < 3 && t >= 0; corner++) join(vertex, indices[t + corner] as number);
  }
  const { areasMm2 } = vertexFrames(mesh);
  const sites = new Map<number, { thinnest: number; areaMm2: number }>();
  for (let vertex = 0; vertex < thicknessMm.length; vertex++) {
    if (!isThin(vertex)) continue;
    const root = rootOf(vertex);
    const site = sites.get(root) ?? { thinnest: vertex, areaMm2: 0 };
    if ((thicknessMm[vertex] as number) < (thicknessMm[site.thinnest] as number)) site.thinnest = vertex;
    site.areaMm2 += areasMm2[vertex] as number;
    sites.set(root, site);
  }
  return [...sites.values()]
    .filter(({ areaMm2 }) => areaMm2 >= LEAST_AREA_SHARE * thresholdMm ** 2)
    .map(({ thinnest, areaMm2 }) => ({
      atLps: [p[3 * thinnest] as number, p[3 * thinnest + 1] as number, p[3 * thinnest + 2] as number] as const,
      thicknessMm: thicknessMm[thinnest] as number,
      areaMm2,
    }))
    .sort((a, b) => a.thicknessMm - b.thicknessMm);
}
