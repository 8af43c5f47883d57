import { AppError } from '../error/index.ts';
import type { TriangleMesh } from '../mesh/index.ts';
import { ballUnion, coarseCellMm, stepBelow, TriangleTree } from '../offset/index.ts';
import { sampleSurface } from './surface-samples.ts';
import { groupThin, type ThinSite } from './thin-sites.ts';
import { type KnownWalls, WallMemory } from './wall-memory.ts';
import { thicknessAt } from './wall-thickness.ts';

/** Balls lie so close that the surface between two of them sinks by no more than 3 % of their radius. */
const BALLS_PER_RADIUS = 3;
/** Balls are this share larger than asked for, which makes up for what sinks between them. */
const REACH = 1.03;
/** Cells of the grid across the radius of a ball in a preview, where a ball is only to be seen. */
const PREVIEW_CELLS = 2;
/** Places of a preview are this much further apart: balls still reach well into each other. */
const PREVIEW_COARSENESS = 2;
/** No more of them than this, however far apart they lie then. */
const PREVIEW_SAMPLES = 12_000;
/** Walls are measured up to this many of the least. */
const REACH_OF_WALLS = 1.5;
/** More would take minutes. */
const MOST_SAMPLES = 4_000_000;

export interface Thickening {
  /** To be united with the part; null where nothing is too thin. */
  readonly added: TriangleMesh | null;
  /** Where the walls were too thin, the thinnest first. */
  readonly sites: readonly ThinSite[];
}

export interface ThickenOptions {
  /** Walls are looked at in fewer places: small thin spots may be missed, and what is added is bumpy. */
  readonly isPreview?: boolean | undefined;
  /** Of this very mesh, where there is one already. */
  readonly tree?: TriangleTree | undefined;
  /** For a preview, of this very mesh: what was measured for another wall is not measured again. */
  readonly memory?: WallMemory | undefined;
  /** 0 to 1; stops the work by throwing. */
  readonly onProgress?: (share: number) => void;
}

function exactWalls(mesh: TriangleMesh, minWallMm: number, { tree, onProgress }: ThickenOptions): KnownWalls {
  const spacingMm = minWallMm / 2 / BALLS_PER_RADIUS;
  const samples = sampleSurface(mesh, spacingMm);
  if (samples.pointsLps.length / 3 > MOST_SAMPLES) {
    const message = `The part is too large to be thickened to ${minWallMm} mm. Choose a thicker wall, or trim it first.`;
    throw new AppError('resource', 'THICKEN_TOO_LARGE', message);
  }
  const search = tree ?? new TriangleTree(mesh);
  const walls = thicknessAt(search, samples.pointsLps, samples.normals, REACH_OF_WALLS * minWallMm, onProgress);
  return { spacingMm, samples, walls };
}

/** Walls beside each other are looked at in the same places, and as far. */
function previewWalls(
  mesh: TriangleMesh,
  minWallMm: number,
  { tree, memory = new WallMemory() }: ThickenOptions,
): KnownWalls {
  const spacingMm = (PREVIEW_COARSENESS * stepBelow(minWallMm, 2)) / 2 / BALLS_PER_RADIUS;
  return memory.of(mesh, {
    tree: tree ?? new TriangleTree(mesh),
    spacingMm: Math.max(spacingMm, coarseCellMm(mesh, PREVIEW_SAMPLES)),
    upToMm: REACH_OF_WALLS * 2 * stepBelow(minWallMm, 1),
  });
}

/**
 * What makes the walls of a closed part at least `minWallMm` thick: a ball of that diameter around every place half-way
 * through a thinner wall. Where the part is thick enough its surface stays exactly as it is; where it is not, it grows by
 * half of what is missing on either side, at the ends of a wall also beyond them.
 * Throws `resource` THICKEN_TOO_LARGE where a part is too large for such a thin wall.
 */
export function thickeningOf(mesh: TriangleMesh, minWallMm: number, options: ThickenOptions = {}): Thickening {
  const { isPreview = false } = options;
  const { samples, walls, spacingMm } = isPreview
    ? previewWalls(mesh, minWallMm, options)
    : exactWalls(mesh, minWallMm, options);
  const groups = groupThin(samples, walls, minWallMm, spacingMm);
  const sites = groups.map(({ atLps, thicknessMm, areaMm2 }) => ({ atLps, thicknessMm, areaMm2 }));
  const middles: number[] = [];
  for (const n of groups.flatMap(({ members }) => members)) {
    for (let at = 3 * n; at < 3 * n + 3; at++) {
      middles.push(((samples.pointsLps[at] as number) + (walls.oppositeLps[at] as number)) / 2);
    }
  }
  if (middles.length === 0) return { added: null, sites };
  const cells = isPreview ? PREVIEW_CELLS : undefined;
  return { added: ballUnion(Float32Array.from(middles), (REACH * minWallMm) / 2, cells), sites };
}
