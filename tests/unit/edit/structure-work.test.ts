import { describe, expect, it } from 'vitest';
import {
  copyPlane,
  countStructureVoxels,
  createStackFrame,
  cropAway,
  cropTo,
  deletePlane,
  equalMargin,
  expandStructure,
  fillHoles,
  interpolateMissing,
  keepLargestPart,
  maskFromSlices,
  mirrorStructure,
  missingPlanes,
  removeIslands,
  type StructureSlices,
  sagittalPlane,
  shrinkStructure,
  smoothStructure,
  splitIntoParts,
  structureStatistics,
  structureVolumeMl,
  withChanges,
} from '../../../core/edit/index.ts';
import { type ImageGeometry, planePointLps, regularGeometry } from '../../../core/geometry/index.ts';
import { computeVolumeMl } from '../../../core/metrics/index.ts';
import { slicesWhere, tiltedStack, uprightStack, voxelsOf } from '../../support/edit-stacks.ts';
import { seededRandom } from '../../support/seeded-random.ts';

const g = uprightStack([60, 60, 30], [1, 1, 2]);
const frame = createStackFrame(g);
const ball = (geometry: ImageGeometry, centreLps: readonly number[], radiusMm: number) =>
  slicesWhere(
    geometry,
    (i, j, k) =>
      Math.hypot(...planePointLps(geometry, i, j, k).map((x, n) => x - (centreLps[n] as number))) <= radiusMm,
  );
const centre = planePointLps(g, 30, 30, 15);

function dice(a: StructureSlices, b: StructureSlices, size: readonly [number, number, number]): number {
  const [p, q] = [new Set(voxelsOf(a, size)), new Set(voxelsOf(b, size))];
  return (2 * [...p].filter((voxel) => q.has(voxel)).length) / (p.size + q.size);
}

describe('margins', () => {
  it('turn a ball into a larger or a smaller one', () => {
    const expanded = expandStructure(ball(g, centre, 10), frame, equalMargin(5));
    expect(dice(expanded, ball(g, centre, 15), g.size)).toBeGreaterThan(0.95);
    expect(
      dice(shrinkStructure(ball(g, centre, 15), frame, equalMargin(5)), ball(g, centre, 10), g.size),
    ).toBeGreaterThan(0.95);
  });

  it('go to the side that they name', () => {
    const one = slicesWhere(g, (i, j, k) => i === 30 && j === 30 && k === 15);
    const none = equalMargin(0);
    const grown = (side: object) => voxelsOf(expandStructure(one, frame, { ...none, ...side }), g.size);
    // +i is the patient's left, +j posterior, +k superior.
    expect(grown({ left: 2 })).toEqual(['30,30,15', '31,30,15', '32,30,15']);
    expect(grown({ anterior: 1 })).toEqual(['30,29,15', '30,30,15']);
    // 1.25 mm steps would reach further than 2 mm ones.
    expect(grown({ superior: 4 })).toEqual(['30,30,15', '30,30,16', '30,30,17']);
    const box = slicesWhere(g, (i, j, k) => i >= 20 && i < 30 && j >= 20 && j < 30 && k >= 10 && k < 20);
    const left = shrinkStructure(box, frame, { ...none, left: 3 });
    expect(voxelsOf(left, g.size)).toEqual(
      voxelsOf(
        slicesWhere(g, (i, j, k) => i >= 20 && i < 27 && j >= 20 && j < 30 && k >= 10 && k < 20),
        g.size,
      ),
    );
  });
});

describe('parts and holes', () => {
  const two = slicesWhere(g, (i, j, k) => (i < 10 && j < 10 && k < 5) || (i >= 20 && i < 22 && j < 2 && k < 2));
  it('keeps the largest part, and what is no island', () => {
    expect(splitIntoParts(two)).toHaveLength(2);
    expect(countStructureVoxels(keepLargestPart(two, frame))).toBe(500);
    // 8 voxels of 2 mm3.
    expect(countStructureVoxels(removeIslands(two, frame, 0.0161))).toBe(500);
    expect(countStructureVoxels(removeIslands(two, frame, 0.016))).toBe(508);
  });

  it('joins what touches by a corner, across planes too', () => {
    expect(splitIntoParts(slicesWhere(g, (i, j, k) => i === j && j === k && i < 6))).toHaveLength(1);
  });

  it('fills holes in the plane, or only closed cavities', () => {
    const shell = slicesWhere(g, (i, j, k) => {
      const inner = i > 11 && i < 18 && j > 11 && j < 18 && k > 5;
      return i >= 10 && i < 20 && j >= 10 && j < 20 && k >= 4 && k < 12 && !inner;
    });
    expect(countStructureVoxels(fillHoles(shell, 'planes'))).toBe(800);
    // The cavity is open at the top.
    expect(countStructureVoxels(fillHoles(shell, 'volume'))).toBe(countStructureVoxels(shell));
    const closed = withChanges(shell, [
      {
        k: 11,
        before: null,
        after: slicesWhere(g, (i, j, k) => k === 11 && i >= 10 && i < 20 && j >= 10 && j < 20).get(11) ?? null,
      },
    ]);
    expect(countStructureVoxels(fillHoles(closed, 'volume'))).toBe(800);
  });
});

