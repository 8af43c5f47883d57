// Contours as a structure set holds them (points in LPS) -> loops on the planes of an image.

import type { ImageGeometry } from '../geometry/index.ts';
import type { Mask } from '../volume/index.ts';
import type { PlanarLoop } from './planar-loop.ts';
import { type PlaneFrame, planeFrame } from './plane-frame.ts';
import { rasteriseLoops } from './rasterise.ts';

/** DICOM (3006,0042); text as found, because old files hold values of their own. */
export interface PatientContour {
  readonly geometricType: string;
  /** LPS mm: x, y, z of point 0, then of point 1, … */
  readonly xyz: Float64Array;
}

export type ContourWarningCode =
  | 'CONTOUR_OFF_PLANE'
  | 'CONTOUR_NOT_PLANAR'
  | 'CONTOUR_NOT_CLOSED'
  | 'CONTOUR_TOO_SHORT'
  | 'CONTOUR_DUPLICATE'
  | 'CONTOUR_OUTSIDE_IMAGE';

/** What was left out or cut, once per reason with the number of contours. */
export interface ContourWarning {
  readonly code: ContourWarningCode;
  readonly message: string;
  readonly contours: number;
}

/** Largest distance of a contour from the plane it is taken to lie on, mm: planning systems round coordinates to 0.1
 * mm or better, so half of that and the same again for the image position. */
const ON_PLANE_TOLERANCE_MM = 0.1;

/** The same as a share of the step to the next plane, so that thin slices stay apart. */
const ON_PLANE_TOLERANCE_STEPS = 0.1;

/** Of one contour, of several. */
const MESSAGES: Readonly<Record<ContourWarningCode, readonly [string, string]>> = {
  CONTOUR_OFF_PLANE: [
    'lies on no plane of this image and was left out',
    'lie on no plane of this image and were left out',
  ],
  CONTOUR_NOT_PLANAR: [
    'does not lie in a plane of this image (tilted or bent) and was left out',
    'do not lie in a plane of this image (tilted or bent) and were left out',
  ],
  CONTOUR_NOT_CLOSED: [
    'is a point or an open line, which encloses nothing, and was left out',
    'are points or open lines, which enclose nothing, and were left out',
  ],
  CONTOUR_TOO_SHORT: ['has fewer than three points and was left out', 'have fewer than three points and were left out'],
  CONTOUR_DUPLICATE: [
    'repeats another contour exactly and was counted once',
    'repeat another contour exactly and were counted once',
  ],
  CONTOUR_OUTSIDE_IMAGE: ['reaches beyond the image and was cut there', 'reach beyond the image and were cut there'],
};

const warningOf = ([code, contours]: readonly [ContourWarningCode, number]): ContourWarning => ({
  code,
  contours,
  message: `${contours} ${contours === 1 ? 'contour' : 'contours'} ${MESSAGES[code][contours === 1 ? 0 : 1]}.`,
});

function nearestPlane(positions: Float64Array, along: number): number {
  let best = 0;
  for (let k = 1; k < positions.length; k++) {
    if (Math.abs((positions[k] as number) - along) < Math.abs((positions[best] as number) - along)) best = k;
  }
  return best;
}

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

/** Continuous indices of the points on plane k. */
function toIndex(g: ImageGeometry, frame: PlaneFrame, k: number, xyz: Float64Array): Float64Array {
  const ij = new Float64Array((xyz.length / 3) * 2);
  const [ix, iy, iz] = frame.iOf;
  const [jx, jy, jz] = frame.jOf;
  const ox = g.planeOriginsLps[3 * k] as number;
  const oy = g.planeOriginsLps[3 * k + 1] as number;
  const oz = g.planeOriginsLps[3 * k + 2] as number;
  let out = 0;
  for (let at = 0; at < xyz.length; at += 3) {
    const x = (xyz[at] as number) - ox;
    const y = (xyz[at + 1] as number) - oy;
    const z = (xyz[at + 2] as number) - oz;
    ij[out++] = x * ix + y * iy + z * iz;
    ij[out++] = x * jx + y * jy + z * jz;
  }
  return ij;
}

