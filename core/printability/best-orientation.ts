// Which side of a part goes upwards. Candidates are directions spread evenly over the sphere, the patient's axes, and the
// part's own flat faces laid on the bed. All are weighed by an upper bound of their support on a
// sample of triangles; the best of them exactly, with what lies below every overhang.

import { dot, normalise, type Vec3 } from '../geometry/index.ts';
import type { TriangleMesh } from '../mesh/index.ts';
import { TriangleTree } from '../offset/index.ts';
import { convexOutline, isWithin, type Point2 } from './footprint.ts';
import { massProperties } from './mass-properties.ts';
import { heightsOf, overhangs, triangleAt } from './overhangs.ts';
import { rotationTo } from './stand-on.ts';

const SPREAD_DIRECTIONS = 162;
const FLAT_FACES = 8;
const EXACT_CANDIDATES = 6;
/** Triangles and vertices looked at for a first estimate. */
const SAMPLES = 20_000;

export interface Orientation {
  readonly upLps: Vec3;
  readonly supportMm3: number;
  readonly overhangMm2: number;
  readonly heightMm: number;
  /** Whether it stands by itself: its centre of mass lies over what touches the bed. */
  readonly isStable: boolean;
}

/** Least support first of all, or the least height (the quickest print). */
export type OrientationGoal = 'support' | 'height';

/** Support that differs by less than this share of the part's volume is equal. */
const EQUAL_SHARE = 0.001;

/** One layer of a print. */
const TOUCHING_MM = 0.3;
/** Nearer to the edge of what touches the bed it would tip. */
const STEADY_MM = 1;

interface Samples {
  /** Middles and unit normals: x, y, z of triangle 0, then of the next one. */
  readonly centres: Float64Array;
  readonly normals: Float64Array;
  readonly areas: Float64Array;
}

/**
 * The best directions to put upwards, the best first; the same for the same part. With the goal `support`, of
 * directions with as much support, to a thousandth of the part's volume, one in which it stands by itself wins, then the
 * lower one.
 */
export function bestOrientation(
  mesh: TriangleMesh,
  { maxAngleDeg = 45, goal = 'support' }: { readonly maxAngleDeg?: number; readonly goal?: OrientationGoal } = {},
): readonly Orientation[] {
  const samples = sampleTriangles(mesh);
  const { volumeMm3, centreLps } = massProperties(mesh);
  const byCost = (a: Weighed, b: Weighed): number => {
    if (goal === 'height') return a.heightMm - b.heightMm || a.supportMm3 - b.supportMm3;
    const steps = (one: Weighed) => Math.floor(one.supportMm3 / (EQUAL_SHARE * volumeMm3));
    return steps(a) - steps(b) || Number(b.isStable) - Number(a.isStable) || a.heightMm - b.heightMm;
  };
  const estimates = candidates(samples).map((up) => estimate(mesh, samples, centreLps, up, maxAngleDeg));
  const tree = new TriangleTree(mesh);
  return estimates
    .sort(byCost)
    .slice(0, EXACT_CANDIDATES)
    .map(({ upLps, isStable }) => {
      const { supportMm3, areaMm2, heightMm } = overhangs(mesh, upLps, maxAngleDeg, tree);
      return { upLps, isStable, supportMm3, overhangMm2: areaMm2, heightMm };
    })
    .sort(byCost);
}

type Weighed = Omit<Orientation, 'overhangMm2'>;

/** Every n-th triangle, standing for those between. */
function sampleTriangles(mesh: TriangleMesh): Samples {
  const triangles = mesh.indices.length / 3;
  const every = Math.max(1, Math.floor(triangles / SAMPLES));
  const count = Math.ceil(triangles / every);
  const samples = {
    centres: new Float64Array(3 * count),
    normals: new Float64Array(3 * count),
    areas: new Float64Array(count),
  };
  for (let n = 0; n < count; n++) {
    const { centre, vector, doubleArea } = triangleAt(mesh, n * every);
    samples.centres.set(centre, 3 * n);
    samples.normals.set(
      doubleArea > 0 ? [vector[0] / doubleArea, vector[1] / doubleArea, vector[2] / doubleArea] : [0, 0, 0],
      3 * n,
    );
    samples.areas[n] = (doubleArea / 2) * every;
  }
  return samples;
}

