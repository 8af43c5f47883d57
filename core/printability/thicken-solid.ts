import { AppError } from '../error/index.ts';
import type { TriangleMesh } from '../mesh/index.ts';
import { ballUnion } from '../offset/index.ts';
import { splitEdges } from './split-edges.ts';
import { type ThinSite, thinSites } from './thin-sites.ts';
import { wallThickness } from './wall-thickness.ts';

/** Balls lie so close that the surface between two of them sinks by less than 3 % of their radius. */
const BALLS_PER_RADIUS = 2;
/** Balls are this share larger than asked for, which makes up for what sinks between them. */
const REACH = 1.03;
/** More would take minutes. */
const MOST_BALLS = 2_000_000;

export interface Thickening {
  /** To be united with the part; null where nothing is too thin. */
  readonly added: TriangleMesh | null;
  /** Where the walls were too thin, the thinnest first. */
  readonly sites: readonly ThinSite[];
}

/**
 * What makes the walls of a closed part at least `minWallMm` thick: a ball of that diameter around every place half-way
 * through a thinner wall. Where the part is thick enough its surface stays exactly as it is; where it is not, it grows by
 * half of what is missing on either side.
 * Throws `resource` THICKEN_TOO_MUCH where a part is too large for such a thin wall.
 */
export function thickeningOf(mesh: TriangleMesh, minWallMm: number): Thickening {
  const fine = splitEdges(mesh, minWallMm / 2 / BALLS_PER_RADIUS);
  const walls = wallThickness(fine, 1.5 * minWallMm);
  const sites = thinSites(fine, walls, minWallMm);
  const middles: number[] = [];
  for (let vertex = 0; vertex < walls.thicknessMm.length; vertex++) {
    if ((walls.thicknessMm[vertex] as number) >= minWallMm) continue;
    for (let n = 0; n < 3; n++) middles.push(walls.middles[3 * vertex + n] as number);
  }
  if (middles.length === 0) return { added: null, sites };
  if (middles.length / 3 > MOST_BALLS) {
    const message = `Nearly all of this part is thinner than ${minWallMm} mm. Offset it outwards instead.`;
    throw new AppError('resource', 'THICKEN_TOO_MUCH', message);
  }
  return { added: ballUnion(Float32Array.from(middles), (REACH * minWallMm) / 2), sites };
}
