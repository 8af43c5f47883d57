// Affine maps between frames; the only way from one frame to another.

import { AppError } from '../error/index.ts';
import { type Frame, type Point3, pointIn, type Vector3, vectorIn } from '../units/index.ts';

declare const fromTag: unique symbol;
declare const toTag: unique symbol;

/** Row-major 3 x 4 matrix [m00 m01 m02 t0, m10 …]: to = M from + t. */
export type Affine<From extends Frame, To extends Frame> = readonly number[] & {
  readonly [fromTag]: From;
  readonly [toTag]: To;
};

/** Throws `invalid-input` unless there are 12 finite numbers. */
export function affineFromRows<A extends Frame, B extends Frame>(rows: readonly number[]): Affine<A, B> {
  if (rows.length !== 12 || !rows.every(Number.isFinite)) {
    throw new AppError('invalid-input', 'GEOMETRY_AFFINE', 'An affine needs 12 finite numbers (3 rows of 4).');
  }
  return [...rows] as unknown as Affine<A, B>;
}

/** Columns = images of the three unit steps, then the image of the origin. */
export function affineFromColumns<A extends Frame, B extends Frame>(
  a: readonly number[],
  b: readonly number[],
  c: readonly number[],
  origin: readonly number[],
): Affine<A, B> {
  const rows: number[] = [];
  for (let r = 0; r < 3; r++) rows.push(a[r] as number, b[r] as number, c[r] as number, origin[r] as number);
  return affineFromRows(rows);
}

export function mapPoint<A extends Frame, B extends Frame>(m: Affine<A, B>, p: Point3<A>): Point3<B> {
  const [x, y, z] = p;
  const at = (r: number) =>
    (m[r] as number) * x + (m[r + 1] as number) * y + (m[r + 2] as number) * z + (m[r + 3] as number);
  return pointIn<B>(at(0), at(4), at(8));
}

/** Like mapPoint without the translation. */
export function mapVector<A extends Frame, B extends Frame>(m: Affine<A, B>, v: Vector3<A>): Vector3<B> {
  const [x, y, z] = v;
  const at = (r: number) => (m[r] as number) * x + (m[r + 1] as number) * y + (m[r + 2] as number) * z;
  return vectorIn<B>(at(0), at(4), at(8));
}

/** outer after inner. */
export function compose<A extends Frame, B extends Frame, C extends Frame>(
  outer: Affine<B, C>,
  inner: Affine<A, B>,
): Affine<A, C> {
  const rows: number[] = [];
  for (let r = 0; r < 3; r++) {
    for (let c = 0; c < 4; c++) {
      let sum = c === 3 ? (outer[r * 4 + 3] as number) : 0;
      for (let k = 0; k < 3; k++) sum += (outer[r * 4 + k] as number) * (inner[k * 4 + c] as number);
      rows.push(sum);
    }
  }
  return affineFromRows(rows);
}

export function determinant(m: Affine<Frame, Frame>): number {
  const [a, b, c, , d, e, f, , g, h, i] = m as readonly number[] as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
}

/** Throws `invalid-input` when the matrix is singular. */
export function invert<A extends Frame, B extends Frame>(m: Affine<A, B>): Affine<B, A> {
  const [a, b, c, tx, d, e, f, ty, g, h, i, tz] = m as readonly number[] as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const det = determinant(m as unknown as Affine<Frame, Frame>);
  if (!(Math.abs(det) > 0) || !Number.isFinite(1 / det)) {
    throw new AppError('invalid-input', 'GEOMETRY_SINGULAR', 'The image axes do not span a volume (singular affine).');
  }
  const r = [
    (e * i - f * h) / det,
    (c * h - b * i) / det,
    (b * f - c * e) / det,
    (f * g - d * i) / det,
    (a * i - c * g) / det,
    (c * d - a * f) / det,
    (d * h - e * g) / det,
    (b * g - a * h) / det,
    (a * e - b * d) / det,
  ] as const;
  return affineFromRows([
    r[0],
    r[1],
    r[2],
    -(r[0] * tx + r[1] * ty + r[2] * tz),
    r[3],
    r[4],
    r[5],
    -(r[3] * tx + r[4] * ty + r[5] * tz),
    r[6],
    r[7],
    r[8],
    -(r[6] * tx + r[7] * ty + r[8] * tz),
  ]);
}
