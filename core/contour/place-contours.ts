// On which acquired plane a contour lies: by its points first, then by the image that it names.

import type { ImageGeometry } from '../geometry/index.ts';
import type { ContourFate, ContourImage, PatientContour } from './patient-contour.ts';
import type { PlaneFrame } from './plane-frame.ts';

/** Largest distance of a contour from the plane it is taken to lie on, mm: planning systems round coordinates to 0.1
 * mm or better, so half of that and the same again for the image position. */
const ON_PLANE_TOLERANCE_MM = 0.1;

/** The same as a share of the step to the next plane, so that thin slices stay apart. */
const ON_PLANE_TOLERANCE_STEPS = 0.1;

/** Of the gap to the next plane: a contour that is nearer to another plane than to that of the image it names
 * contradicts itself. */
const BY_IMAGE_STEPS = 0.5;

/** Plane index of an image that a contour names; null: none of this series. */
export type PlaneOfImage = (image: ContourImage) => number | null;

/** `k`: the plane in whose voxels the contour is; null: in none. */
export interface PlacedContour {
  readonly fate: Exclude<ContourFate, 'repeated'>;
  readonly k: number | null;
  /** True where the points lie on another plane than that of the image that is named. */
  readonly namesOther: boolean;
}

const CLOSED_TYPES: readonly string[] = ['CLOSED_PLANAR', 'CLOSEDPLANAR_XOR'];

export const onPlaneToleranceMm = (g: ImageGeometry): number =>
  Math.min(ON_PLANE_TOLERANCE_MM, ON_PLANE_TOLERANCE_STEPS * g.spacingMm[2]);

/** Extent of the points along the normal, mm. */
function extentAlongNormal(xyz: Float64Array, [nx, ny, nz]: PlaneFrame['normal']): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (let at = 0; at < xyz.length; at += 3) {
    const d = (xyz[at] as number) * nx + (xyz[at + 1] as number) * ny + (xyz[at + 2] as number) * nz;
    if (d < low) low = d;
    if (d > high) high = d;
  }
  return [low, high];
}

function nearestPlane(positions: Float64Array, along: number): number {
  let best = 0;
  for (let k = 1; k < positions.length; k++) {
    if (Math.abs((positions[k] as number) - along) < Math.abs((positions[best] as number) - along)) best = k;
  }
  return best;
}

/** Distance from plane k up to which a contour that names its image belongs to it, on the side of `along`. */
function reachMm(positions: Float64Array, k: number, along: number, thicknessMm: number): number {
  const at = positions[k] as number;
  const gaps = [k - 1, k + 1].flatMap((other) => {
    const next = positions[other];
    return next === undefined ? [] : [next - at];
  });
  const towards = gaps.find((gap) => gap * (along - at) > 0) ?? gaps[0] ?? thicknessMm;
  return BY_IMAGE_STEPS * Math.abs(towards);
}

interface Level {
  /** Mean position along the normal, mm. */
  readonly alongMm: number;
  readonly isExact: boolean;
}

/** What a contour is that encloses nothing, by its type and number of points; null for a closed one. */
export function openFate({ geometricType, xyz }: PatientContour): 'point' | 'open' | 'short' | null {
  if (geometricType === 'POINT') return 'point';
  if (!CLOSED_TYPES.includes(geometricType)) return 'open';
  return xyz.length < 9 ? 'short' : null;
}

/**
 * Where each contour of one structure lies. A closed contour whose points lie on an acquired plane (each plane at its
 * own position, never at a mean step) is drawn there, whatever image it names. One beside the planes is drawn on the
 * plane of the image it names if it lies nearer to that than to any other, and all contours of the structure on that
 * plane lie at one height: two heights on one plane would cancel each other. It is never moved to the nearest plane by
 * distance alone.
 */
export function placeContours(
  g: ImageGeometry,
  frame: PlaneFrame,
  contours: readonly PatientContour[],
  planeOfImage?: PlaneOfImage,
): PlacedContour[] {
  const tolerance = onPlaneToleranceMm(g);
  const positions = frame.planeAlongNormalMm;
  const levels = new Map<number, Level[]>();
  const addLevel = (k: number, level: Level) => {
    const known = levels.get(k);
    if (known === undefined) levels.set(k, [level]);
    else known.push(level);
  };
  const first = contours.map((contour): PlacedContour & { readonly alongMm: number } => {
    const fate = openFate(contour);
    const none = { k: null, namesOther: false, alongMm: 0 };
    if (fate !== null) return { fate, ...none };
    const [low, high] = extentAlongNormal(contour.xyz, frame.normal);
    if (high - low > 2 * tolerance) return { fate: 'tilted', ...none };
    const alongMm = (low + high) / 2;
    const nearest = nearestPlane(positions, alongMm);
    const at = positions[nearest] as number;
    const named = planeOfImage === undefined ? null : planeNamed(contour, planeOfImage);
    if (high - at <= tolerance && at - low <= tolerance) {
      addLevel(nearest, { alongMm: at, isExact: true });
      return { fate: 'drawn', k: nearest, namesOther: named !== null && named !== nearest, alongMm };
    }
    const isNear =
      named !== null &&
      Math.abs(alongMm - (positions[named] as number)) <= reachMm(positions, named, alongMm, g.spacingMm[2]);
    if (!isNear) return { fate: 'off-plane', k: null, namesOther: named !== null, alongMm };
    addLevel(named, { alongMm, isExact: false });
    return { fate: 'by-image', k: named, namesOther: false, alongMm };
  });
  const isOneLevel = (k: number, alongMm: number) =>
    (levels.get(k) ?? []).every((level) => !level.isExact && Math.abs(level.alongMm - alongMm) <= tolerance);
  return first.map(({ alongMm, ...placed }) =>
    placed.fate === 'by-image' && !isOneLevel(placed.k as number, alongMm)
      ? { fate: 'off-plane', k: null, namesOther: false }
      : placed,
  );
}

/** The plane of the one image of this series that a contour names; null for none or several. */
function planeNamed({ images = [] }: PatientContour, planeOfImage: PlaneOfImage): number | null {
  const planes = new Set(images.map(planeOfImage).filter((k) => k !== null));
  const [only] = planes;
  return planes.size === 1 && only !== undefined ? only : null;
}
