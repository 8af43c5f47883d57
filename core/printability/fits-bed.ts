import { AppError } from '../error/index.ts';
import type { Vec3 } from '../geometry/index.ts';
import type { TriangleMesh } from '../mesh/index.ts';
import { footprint, turnedSize } from './footprint.ts';
import { massProperties } from './mass-properties.ts';
import { standOn } from './stand-on.ts';

const STEP_DEG = 1;
const REFINEMENTS = 12;

export interface BedFit {
  readonly fits: boolean;
  /** About the vertical, counter-clockwise seen from above; 0 where it fits as it stands. */
  readonly turnDeg: number;
  /** Width, depth and height as it stands after that turn. */
  readonly sizeMm: Vec3;
  /** By how much it is too large in the direction that is worst; 0 where it fits. */
  readonly overMm: number;
  /** Another direction to put upwards in which it fits; null where it fits already or in none that was tried. */
  readonly otherUpLps: Vec3 | null;
}

/**
 * Whether a part fits a printer's width, depth and height when `upLps` is upwards, turned about the vertical as far as it
 * takes; if not, whether it does with one of the patient's or of its own axes upwards.
 * Throws `invalid-input` BED_SIZE for a size that is none.
 */
export function fitsBed(mesh: TriangleMesh, bedMm: Vec3, upLps: Vec3 = [0, 0, 1]): BedFit {
  if (!bedMm.every((side) => side > 0)) throw new AppError('invalid-input', 'BED_SIZE', 'A printer has no such size.');
  const fit = fitStanding(mesh, bedMm, upLps);
  if (fit.overMm === 0) return { ...fit, fits: true, otherUpLps: null };
  const { axes } = massProperties(mesh);
  const others: readonly Vec3[] = [[0, 0, 1], [0, 1, 0], [1, 0, 0], ...axes];
  const otherUpLps = others.find((up) => fitStanding(mesh, bedMm, up).overMm === 0) ?? null;
  return { ...fit, fits: false, otherUpLps };
}

type Standing = Omit<BedFit, 'fits' | 'otherUpLps'>;

function fitStanding(mesh: TriangleMesh, bedMm: Vec3, upLps: Vec3): Standing {
  const standing = standOn(mesh, upLps);
  const outline = footprint(standing);
  let heightMm = 0;
  for (let at = 2; at < standing.positions.length; at += 3) {
    heightMm = Math.max(heightMm, standing.positions[at] as number);
  }
  const at = (turnDeg: number): Standing => {
    const [width, depth] = turnedSize(outline, turnDeg);
    const overMm = Math.max(0, width - bedMm[0], depth - bedMm[1], heightMm - bedMm[2]);
    return { turnDeg, sizeMm: [width, depth, heightMm], overMm };
  };
  return leastOver(at);
}

/** The turn with the least excess, the smallest of several. */
function leastOver(at: (turnDeg: number) => Standing): Standing {
  let best = at(0);
  for (let turnDeg = STEP_DEG; turnDeg < 180 && best.overMm > 0; turnDeg += STEP_DEG) {
    const next = at(turnDeg);
    if (next.overMm < best.overMm) best = next;
  }
  for (let step = STEP_DEG / 2, n = 0; n < REFINEMENTS && best.overMm > 0; step /= 2, n++) {
    for (const turnDeg of [best.turnDeg - step, best.turnDeg + step]) {
      const next = at(turnDeg);
      if (next.overMm < best.overMm) best = next;
    }
  }
  return best;
}
