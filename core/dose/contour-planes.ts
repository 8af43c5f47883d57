// Contours of a structure set -> the planes that they were drawn on, whatever image they belong to.

import {
  add,
  dot,
  type ImageGeometry,
  iDirection,
  kDirection,
  norm,
  PointLists,
  planeHeightsMm,
  scale,
  type Vec3,
} from '../geometry/index.ts';
import { planeAxes } from './dose-grid.ts';
import { type StructurePlane, slabsOf } from './structure-planes.ts';

/** DICOM (3006,0042), (3006,0050): x, y, z of point 0, then of point 1, … LPS mm. */
export interface DrawnContour {
  readonly geometricType: string;
  readonly xyz: Float64Array;
}

export interface ContourPlanes {
  readonly planes: readonly StructurePlane[];
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}

/** Points of one contour, and contours of one plane, lie within this along the normal, mm. */
const FLAT_MM = 0.1;
/** Neighbours that are farther apart than this many nominal steps have a gap between them. */
const GAP_STEPS = 1.5;
/** Cosine from which two planes are parallel: a third of a degree. */
const PARALLEL = 0.99998;

const CLOSED: readonly string[] = ['CLOSED_PLANAR', 'CLOSEDPLANAR_XOR'];

const WORDS: Readonly<Record<string, string>> = {
  CONTOUR_NOT_CLOSED: 'are points, open lines or have fewer than three points, and enclose nothing',
  CONTOUR_NOT_PLANAR: 'are bent, or lie in other planes than the rest, and were left out',
  CONTOUR_DUPLICATE: 'repeat another contour exactly and were counted once',
};

/** Twice the area as a vector along the normal (Newell). */
function areaVector(xyz: Float64Array): Vec3 {
  let [x, y, z] = [0, 0, 0];
  const [ox, oy, oz] = [xyz[0] as number, xyz[1] as number, xyz[2] as number];
  let [px, py, pz] = [(xyz.at(-3) as number) - ox, (xyz.at(-2) as number) - oy, (xyz.at(-1) as number) - oz];
  for (let at = 0; at < xyz.length; at += 3) {
    const [qx, qy, qz] = [(xyz[at] as number) - ox, (xyz[at + 1] as number) - oy, (xyz[at + 2] as number) - oz];
    x += py * qz - pz * qy;
    y += pz * qx - px * qz;
    z += px * qy - py * qx;
    [px, py, pz] = [qx, qy, qz];
  }
  return [x, y, z];
}

function extentAlong(xyz: Float64Array, n: Vec3): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (let at = 0; at < xyz.length; at += 3) {
    const h = (xyz[at] as number) * n[0] + (xyz[at + 1] as number) * n[1] + (xyz[at + 2] as number) * n[2];
    if (h < low) low = h;
    if (h > high) high = h;
  }
  return [low, high];
}

/** Normal of the largest contour, as that of the image where they are parallel. */
function commonNormal(contours: readonly DrawnContour[], image: ImageGeometry | null): Vec3 {
  const areas = contours.map(({ xyz }) => areaVector(xyz));
  const largest = areas.reduce((a, b) => (norm(b) > norm(a) ? b : a));
  if (norm(largest) === 0) return image === null ? [0, 0, 1] : kDirection(image);
  const normal = scale(largest, 1 / norm(largest));
  const wanted = image === null ? ([0, 0, 1] as const) : kDirection(image);
  const cosine = dot(normal, wanted);
  if (Math.abs(cosine) > PARALLEL) return wanted;
  return cosine < 0 ? scale(normal, -1) : normal;
}

interface Level {
  readonly heightMm: number;
  readonly contours: DrawnContour[];
}

function collectLevels(contours: readonly DrawnContour[], normal: Vec3, count: (code: string) => void): Level[] {
  const placed: { heightMm: number; contour: DrawnContour }[] = [];
  for (const contour of contours) {
    const [low, high] = extentAlong(contour.xyz, normal);
    if (high - low > 2 * FLAT_MM) count('CONTOUR_NOT_PLANAR');
    else placed.push({ heightMm: (low + high) / 2, contour });
  }
  placed.sort((a, b) => a.heightMm - b.heightMm);
  const levels: Level[] = [];
  let seen = new PointLists();
  for (const { heightMm, contour } of placed) {
    const last = levels.at(-1);
    const isNew = last === undefined || heightMm - last.heightMm > FLAT_MM;
    if (isNew) seen = new PointLists();
    const isFirst = seen.add(contour.xyz);
    if (isNew) levels.push({ heightMm, contours: [contour] });
    else if (isFirst || contour.geometricType === 'CLOSEDPLANAR_XOR') last.contours.push(contour);
    else count('CONTOUR_DUPLICATE');
  }
  return levels;
}

