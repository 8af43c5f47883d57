import { cross, dot, normalise, type Vec3 } from '../geometry/index.ts';
import type { TriangleMesh } from '../mesh/index.ts';

/** Three rows of a rotation: a direction's coordinates along right, back and up of the printer. */
export type Rotation = readonly [Vec3, Vec3, Vec3];

/** The rotation that turns `upLps` upwards by the shortest way, then about the vertical. */
export function rotationTo(upLps: Vec3, turnDeg = 0): Rotation {
  const up = normalise(upLps);
  // Any vector that is not nearly parallel to up.
  const hint: Vec3 = Math.abs(up[2]) < 0.9 ? [0, 0, 1] : [0, 1, 0];
  const right = normalise(cross(hint, up));
  const back = cross(up, right);
  const [c, s] = [Math.cos((turnDeg * Math.PI) / 180), Math.sin((turnDeg * Math.PI) / 180)];
  const mix = (a: number, b: number): Vec3 =>
    [0, 1, 2].map((n) => a * (right[n as 0] as number) + b * (back[n as 0] as number)) as unknown as Vec3;
  return [mix(c, -s), mix(s, c), up];
}

/** A part as it stands on the bed of a printer: `upLps` upwards, turned about the vertical, its lowest point at height 0
 * and its middle over the origin. mm. */
export function standOn(mesh: TriangleMesh, upLps: Vec3, turnDeg = 0): TriangleMesh {
  const rows = rotationTo(upLps, turnDeg);
  const { positions: p, indices } = mesh;
  const turned = new Float64Array(p.length);
  const low = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const high = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = 0; at < p.length; at += 3) {
    const point: Vec3 = [p[at] as number, p[at + 1] as number, p[at + 2] as number];
    for (let n = 0; n < 3; n++) {
      const coordinate = dot(rows[n] as Vec3, point);
      turned[at + n] = coordinate;
      low[n] = Math.min(low[n] as number, coordinate);
      high[n] = Math.max(high[n] as number, coordinate);
    }
  }
  const origin = [0, 1].map((n) => ((low[n] as number) + (high[n] as number)) / 2);
  origin.push(low[2] as number);
  const positions = new Float32Array(p.length);
  for (let at = 0; at < p.length; at++) positions[at] = (turned[at] as number) - (origin[at % 3] as number);
  return { positions, indices };
}
