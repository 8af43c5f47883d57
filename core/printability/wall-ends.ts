import { PointBoxes } from './point-boxes.ts';
import type { SurfaceSamples } from './surface-samples.ts';

/** Where the middle of the surface around a point lies further off than this share of the reach, the wall ends. */
const END_SHARE = 0.2;

/** Surface that turns away by more than 60 degrees is not the same side of a wall. */
const SAME_SIDE_DOT = 0.5;

/** Where a wall ends: its surface on the side of a point lies to one side of it. Seen by the middle of the points around,
 * which for a half-plane lies 0.42 of the reach off at its border and 0.2 at somewhat less than half the reach from it. */
export class WallEnds {
  readonly #samples: SurfaceSamples;
  readonly #reachMm: number;
  readonly #boxes: PointBoxes;

  constructor(samples: SurfaceSamples, reachMm: number) {
    this.#samples = samples;
    this.#reachMm = reachMm;
    const { length } = samples.pointsLps;
    this.#boxes = new PointBoxes(samples.pointsLps, Array.from({ length: length / 3 }).keys(), reachMm);
  }

  isEnd(n: number): boolean {
    const { pointsLps: p, normals } = this.#samples;
    const at = 3 * n;
    const [nx, ny, nz] = [normals[at] as number, normals[at + 1] as number, normals[at + 2] as number];
    const sum = { count: 0, x: 0, y: 0, z: 0 };
    this.#boxes.forEachAround(p, at, (points) => {
      for (const other of points) {
        const to = 3 * other;
        const facing =
          nx * (normals[to] as number) + ny * (normals[to + 1] as number) + nz * (normals[to + 2] as number);
        if (facing < SAME_SIDE_DOT) continue;
        const dx = (p[to] as number) - (p[at] as number);
        const dy = (p[to + 1] as number) - (p[at + 1] as number);
        const dz = (p[to + 2] as number) - (p[at + 2] as number);
        if (dx * dx + dy * dy + dz * dz > this.#reachMm ** 2) continue;
        sum.count++;
        sum.x += dx;
        sum.y += dy;
        sum.z += dz;
      }
    });
    const { count, x, y, z } = sum;
    const off = x * nx + y * ny + z * nz;
    return Math.hypot(x - off * nx, y - off * ny, z - off * nz) > END_SHARE * this.#reachMm * count;
  }
}
