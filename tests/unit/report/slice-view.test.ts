// Where things are in the pictures: a bright voxel at a known place in the patient must show at the right pixel, however
// the image is stored.

import { describe, expect, it } from 'vitest';
import { type ImageGeometry, planePointLps, regularGeometry, type Vec3 } from '../../../core/geometry/index.ts';
import {
  displayLattice,
  PLANE_AXES,
  type PlaneName,
  planViews,
  sliceOutlines,
  slicePicture,
  type ViewRegion,
} from '../../../core/report/index.ts';
import { maskFromDense } from '../../../core/volume/index.ts';

const WINDOW = { width: 400, level: 40 };
const PLANES = ['axial', 'coronal', 'sagittal'] as const;
/** 100 mm x 80 mm around the origin, 2 pixels a mm. */
const REGION: ViewRegion = { centreRightMm: 0, centreDownMm: 0, widthMm: 100, heightMm: 80 };
const SIZE = { widthPx: 200, heightPx: 160 };

/** Pixel of a point, said once more here: patient left, posterior (sagittal) to the right; posterior, inferior down. */
const expectedPixel = (plane: PlaneName, [x, y, z]: Vec3): [number, number] => {
  const [right, down] = { axial: [x, y], coronal: [x, -z], sagittal: [y, -z] }[plane] as [number, number];
  return [100 + 2 * right, 80 + 2 * down];
};

/** Intensity-weighted centre of what is brighter than black. */
function brightCentre({ width, data }: { width: number; data: Uint8Array }): [number, number] {
  let [sx, sy, sum] = [0, 0, 0];
  data.forEach((v, at) => {
    sx += v * ((at % width) + 0.5);
    sy += v * (Math.floor(at / width) + 0.5);
    sum += v;
  });
  return [sx / sum, sy / sum];
}

function pictureOfVoxel(geometry: ImageGeometry, [i, j, k]: Vec3, plane: PlaneName) {
  const [ni, nj, nk] = geometry.size;
  const voxels = new Int16Array(ni * nj * nk).fill(-1000);
  voxels[(k * nj + j) * ni + i] = 240;
  const lattice = displayLattice(geometry);
  const { normal } = PLANE_AXES[plane];
  const point = planePointLps(geometry, i, j, k);
  const index = Math.round((point[normal] - lattice.startLps[normal]) / lattice.stepMm[normal]);
  const request = { lattice, plane, index, region: REGION, ...SIZE };
  const mask = maskFromDense(
    voxels.map((v) => (v > 0 ? 1 : 0)),
    geometry.size,
  );
  return {
    point,
    picture: slicePicture({ ...request, image: { geometry, voxels }, window: WINDOW }),
    outlines: sliceOutlines(mask, { ...request, geometry }),
  };
}

/** Every way to lay i, j, k along the patient's axes, both ways: 48, left-handed ones too. */
const ORIENTATIONS = (() => {
  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ];
  return orders.flatMap((order) =>
    [0, 1, 2, 3, 4, 5, 6, 7].map((signs) => {
      const direction = new Array<number>(9).fill(0);
      order.forEach((axis, index) => {
        direction[3 * index + axis] = signs & (1 << index) ? -1 : 1;
      });
      return direction;
    }),
  );
})();

/** 11 x 9 x 7 voxels of 4 x 5 x 6 mm in any orientation, roughly centred on the origin. */
function gridIn(direction: readonly number[]): ImageGeometry {
  const size = [11, 9, 7] as const;
  const spacingMm = [4, 5, 6] as const;
  const originLps = [0, 1, 2].map((axis) =>
    [0, 1, 2].reduce(
      (sum, index) =>
        sum -
        (direction[3 * index + axis] as number) * (((size[index] as number) - 1) / 2) * (spacingMm[index] as number),
      axis + 0.5,
    ),
  ) as unknown as Vec3;
  return regularGeometry({ size, spacingMm, originLps, direction });
}