function candidates(samples: Samples): readonly Vec3[] {
  const axes: readonly Vec3[] = [
    [0, 0, 1],
    [0, 0, -1],
    [0, 1, 0],
    [0, -1, 0],
    [1, 0, 0],
    [-1, 0, 0],
  ];
  return [...axes, ...flatFaces(samples), ...spread()];
}

/** Even over the sphere: the golden angle from one to the next. */
function spread(): readonly Vec3[] {
  return Array.from({ length: SPREAD_DIRECTIONS }, (_, n) => {
    const height = 1 - (2 * n + 1) / SPREAD_DIRECTIONS;
    const angle = n * Math.PI * (3 - Math.sqrt(5));
    const radius = Math.sqrt(1 - height * height);
    return [radius * Math.cos(angle), radius * Math.sin(angle), height];
  });
}

/** Directions that lay a large flat face on the bed: against the mean normals of the fullest classes of normals. */
function flatFaces({ normals, areas }: Samples): readonly Vec3[] {
  const classes = new Map<string, { sum: [number, number, number]; areaMm2: number }>();
  for (let n = 0; n < areas.length; n++) {
    const normal = [normals[3 * n] as number, normals[3 * n + 1] as number, normals[3 * n + 2] as number] as const;
    const key = normal.map((x) => Math.round(x * 8)).join();
    const found = classes.get(key) ?? { sum: [0, 0, 0], areaMm2: 0 };
    const area = areas[n] as number;
    found.areaMm2 += area;
    for (let axis = 0; axis < 3; axis++) found.sum[axis as 0] += area * normal[axis as 0];
    classes.set(key, found);
  }
  return [...classes.values()]
    .filter(({ sum }) => Math.hypot(...sum) > 0)
    .sort((a, b) => b.areaMm2 - a.areaMm2)
    .slice(0, FLAT_FACES)
    .map(({ sum }) => normalise([-sum[0], -sum[1], -sum[2]]));
}

/** Support down to the bed, as if nothing of the part were below. */
function estimate(mesh: TriangleMesh, samples: Samples, centreLps: Vec3, up: Vec3, maxAngleDeg: number): Weighed {
  const { low, high } = heightsOf(mesh, up);
  const limit = -Math.sin((maxAngleDeg * Math.PI) / 180) - 1e-6;
  const { centres, normals, areas } = samples;
  let supportMm3 = 0;
  for (let n = 0; n < areas.length; n++) {
    const at = 3 * n;
    const slope = dot([normals[at] as number, normals[at + 1] as number, normals[at + 2] as number], up);
    if (slope >= limit) continue;
    const heightMm = dot([centres[at] as number, centres[at + 1] as number, centres[at + 2] as number], up) - low;
    supportMm3 += (areas[n] as number) * -slope * heightMm;
  }
  return { upLps: up, supportMm3, heightMm: high - low, isStable: standsAlone(mesh, centreLps, up, low) };
}

/** Whether the centre of mass is over the convex outline of what touches the bed. */
function standsAlone({ positions: p }: TriangleMesh, centreLps: Vec3, up: Vec3, lowMm: number): boolean {
  const [right, back] = rotationTo(up);
  const seen = (point: Vec3): Point2 => [dot(right, point), dot(back, point)];
  const touching: Point2[] = [];
  for (let at = 0; at < p.length; at += 3) {
    const point: Vec3 = [p[at] as number, p[at + 1] as number, p[at + 2] as number];
    if (dot(up, point) < lowMm + TOUCHING_MM) touching.push(seen(point));
  }
  return isWithin(convexOutline(touching), seen(centreLps), STEADY_MM);
}
