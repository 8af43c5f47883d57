// The figures of a structure that are compared with those of many patients: its size, its form, where it lies in the body
// and to the other structures, and what the image shows inside. All in LPS, so head is up and left is the patient's.

import type { CaseModel } from './case-model.ts';
import { laterality } from './names.ts';
import { TISSUES } from './plane-values.ts';
import type { StructureFacts } from './structure-facts.ts';

/** Measures by name; one that cannot be taken is left out. */
export type Measures = Readonly<Record<string, number>>;

/** A structure to measure against: its name in the ranges, and where it is. */
export interface Neighbour {
  readonly name: string;
  readonly facts: StructureFacts;
}

/** Where the body is on a plane, LPS mm. */
export interface BodyBox {
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
}

/** Box of the body over the planes that a structure lies on, the mean of them; null where the body is on none. */
export function bodyAround(model: CaseModel, bodyId: string, planes: readonly number[]): BodyBox | null {
  const { frame } = model;
  const [ax, ay] = frame.axesLps;
  let n = 0;
  const sum = [0, 0, 0, 0];
  for (const k of planes) {
    const plane = model.planeOf(bodyId, k);
    if (plane === null) continue;
    const { i0, i1, j0, j1 } = plane.rect;
    const [xs, ys] = [frame.xShiftMm[k] as number, frame.yShiftMm[k] as number];
    const corner = (i: number, j: number, axis: 0 | 1) =>
      (frame.originLps[axis] as number) +
      (i * frame.iStepMm + xs) * (ax[axis] as number) +
      (j * frame.jStepMm + ys) * (ay[axis] as number);
    const a = [corner(i0 - 0.5, j0 - 0.5, 0), corner(i1 - 0.5, j1 - 0.5, 0)] as const;
    const b = [corner(i0 - 0.5, j0 - 0.5, 1), corner(i1 - 0.5, j1 - 0.5, 1)] as const;
    const own = [Math.min(...a), Math.max(...a), Math.min(...b), Math.max(...b)];
    own.forEach((value, at) => {
      sum[at] = (sum[at] as number) + value;
    });
    n++;
  }
  if (n === 0) return null;
  const [x0, x1, y0, y1] = sum.map((value) => value / n) as [number, number, number, number];
  return { x0, x1, y0, y1 };
}

/** Volume of everything but the largest piece, ml. */
export const islandsMl = ({ parts }: StructureFacts): number =>
  parts.slice(1).reduce((sum, part) => sum + part.volumeMl, 0);

function formMeasures(facts: StructureFacts): Record<string, number> {
  const { minLps, maxLps, areasCm2, planes, centresLps, spreadMm } = facts;
  const [width, depth, height] = [maxLps[0] - minLps[0], maxLps[1] - minLps[1], maxLps[2] - minLps[2]];
  const maxArea = Math.max(...areasCm2);
  // Head is up whatever the order of the planes is.
  const first = centresLps[0] as readonly [number, number, number];
  const last = centresLps.at(-1) as readonly [number, number, number];
  const firstIsTop = first[2] > last[2];
  const ends = [areasCm2[0] as number, areasCm2.at(-1) as number];
  let areaJump = 0;
  let centreJump = 0;
  for (let at = 1; at < planes.length; at++) {
    if (planes[at] !== (planes[at - 1] as number) + 1) continue;
    const [a, b] = [areasCm2[at - 1] as number, areasCm2[at] as number];
    areaJump = Math.max(areaJump, Math.abs(a - b) / maxArea);
    const [p, q] = [centresLps[at - 1], centresLps[at]] as [readonly number[], readonly number[]];
    const isThick = Math.min(a, b) > 0.2 * maxArea;
    const step = Math.hypot((p[0] as number) - (q[0] as number), (p[1] as number) - (q[1] as number));
    if (isThick) centreJump = Math.max(centreJump, step);
  }
  return {
    volumeMl: facts.volumeMl,
    widthMm: width,
    depthMm: depth,
    heightMm: height,
    maxAreaCm2: maxArea,
    meanAreaCm2: areasCm2.reduce((sum, area) => sum + area, 0) / areasCm2.length,
    fill: (facts.volumeMl * 1000) / (width * depth * height),
    elongation: spreadMm[0] / Math.max(0.1, spreadMm[1]),
    flatness: spreadMm[1] / Math.max(0.1, spreadMm[2]),
    surfaceRatio: facts.surfaceRatio,
    islandsMl: islandsMl(facts),
    holesMl: facts.holesMl,
    areaJump,
    centreJumpMm: centreJump,
    topAreaCm2: (firstIsTop ? ends[0] : ends[1]) as number,
    bottomAreaCm2: (firstIsTop ? ends[1] : ends[0]) as number,
  };
}