describe('pictures of slices', () => {
  it('show a voxel where the patient has it, in all 48 orientations and 3 planes', () => {
    for (const direction of ORIENTATIONS) {
      const geometry = gridIn(direction);
      for (const plane of PLANES) {
        const { point, picture, outlines } = pictureOfVoxel(geometry, [9, 2, 1], plane);
        const [x, y] = expectedPixel(plane, point);
        const [px, py] = brightCentre(picture);
        expect(px, `${plane} ${direction}`).toBeCloseTo(x, 0);
        expect(py, `${plane} ${direction}`).toBeCloseTo(y, 0);
        expect(outlines).toHaveLength(1);
        const line = outlines[0] as Float64Array;
        const mean = (part: number) => {
          const values = [...line].filter((_, at) => at % 2 === part);
          return (Math.min(...values) + Math.max(...values)) / 2;
        };
        expect(mean(0)).toBeCloseTo(x, 3);
        expect(mean(1)).toBeCloseTo(y, 3);
      }
    }
  });

  it('have the patient right on the left, and anterior at the top or left', () => {
    const geometry = gridIn([1, 0, 0, 0, 1, 0, 0, 0, 1]);
    const right = pictureOfVoxel(geometry, [0, 4, 3], 'axial');
    expect(right.point[0]).toBeLessThan(0);
    expect(brightCentre(right.picture)[0]).toBeLessThan(100);
    const front = pictureOfVoxel(geometry, [5, 0, 3], 'sagittal');
    expect(front.point[1]).toBeLessThan(0);
    expect(brightCentre(front.picture)[0]).toBeLessThan(100);
    expect(PLANE_AXES.axial.letters).toEqual(['R', 'L', 'A', 'P']);
    expect(PLANE_AXES.coronal.letters).toEqual(['R', 'L', 'S', 'I']);
    expect(PLANE_AXES.sagittal.letters).toEqual(['A', 'P', 'S', 'I']);
  });

  it('cut an oblique grid along the patient, within half a voxel', () => {
    const [c, s] = [Math.cos(0.4), Math.sin(0.4)];
    const geometry = gridIn([c, s, 0, -s, c, 0, 0, 0, 1]);
    expect(displayLattice(geometry).source).toBeNull();
    const voxels = new Int16Array(11 * 9 * 7).fill(-1000);
    for (let k = 2; k < 5; k++) {
      for (let j = 2; j < 5; j++) voxels.fill(240, (k * 9 + j) * 11 + 7, (k * 9 + j) * 11 + 10);
    }
    const lattice = displayLattice(geometry);
    const point = planePointLps(geometry, 8, 3, 3);
    const index = Math.round((point[2] - lattice.startLps[2]) / lattice.stepMm[2]);
    const picture = slicePicture({
      image: { geometry, voxels },
      lattice,
      plane: 'axial',
      index,
      region: REGION,
      window: WINDOW,
      ...SIZE,
    });
    const [x, y] = expectedPixel('axial', point);
    const [px, py] = brightCentre(picture);
    expect(Math.abs(px - x)).toBeLessThan(4);
    expect(Math.abs(py - y)).toBeLessThan(4);
  });

  it('straighten a tilted gantry: a rod along z stays upright', () => {
    const straight = gridIn([1, 0, 0, 0, 1, 0, 0, 0, 1]);
    const drift = Math.tan((18.5 * Math.PI) / 180) * 6;
    const planeOriginsLps = straight.planeOriginsLps.map((v, at) =>
      at % 3 === 1 ? v + drift * Math.floor(at / 3) : v,
    );
    const geometry: ImageGeometry = { ...straight, planeOriginsLps };
    const voxels = new Int16Array(11 * 9 * 7).fill(-1000);
    for (let k = 0; k < 7; k++) {
      for (let j = 0; j < 9; j++) {
        // A slab 10 mm thick around y = 0, wherever each plane has it.
        if (Math.abs(planePointLps(geometry, 0, j, k)[1]) <= 5)
          voxels.fill(240, (k * 9 + j) * 11, (k * 9 + j + 1) * 11);
      }
    }
    const lattice = displayLattice(geometry);
    const picture = slicePicture({
      image: { geometry, voxels },
      lattice,
      plane: 'sagittal',
      index: 5,
      region: REGION,
      window: WINDOW,
      ...SIZE,
    });
    const columnOf = (row: number) => {
      const line = picture.data.subarray(row * 200, (row + 1) * 200);
      return brightCentre({ width: 200, data: line })[0];
    };
    // Unstraightened it would lean by 2 px/mm * tan(18.5°) * 36 mm = 24 px from end to end.
    expect(Math.abs(columnOf(56) - columnOf(104))).toBeLessThan(8);
    expect(columnOf(80)).toBeGreaterThan(92);
    expect(columnOf(80)).toBeLessThan(108);
  });

  it('keep unevenly spaced planes at their own heights', () => {
    const heights = [-30, -27, -24, 0, 4, 30];
    const geometry: ImageGeometry = {
      size: [5, 5, 6],
      spacingMm: [10, 10, 4],
      direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
      planeOriginsLps: heights.flatMap((z) => [-20, -20, z]),
      frameOfReferenceUid: null,
    };
    const voxels = new Int16Array(150).fill(-1000);
    voxels.fill(1500, 75, 100);
    const lattice = displayLattice(geometry);
    const request = { lattice, plane: 'coronal' as const, index: 2, region: REGION, ...SIZE };
    const picture = slicePicture({ ...request, image: { geometry, voxels }, window: WINDOW });
    const rows = Array.from({ length: 160 }, (_, row) => picture.data[row * 200 + 100] as number);
    const brightest = rows.indexOf(255);
    const last = rows.lastIndexOf(255);
    // z = 0 is row 80; the plane above is 4 mm away, the one below 24 mm, so the light reaches further down.
    expect(brightest).toBeGreaterThan(71);
    expect(brightest).toBeLessThanOrEqual(80);
    expect(last).toBeGreaterThan(90);
  });
});

describe('the plan of the views', () => {
  it('goes through the slice that cuts most structures, and shows all of them', () => {
    const geometry = gridIn([1, 0, 0, 0, 1, 0, 0, 0, 1]);
    const box = (i: number, j: number, k: readonly number[]) => {
      const dense = new Uint8Array(11 * 9 * 7);
      for (const plane of k) dense[(plane * 9 + j) * 11 + i] = 1;
      return maskFromDense(dense, geometry.size);
    };
    const organs = [box(2, 4, [1, 2]), box(5, 4, [2, 3]), box(8, 4, [2, 5])];
    const plan = planViews(geometry, organs, null, { axialShape: 1, sideShape: 1.2, rowLength: 4 });
    expect(plan.focus[2]).toBe(2);
    expect(plan.focus[1]).toBe(4);
    expect(plan.axialRow).toEqual([5, 4, 2, 1]);
    expect(plan.regions.coronal.heightMm).toBe(plan.regions.sagittal.heightMm);
    expect(plan.regions.coronal.widthMm / plan.regions.coronal.heightMm).toBeCloseTo(1.2, 12);
  });

  it('falls back to the middle of the image without structures', () => {
    const plan = planViews(gridIn([1, 0, 0, 0, 1, 0, 0, 0, 1]), [], null, {
      axialShape: 1,
      sideShape: 1,
      rowLength: 4,
    });
    expect(plan.focus).toEqual([5, 4, 3]);
    expect(plan.axialRow).toEqual([]);
  });
});
