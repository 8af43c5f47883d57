// What the checks need of a whole structure, summed up from its planes.

import { lpsFromStack, type StackFrame, stackPoint, voxelMm3 } from '../edit/index.ts';
import type { Vec3 } from '../geometry/index.ts';
import { findRoot, type PlaneFacts } from './plane-facts.ts';
import { type PlaneValues, TISSUES, type ValueSums } from './plane-values.ts';

/** A piece of a structure in space. */
export interface StructurePart {
  readonly volumeMl: number;
  /** A voxel of it, on its largest plane. */
  readonly ijk: readonly [number, number, number];
  readonly planes: number;
}

export interface ValueFacts {
  readonly mean: number;
  readonly sd: number;
  /** By place in `TISSUES`. */
  readonly shares: readonly number[];
}

export interface StructureFacts {
  /** Planes k with voxels, growing. */
  readonly planes: readonly number[];
  /** By place in `planes`. */
  readonly areasCm2: Float64Array;
  readonly centresLps: readonly Vec3[];
  readonly volumeMl: number;
  readonly centroidLps: Vec3;
  /** Box in LPS mm around the voxels. */
  readonly minLps: Vec3;
  readonly maxLps: Vec3;
  /** Roots of the eigenvalues of the spread of the voxels, largest first, mm. */
  readonly spreadMm: readonly [number, number, number];
  /** Outer surface over that of the ball of the same volume; grows with roughness, holes and pieces. */
  readonly surfaceRatio: number;
  /** Of the image inside, and of the voxels around it on their planes; null where they are not known. */
  readonly inside: ValueFacts | null;
  readonly rim: ValueFacts | null;
  /** Largest first. */
  readonly parts: readonly StructurePart[];
  /** Background that is shut in on its plane. */
  readonly holesMl: number;
}

/** Links of the parts of consecutive planes: by place in `planes`, to the next one. */
export type PlaneLinks = readonly (readonly number[])[];

interface Sums {
  readonly centre: [number, number, number];
  weight: number;
}

/** Eigenvalues of a symmetric 3 x 3 matrix, largest first (trigonometric solution of the characteristic polynomial). */
export function symmetricEigenvalues(
  xx: number,
  yy: number,
  zz: number,
  xy: number,
  xz: number,
  yz: number,
): [number, number, number] {
  const off = xy * xy + xz * xz + yz * yz;
  const mean = (xx + yy + zz) / 3;
  if (off < 1e-12) {
    const [a, b, c] = [xx, yy, zz].sort((p, q) => q - p) as [number, number, number];
    return [a, b, c];
  }
  const [dx, dy, dz] = [xx - mean, yy - mean, zz - mean];
  const p = Math.sqrt((dx * dx + dy * dy + dz * dz + 2 * off) / 6);
  const det = dx * (dy * dz - yz * yz) - xy * (xy * dz - yz * xz) + xz * (xy * yz - dy * xz);
  const angle = Math.acos(Math.min(1, Math.max(-1, det / (2 * p * p * p)))) / 3;
  const first = mean + 2 * p * Math.cos(angle);
  const last = mean + 2 * p * Math.cos(angle + (2 * Math.PI) / 3);
  return [first, 3 * mean - first - last, last];
}

function partsOf(
  frame: StackFrame,
  planes: readonly number[],
  facts: readonly PlaneFacts[],
  links: PlaneLinks,
): StructurePart[] {
  const first: number[] = [];
  let count = 0;
  for (const { parts } of facts) {
    first.push(count);
    count += parts.length;
  }
  const parents = Int32Array.from({ length: count }, (_, at) => at);
  links.forEach((pairs, at) => {
    for (let n = 0; n + 1 < pairs.length; n += 2) {
      const a = findRoot(parents, (first[at] as number) + (pairs[n] as number));
      const b = findRoot(parents, (first[at + 1] as number) + (pairs[n + 1] as number));
      parents[b] = a;
    }
  });
  const pieces = new Map<number, { volumeMl: number; ijk: [number, number, number]; most: number; planes: number }>();
  facts.forEach(({ parts }, at) => {
    const k = planes[at] as number;
    const ml = voxelMm3(frame, k) / 1000;
    parts.forEach(({ voxels, i, j }, part) => {
      const root = findRoot(parents, (first[at] as number) + part);
      const piece = pieces.get(root) ?? { volumeMl: 0, ijk: [i, j, k], most: 0, planes: 0 };
      piece.volumeMl += voxels * ml;
      piece.planes++;
      if (voxels > piece.most) {
        piece.most = voxels;
        piece.ijk = [i, j, k];
      }
      pieces.set(root, piece);
    });
  });
  return [...pieces.values()]
    .map(({ volumeMl, ijk, planes: n }) => ({ volumeMl, ijk, planes: n }))
    .sort((a, b) => b.volumeMl - a.volumeMl);
}

function valuesOf(sums: readonly (ValueSums | null)[]): ValueFacts | null {
  let [n, sum, squares] = [0, 0, 0];
  const tissues = new Float64Array(TISSUES.length);
  for (const own of sums) {
    if (own === null) return null;
    n += own.voxels;
    sum += own.sum;
    squares += own.squares;
    own.tissues.forEach((voxels, at) => {
      tissues[at] = (tissues[at] as number) + voxels;
    });
  }
  if (n === 0) return null;
  const mean = sum / n;
  return { mean, sd: Math.sqrt(Math.max(0, squares / n - mean * mean)), shares: [...tissues].map((own) => own / n) };
}