describe('smoothing', () => {
  it('takes salt and steps away and keeps the volume, on a tilted and uneven stack too', () => {
    for (const stack of [g, tiltedStack([60, 60, 18])]) {
      const at = planePointLps(stack, 30, 30, 8);
      const clean = ball(stack, at, 12);
      const random = seededRandom(3);
      const rough = slicesWhere(stack, (i, j, k) => {
        const distance = Math.hypot(...planePointLps(stack, i, j, k).map((x, n) => x - (at[n] as number)));
        return distance + 3 * (random() - 0.5) <= 12;
      });
      const own = createStackFrame(stack);
      const smooth = smoothStructure(rough, own, 2, 'volume');
      expect(dice(smooth, clean, stack.size)).toBeGreaterThan(dice(rough, clean, stack.size));
      expect(dice(smooth, clean, stack.size)).toBeGreaterThan(0.965);
      const ratio = structureVolumeMl(smooth, own) / structureVolumeMl(rough, own);
      expect(Math.abs(ratio - 1)).toBeLessThan(0.005);
    }
  });

  it('keeps the area of each plane and whatever lies on none', () => {
    const rough = ball(g, centre, 11);
    const smooth = smoothStructure(rough, frame, 1.5, 'planes');
    expect([...smooth.keys()].sort()).toEqual([...rough.keys()].sort());
    for (const [k, bits] of rough) {
      const [before, after] = [new Map([[k, bits]]), new Map([[k, smooth.get(k) as typeof bits]])].map(
        countStructureVoxels,
      );
      expect(Math.abs((after as number) - (before as number))).toBeLessThanOrEqual(4);
    }
  });
});

describe('planes between drawn ones', () => {
  const every = (slices: StructureSlices, step: number) => {
    const keys = [...slices.keys()].sort((a, b) => a - b);
    return new Map([...slices].filter(([k]) => (k - (keys[0] as number)) % step === 0 || k === keys.at(-1)));
  };

  it('follow an ellipsoid and a slanting tube on every stack to a Dice over 0.98', () => {
    const tilted = tiltedStack([70, 80, 19]);
    const fine = regularGeometry({ size: [80, 80, 50], spacingMm: [1, 1, 2.5], originLps: [0, 0, 0] });
    for (const stack of [tilted, fine]) {
      const middle = planePointLps(stack, 35, 38, stack.size[2] >> 1);
      const shapes = {
        ellipsoid: (x: number, y: number, z: number) => (x / 16) ** 2 + (y / 22) ** 2 + (z / 60) ** 2 < 1,
        tube: (x: number, y: number, z: number) => Math.hypot(x - 0.4 * z, y + 0.2 * z) < 9,
      };
      for (const [name, isIn] of Object.entries(shapes)) {
        const full = slicesWhere(stack, (i, j, k) => {
          const p = planePointLps(stack, i, j, k);
          return isIn(p[0] - middle[0], p[1] - middle[1], p[2] - middle[2]);
        });
        const kept = every(full, 5);
        const filled = withChanges(kept, interpolateMissing(kept, createStackFrame(stack)));
        expect(missingPlanes(filled)).toEqual([]);
        expect(dice(filled, full, stack.size), `${name} ${stack.size}`).toBeGreaterThan(0.98);
      }
    }
  });

  it('branch, and end between planes', () => {
    const fork = slicesWhere(g, (i, j, k) =>
      k === 5
        ? Math.hypot(i - 30, j - 30) < 9
        : k === 11 && (Math.hypot(i - 22, j - 30) < 5 || Math.hypot(i - 38, j - 30) < 5),
    );
    const between = withChanges(fork, interpolateMissing(fork, frame));
    expect(missingPlanes(between)).toEqual([]);
    expect(splitIntoParts(between)).toHaveLength(1);
    expect(
      splitIntoParts(new Map([[10, between.get(10) as NonNullable<ReturnType<typeof between.get>>]])),
    ).toHaveLength(2);
    // A second part of the lower plane that nothing goes on with gets smaller and smaller.
    const ending = withChanges(fork, [
      {
        k: 5,
        before: null,
        after:
          slicesWhere(
            g,
            (i, j, k) => k === 5 && (Math.hypot(i - 30, j - 30) < 9 || Math.hypot(i - 54, j - 54) < 4.5),
          ).get(5) ?? null,
      },
    ]);
    const filled = withChanges(ending, interpolateMissing(ending, frame));
    const areas = [5, 6, 7, 8, 9, 10].map(
      (k) =>
        voxelsOf(new Map([[k, filled.get(k) as NonNullable<ReturnType<typeof filled.get>>]]), g.size).filter(
          (v) => Number(v.split(',')[0]) > 45,
        ).length,
    );
    expect(areas).toEqual([...areas].sort((a, b) => b - a));
    expect(areas[0]).toBe(69);
    expect(areas[5]).toBeLessThan((areas[0] as number) / 4);
  });

  it('are copied to the same place in the patient, also where planes drift', () => {
    const tilted = tiltedStack([40, 60, 10]);
    const own = createStackFrame(tilted);
    const disc = slicesWhere(tilted, (i, j, k) => k === 2 && Math.hypot(i - 20, j - 30) < 8);
    const copied = withChanges(disc, copyPlane(disc, own, 2, 7));
    const mean = (k: number) => {
      const voxels = voxelsOf(new Map([[k, copied.get(k) as NonNullable<ReturnType<typeof copied.get>>]]), tilted.size);
      const points = voxels.map((v) =>
        planePointLps(tilted, ...(v.split(',').map(Number) as [number, number, number])),
      );
      return [0, 1, 2].map((n) => points.reduce((sum, p) => sum + (p[n] as number), 0) / points.length);
    };
    const [from, to] = [mean(2), mean(7)];
    const normal = tilted.direction.slice(6, 9);
    const step = [0, 1, 2].map((n) => (to[n] as number) - (from[n] as number));
    const along = step.reduce((sum, x, n) => sum + x * (normal[n] as number), 0);
    const sideways = Math.hypot(...step.map((x, n) => x - along * (normal[n] as number)));
    expect(sideways).toBeLessThanOrEqual(0.56);
    expect(copyPlane(disc, own, 3, 4)).toEqual([]);
    expect(deletePlane(disc, 2)).toMatchObject([{ k: 2, after: null }]);
  });
});

