/**
 * Twice the area of a triangle times its unit normal, by the right-hand rule from corner a over b to c: its length is
 * twice the area. In the unit of `points` squared, computed in double precision.
 * @param points x, y, z of vertex 0, then of vertex 1, …
 * @param a index in `points` of the corner's x; b and c alike
 * @param out receives x, y, z
 */
export function doubleAreaVector(points: Float32Array, a: number, b: number, c: number, out: Float64Array): void {
  const ux = (points[b] as number) - (points[a] as number);
  const uy = (points[b + 1] as number) - (points[a + 1] as number);
  const uz = (points[b + 2] as number) - (points[a + 2] as number);
  const vx = (points[c] as number) - (points[a] as number);
  const vy = (points[c + 1] as number) - (points[a + 1] as number);
  const vz = (points[c + 2] as number) - (points[a + 2] as number);
  out[0] = uy * vz - uz * vy;
  out[1] = uz * vx - ux * vz;
  out[2] = ux * vy - uy * vx;
}
