import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  contoursToMask,
  loopAreaVoxels,
  loopPointsLps,
  rasteriseLoops,
  traceMask,
  traceMaskWithKeyholes,
} from '../../core/contour/index.ts';
import { regularGeometry } from '../../core/geometry/index.ts';
import {
  alignMaskToGrid,
  countVoxels,
  denseFromMask,
  isSameMask,
  type Mask,
  maskFromDense,
} from '../../core/volume/index.ts';
import { ORIENTATIONS, phantomGrid } from '../support/phantom-masks.ts';

const noise = fc
  .record({
    size: fc.tuple(fc.integer({ min: 1, max: 13 }), fc.integer({ min: 1, max: 11 }), fc.integer({ min: 1, max: 4 })),
    density: fc.double({ min: 0.05, max: 0.95, noNaN: true }),
    seed: fc.integer(),
  })
  .map(({ size, density, seed }): Mask => {
    let state = seed | 0;
    const next = () => {
      state = (Math.imul(state, 1664525) + 1013904223) | 0;
      return (state >>> 0) / 2 ** 32;
    };
    return maskFromDense(
      Uint8Array.from({ length: size[0] * size[1] * size[2] }, () => (next() < density ? 1 : 0)),
      size,
    );
  });

describe('laws of contours', () => {
  it('any mask comes back identical from its loops', () => {
    fc.assert(
      fc.property(noise, (mask) => isSameMask(rasteriseLoops(traceMask(mask), mask.size), mask)),
      { numRuns: 500 },
    );
  });

  it('with keyholes, polygons of a plane do not overlap: union and even-odd both give the mask back', () => {
    fc.assert(
      fc.property(noise, (mask) => {
        const polygons = traceMaskWithKeyholes(mask);
        const union = new Uint8Array(mask.size[0] * mask.size[1] * mask.size[2]);
        for (const polygon of polygons) {
          denseFromMask(rasteriseLoops([polygon], mask.size)).forEach((v, at) => {
            union[at] = (union[at] as number) | v;
          });
        }
        return (
          isSameMask(maskFromDense(union, mask.size), mask) && isSameMask(rasteriseLoops(polygons, mask.size), mask)
        );
      }),
      { numRuns: 500 },
    );
  });

  it('keyholes change neither the area nor its centroid, and leave one polygon for each outer loop', () => {
    fc.assert(
      fc.property(noise, (mask) => {
        const loops = traceMask(mask);
        const polygons = traceMaskWithKeyholes(mask);
        const area = (of: typeof loops) => of.reduce((sum, loop) => sum + loopAreaVoxels(loop), 0);
        expect(polygons.length).toBe(loops.filter((loop) => loopAreaVoxels(loop) > 0).length);
        expect(polygons.every((polygon) => loopAreaVoxels(polygon) > 0)).toBe(true);
        expect(area(polygons)).toBe(area(loops));
      }),
      { numRuns: 300 },
    );
  });

  it('any mask comes back identical through patient coordinates, in every orientation', () => {
    fc.assert(
      fc.property(noise, fc.constantFrom(...Object.values(ORIENTATIONS)), (mask, direction) => {
        const g = phantomGrid(direction, mask.size);
        const contours = traceMaskWithKeyholes(mask).map((loop) => ({
          geometricType: 'CLOSED_PLANAR',
          xyz: loopPointsLps(g, loop),
        }));
        const { mask: back, warnings } = contoursToMask(g, contours);
        return warnings.length === 0 && isSameMask(back, mask);
      }),
      { numRuns: 300 },
    );
  });

  it('no three consecutive points are collinear, and no point repeats its neighbour', () => {
    fc.assert(
      fc.property(noise, (mask) => {
        for (const { ij } of traceMask(mask)) {
          const n = ij.length / 2;
          const at = (p: number) => [ij[2 * (p % n)] as number, ij[2 * (p % n) + 1] as number] as const;
          for (let p = 0; p < n; p++) {
            const [a, b, c] = [at(p), at(p + 1), at(p + 2)];
            expect((b[0] - a[0]) * (c[1] - b[1])).not.toBe((b[1] - a[1]) * (c[0] - b[0]));
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('the loops enclose between half a voxel (alone) and one and a half (all neighbours diagonal) a voxel', () => {
    fc.assert(
      fc.property(noise, (mask) => {
        const area = traceMask(mask).reduce((sum, loop) => sum + loopAreaVoxels(loop), 0);
        const n = countVoxels(mask);
        return area >= 0.5 * n && area <= 1.5 * n;
      }),
      { numRuns: 200 },
    );
  });

  it('a mask read in any axis order and direction is the same on the grid of the image', () => {
    const orders = [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ] as const;
    fc.assert(
      fc.property(
        noise,
        fc.constantFrom(...orders),
        fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
        fc.constantFrom(...Object.values(ORIENTATIONS)),
        (mask, order, flips, direction) => {
          const image = phantomGrid(direction, mask.size);
          const { stored, geometry } = storeReordered(mask, image, order, flips);
          return isSameMask(alignMaskToGrid(stored, geometry, image), mask);
        },
      ),
      { numRuns: 300 },
    );
  });
});

/** Writes the mask voxel by voxel into a grid whose axis a runs along image axis order[a]. */
function storeReordered(
  mask: Mask,
  image: ReturnType<typeof phantomGrid>,
  order: readonly [number, number, number],
  flips: readonly boolean[],
) {
  const size = order.map((a) => mask.size[a]) as [number, number, number];
  const dense = new Uint8Array(size[0] * size[1] * size[2]);
  const { box, voxels } = mask;
  let from = 0;
  for (let k = box.k0; k < box.k1; k++) {
    for (let j = box.j0; j < box.j1; j++) {
      for (let i = box.i0; i < box.i1; i++) {
        const index = [i, j, k];
        const [a, b, c] = order.map((axis, at) =>
          flips[at] ? (mask.size[axis] as number) - 1 - (index[axis] as number) : (index[axis] as number),
        ) as [number, number, number];
        dense[(c * size[1] + b) * size[0] + a] = voxels[from++] as number;
      }
    }
  }
  const axisOf = (axis: number) => image.direction.slice(3 * axis, 3 * axis + 3);
  const origin = image.planeOriginsLps.slice(0, 3);
  order.forEach((axis, at) => {
    if (!flips[at]) return;
    const length = ((mask.size[axis] as number) - 1) * (image.spacingMm[axis] as number);
    for (let c = 0; c < 3; c++) origin[c] = (origin[c] as number) + length * (axisOf(axis)[c] as number);
  });
  const geometry = regularGeometry({
    size,
    spacingMm: order.map((axis) => image.spacingMm[axis]) as unknown as [number, number, number],
    originLps: origin as unknown as [number, number, number],
    direction: order.flatMap((axis, at) => axisOf(axis).map((c) => (flips[at] ? -c : c))),
  });
  return { stored: maskFromDense(dense, size), geometry };
}
