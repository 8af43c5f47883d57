import { AppError } from '../error/index.ts';
import { norm, normalise, subtract, type Vec3 } from '../geometry/index.ts';
import type { TriangleMesh } from '../mesh/index.ts';
import { nowhere, TriangleTree } from './triangle-tree.ts';

/** Where a drain begins on the surface of a part, which way it runs and how deep. */
export interface DrainPath {
  readonly atLps: Vec3;
  readonly directionLps: Vec3;
  readonly depthMm: number;
}

export interface DrainWish {
  readonly atLps: Vec3;
  /** Left out: the shortest way to the cavity. */
  readonly directionLps?: Vec3 | undefined;
  readonly diameterMm: number;
}

/** A point picked further from the surface than this was meant for something else. */
const MAX_OFF_SURFACE_MM = 3;

/** The surface that a drain begins on is not one that it leaves the part through. */
const SKIN_MM = 0.05;

/** Finds the ways of drains from the surface of a part into its cavities. */
export class DrainFinder {
  private readonly skin: TriangleTree;
  private readonly cavities: TriangleTree;

  /**
   * The part as it was before it became hollow, and the surface of its cavities, facing either way.
   * @param skin a tree over the part, if there is one already
   */
  constructor(part: TriangleMesh, cavities: TriangleMesh, skin = new TriangleTree(part)) {
    this.skin = skin;
    this.cavities = new TriangleTree(cavities);
  }

  /** How far a point is from the surface of the part, mm. */
  distanceMm(atLps: Vec3): number {
    const found = nowhere();
    this.skin.nearest(...atLps, Number.POSITIVE_INFINITY, found);
    return found.distanceMm;
  }

  /**
   * Ends half a diameter behind the wall, so that a slanting wall opens too, but no deeper than the middle of the cavity.
   * Throws `invalid-input` DRAIN_OFF_SURFACE for a point away from the part, DRAIN_BLOCKED for a way that leaves the part
   * before it is in the cavity, or never gets there.
   */
  find({ atLps, directionLps, diameterMm }: DrainWish): DrainPath {
    const found = nowhere();
    this.skin.nearest(...atLps, Number.POSITIVE_INFINITY, found);
    if (found.distanceMm > MAX_OFF_SURFACE_MM) {
      const message = `The drain begins ${found.distanceMm.toFixed(1)} mm away from the surface. Pick its point on the part.`;
      throw new AppError('invalid-input', 'DRAIN_OFF_SURFACE', message);
    }
    const start: Vec3 = [found.x, found.y, found.z];
    const direction = directionLps === undefined ? this.shortestWay(start) : normalise(directionLps);
    this.cavities.firstHit(...start, ...direction, 0, Number.POSITIVE_INFINITY, found);
    const wallMm = found.distanceMm;
    this.skin.firstHit(...start, ...direction, SKIN_MM, Number.POSITIVE_INFINITY, found);
    if (!(wallMm < found.distanceMm)) {
      const message = `Along its direction the drain leaves the part before it reaches the cavity. Point it at the cavity, or leave the direction out.`;
      throw new AppError('invalid-input', 'DRAIN_BLOCKED', message);
    }
    this.cavities.firstHit(...start, ...direction, wallMm + SKIN_MM, Number.POSITIVE_INFINITY, found);
    const acrossMm = found.triangle < 0 ? diameterMm : found.distanceMm - wallMm;
    return { atLps: start, directionLps: direction, depthMm: wallMm + Math.min(diameterMm / 2, acrossMm / 2) };
  }

  private shortestWay(start: Vec3): Vec3 {
    const found = nowhere();
    this.cavities.nearest(...start, Number.POSITIVE_INFINITY, found);
    const way = subtract([found.x, found.y, found.z], start);
    return norm(way) > 0 ? normalise(way) : [0, 0, 1];
  }
}