describe('against another structure', () => {
  it('is cropped to or away from it, with a distance', () => {
    const [a, b] = [ball(g, centre, 14), ball(g, planePointLps(g, 44, 30, 15), 10)];
    const far = cropAway(a, b, frame, 3);
    expect(
      dice(
        far,
        slicesWhere(g, (i, j, k) => {
          const p = planePointLps(g, i, j, k);
          const to = (c: readonly number[]) => Math.hypot(...p.map((x, n) => x - (c[n] as number)));
          return to(centre) <= 14 && to(planePointLps(g, 44, 30, 15)) > 13;
        }),
        g.size,
      ),
    ).toBeGreaterThan(0.99);
    const inside = cropTo(a, b, frame, -2);
    expect(dice(inside, cropTo(a, ball(g, planePointLps(g, 44, 30, 15), 8), frame, 0), g.size)).toBeGreaterThan(0.93);
  });

  it('is mirrored between left and right', () => {
    const a = slicesWhere(g, (i, j, k) => i >= 10 && i < 16 && j === 20 + (i % 3) && k === 4);
    const x = planePointLps(g, 25, 0, 0)[0];
    const mirrored = mirrorStructure(a, frame, sagittalPlane(x));
    expect(voxelsOf(mirrored, g.size)).toEqual(
      voxelsOf(
        slicesWhere(g, (i, j, k) => 50 - i >= 10 && 50 - i < 16 && j === 20 + ((50 - i) % 3) && k === 4),
        g.size,
      ),
    );
  });
});

describe('figures', () => {
  it('are those of the volume and the values inside', () => {
    const uneven = tiltedStack();
    const slices = slicesWhere(uneven, (i, j) => i < 10 && j < 10);
    const own = createStackFrame(uneven);
    expect(structureVolumeMl(slices, own)).toBeCloseTo(computeVolumeMl(maskFromSlices(slices, uneven.size), uneven), 9);
    const voxels = Int16Array.from({ length: 60 * 60 * 30 }, (_, at) => at % 60);
    const found = structureStatistics(
      slicesWhere(g, (i, j, k) => i < 11 && j === 0 && k === 0),
      frame,
      voxels,
    );
    expect(found).toMatchObject({ count: 11, mean: 5, min: 0, max: 10, median: 5, p05: 0.5, p95: 9.5 });
    expect(found?.sd).toBeCloseTo(Math.sqrt(10), 9);
    expect(structureStatistics(new Map(), frame, voxels)).toBeNull();
  });
});
