// One slice as a picture with its outlines: square pixels, patient right on the left.

import type { ImageGeometry } from '../geometry/index.ts';
import { boxSize, type ImageVolume, type Mask } from '../volume/index.ts';
import { type DisplayLattice, latticePosition, type PatientAxis, sliceNumber } from './display-lattice.ts';
import { levelLines, simplifyOutline, smoothOutline } from './outline.ts';
import { type DisplayWindow, greyFromValues, type Picture } from './picture.ts';
import { resize } from './resize.ts';
import { PLANE_AXES, type PlaneName, type PlaneWindow, samplePlane, wholePlane } from './sample-plane.ts';

/** Part of a plane in LPS mm along the plane's right and down axes; `centre` is at the picture's centre. */
export interface ViewRegion {
  readonly centreRightMm: number;
  readonly centreDownMm: number;
  readonly widthMm: number;
  readonly heightMm: number;
}

export interface SliceRequest {
  readonly image: ImageVolume;
  readonly lattice: DisplayLattice;
  readonly plane: PlaneName;
  readonly index: number;
  readonly region: ViewRegion;
  /** Size of the picture in pixels; the pixels are square when its shape is that of the region. */
  readonly widthPx: number;
  readonly heightPx: number;
  readonly window: DisplayWindow;
}

/** LPS mm along the plane's axes to picture coordinates, in pixels from the top left corner of the picture. */
export function regionToPixels(plane: PlaneName, region: ViewRegion, widthPx: number, heightPx: number) {
  const down = PLANE_AXES[plane].downGrows ? 1 : -1;
  return {
    x: (mm: number) => ((mm - region.centreRightMm) / region.widthMm + 0.5) * widthPx,
    y: (mm: number) => ((down * (mm - region.centreDownMm)) / region.heightMm + 0.5) * heightPx,
  };
}

/** Grey picture of one slice. Values are held near the window first, so that a cubic does not ring at air and metal. */
export function slicePicture(request: SliceRequest): Picture {
  const { image, lattice, plane, region, widthPx, heightPx, window } = request;
  const axes = PLANE_AXES[plane];
  const black = window.level - window.width / 2;
  const white = window.level + window.width / 2;
  const [ni, nj, nk] = image.geometry.size;
  const cut = samplePlane({
    geometry: image.geometry,
    source: { box: { i0: 0, i1: ni, j0: 0, j1: nj, k0: 0, k1: nk }, voxels: image.voxels },
    lattice,
    plane,
    index: request.index,
    window: wholePlane(lattice, plane),
    outside: black,
    fade: false,
  });
  const slack = window.width / 2;
  for (let at = 0; at < cut.values.length; at++) {
    const v = cut.values[at] as number;
    cut.values[at] = v >= black - slack ? Math.min(white + slack, v) : black - slack;
  }
  const map = (axis: PatientAxis, centreMm: number, lengthMm: number, count: number, grows: boolean) => {
    const pixelMm = lengthMm / count;
    const firstMm = centreMm + (grows ? -1 : 1) * (lengthMm / 2 - pixelMm / 2);
    return {
      count,
      first: (firstMm - lattice.startLps[axis]) / lattice.stepMm[axis],
      step: ((grows ? 1 : -1) * pixelMm) / lattice.stepMm[axis],
    };
  };
  const columns = map(axes.right, region.centreRightMm, region.widthMm, widthPx, true);
  const rows = map(axes.down, region.centreDownMm, region.heightMm, heightPx, axes.downGrows);
  const square = resize(cut, columns, rows, black);
  return { width: widthPx, height: heightPx, channels: 1, data: greyFromValues(square.values, window) };
}

/** Lattice rows and columns that a mask's box can touch on a plane, one more on every side. */
function maskWindow(mask: Mask, geometry: ImageGeometry, lattice: DisplayLattice, plane: PlaneName): PlaneWindow {
  const whole = wholePlane(lattice, plane);
  if (lattice.source === null) return whole;
  const { box } = mask;
  const ranges = [
    [box.i0, box.i1],
    [box.j0, box.j1],
    [box.k0, box.k1],
  ] as const;
  const along = (axis: PatientAxis): readonly [number, number] => {
    const source = lattice.source?.[axis] as { index: PatientAxis; reversed: boolean };
    const [from, to] = ranges[source.index];
    const n = geometry.size[source.index];
    return source.reversed ? [n - to, n - from] : [from, to];
  };
  const [right0, right1] = along(PLANE_AXES[plane].right);
  const [down0, down1] = along(PLANE_AXES[plane].down);
  return {
    right0: Math.max(0, right0 - 1),
    right1: Math.min(whole.right1, right1 + 1),
    down0: Math.max(0, down0 - 1),
    down1: Math.min(whole.down1, down1 + 1),
  };
}

/** Points closer to a straight line than this, in pixels, are dropped. */
const SIMPLIFY_PX = 0.12;

/**
 * Outlines of a mask on the slice, in picture coordinates (pixels from the top left corner, x right, y down), closed.
 * Empty when the slice misses the structure.
 */
export function sliceOutlines(
  mask: Mask,
  request: Omit<SliceRequest, 'image' | 'window'> & { geometry: ImageGeometry },
): Float64Array[] {
  if (boxSize(mask.box).includes(0)) return [];
  const { geometry, lattice, plane, region } = request;
  const axes = PLANE_AXES[plane];
  const window = maskWindow(mask, geometry, lattice, plane);
  const cut = samplePlane({
    geometry,
    source: mask,
    lattice,
    plane,
    index: request.index,
    window,
    outside: 0,
    fade: true,
  });
  const toPixels = regionToPixels(plane, region, request.widthPx, request.heightPx);
  return levelLines(cut).map((line) => {
    const smooth = smoothOutline(line);
    const pixels = smooth.map((value, at) =>
      at % 2 === 0
        ? toPixels.x(latticePosition(lattice, axes.right, window.right0 + value))
        : toPixels.y(latticePosition(lattice, axes.down, window.down0 + value)),
    );
    return simplifyOutline(pixels, SIMPLIFY_PX);
  });
}

/** What stands beside a slice: its number in the image where it is one of its own, and the number of those. */
export const sliceCaption = (lattice: DisplayLattice, plane: PlaneName, index: number) => {
  const axis = PLANE_AXES[plane].normal;
  return {
    number: sliceNumber(lattice, axis, index),
    count: lattice.count[axis],
    positionMm: latticePosition(lattice, axis, index),
    axis,
  };
};
