// Contours as a structure set holds them (points in LPS) -> loops on the planes of an image.

import { type ImageGeometry, PointLists } from '../geometry/index.ts';
import {
  type ContourFate,
  type ContourWarning,
  contourWarning,
  type MappedWarningCode,
  type PatientContour,
} from './patient-contour.ts';
import { type PlacedContour, type PlaneOfImage, placeContours } from './place-contours.ts';
import type { PlanarLoop } from './planar-loop.ts';
import { type PlaneFrame, planeFrame } from './plane-frame.ts';

/** Continuous indices of the points on plane k; a point beside the plane goes to it along the normal. */
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

/** Points in LPS mm as a loop on plane k, for points that are known to belong there. */
export const loopOnPlane = (g: ImageGeometry, k: number, xyz: Float64Array): PlanarLoop => ({
  k,
  ij: toIndex(g, planeFrame(g), k, xyz),
});

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

/** Finds repetitions on one plane. */
function createRepetitions(): (loop: PlanarLoop) => boolean {
  const planes = new Map<number, PointLists>();
  return ({ k, ij }) => {
    const seen = planes.get(k) ?? new PointLists();
    planes.set(k, seen);
    return !seen.add(ij);
  };
}

const WARNING_OF: Readonly<Partial<Record<ContourFate, MappedWarningCode>>> = {
  'off-plane': 'CONTOUR_OFF_PLANE',
  tilted: 'CONTOUR_NOT_PLANAR',
  point: 'CONTOUR_NOT_CLOSED',
  open: 'CONTOUR_NOT_CLOSED',
  short: 'CONTOUR_TOO_SHORT',
  repeated: 'CONTOUR_DUPLICATE',
  'by-image': 'CONTOUR_BY_IMAGE',
};

export interface MappedContours {
  readonly loops: PlanarLoop[];
  /** For each loop, which of the contours it is. */
  readonly sources: number[];
  /** For each contour. */
  readonly fates: ContourFate[];
  readonly warnings: ContourWarning[];
}

/**
 * Puts every closed contour on the acquired plane where it lies, each plane with its own origin (so tilted and uneven
 * stacks work); see `placeContours` for those beside a plane. What lies on no plane, is open or a point gives no loop and a
 * warning. An exact repetition of a CLOSED_PLANAR contour counts once.
 * @param planeOfImage the plane of an image that a contour names; without it the points alone count
 */
export function mapContoursToPlanes(
  g: ImageGeometry,
  contours: readonly PatientContour[],
  planeOfImage?: PlaneOfImage,
): MappedContours {
  const frame = planeFrame(g);
  const loops: PlanarLoop[] = [];
  const sources: number[] = [];
  const isRepeated = createRepetitions();
  const counts = new Map<MappedWarningCode, number>();
  const warn = (code: MappedWarningCode | undefined): void => {
    if (code !== undefined) counts.set(code, (counts.get(code) ?? 0) + 1);
  };
  const placed = placeContours(g, frame, contours, planeOfImage);
  const fates = contours.map(({ geometricType, xyz }, source): ContourFate => {
    const { fate, k, namesOther } = placed[source] as PlacedContour;
    if (k === null) return fate;
    const loop = { k, ij: toIndex(g, frame, k, xyz) };
    if (geometricType !== 'CLOSEDPLANAR_XOR' && isRepeated(loop)) return 'repeated';
    if (namesOther) warn('CONTOUR_OTHER_IMAGE');
    if (reachesBeyond(loop.ij, g.size)) warn('CONTOUR_OUTSIDE_IMAGE');
    loops.push(loop);
    sources.push(source);
    return fate;
  });
  for (const fate of fates) warn(WARNING_OF[fate]);
  return { loops, sources, fates, warnings: [...counts].map(([code, n]) => contourWarning(code, n)) };
}
