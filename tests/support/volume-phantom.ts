// Small grids that no symmetry can hide a mistake in: three different sizes and spacings, and an origin off zero.

import { type ImageGeometry, regularGeometry, type Vec3, voxelCount } from '../../core/geometry/index.ts';

const turned = (degrees: number): readonly [Vec3, Vec3, Vec3] => {
  const a = (degrees * Math.PI) / 180;
  const [c, s] = [Math.cos(a), Math.sin(a)];
  // A turn about z, then the same about x.
  return [
    [c, s * c, s * s],
    [-s, c * c, c * s],
    [0, -s, c],
  ];
};

const grid = (i: Vec3, j: Vec3, k: Vec3): ImageGeometry =>
  regularGeometry({
    size: [5, 4, 3],
    spacingMm: [0.75, 1.25, 2.5],
    originLps: [-101.5, 33.25, 7.125],
    direction: [...i, ...j, ...k],
  });

const minus = (v: Vec3): Vec3 => [-v[0], -v[1], -v[2]];

/** Right- and left-handed, straight and oblique. */
export const PHANTOM_GRIDS: readonly (readonly [string, ImageGeometry])[] = [
  ['LPS', grid([1, 0, 0], [0, 1, 0], [0, 0, 1])],
  ['RAS', grid([-1, 0, 0], [0, -1, 0], [0, 0, 1])],
  ['left-handed LPI', grid([1, 0, 0], [0, 1, 0], [0, 0, -1])],
  ['left-handed RPS', grid([-1, 0, 0], [0, 1, 0], [0, 0, 1])],
  ['sagittal', grid([0, 1, 0], [0, 0, -1], [-1, 0, 0])],
  ['coronal', grid([1, 0, 0], [0, 0, -1], [0, 1, 0])],
  ['oblique', grid(...turned(25))],
  ['oblique left-handed', grid(turned(-40)[0], turned(-40)[1], minus(turned(-40)[2]))],
];

/** A stack whose planes drift, like that of a tilted gantry. */
export function tiltedGrid(): ImageGeometry {
  const straight = grid([1, 0, 0], [0, 1, 0], [0, 0, 1]);
  const planeOriginsLps = straight.planeOriginsLps.map((value, at) =>
    at % 3 === 1 ? value + 0.5 * Math.floor(at / 3) : value,
  );
  return { ...straight, planeOriginsLps };
}

/** Values that all differ. */
export const ramp = (g: ImageGeometry): Int16Array =>
  Int16Array.from({ length: voxelCount(g.size) }, (_, n) => 7 * n - 100);
