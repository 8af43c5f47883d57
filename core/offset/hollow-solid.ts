import { AppError } from '../error/index.ts';
import type { Vec3 } from '../geometry/index.ts';
import {
  computeEnclosedVolumeMm3,
  joinMeshes,
  splitShells,
  type TriangleMesh,
  turnedInsideOut,
  windingNumber,
} from '../mesh/index.ts';
import { distanceField } from './distance-field.ts';
import type { DistanceMemory } from './distance-memory.ts';
import { levelSurface } from './level-surface.ts';
import { coarseCellMm, gridOver, stepBelow } from './sample-grid.ts';
import { thickestPlace } from './thickest-place.ts';
import { TriangleTree } from './triangle-tree.ts';

/** Cells through the wall, within these bounds. */
const CELLS_PER_WALL = 3;
const FINEST_CELL_MM = 0.3;
const COARSEST_CELL_MM = 0.75;

/** A cavity smaller than this, or than a ball as wide as two walls, saves nothing and only traps what should come out. */
const LEAST_CAVITY_ML = 0.05;

export interface Cavity {
  /** Outward for itself. */
  readonly mesh: TriangleMesh;
  readonly volumeMl: number;
}

export interface HollowedSolid {
  /** The triangles as they were, and the cavities as shells that face inwards. */
  readonly mesh: TriangleMesh;
  /** The largest first. */
  readonly cavities: readonly Cavity[];
  /** Pieces that stay filled because they are too small to matter. */
  readonly filled: { readonly pieces: number; readonly volumeMl: number };
  /** Hidden cavities of the part that are now within the new one: their shells are gone, or they would float in it. */
  readonly swallowed: number;
  readonly cellMm: number;
}

export interface FieldOptions {
  /** Edge of the cells compared with those of an exact result: 2 for a preview. */
  readonly coarseness?: number;
  /** For a preview: about how many cells may lie along the surface. Where the exact ones would be more they are made
   * coarser to keep to it, whatever the size of the part; never coarser than the wall. */
  readonly maxPlaces?: number | undefined;
  /** Of this very mesh, where there is one already. */
  readonly tree?: TriangleTree | undefined;
  /** For a preview, of this very mesh: what was measured for another distance is not measured again. */
  readonly memory?: DistanceMemory | undefined;
  /** 0 to 1; stops the work by throwing. */
  readonly onProgress?: (share: number) => void;
  /** The part's name in messages. */
  readonly what?: string;
}

/** Are cells coarser than those of an exact result asked for? */
export const isCoarser = ({ coarseness = 1, maxPlaces }: FieldOptions): boolean =>
  coarseness > 1 || maxPlaces !== undefined;

/** The same with the cells of an exact result. */
export const asExact = (options: FieldOptions): FieldOptions => ({
  ...options,
  coarseness: 1,
  maxPlaces: undefined,
  memory: undefined,
});

/**
 * Hollows a closed part to a wall in mm. Its surface stays exactly as it is; the cavity is all that lies deeper than the
 * wall, sampled in cells of a third of the wall (0.3 to 0.75 mm; coarser where a part is too large for the memory).
 * Throws `invalid-input` HOLLOW_TOO_THIN where no place is thick enough, HOLLOW_WALL where the part is too large for such
 * a thin wall.
 */
export function hollowSolid(mesh: TriangleMesh, wallMm: number, options: FieldOptions = {}): HollowedSolid {
  const what = options.what ?? 'the part';
  const wanted = Math.min(COARSEST_CELL_MM, Math.max(FINEST_CELL_MM, wallMm / CELLS_PER_WALL));
  // Coarser than nine tenths of the wall nothing thin would be left of it.
  const most = options.memory === undefined ? 0.9 * wallMm : stepBelow(0.9 * wallMm, 4);
  const coarse = Math.min(coarseCellMm(mesh, options.maxPlaces), most);
  const grid = gridOver(mesh, 0, Math.max(wanted * (options.coarseness ?? 1), coarse));
  if (grid.cellMm > wallMm) {
    const least = (Math.ceil(grid.cellMm * 10) / 10).toFixed(1);
    const message = `A wall of ${wallMm} mm is too thin for ${what}, which is too large for it: choose at least ${least} mm.`;
    throw new AppError('invalid-input', 'HOLLOW_WALL', message);
  }
  const { memory, onProgress = () => {} } = options;
  const tree = options.tree ?? memory?.tree ?? new TriangleTree(mesh);
  const field = distanceField(mesh, grid, -wallMm, { tree, memory, onProgress });
  const pieces = splitShells(levelSurface(field, -wallMm)).map(withVolume);
  const islands = pieces.filter(({ volumeMl }) => volumeMl < 0);
  const whole = pieces.filter((piece) => piece.volumeMl > 0 && !isWithinAny(piece.mesh, islands));
  const leastMl = Math.max(LEAST_CAVITY_ML, (4 / 3) * Math.PI * wallMm ** 3 * 1e-3);
  const cavities = whole.filter(({ volumeMl }) => volumeMl >= leastMl).sort((a, b) => b.volumeMl - a.volumeMl);
  // A preview refuses nothing that the exact result would not.
  if (cavities.length === 0 && isCoarser(options)) return hollowSolid(mesh, wallMm, asExact(options));
  if (cavities.length === 0) throw tooThin(what, wallMm, thickestPlace(mesh, tree));
  const small = whole.filter(({ volumeMl }) => volumeMl < leastMl);
  const shells = islands.length === 0 ? [mesh] : splitShells(mesh);
  const standing = shells.filter((shell) => !isWithinAny(shell, islands));
  return {
    mesh: joinMeshes([...standing, ...cavities.map((cavity) => turnedInsideOut(cavity.mesh))]),
    cavities,
    filled: { pieces: small.length, volumeMl: small.reduce((sum, { volumeMl }) => sum + volumeMl, 0) },
    swallowed: shells.length - standing.length,
    cellMm: grid.cellMm,
  };
}

const withVolume = (mesh: TriangleMesh): Cavity => ({ mesh, volumeMl: computeEnclosedVolumeMm3(mesh) / 1000 });

/** Islands face inwards: solid that stands free within the new cavity, around a cavity that was there before. */
const isWithinAny = (shell: TriangleMesh, islands: readonly Cavity[]): boolean =>
  islands.some((island) => island.mesh !== shell && windingNumber(island.mesh, firstCorner(shell)) < -0.5);

const firstCorner = ({ positions: p, indices }: TriangleMesh): Vec3 => {
  const at = 3 * (indices[0] as number);
  return [p[at] as number, p[at + 1] as number, p[at + 2] as number];
};

function tooThin(what: string, wallMm: number, thickestMm: number): AppError {
  return new AppError(
    'invalid-input',
    'HOLLOW_TOO_THIN',
    `Walls of ${wallMm} mm leave no cavity worth having: ${what} is about ${thickestMm.toFixed(1)} mm thick where it is thickest. Choose a thinner wall, or leave it solid.`,
    { data: { thickestMm } },
  );
}
