/**
 * Squared distance (mm2) from a point to the triangle whose nine coordinates begin at `at`; its nearest place is written
 * into `out`. By the region that the point lies over (Ericson, Real-time collision detection, 2005, section 5.1.5).
 * Triangles without area count as their edges.
 */
export function closestOnTriangle(
  c: Float32Array,
  at: number,
  x: number,
  y: number,
  z: number,
  out: Float64Array,
): number {
  const ax = c[at] as number;
  const ay = c[at + 1] as number;
  const az = c[at + 2] as number;
  const ux = (c[at + 3] as number) - ax;
  const uy = (c[at + 4] as number) - ay;
  const uz = (c[at + 5] as number) - az;
  const vx = (c[at + 6] as number) - ax;
  const vy = (c[at + 7] as number) - ay;
  const vz = (c[at + 8] as number) - az;
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
  return (wx - px) * (wx - px) + (wy - py) * (wy - py) + (wz - pz) * (wz - pz);
}
