import type { Vec3 } from '../geometry/index.ts';
import { computeSurfaceAreaMm2, type TriangleMesh } from '../mesh/index.ts';
import { TriangleTree } from '../offset/index.ts';
import { type SurfaceSamples, sampleSurface } from './surface-samples.ts';
import { thicknessAt, type WallThickness } from './wall-thickness.ts';

/** A place where a wall is too thin. */
export interface ThinSite {
  /** On the surface, where it is thinnest. */
  readonly atLps: Vec3;
  readonly thicknessMm: number;
  /** Of the surface on all its sides. */
  readonly areaMm2: number;
}

/** A site with the numbers of its samples. */
export interface ThinGroup extends ThinSite {
  readonly members: readonly number[];
}

/** A smaller spot (as a share of the threshold squared) is a point of a ridge, not a wall. */
const LEAST_AREA_SHARE = 1;
const SAMPLES_ACROSS = 2.5;
/** No more points than this; they lie further apart then. */
const MOST_SAMPLES = 400_000;

/** Walls are this much thinner before they count: what sampling a wall of just that thickness may cost. */
const TOLERANCE = 0.03;

/** Places where a closed part is thinner than a threshold, the thinnest first. */
export function findThinSites(mesh: TriangleMesh, thresholdMm: number): readonly ThinSite[] {
  const spacingMm = Math.max(thresholdMm / SAMPLES_ACROSS, Math.sqrt(computeSurfaceAreaMm2(mesh) / MOST_SAMPLES));
  const samples = sampleSurface(mesh, spacingMm);
  const walls = thicknessAt(new TriangleTree(mesh), samples.pointsLps, samples.normals, 2 * thresholdMm);
  const groups = groupThin(samples, walls, thresholdMm * (1 - TOLERANCE), spacingMm);
  return groups.map(({ atLps, thicknessMm, areaMm2 }) => ({ atLps, thicknessMm, areaMm2 }));
}

/**
 * Points under a threshold as places. They belong together where they lie side by side or on the two sides of the same
 * wall.
 */
export function groupThin(
  samples: SurfaceSamples,
  { thicknessMm, oppositeLps }: WallThickness,
  thresholdMm: number,
  spacingMm: number,
): readonly ThinGroup[] {
  const { pointsLps: p, areaMm2 } = samples;
  const thin: number[] = [];
  thicknessMm.forEach((thickness, n) => {
    if (thickness < thresholdMm) thin.push(n);
  });
  // Points within one box and in boxes beside it are neighbours.
  const boxMm = 1.5 * spacingMm;
  const keyOf = (x: number, y: number, z: number): string =>
    `${Math.floor(x / boxMm)},${Math.floor(y / boxMm)},${Math.floor(z / boxMm)}`;
  const groups = new Groups(thicknessMm.length);
  const boxes = new Map<string, number>();
  for (const n of thin) {
    const key = keyOf(p[3 * n] as number, p[3 * n + 1] as number, p[3 * n + 2] as number);
    const first = boxes.get(key);
    if (first === undefined) boxes.set(key, n);
    else groups.join(first, n);
  }
  const joinAround = (n: number, at: ArrayLike<number>, offset: number): void => {
    for (let neighbour = 0; neighbour < 27; neighbour++) {
      const [dx, dy, dz] = [(neighbour % 3) - 1, (Math.floor(neighbour / 3) % 3) - 1, Math.floor(neighbour / 9) - 1];
      const key = keyOf(
        (at[offset] as number) + dx * boxMm,
        (at[offset + 1] as number) + dy * boxMm,
        (at[offset + 2] as number) + dz * boxMm,
      );
      const other = boxes.get(key);
      if (other !== undefined) groups.join(n, other);
    }
  };
  for (const n of thin) {
    joinAround(n, p, 3 * n);
    joinAround(n, oppositeLps, 3 * n);
  }
  const sites = new Map<number, { thinnest: number; members: number[] }>();
  for (const n of thin) {
    const root = groups.rootOf(n);
    const site = sites.get(root) ?? { thinnest: n, members: [] };
    if ((thicknessMm[n] as number) < (thicknessMm[site.thinnest] as number)) site.thinnest = n;
    site.members.push(n);
    sites.set(root, site);
  }
  return [...sites.values()]
    .filter(({ members }) => members.length * areaMm2 >= LEAST_AREA_SHARE * thresholdMm ** 2)
    .map((site) => ({
      atLps: [p[3 * site.thinnest], p[3 * site.thinnest + 1], p[3 * site.thinnest + 2]] as unknown as Vec3,
      thicknessMm: thicknessMm[site.thinnest] as number,
      areaMm2: site.members.length * areaMm2,
      members: site.members,
    }))
    .sort((a, b) => a.thicknessMm - b.thicknessMm);
}

class Groups {
  private readonly parent: Uint32Array;

  constructor(count: number) {
    this.parent = Uint32Array.from({ length: count }, (_, n) => n);
  }

  rootOf(start: number): number {
    let n = start;
    while (this.parent[n] !== n) {
      this.parent[n] = this.parent[this.parent[n] as number] as number;
      n = this.parent[n] as number;
    }
    return n;
  }

  join(a: number, b: number): void {
    const [first, second] = [this.rootOf(a), this.rootOf(b)];
    this.parent[Math.max(first, second)] = Math.min(first, second);
  }
}
