// The uncertainty of a model at any place in the patient.

import type { Vec3 } from '../geometry/index.ts';

/** A map on the straight grid of a model: array axis a runs along the LPS component `component[a]`, backwards where
 * `sign[a]` is -1. */
export interface PlacedMap {
  /** 'disagreement' of several networks or mirrored views, 'entropy' of one answer. */
  readonly kind: 'disagreement' | 'entropy';
  /** Centre of the grid's first voxel, LPS mm. */
  readonly originLps: Vec3;
  readonly spacingMm: Vec3;
  readonly component: Vec3;
  readonly sign: Vec3;
  /** The box of the grid outside which everything is 0. */
  readonly start: Vec3;
  readonly size: Vec3;
  /** One byte a voxel of the box, last axis contiguous: 0 sure, 255 as unsure as can be. */
  readonly values: Uint8Array;
}

export interface MapSampler {
  /** 0 to 1, trilinear; 0 outside. */
  at(x: number, y: number, z: number): number;
  /** The box in which it can be more than 0, LPS mm; null where it is 0 everywhere. */
  readonly box: { readonly min: Vec3; readonly max: Vec3 } | null;
}

function boxOf({ originLps, spacingMm, component, sign, start, size, values }: PlacedMap): MapSampler['box'] {
  if (values.length === 0) return null;
  const min: [number, number, number] = [0, 0, 0];
  const max: [number, number, number] = [0, 0, 0];
  for (const a of [0, 1, 2] as const) {
    const c = component[a] as 0 | 1 | 2;
    // Linear interpolation reaches one voxel beyond the box.
    const ends = [start[a] - 1, start[a] + size[a]].map((n) => originLps[c] + sign[a] * n * spacingMm[a]);
    min[c] = Math.min(...ends);
    max[c] = Math.max(...ends);
  }
  return { min, max };
}

export function createMapSampler(map: PlacedMap): MapSampler {
  const { originLps, spacingMm, component, sign, start, size, values } = map;
  const [, nb, nc] = size;
  const strides = [nb * nc, nc, 1] as const;
  const perMm = [0, 1, 2].map((a) => (sign[a] as number) / (spacingMm[a] as number)) as unknown as Vec3;
  const low = [0, 0, 0];
  const share = [0, 0, 0];
  const at = (x: number, y: number, z: number): number => {
    const place = [x, y, z];
    for (let a = 0; a < 3; a++) {
      const c = component[a] as number;
      const n = ((place[c] as number) - (originLps[c] as number)) * (perMm[a] as number) - (start[a] as number);
      if (n <= -1 || n >= (size[a] as number)) return 0;
      low[a] = Math.floor(n);
      share[a] = n - (low[a] as number);
    }
    let sum = 0;
    for (let corner = 0; corner < 8; corner++) {
      let weight = 1;
      let index = 0;
      for (let a = 0; a < 3; a++) {
        const up = (corner >> a) & 1;
        const n = (low[a] as number) + up;
        weight *= up === 1 ? (share[a] as number) : 1 - (share[a] as number);
        if (n < 0 || n >= (size[a] as number)) weight = 0;
        index += n * (strides[a] as number);
      }
      if (weight > 0) sum += weight * (values[index] as number);
    }
    return sum / 255;
  };
  return { at, box: boxOf(map) };
}
