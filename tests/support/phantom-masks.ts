// Structures with a known shape on any grid, and the orientations and odd stacks that every exchange format must survive.

import {
  cross,
  dot,
  type ImageGeometry,
  iDirection,
  kDirection,
  normalise,
  planePointLps,
  regularGeometry,
  type Size3,
  scale,
  subtract,
  type Vec3,
} from '../../core/geometry/index.ts';
import { type Mask, maskFromDense } from '../../core/volume/index.ts';

/** Mask of the voxels whose centre satisfies `isInside` (LPS mm). */
export function maskWhere(g: ImageGeometry, isInside: (lps: Vec3) => boolean): Mask {
  const [ni, nj, nk] = g.size;
  const dense = new Uint8Array(ni * nj * nk);
  let at = 0;
  for (let k = 0; k < nk; k++) {
    for (let j = 0; j < nj; j++) {
      for (let i = 0; i < ni; i++) dense[at++] = isInside(planePointLps(g, i, j, k)) ? 1 : 0;
    }
  }
  return maskFromDense(dense, g.size);
}

/** LPS mm of the middle of the grid. */
export const middle = (g: ImageGeometry): Vec3 =>
  planePointLps(g, (g.size[0] - 1) / 2, (g.size[1] - 1) / 2, Math.floor(g.size[2] / 2));

/** `radiusMm` around `centre`. */
export const sphere = (g: ImageGeometry, centre: Vec3, radiusMm: number): Mask =>
  maskWhere(g, (p) => {
    const d = subtract(p, centre);
    return dot(d, d) <= radiusMm * radiusMm;
  });

/** Half widths along LPS x, y, z. */
export const box = (g: ImageGeometry, centre: Vec3, halfMm: Vec3): Mask =>
  maskWhere(g, (p) => subtract(p, centre).every((d, axis) => Math.abs(d) <= (halfMm[axis] as number)));

/** Ring around the plane normal through `centre`: every plane through it shows a hole. */
export function torus(g: ImageGeometry, centre: Vec3, ringMm: number, tubeMm: number): Mask {
  const axis = kDirection(g);
  return maskWhere(g, (p) => {
    const d = subtract(p, centre);
    const height = dot(d, axis);
    const radial = Math.hypot(...subtract(d, scale(axis, height))) - ringMm;
    return radial * radial + height * height <= tubeMm * tubeMm;
  });
}

/** Voxels given as rows of text, one string array a plane: '#' is set. */
export function maskFromText(planes: readonly (readonly string[])[]): Mask {
  const rows = planes[0] as readonly string[];
  const size: Size3 = [(rows[0] as string).length, rows.length, planes.length];
  const dense = planes.flatMap((plane) => plane.flatMap((row) => [...row].map((c) => (c === '#' ? 1 : 0))));
  return maskFromDense(dense, size);
}

const withNormal = (i: Vec3, j: Vec3): number[] => [...i, ...j, ...cross(i, j)];

const tilt = (degrees: number) => (degrees * Math.PI) / 180;

/** Directions of i, j, k: the acquisitions met in practice, mirrored ones, and one along no axis. */
export const ORIENTATIONS: Readonly<Record<string, readonly number[]>> = {
  'axial, head first supine': withNormal([1, 0, 0], [0, 1, 0]),
  'axial, head first prone': withNormal([-1, 0, 0], [0, -1, 0]),
  'axial, feet first supine': withNormal([-1, 0, 0], [0, 1, 0]),
  'axial, decubitus': withNormal([0, -1, 0], [1, 0, 0]),
  coronal: withNormal([1, 0, 0], [0, 0, -1]),
  'coronal, mirrored': withNormal([-1, 0, 0], [0, 0, 1]),
  sagittal: withNormal([0, 1, 0], [0, 0, -1]),
  'sagittal, mirrored': withNormal([0, -1, 0], [0, 0, 1]),
  oblique: (() => {
    const i = normalise([0.9, 0.3, -0.2]);
    const j = normalise(subtract([-0.2, 0.8, 0.4], scale(i, dot([-0.2, 0.8, 0.4], i))));
    return withNormal(i, j);
  })(),
};

/** A small grid, neither cubic nor isotropic, away from the origin. */
export const phantomGrid = (direction: readonly number[], size: Size3 = [41, 33, 17]): ImageGeometry =>
  regularGeometry({
    size,
    spacingMm: [0.9765625, 1.3, 2.5],
    originLps: [-123.45678901234, 67.8901234567, -987.654321],
    direction,
    frameOfReferenceUid: '1.2.826.0.1.3680043.10.1561.9',
  });

/** The same grid sheared like a tilted gantry, with one wide and one narrow step. */
export function tiltedUnevenGrid(degrees = 18.5): ImageGeometry {
  const g = phantomGrid(ORIENTATIONS['axial, head first supine'] as readonly number[]);
  const [i, c, s] = [iDirection(g), Math.cos(tilt(degrees)), Math.sin(tilt(degrees))];
  const j: Vec3 = [0, c, -s];
  const origins: number[] = [];
  let z = -987.654321;
  for (let k = 0; k < g.size[2]; k++) {
    origins.push(-123.45678901234, 67.8901234567, z);
    z += k === 5 ? 7 : k === 9 ? 1.08 : 4;
  }
  return {
    ...g,
    direction: [...i, ...j, ...cross(i, j)],
    spacingMm: [0.9765625, 1.3, 4 * c],
    planeOriginsLps: origins,
  };
}

/** Mean of the voxel centres, LPS mm. */
export function maskCentroidLps(g: ImageGeometry, mask: Mask): Vec3 {
  const sum = [0, 0, 0];
  let n = 0;
  const { box: b, voxels } = mask;
  let at = 0;
  for (let k = b.k0; k < b.k1; k++) {
    for (let j = b.j0; j < b.j1; j++) {
      for (let i = b.i0; i < b.i1; i++) {
        if (voxels[at++] === 0) continue;
        planePointLps(g, i, j, k).forEach((c, axis) => {
          sum[axis] = (sum[axis] as number) + c;
        });
        n++;
      }
    }
  }
  return sum.map((c) => c / n) as unknown as Vec3;
}
