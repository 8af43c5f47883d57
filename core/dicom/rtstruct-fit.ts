// How well a structure set fits on an image that it does not name: for a person who has to say whether they belong
// together. It never decides by itself, since the same couch position gives the same coordinates for two patients.

import { mapContoursToPlanes } from '../contour/index.ts';
import type { ImageGeometry } from '../geometry/index.ts';
import type { DecodedRtstruct } from './rtstruct-decoded.ts';

export interface SetFit {
  /** Closed contours of the set that are parallel to the slices of the image, repetitions left out. */
  readonly closed: number;
  /** How many of them lie on slices of the image. */
  readonly onPlanes: number;
  /** How many of those lie within its edges. */
  readonly inside: number;
  /** Slices with contours. */
  readonly planes: number;
  /** True where so much agrees that it may be confirmed. */
  readonly fits: boolean;
}

/** A few contours of a sound set may lie between slices: drawn on another view, or interpolated. */
const LEAST_ON_PLANES = 0.9;
/** Couch and body reach beyond the edges of many images. */
const LEAST_INSIDE = 0.8;
/** On one slice anything fits. */
export const LEAST_PLANES = 2;

/** Compares the coordinates alone; names of frames, series and images are not looked at. */
export function fitOnImage(set: DecodedRtstruct, geometry: ImageGeometry): SetFit {
  let [closed, onPlanes, beyond] = [0, 0, 0];
  const planes = new Set<number>();
  for (const { contours } of set.rois) {
    const { loops, fates, warnings } = mapContoursToPlanes(geometry, contours);
    onPlanes += loops.length;
    closed += loops.length + fates.filter((fate) => fate === 'off-plane').length;
    for (const { k } of loops) planes.add(k);
    beyond += warnings.find(({ code }) => code === 'CONTOUR_OUTSIDE_IMAGE')?.contours ?? 0;
  }
  const inside = onPlanes - beyond;
  const fits = onPlanes >= LEAST_ON_PLANES * closed && inside >= LEAST_INSIDE * onPlanes && planes.size >= LEAST_PLANES;
  return { closed, onPlanes, inside, planes: planes.size, fits };
}