/** Volume that all of it would fill if it were a ball has this surface, mm2. */
const ballSurfaceMm2 = (volumeMm3: number) => Math.PI ** (1 / 3) * (6 * volumeMm3) ** (2 / 3);

function growBox(frame: StackFrame, k: number, facts: PlaneFacts, min: number[], max: number[]): void {
  const { i0, i1, j0, j1 } = facts.rect;
  const half = (frame.thicknessMm[k] as number) / 2;
  for (const [i, j] of [
    [i0 - 0.5, j0 - 0.5],
    [i1 - 0.5, j0 - 0.5],
    [i0 - 0.5, j1 - 0.5],
    [i1 - 0.5, j1 - 0.5],
  ] as const) {
    const [x, y, h] = stackPoint(frame, i, j, k);
    for (const height of [h - half, h + half]) {
      const lps = lpsFromStack(frame, [x, y, height]);
      for (let axis = 0; axis < 3; axis++) {
        min[axis] = Math.min(min[axis] as number, lps[axis] as number);
        max[axis] = Math.max(max[axis] as number, lps[axis] as number);
      }
    }
  }
}

/** Surface of the voxels, mm2: their sides within the planes, and what neighbouring planes do not share. */
function surfaceMm2(
  frame: StackFrame,
  planes: readonly number[],
  facts: readonly PlaneFacts[],
  shared: number[],
): number {
  let surface = 0;
  facts.forEach(({ sidesI, sidesJ, voxels }, at) => {
    const thickness = frame.thicknessMm[planes[at] as number] as number;
    surface += thickness * (sidesI * frame.jStepMm + sidesJ * frame.iStepMm);
    surface += 2 * voxels * frame.iStepMm * frame.jStepMm;
  });
  for (const voxels of shared) surface -= 2 * voxels * frame.iStepMm * frame.jStepMm;
  return surface;
}

/**
 * Sums up the planes of a structure.
 * @param facts by place in `planes`, as `values` and `links` are
 * @param shared voxels that a plane shares with the next one of `planes` where that is its neighbour, else 0
 * @returns null for a structure without voxels.
 */
export function structureFactsOf(
  frame: StackFrame,
  planes: readonly number[],
  facts: readonly PlaneFacts[],
  values: readonly (PlaneValues | null)[],
  links: PlaneLinks,
  shared: number[],
): StructureFacts | null {
  if (planes.length === 0) return null;
  const min = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const max = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const sums: Sums = { centre: [0, 0, 0], weight: 0 };
  const [ci, cj] = [frame.iStepMm, frame.jStepMm];
  const centres: Vec3[] = [];
  // Spread in mm of the stack, about its origin; moved to the centroid at the end.
  const spread = { xx: 0, yy: 0, zz: 0, xy: 0, xz: 0, yz: 0, x: 0, y: 0, z: 0 };
  const areasCm2 = new Float64Array(planes.length);
  facts.forEach((plane, at) => {
    const k = planes[at] as number;
    const volume = voxelMm3(frame, k);
    const weight = plane.voxels * volume;
    const [x, y, h] = stackPoint(frame, plane.sumI / plane.voxels, plane.sumJ / plane.voxels, k);
    const centre = lpsFromStack(frame, [x, y, h]);
    centres.push(centre);
    areasCm2[at] = (plane.voxels * ci * cj) / 100;
    for (let axis = 0; axis < 3; axis++)
      sums.centre[axis] = (sums.centre[axis] as number) + weight * (centre[axis] as number);
    sums.weight += weight;
    const varI = plane.sumII / plane.voxels - (plane.sumI / plane.voxels) ** 2;
    const varJ = plane.sumJJ / plane.voxels - (plane.sumJ / plane.voxels) ** 2;
    const covIJ = plane.sumIJ / plane.voxels - (plane.sumI * plane.sumJ) / plane.voxels ** 2;
    spread.xx += weight * (varI * ci * ci + x * x);
    spread.yy += weight * (varJ * cj * cj + y * y);
    spread.zz += weight * h * h;
    spread.xy += weight * (covIJ * ci * cj + x * y);
    spread.xz += weight * x * h;
    spread.yz += weight * y * h;
    spread.x += weight * x;
    spread.y += weight * y;
    spread.z += weight * h;
    growBox(frame, k, plane, min, max);
  });
  const w = sums.weight;
  const [x, y, z] = [spread.x / w, spread.y / w, spread.z / w];
  const eigen = symmetricEigenvalues(
    spread.xx / w - x * x,
    spread.yy / w - y * y,
    spread.zz / w - z * z,
    spread.xy / w - x * y,
    spread.xz / w - x * z,
    spread.yz / w - y * z,
  );
  return {
    planes,
    areasCm2,
    centresLps: centres,
    volumeMl: w / 1000,
    centroidLps: sums.centre.map((sum) => sum / w) as unknown as Vec3,
    minLps: min as unknown as Vec3,
    maxLps: max as unknown as Vec3,
    spreadMm: eigen.map((value) => Math.sqrt(Math.max(0, value))) as [number, number, number],
    surfaceRatio: surfaceMm2(frame, planes, facts, shared) / ballSurfaceMm2(w),
    inside: valuesOf(values.map((own) => own?.inside ?? null)),
    rim: valuesOf(values.map((own) => own?.rim ?? null)),
    parts: partsOf(frame, planes, facts, links),
    holesMl: facts.reduce(
      (sum, { holes }, at) =>
        sum + (voxelMm3(frame, planes[at] as number) / 1000) * holes.reduce((n, { voxels }) => n + voxels, 0),
      0,
    ),
  };
}
