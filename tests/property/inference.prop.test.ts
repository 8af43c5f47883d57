import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Size3 } from '../../core/geometry/index.ts';
import {
  createRowBlender,
  fillHoles,
  gaussianWeights,
  largestComponent,
  planTiles,
  tileStarts,
} from '../../core/inference/index.ts';
import { countVoxels, denseFromMask, maskFromDense } from '../../core/volume/index.ts';

const overlap = fc.double({ min: 0, max: 0.9, noNaN: true });

describe('tiles', () => {
  it('cover every voxel, stay on the grid and overlap as much as was asked for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 96 }), overlap, (n, patch, share) => {
        const starts = tileStarts(n, patch, share);
        expect(starts[0]).toBeLessThanOrEqual(0);
        expect((starts.at(-1) as number) + patch).toBeGreaterThanOrEqual(n);
        if (n > patch) expect([starts[0], starts.at(-1)]).toEqual([0, n - patch]);
        const step = Math.max(1, Math.floor(patch * (1 - share)));
        for (let t = 1; t < starts.length; t++) {
          expect((starts[t] as number) - (starts[t - 1] as number)).toBeLessThanOrEqual(step);
        }
      }),
    );
  });

  it('blend a constant to itself, along whichever axis rows are finished', () => {
    const axis = fc.integer({ min: 1, max: 20 });
    const patchAxis = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(
        fc.tuple(axis, axis, axis),
        fc.tuple(patchAxis, patchAxis, patchAxis),
        fc.double({ min: 0, max: 0.6, noNaN: true }),
        fc.double({ min: -20, max: 20, noNaN: true }),
        fc.constantFrom(0, 1, 2),
        (size, patch, share, value, along) => {
          const { starts, count } = planTiles(size as Size3, patch as Size3, share);
          const output = new Float32Array(patch[0] * patch[1] * patch[2]).fill(value);
          let rows = 0;
          const blender = createRowBlender({
            size: size as Size3,
            axis: along as 0 | 1 | 2,
            patch: patch as Size3,
            rows: patch[along] as number,
            channels: [0],
            hasSpread: false,
            axisWeights: patch.map((n) => gaussianWeights(n, 0.125)) as unknown as [
              Float32Array,
              Float32Array,
              Float32Array,
            ],
            onRow: ({ row, values, isReached }) => {
              expect(row).toBe(rows++);
              expect(isReached.every((reached) => reached === 1)).toBe(true);
              for (const v of values) expect(Math.abs(v - value)).toBeLessThan(1e-4);
            },
          });
          const tiles = Array.from(
            { length: count },
            (_, t) => [...starts.subarray(3 * t, 3 * t + 3)] as never as Size3,
          );
          for (const start of tiles.sort((p, q) => (p[along] as number) - (q[along] as number))) {
            blender.finishBefore(start[along] as number);
            blender.add(start, output, null);
          }
          blender.finishBefore(size[along] as number);
          expect(rows).toBe(size[along]);
        },
      ),
      { numRuns: 60 },
    );
  });
});

/** Components and cavities by flooding voxels one at a time: slow, and obviously right. */
function flood(dense: Uint8Array, [ni, nj, nk]: Size3, start: number, isNear: (d: number) => boolean, value: number) {
  const seen = new Set([start]);
  const queue = [start];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    const [i, j, k] = [at % ni, Math.floor(at / ni) % nj, Math.floor(at / ni / nj)];
    for (let d = 0; d < 27; d++) {
      const [x, y, z] = [(d % 3) - 1, (Math.floor(d / 3) % 3) - 1, Math.floor(d / 9) - 1];
      if (!isNear(Math.abs(x) + Math.abs(y) + Math.abs(z))) continue;
      const [p, q, r] = [i + x, j + y, k + z];
      if (p < 0 || q < 0 || r < 0 || p >= ni || q >= nj || r >= nk) continue;
      const next = (r * nj + q) * ni + p;
      if (dense[next] === value && !seen.has(next)) {
        seen.add(next);
        queue.push(next);
      }
    }
  }
  return seen;
}

describe('components by runs', () => {
  const side = fc.integer({ min: 1, max: 7 });
  const mask = fc.tuple(side, side, side).chain((size) =>
    fc.tuple(
      fc.constant(size as Size3),
      fc.array(fc.constantFrom(0, 0, 1), {
        minLength: size[0] * size[1] * size[2],
        maxLength: size[0] * size[1] * size[2],
      }),
    ),
  );

  it('are those of a flood over 26 neighbours', () => {
    fc.assert(
      fc.property(mask, ([size, voxels]) => {
        const dense = Uint8Array.from(voxels);
        let best = new Set<number>();
        for (let at = 0; at < dense.length; at++) {
          if (dense[at] !== 1 || best.has(at)) continue;
          const found = flood(dense, size, at, (d) => d > 0, 1);
          if (found.size > best.size) best = found;
        }
        const kept = denseFromMask(largestComponent(maskFromDense(dense, size)));
        expect(new Set([...kept.keys()].filter((at) => kept[at] === 1))).toEqual(best);
      }),
    );
  });

  it('fill exactly the background that no flood from outside reaches', () => {
    fc.assert(
      fc.property(mask, ([[ni, nj, nk], voxels]) => {
        // One layer of air all round: the flood starts there.
        const padded: Size3 = [ni + 2, nj + 2, nk + 2];
        const dense = new Uint8Array(padded[0] * padded[1] * padded[2]);
        voxels.forEach((v, at) => {
          const [i, j, k] = [at % ni, Math.floor(at / ni) % nj, Math.floor(at / ni / nj)];
          dense[((k + 1) * padded[1] + j + 1) * padded[0] + i + 1] = v === 1 ? 0 : 1;
        });
        const solid = maskFromDense(
          dense.map((v) => 1 - v).map((v, at) => (isRim(at, padded) ? 0 : v)),
          padded,
        );
        const open = denseFromMask(solid).map((v) => 1 - v);
        const outside = flood(open, padded, 0, (d) => d === 1, 1);
        expect(countVoxels(fillHoles(solid, 'volume'))).toBe(dense.length - outside.size);
      }),
    );
  });
});

const isRim = (at: number, [ni, nj, nk]: Size3): boolean => {
  const [i, j, k] = [at % ni, Math.floor(at / ni) % nj, Math.floor(at / ni / nj)];
  return i === 0 || j === 0 || k === 0 || i === ni - 1 || j === nj - 1 || k === nk - 1;
};