const CLOSED_TYPES: readonly string[] = ['CLOSED_PLANAR', 'CLOSEDPLANAR_XOR'];

const isSamePoints = (a: Float64Array, b: Float64Array): boolean => {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
};

/** Outer edges of the border voxels, widened by what rounding of the text may add, voxels. */
const IMAGE_EDGE = 0.5 + 1e-3;

const reachesBeyond = (ij: Float64Array, [ni, nj]: ImageGeometry['size']): boolean => {
  for (let at = 0; at < ij.length; at += 2) {
    const i = ij[at] as number;
    const j = ij[at + 1] as number;
    if (i < -IMAGE_EDGE || i > ni - 1 + IMAGE_EDGE || j < -IMAGE_EDGE || j > nj - 1 + IMAGE_EDGE) return true;
  }
  return false;
};

/**
 * Puts every closed contour on the acquired plane where it lies, each plane with its own origin (so tilted and uneven
 * stacks work). A contour that lies on no plane is left out with a warning and never moved to the nearest one: two
 * slices drawn on one plane would cancel each other. An exact repetition of a CLOSED_PLANAR contour counts once.
 * `sources`: for each loop, which of `contours` it is.
 */
export function mapContoursToPlanes(
  g: ImageGeometry,
  contours: readonly PatientContour[],
): { loops: PlanarLoop[]; sources: number[]; warnings: ContourWarning[] } {
  const frame = planeFrame(g);
  const tolerance = Math.min(ON_PLANE_TOLERANCE_MM, ON_PLANE_TOLERANCE_STEPS * g.spacingMm[2]);
  const loops: PlanarLoop[] = [];
  const sources: number[] = [];
  // By plane, number of points and first point: a plane of noise has tens of thousands of contours.
  const seen = new Map<string, PlanarLoop[]>();
  const counts = new Map<ContourWarningCode, number>();
  const warn = (code: ContourWarningCode): void => {
    counts.set(code, (counts.get(code) ?? 0) + 1);
  };
  for (const [source, { geometricType, xyz }] of contours.entries()) {
    if (!CLOSED_TYPES.includes(geometricType)) {
      warn('CONTOUR_NOT_CLOSED');
      continue;
    }
    if (xyz.length < 9) {
      warn('CONTOUR_TOO_SHORT');
      continue;
    }
    const [low, high] = extentAlongNormal(xyz, frame.normal);
    const k = nearestPlane(frame.planeAlongNormalMm, (low + high) / 2);
    const at = frame.planeAlongNormalMm[k] as number;
    if (high - low > 2 * tolerance) {
      warn('CONTOUR_NOT_PLANAR');
      continue;
    }
    if (high - at > tolerance || at - low > tolerance) {
      warn('CONTOUR_OFF_PLANE');
      continue;
    }
    const loop = { k, ij: toIndex(g, frame, k, xyz) };
    if (geometricType !== 'CLOSEDPLANAR_XOR') {
      const key = `${k} ${loop.ij.length} ${loop.ij[0]} ${loop.ij[1]}`;
      const alike = seen.get(key);
      if (alike?.some((other) => isSamePoints(other.ij, loop.ij))) {
        warn('CONTOUR_DUPLICATE');
        continue;
      }
      if (alike === undefined) seen.set(key, [loop]);
      else alike.push(loop);
    }
    if (reachesBeyond(loop.ij, g.size)) warn('CONTOUR_OUTSIDE_IMAGE');
    loops.push(loop);
    sources.push(source);
  }
  return {
    loops,
    sources,
    warnings: [...counts].map(warningOf),
  };
}

/** Mask on the image's grid of one structure's contours; see `mapContoursToPlanes` and `rasteriseLoops`. */
export function contoursToMask(
  g: ImageGeometry,
  contours: readonly PatientContour[],
): { mask: Mask; warnings: ContourWarning[] } {
  const { loops, warnings } = mapContoursToPlanes(g, contours);
  return { mask: rasteriseLoops(loops, g.size), warnings };
}
