import { describe, expect, it } from 'vitest';
import type { Size3 } from '../../../core/geometry/index.ts';
import {
  checkClosedManifold,
  computeEnclosedVolumeMm3,
  computeSurfaceAreaMm2,
  type IsoSurface,
  isoSurface,
} from '../../../core/mesh/index.ts';
import { seededRandom } from '../../support/seeded-random.ts';

const fieldOf = ([nx, ny, nz]: Size3, value: (x: number, y: number, z: number) => number): Float32Array =>
  Float32Array.from({ length: nx * ny * nz }, (_, at) =>
    value(at % nx, Math.floor(at / nx) % ny, Math.floor(at / (nx * ny))),
  );

const meshOf = ({ points, indices }: IsoSurface) => ({ positions: points, indices });
const size: Size3 = [44, 46, 45];
const toCentre = (x: number, y: number, z: number) => Math.hypot(x - 21.3, y - 22.6, z - 22.1);

describe('isoSurface', () => {
  it('puts its vertices where the field crosses the level', () => {
    const mesh = meshOf(
      isoSurface(
        fieldOf(size, (x, y, z) => toCentre(x, y, z) - 20),
        size,
        0,
        'below',
      ),
    );
    expect(checkClosedManifold(mesh)).toMatchObject({ isClosedManifold: true, shells: 1 });
    for (let at = 0; at < mesh.positions.length; at += 3) {
      const [x, y, z] = mesh.positions.subarray(at, at + 3) as unknown as [number, number, number];
      expect(Math.abs(toCentre(x, y, z) - 20)).toBeLessThan(0.02);
    }
    expect(computeEnclosedVolumeMm3(mesh) / ((4 / 3) * Math.PI * 20 ** 3)).toBeCloseTo(1, 2);
    expect(computeSurfaceAreaMm2(mesh) / (4 * Math.PI * 20 ** 2)).toBeCloseTo(1, 2);
  });

  it('is the same surface for a field that rises inwards', () => {
    const rising = fieldOf(size, (x, y, z) => Math.fround(20 - toCentre(x, y, z)));
    expect(isoSurface(rising, size, 0)).toEqual(
      isoSurface(
        rising.map((v) => -v),
        size,
        0,
        'below',
      ),
    );
  });

  it('closes half a cell behind the border of the grid', () => {
    const mesh = meshOf(isoSurface(new Float32Array(24).fill(1), [2, 3, 4], 0.5));
    expect(checkClosedManifold(mesh)).toMatchObject({ isClosedManifold: true, shells: 1 });
    const xs = mesh.positions.filter((_, at) => at % 3 === 0);
    expect([Math.min(...xs), Math.max(...xs)]).toEqual([-0.5, 1.5]);
  });

  it('stays closed, 2-manifold and without flat triangles for noise, levels hit exactly and missing numbers', () => {
    const random = seededRandom(5);
    const odd = [0, 0.5, 1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0.5000001];
    for (let run = 0; run < 60; run++) {
      const values = Float32Array.from({ length: 8 * 7 * 6 }, () =>
        random() < 0.4 ? (odd[Math.floor(odd.length * random())] as number) : random(),
      );
      const mesh = meshOf(isoSurface(values, [8, 7, 6], 0.5));
      // As it comes to lie in a patient far from the origin.
      const placed = mesh.positions.map((p) => -1500 + 0.4 * p);
      expect(checkClosedManifold({ ...mesh, positions: placed })).toMatchObject({ isClosedManifold: true });
    }
  });

  it('has no triangles where nothing is inside, and refuses a size of another field', () => {
    expect(isoSurface(new Float32Array(8), [2, 2, 2], 0).indices).toHaveLength(0);
    expect(() => isoSurface(new Float32Array(8), [2, 2, 3], 0)).toThrow(RangeError);
  });
});
