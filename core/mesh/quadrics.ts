// Sums of squared distances to planes, one for every vertex (Garland and Heckbert, Surface simplification using quadric
// error metrics, SIGGRAPH 1997), weighted by the areas of the triangles that the planes come from.

import { doubleAreaVector } from '../geometry/index.ts';

/** xx, xy, xz, yy, yz, zz, x, y, z, constant. The sum of the weights (mm2) is xx + yy + zz: normals have length 1. */
const NUMBERS = 10;

/** Pull towards the middle of an edge, as a share of the planes': on flat ground the planes say nothing. */
const PULL = 1e-3;

export class Quadrics {
  readonly #q: Float64Array;

  constructor(points: Float32Array, indices: Uint32Array) {
    this.#q = new Float64Array((points.length / 3) * NUMBERS);
    const normal = new Float64Array(3);
    const plane = new Float64Array(NUMBERS);
    for (let n = 0; n < indices.length; n += 3) {
      const a = 3 * (indices[n] as number);
      doubleAreaVector(points, a, 3 * (indices[n + 1] as number), 3 * (indices[n + 2] as number), normal);
      const length = Math.sqrt((normal[0] as number) ** 2 + (normal[1] as number) ** 2 + (normal[2] as number) ** 2);
      if (length === 0) continue;
      const x = (normal[0] as number) / length;
      const y = (normal[1] as number) / length;
      const z = (normal[2] as number) / length;
      const d = -(x * (points[a] as number) + y * (points[a + 1] as number) + z * (points[a + 2] as number));
      plane[0] = x * x;
      plane[1] = x * y;
      plane[2] = x * z;
      plane[3] = y * y;
      plane[4] = y * z;
      plane[5] = z * z;
      plane[6] = x * d;
      plane[7] = y * d;
      plane[8] = z * d;
      plane[9] = d * d;
      for (let corner = 0; corner < 3; corner++) {
        const to = NUMBERS * (indices[n + corner] as number);
        for (let m = 0; m < NUMBERS; m++) {
          this.#q[to + m] = (this.#q[to + m] as number) + (length / 6) * (plane[m] as number);
        }
      }
    }
  }

  /** Vertex b becomes part of a. */
  merge(a: number, b: number): void {
    for (let m = 0; m < NUMBERS; m++) {
      this.#q[NUMBERS * a + m] = (this.#q[NUMBERS * a + m] as number) + (this.#q[NUMBERS * b + m] as number);
    }
  }

  /** Where a and b fit best together, into `target`: x, y, z, the sum of squares there (mm4) and the mean square of the
   * distances (mm2). Written out number by number: most of the time of a simplification is spent here. */
  place(points: Float32Array, a: number, b: number, target: Float64Array): void {
    const q = this.#q;
    const [m, n] = [NUMBERS * a, NUMBERS * b];
    const qxx = (q[m] as number) + (q[n] as number);
    const xy = (q[m + 1] as number) + (q[n + 1] as number);
    const xz = (q[m + 2] as number) + (q[n + 2] as number);
    const qyy = (q[m + 3] as number) + (q[n + 3] as number);
    const yz = (q[m + 4] as number) + (q[n + 4] as number);
    const qzz = (q[m + 5] as number) + (q[n + 5] as number);
    const qx = (q[m + 6] as number) + (q[n + 6] as number);
    const qy = (q[m + 7] as number) + (q[n + 7] as number);
    const qz = (q[m + 8] as number) + (q[n + 8] as number);
    const constant = (q[m + 9] as number) + (q[n + 9] as number);
    const weight = qxx + qyy + qzz;
    const mx = ((points[3 * a] as number) + (points[3 * b] as number)) / 2;
    const my = ((points[3 * a + 1] as number) + (points[3 * b + 1] as number)) / 2;
    const mz = ((points[3 * a + 2] as number) + (points[3 * b + 2] as number)) / 2;
    const pull = PULL * weight;
    const xx = qxx + pull;
    const yy = qyy + pull;
    const zz = qzz + pull;
    const rx = pull * mx - qx;
    const ry = pull * my - qy;
    const rz = pull * mz - qz;
    const cx = yy * zz - yz * yz;
    const cy = xz * yz - xy * zz;
    const cz = xy * yz - xz * yy;
    const determinant = xx * cx + xy * cy + xz * cz;
    let x = mx;
    let y = my;
    let z = mz;
    if (determinant > 0) {
      const inverse = 1 / determinant;
      const cross = xy * xz - xx * yz;
      x = (cx * rx + cy * ry + cz * rz) * inverse;
      y = (cy * rx + (xx * zz - xz * xz) * ry + cross * rz) * inverse;
      z = (cz * rx + cross * ry + (xx * yy - xy * xy) * rz) * inverse;
    }
    const twice = x * y * xy + x * z * xz + y * z * yz + x * qx + y * qy + z * qz;
    const squares = x * x * qxx + y * y * qyy + z * z * qzz + constant;
    const square = Math.max(0, squares + 2 * twice);
    target[0] = x;
    target[1] = y;
    target[2] = z;
    target[3] = square;
    target[4] = weight > 0 ? square / weight : 0;
  }
}
