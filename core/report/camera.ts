// Parallel cameras around the patient; no perspective, so that a scale bar holds everywhere in the picture.

import { add, cross, dot, norm, normalise, scale, subtract, type Vec3 } from '../geometry/index.ts';

/** Right-handed picture axes as unit vectors in LPS: right x up = towards the viewer. */
export interface Camera {
  readonly rightLps: Vec3;
  readonly upLps: Vec3;
  readonly towardsLps: Vec3;
  /** LPS mm of the point at the picture's centre. */
  readonly centreLps: Vec3;
  readonly mmPerPixel: number;
}

/** Camera seen from direction `fromLps` with the head up. Throws RangeError when looking straight along the body. */
export function cameraFrom(fromLps: Vec3, centreLps: Vec3, mmPerPixel: number): Camera {
  const towardsLps = normalise(fromLps);
  const side = cross([0, 0, 1], towardsLps);
  if (norm(side) < 1e-6) throw new RangeError('a camera along the body has no up');
  const rightLps = normalise(side);
  return { rightLps, upLps: cross(towardsLps, rightLps), towardsLps, centreLps, mmPerPixel };
}

/** Pixels from the top left corner of a picture of the given size. */
export function projectLps(camera: Camera, point: Vec3, widthPx: number, heightPx: number): [number, number] {
  const d = subtract(point, camera.centreLps);
  return [
    widthPx / 2 + dot(d, camera.rightLps) / camera.mmPerPixel,
    heightPx / 2 - dot(d, camera.upLps) / camera.mmPerPixel,
  ];
}

const LETTERS: readonly (readonly [string, string])[] = [
  ['L', 'R'],
  ['P', 'A'],
  ['S', 'I'],
];
/** Share of a direction under which an axis is not worth a letter (20 degrees). */
const SMALLEST_COSINE = 0.342;

/** Patient direction in letters, strongest first, as in DICOM Patient Orientation (0020,0020): 'L', 'LP'. */
export function directionLetters(directionLps: Vec3): string {
  const unit = normalise(directionLps);
  return unit
    .map((cosine, axis) => ({ cosine, letter: LETTERS[axis]?.[cosine < 0 ? 1 : 0] ?? '' }))
    .filter(({ cosine }) => Math.abs(cosine) > SMALLEST_COSINE)
    .sort((p, q) => Math.abs(q.cosine) - Math.abs(p.cosine))
    .map(({ letter }) => letter)
    .join('');
}

/** Smallest box along the picture axes around points (x, y, z, …, LPS mm): its centre (LPS) and size in mm. */
export function boundsSeenFrom(fromLps: Vec3, clouds: readonly Float32Array[]) {
  const { rightLps, upLps, towardsLps } = cameraFrom(fromLps, [0, 0, 0], 1);
  const axes = [rightLps, upLps, towardsLps];
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (const points of clouds) {
    for (let at = 0; at < points.length; at += 3) {
      const x = points[at] as number;
      const y = points[at + 1] as number;
      const z = points[at + 2] as number;
      for (let a = 0; a < 3; a++) {
        const axis = axes[a] as Vec3;
        const v = x * axis[0] + y * axis[1] + z * axis[2];
        if (v < (low[a] as number)) low[a] = v;
        if (v > (high[a] as number)) high[a] = v;
      }
    }
  }
  const middle = (a: number) => ((low[a] as number) + (high[a] as number)) / 2;
  const centreLps = axes.reduce<Vec3>((sum, axis, a) => add(sum, scale(axis, middle(a))), [0, 0, 0]);
  return {
    centreLps,
    widthMm: (high[0] as number) - (low[0] as number),
    heightMm: (high[1] as number) - (low[1] as number),
  };
}
