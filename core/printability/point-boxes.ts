/** Cubes along an axis that have numbers of their own: 2^17, and those beyond share them. */
const AXIS_BITS = 17;
const AXIS_CUBES = 2 ** AXIS_BITS;
const numberOf = (cube: number): number => ((cube % AXIS_CUBES) + AXIS_CUBES) % AXIS_CUBES;

/** Numbers of points by the cubes of a grid that they lie in. */
export class PointBoxes {
  readonly #boxMm: number;
  readonly #boxes = new Map<number, number[]>();

  constructor(pointsLps: ArrayLike<number>, chosen: Iterable<number>, boxMm: number) {
    this.#boxMm = boxMm;
    for (const n of chosen) {
      const key = this.#keyOf(pointsLps, 3 * n, 0, 0, 0);
      const box = this.#boxes.get(key);
      if (box === undefined) this.#boxes.set(key, [n]);
      else box.push(n);
    }
  }

  #keyOf(p: ArrayLike<number>, at: number, dx: number, dy: number, dz: number): number {
    const x = numberOf(Math.floor((p[at] as number) / this.#boxMm) + dx);
    const y = numberOf(Math.floor((p[at + 1] as number) / this.#boxMm) + dy);
    const z = numberOf(Math.floor((p[at + 2] as number) / this.#boxMm) + dz);
    return (x * AXIS_CUBES + y) * AXIS_CUBES + z;
  }

  /** Points of the box of a place and of each box beside it that holds any. */
  forEachAround(p: ArrayLike<number>, at: number, visit: (points: readonly number[]) => void): void {
    for (let box = 0; box < 27; box++) {
      const key = this.#keyOf(p, at, (box % 3) - 1, (Math.floor(box / 3) % 3) - 1, Math.floor(box / 9) - 1);
      const points = this.#boxes.get(key);
      if (points !== undefined) visit(points);
    }
  }
}
