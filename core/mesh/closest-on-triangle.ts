/**
 * Squared distance (mm2) from a point to a triangle, by the region of it that the point lies over (Ericson, Real-time
 * collision detection, 2005, section 5.1.5). Triangles without area count as their edges.
 * @param p coordinates
 * @param a index in `p` of the corner's x; b and c alike
 * @param out receives x, y, z of the nearest place and the shares that corners b and c have in it: five numbers
 */
export function closestOnTriangle(
  p: Float32Array,
  a: number,
  b: number,
  c: number,
  x: number,
  y: number,
  z: number,
  out: Float64Array,
): number {
  const ax = p[a] as number;
  const ay = p[a + 1] as number;
  const az = p[a + 2] as number;
  const ux = (p[b] as number) - ax;
  const uy = (p[b + 1] as number) - ay;
  const uz = (p[b + 2] as number) - az;
  const vx = (p[c] as number) - ax;
  const vy = (p[c + 1] as number) - ay;
  const vz = (p[c + 2] as number) - az;
  const wx = x - ax;
  const wy = y - ay;
  const wz = z - az;
  // How far w, seen from each corner, runs along the two edges of corner a.
  const d1 = ux * wx + uy * wy + uz * wz;
  const d2 = vx * wx + vy * wy + vz * wz;
  const uu = ux * ux + uy * uy + uz * uz;
  const uv = ux * vx + uy * vy + uz * vz;
  const vv = vx * vx + vy * vy + vz * vz;
  const d3 = d1 - uu;
  const d4 = d2 - uv;
  const d5 = d1 - uv;
  const d6 = d2 - vv;
  const vc = d1 * d4 - d3 * d2;
  const vb = d5 * d2 - d1 * d6;
  const va = d3 * d6 - d5 * d4;
  let s = 0;
  let t = 0;
  if (d1 <= 0 && d2 <= 0) {
    // corner a
  } else if (d3 >= 0 && d4 <= d3) {
    s = 1;
  } else if (vc <= 0 && d1 >= 0 && d3 <= 0) {
    s = d1 / (d1 - d3);
  } else if (d6 >= 0 && d5 <= d6) {
    t = 1;
  } else if (vb <= 0 && d2 >= 0 && d6 <= 0) {
    t = d2 / (d2 - d6);
  } else if (va <= 0 && d4 - d3 >= 0 && d5 - d6 >= 0) {
    t = (d4 - d3) / (d4 - d3 + (d5 - d6));
    s = 1 - t;
  } else {
    const share = 1 / (va + vb + vc);
    s = vb * share;
    t = vc * share;
  }
  const px = s * ux + t * vx;
  const py = s * uy + t * vy;
  const pz = s * uz + t * vz;
  out[0] = ax + px;
  out[1] = ay + py;
  out[2] = az + pz;
  out[3] = s;
  out[4] = t;
  return (wx - px) * (wx - px) + (wy - py) * (wy - py) + (wz - pz) * (wz - pz);
}
