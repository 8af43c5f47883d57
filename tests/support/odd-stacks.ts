// Stacks of planes as awkward scanners and incomplete exports leave them, about a given middle.

import { type ImageGeometry, regularGeometry, type Size3, type Vec3 } from '../../core/geometry/index.ts';
import { seededRandom } from './seeded-random.ts';

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

export interface OddStack {
  readonly size: Size3;
  /** Along i and j, and the usual step along the normal, mm. */
  readonly spacingMm: readonly [number, number, number];
  /** Unit vectors of i, j, k; default: the LPS axes. */
  readonly direction?: readonly number[];
  /** LPS mm of the middle of the stack. */
  readonly middleLps?: Vec3;
  /** Angle from the normal to the step direction, towards +j. */
  readonly tiltDeg?: number;
  /** So many of the steps differ from the usual one by 5 to 60 %, up or down. */
  readonly unevenSteps?: number;
  /** Planes of the complete stack, 0 = first, that are not there. */
  readonly missing?: readonly number[];
}

function heightsMm(options: OddStack): number[] {
  const [, , usual] = options.spacingMm;
  const count = options.size[2] + (options.missing?.length ?? 0);
  const random = seededRandom(20260102);
  const order = Array.from({ length: count - 1 }, (_, at) => ({ at, key: random() })).sort((a, b) => a.key - b.key);
  const uneven = new Set(order.slice(0, options.unevenSteps ?? 0).map(({ at }) => at));
  const heights = [0];
  for (let step = 0; step < count - 1; step++) {
    const change = uneven.has(step) ? (0.05 + 0.55 * random()) * (random() < 0.5 ? -1 : 1) : 0;
    heights.push((heights[step] as number) + usual * (1 + change));
  }
  return heights.filter((_, plane) => options.missing?.includes(plane) !== true);
}

/** The stack as an image geometry; `size[2]` planes are there, missing ones not counted. */
export function oddStack(options: OddStack): ImageGeometry {
  const [ni, nj] = options.size;
  const direction = options.direction ?? [1, 0, 0, 0, 1, 0, 0, 0, 1];
  const middle = options.middleLps ?? [0, 0, 0];
  const drift = Math.tan(radians(options.tiltDeg ?? 0));
  const heights = heightsMm(options);
  const centre = ((heights[0] as number) + (heights.at(-1) as number)) / 2;
  const planeOriginsLps = heights.flatMap((height) => {
    const w = height - centre;
    const u = (-(ni - 1) / 2) * options.spacingMm[0];
    const v = (-(nj - 1) / 2) * options.spacingMm[1] + w * drift;
    return middle.map(
      (c, axis) =>
        c + u * (direction[axis] as number) + v * (direction[3 + axis] as number) + w * (direction[6 + axis] as number),
    );
  });
  return {
    ...regularGeometry({
      ...options,
      direction,
      originLps: [0, 0, 0],
      frameOfReferenceUid: '1.2.826.0.1.3680043.10.1561.77',
    }),
    planeOriginsLps,
  };
}
