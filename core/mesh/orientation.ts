// Which side of a plane or line a point lies on, with the sign that exact arithmetic gives: computed in float64, and
// where the rounding error could turn the sign, again in whole numbers (the filter of Shewchuk, Adaptive precision
// floating-point arithmetic and fast robust geometric predicates, 1997). Points are offsets into float32 coordinates.

const EPSILON = 2 ** -53;
const ERROR_3D = (7 + 56 * EPSILON) * EPSILON;
const ERROR_2D = (3 + 16 * EPSILON) * EPSILON;

const bits = new DataView(new ArrayBuffer(4));

/** A float32 number times 2^149, which is whole. */
function whole(value: number): bigint {
  bits.setFloat32(0, value);
  const pattern = bits.getUint32(0);
  const exponent = (pattern >>> 23) & 0xff;
  const fraction = pattern & 0x7fffff;
  const size = exponent === 0 ? BigInt(fraction) : BigInt(fraction | 0x800000) << BigInt(exponent - 1);
  return pattern >>> 31 === 1 ? -size : size;
}

const signOf = (value: bigint): number => (value > 0n ? 1 : value < 0n ? -1 : 0);

function exactOrientation3d(p: Float32Array, a: number, b: number, c: number, d: number): number {
  const along = (point: number, axis: number) => whole(p[point + axis] as number) - whole(p[d + axis] as number);
  const [ax, ay, az] = [along(a, 0), along(a, 1), along(a, 2)];
  const [bx, by, bz] = [along(b, 0), along(b, 1), along(b, 2)];
  const [cx, cy, cz] = [along(c, 0), along(c, 1), along(c, 2)];
  return signOf(az * (bx * cy - cx * by) + bz * (cx * ay - ax * cy) + cz * (ax * by - bx * ay));
}

/** Sign of the volume of a, b, c, d: negative when d lies where the normal of a, b, c (counter-clockwise) points, 0 when
 * all four lie in one plane. */
export function orientation3d(p: Float32Array, a: number, b: number, c: number, d: number): number {
  const dx = p[d] as number;
  const dy = p[d + 1] as number;
  const dz = p[d + 2] as number;
  const ax = (p[a] as number) - dx;
  const ay = (p[a + 1] as number) - dy;
  const az = (p[a + 2] as number) - dz;
  const bx = (p[b] as number) - dx;
  const by = (p[b + 1] as number) - dy;
  const bz = (p[b + 2] as number) - dz;
  const cx = (p[c] as number) - dx;
  const cy = (p[c + 1] as number) - dy;
  const cz = (p[c + 2] as number) - dz;
  const bxcy = bx * cy;
  const cxby = cx * by;
  const cxay = cx * ay;
  const axcy = ax * cy;
  const axby = ax * by;
  const bxay = bx * ay;
  const volume = az * (bxcy - cxby) + bz * (cxay - axcy) + cz * (axby - bxay);
  const largest =
    Math.abs(az) * (Math.abs(bxcy) + Math.abs(cxby)) +
    Math.abs(bz) * (Math.abs(cxay) + Math.abs(axcy)) +
    Math.abs(cz) * (Math.abs(axby) + Math.abs(bxay));
  const error = ERROR_3D * largest;
  if (volume > error) return 1;
  if (volume < -error) return -1;
  return largest === 0 ? 0 : exactOrientation3d(p, a, b, c, d);
}

/** Sign of the area of a, b, c seen along the axis that is neither `u` nor `v`: positive when counter-clockwise in u, v. */
export function orientation2d(p: Float32Array, a: number, b: number, c: number, u: number, v: number): number {
  const cu = p[c + u] as number;
  const cv = p[c + v] as number;
  const left = ((p[a + u] as number) - cu) * ((p[b + v] as number) - cv);
  const right = ((p[a + v] as number) - cv) * ((p[b + u] as number) - cu);
  const error = ERROR_2D * (Math.abs(left) + Math.abs(right));
  const area = left - right;
  if (area > error) return 1;
  if (area < -error) return -1;
  if (error === 0) return 0;
  const along = (point: number, axis: number) => whole(p[point + axis] as number) - whole(p[c + axis] as number);
  return signOf(along(a, u) * along(b, v) - along(a, v) * along(b, u));
}