function valueMeasures({ inside, rim }: StructureFacts): Record<string, number> {
  if (inside === null) return {};
  const shares = TISSUES.map(({ name }, at) => [`${name}Share`, inside.shares[at] as number] as const);
  const around = TISSUES.map(({ name }, at) => [`${name}Around`, rim?.shares[at] ?? Number.NaN] as const);
  return {
    meanHu: inside.mean,
    sdHu: inside.sd,
    ...Object.fromEntries(shares),
    ...(rim === null ? {} : { contrastHu: inside.mean - rim.mean, aroundHu: rim.mean, ...Object.fromEntries(around) }),
  };
}

/** How the areas and the middles of slices run from the top to the bottom, in thirds of the height. */
function profileMeasures({ planes, areasCm2, centresLps }: StructureFacts, side: 1 | -1): Record<string, number> {
  const n = planes.length;
  if (n < 3) return {};
  const isTopFirst = (centresLps[0]?.[2] as number) > (centresLps.at(-1)?.[2] as number);
  const third = (from: number) => {
    let [area, x, y, count] = [0, 0, 0, 0];
    for (let at = Math.floor((from * n) / 3); at < Math.floor(((from + 1) * n) / 3); at++) {
      const own = areasCm2[at] as number;
      area += own;
      x += own * (centresLps[at]?.[0] as number);
      y += own * (centresLps[at]?.[1] as number);
      count++;
    }
    return { mean: area / count, x: x / area, y: y / area };
  };
  const [top, bottom] = isTopFirst ? [third(0), third(2)] : [third(2), third(0)];
  const middle = third(1);
  return {
    topToMiddle: Math.log(top.mean / middle.mean),
    bottomToMiddle: Math.log(bottom.mean / middle.mean),
    leanXMm: side * (top.x - bottom.x),
    leanYMm: top.y - bottom.y,
    bendYMm: middle.y - (top.y + bottom.y) / 2,
  };
}

/** Of a right-hand structure x is mirrored, so that both sides share what is usual. */
function placeMeasures(facts: StructureFacts, side: 1 | -1, body: BodyBox | null): Record<string, number> {
  if (body === null) return {};
  const width = body.x1 - body.x0;
  const depth = body.y1 - body.y0;
  return {
    bodyX: (side * (facts.centroidLps[0] - (body.x0 + body.x1) / 2)) / width,
    bodyY: (facts.centroidLps[1] - body.y0) / depth,
    bodyXMm: side * (facts.centroidLps[0] - (body.x0 + body.x1) / 2),
    bodyYFrontMm: facts.centroidLps[1] - body.y0,
    bodyYBackMm: body.y1 - facts.centroidLps[1],
    bodySideMm: side > 0 ? body.x1 - facts.maxLps[0] : facts.minLps[0] - body.x0,
  };
}

function relationMeasures(
  facts: StructureFacts,
  side: 1 | -1,
  { name, facts: other }: Neighbour,
): Record<string, number> {
  const at = (key: string) => `${key}@${name}`;
  const [c, d] = [facts.centroidLps, other.centroidLps];
  return {
    [at('dx')]: side * (c[0] - d[0]),
    [at('dy')]: c[1] - d[1],
    [at('dz')]: c[2] - d[2],
    [at('topTop')]: facts.maxLps[2] - other.maxLps[2],
    [at('endEnd')]: facts.minLps[2] - other.minLps[2],
    [at('topEnd')]: facts.maxLps[2] - other.minLps[2],
    [at('endTop')]: facts.minLps[2] - other.maxLps[2],
    [at('volumeRatio')]: Math.log(facts.volumeMl / other.volumeMl),
    ...(facts.inside === null || other.inside === null
      ? {}
      : { [at('huDifference')]: facts.inside.mean - other.inside.mean }),
  };
}

/** @param name in the ranges; its side mirrors x. @param neighbours the others of the same set. */
export function measure(
  name: string,
  facts: StructureFacts,
  neighbours: readonly Neighbour[],
  body: BodyBox | null,
): Measures {
  const side = laterality(name) === 'right' ? -1 : 1;
  return Object.assign(
    formMeasures(facts),
    valueMeasures(facts),
    profileMeasures(facts, side),
    placeMeasures(facts, side, body),
    ...neighbours.map((neighbour) => relationMeasures(facts, side, neighbour)),
  ) as Measures;
}
