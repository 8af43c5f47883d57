import type { Vec3 } from '../geometry/index.ts';
import { computeSurfaceAreaMm2, type TriangleMesh } from '../mesh/index.ts';
import { TriangleTree } from '../offset/index.ts';
import { PointBoxes } from './point-boxes.ts';
import { type SurfaceSamples, sampleSurface } from './surface-samples.ts';
import { WallEnds } from './wall-ends.ts';
import { thicknessAt, type WallThickness } from './wall-thickness.ts';

/**
 * A place where a wall is too thin. How thin is said of the wall, not of where it ends: a wall that ends in a knife edge has
 * no thickness there, whatever it is made of. So what lies within about two thirds of the threshold of an end does not
 * count, and of the rest a twentieth by area is thinner than `thicknessMm`.
 */
export interface ThinSite {
  /** On the surface, where the wall is as thin as said. */
  readonly atLps: Vec3;
  readonly thicknessMm: number;
  /** Of the surface on all its sides, ends included. */
  readonly areaMm2: number;
}

/** A site with the numbers of its samples. */
export interface ThinGroup extends ThinSite {
  readonly members: readonly number[];
}

/** A smaller spot (as a share of the threshold squared) is a point of a ridge, not a wall. */
const LEAST_AREA_SHARE = 1;
const SAMPLES_ACROSS = 2.5;
/** Share of the area away from ends that is thinner than what is said of a site. */
const THINNER_SHARE = 0.05;
/** Around a point of a wall its surface goes on to all sides as far as this, in thresholds. */
const WALL_REACH = 1.5;
/** A part of a site's points is enough to say how thin it is. */
const MOST_JUDGED = 5000;
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
  const groups = new Groups(thicknessMm.length);
  // Points within one box and in boxes beside it are neighbours.
  const boxes = new PointBoxes(p, thin, 1.5 * spacingMm);
  for (const n of thin) {
    for (const at of [p, oppositeLps]) {
      boxes.forEachAround(at, 3 * n, (box) => {
        groups.join(n, box[0] as number);
      });
    }
  }
  const sites = new Map<number, number[]>();
  for (const n of thin) {
    const root = groups.rootOf(n);
    const members = sites.get(root) ?? [];
    members.push(n);
    sites.set(root, members);
  }
  const ends = new WallEnds(samples, WALL_REACH * thresholdMm);
  return [...sites.values()]
    .filter((members) => members.length * areaMm2 >= LEAST_AREA_SHARE * thresholdMm ** 2)
    .flatMap((members) => {
      const step = Math.ceil(members.length / MOST_JUDGED);
      const wall = members.filter((n, at) => at % step === 0 && !ends.isEnd(n));
      wall.sort((a, b) => (thicknessMm[a] as number) - (thicknessMm[b] as number) || a - b);
      const said = wall[Math.floor(THINNER_SHARE * wall.length)];
      if (said === undefined) return []; // an edge and no wall
      return {
        atLps: [p[3 * said], p[3 * said + 1], p[3 * said + 2]] as unknown as Vec3,
        thicknessMm: thicknessMm[said] as number,
        areaMm2: members.length * areaMm2,
        members,
      };
    })
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