/** Slab of every level; null where nothing says how thick one is. */
function levelSlabs(
  heights: readonly number[],
  image: ImageGeometry | null,
  normal: Vec3,
  nominalMm: number | null,
): { slabs: (readonly [number, number])[]; gaps: number } | null {
  const steps = heights.slice(1).map((h, n) => h - (heights[n] as number));
  const own = [...steps].sort((a, b) => a - b)[steps.length >> 1] ?? null;
  const nominal = image?.spacingMm[2] ?? own ?? nominalMm;
  if (nominal === null) return null;
  const isOfImage = image !== null && dot(normal, kDirection(image)) > PARALLEL;
  const imageHeights = isOfImage ? planeHeightsMm(image) : new Float64Array(0);
  const imageSlabs = slabsOf(imageHeights, nominal);
  const side = (stepMm: number | undefined) =>
    stepMm === undefined || stepMm > GAP_STEPS * nominal ? nominal / 2 : stepMm / 2;
  const slabs = heights.map((height, n) => {
    const k = imageHeights.findIndex((h) => Math.abs(h - height) <= FLAT_MM);
    const [before, after] = [steps[n - 1] ?? steps[n], steps[n] ?? steps[n - 1]];
    return imageSlabs[k] ?? ([-side(before), side(after)] as const);
  });
  const gaps = steps.filter(
    (step, n) => step > GAP_STEPS * nominal && step > 1.01 * ((slabs[n]?.[1] ?? 0) - (slabs[n + 1]?.[0] ?? 0)),
  ).length;
  return { slabs, gaps };
}

/**
 * The planes of a structure from its contours. Without an image the step between its own planes says how thick they are;
 * with one, the image's planes do. Nothing is put into gaps: that is said.
 * @param image whose planes the contours were drawn on, or null
 * @param nominalMm thickness for a structure of one plane without an image; null: it is refused (planes: none)
 */
export function planesOfContours(
  contours: readonly DrawnContour[],
  image: ImageGeometry | null,
  nominalMm: number | null = null,
): ContourPlanes {
  const counts = new Map<string, number>();
  const count = (code: string) => counts.set(code, (counts.get(code) ?? 0) + 1);
  const closed = contours.filter(({ geometricType, xyz }) => {
    const encloses = CLOSED.includes(geometricType) && xyz.length >= 9;
    if (!encloses) count('CONTOUR_NOT_CLOSED');
    return encloses;
  });
  const tell = () => [...counts].map(([code, n]) => ({ code, message: `${n} contour(s) ${WORDS[code]}.` }));
  if (closed.length === 0) return { planes: [], warnings: tell() };
  const normal = commonNormal(closed, image);
  const levels = collectLevels(closed, normal, count);
  const found = levelSlabs(
    levels.map(({ heightMm }) => heightMm),
    image,
    normal,
    nominalMm,
  );
  if (found === null) {
    const message =
      'The structure has one plane, and nothing says how thick it is. Give the image that it was drawn on.';
    return { planes: [], warnings: [...tell(), { code: 'STRUCTURE_NO_THICKNESS', message }] };
  }
  const warnings = tell();
  if (found.gaps > 0) {
    const message = `Between planes of the structure are ${found.gaps} gap(s) without contours; nothing was put into them.`;
    warnings.push({ code: 'STRUCTURE_GAPS', message });
  }
  const [uLps, vLps] = planeAxes(normal, image === null ? nearestAxis(normal) : nearestOf(image, normal));
  const planes = levels.map(({ heightMm, contours: drawn }, n) => {
    const originLps = scale(normal, heightMm);
    const [lowMm, highMm] = found.slabs[n] as readonly [number, number];
    return { originLps, uLps, vLps, lowMm, highMm, loops: drawn.map(({ xyz }) => toPlane(xyz, uLps, vLps)) };
  });
  return { planes, warnings };
}

/** The patient's axis that lies best in a plane of this normal. */
const nearestAxis = (n: Vec3): Vec3 => (Math.abs(n[0]) < 0.8 ? [1, 0, 0] : [0, 1, 0]);

const nearestOf = (image: ImageGeometry, normal: Vec3): Vec3 =>
  Math.abs(dot(iDirection(image), normal)) < 0.8 ? iDirection(image) : add(iDirection(image), nearestAxis(normal));

function toPlane(xyz: Float64Array, u: Vec3, v: Vec3): Float64Array {
  const uv = new Float64Array((xyz.length / 3) * 2);
  let out = 0;
  for (let at = 0; at < xyz.length; at += 3) {
    const p: Vec3 = [xyz[at] as number, xyz[at + 1] as number, xyz[at + 2] as number];
    uv[out++] = dot(p, u);
    uv[out++] = dot(p, v);
  }
  return uv;
}
