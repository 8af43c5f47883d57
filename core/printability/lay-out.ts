import { add, dot, scale, type Vec3 } from '../geometry/index.ts';
import type { TriangleMesh } from '../mesh/index.ts';
import { type Rotation, rotationTo } from './stand-on.ts';

/** How a part stands on the bed of a printer. Its coordinates stay the patient's: only where it is drawn or written it is
 * turned. */
export interface Standing {
  readonly upLps: Vec3;
  /** About the vertical, counter-clockwise seen from above. */
  readonly turnDeg: number;
  /** Parts of one body that stand alike keep their places to each other. */
  readonly body: string;
}

export interface StandingPart {
  readonly name: string;
  readonly mesh: TriangleMesh;
  readonly standing?: Standing | undefined;
}

/** From the patient's coordinates to those of the bed, mm: bed = linear · lps + shift. A rotation: its transpose leads back. */
export interface BedPlacement {
  /** Rows. */
  readonly linear: Rotation;
  readonly shiftMm: Vec3;
}

/** Between two bodies, mm. */
export const BED_GAP_MM = 5;

interface Body {
  readonly parts: StandingPart[];
  readonly linear: Rotation;
  readonly low: Vec3;
  readonly high: Vec3;
}

/**
 * Lays parts on the bed: each body on its own side, the lowest point at height 0, in rows about the origin without
 * touching each other. What no step laid stands as in the patient, head upwards. null where no part was laid.
 */
export function layOut(parts: readonly StandingPart[]): readonly BedPlacement[] | null {
  if (parts.every(({ standing }) => standing === undefined)) return null;
  const bodies = bodiesOf(parts);
  const corners = rowsOf(bodies.map(({ low, high }) => [high[0] - low[0], high[1] - low[1]]));
  const placements = new Map<StandingPart, BedPlacement>();
  bodies.forEach(({ parts: own, linear, low }, n) => {
    const [x, y] = corners[n] as readonly [number, number];
    const shiftMm: Vec3 = [x - low[0], y - low[1], -low[2]];
    for (const part of own) placements.set(part, { linear, shiftMm });
  });
  return parts.map((part) => placements.get(part) as BedPlacement);
}

/** Parts with the same one keep their places to each other. */
export const bodyKey = (name: string, standing: Standing | undefined): string =>
  standing === undefined ? `part ${name}` : `body ${JSON.stringify([standing.body, standing.upLps, standing.turnDeg])}`;

function bodiesOf(parts: readonly StandingPart[]): readonly Body[] {
  const byBody = new Map<string, StandingPart[]>();
  for (const part of parts) {
    const body = bodyKey(part.name, part.standing);
    byBody.set(body, [...(byBody.get(body) ?? []), part]);
  }
  return [...byBody.values()].map((own) => {
    const { upLps, turnDeg } = own[0]?.standing ?? { upLps: [0, 0, 1] as const, turnDeg: 0 };
    const linear = rotationTo(upLps, turnDeg);
    return { parts: own, linear, ...boxOf(own, linear) };
  });
}

function boxOf(parts: readonly StandingPart[], rows: Rotation): { low: Vec3; high: Vec3 } {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (const { mesh } of parts) {
    const { positions: p } = mesh;
    for (let at = 0; at < p.length; at += 3) {
      const point: Vec3 = [p[at] as number, p[at + 1] as number, p[at + 2] as number];
      for (let n = 0; n < 3; n++) {
        const coordinate = dot(rows[n] as Vec3, point);
        low[n] = Math.min(low[n] as number, coordinate);
        high[n] = Math.max(high[n] as number, coordinate);
      }
    }
  }
  return { low: low as unknown as Vec3, high: high as unknown as Vec3 };
}

/** Lower left corners of rectangles in rows about as wide as deep, the deepest first, their common middle at the origin. */
function rowsOf(sizes: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  const area = sizes.reduce((sum, [width, depth]) => sum + (width + BED_GAP_MM) * (depth + BED_GAP_MM), 0);
  const widest = Math.max(Math.sqrt(area), ...sizes.map(([width]) => width));
  const corners = new Array<readonly [number, number]>(sizes.length);
  let [x, y, rowDepth, right] = [0, 0, 0, 0];
  const deepestFirst = sizes.map((_, at) => at).sort((a, b) => (sizes[b]?.[1] ?? 0) - (sizes[a]?.[1] ?? 0) || a - b);
  for (const at of deepestFirst) {
    const [width, depth] = sizes[at] as readonly [number, number];
    if (x > 0 && x + width > widest) [x, y, rowDepth] = [0, y + rowDepth + BED_GAP_MM, 0];
    corners[at] = [x, y];
    x += width + BED_GAP_MM;
    rowDepth = Math.max(rowDepth, depth);
    right = Math.max(right, x - BED_GAP_MM);
  }
  const middle = [right / 2, (y + rowDepth) / 2] as const;
  return corners.map(([left, front]) => [left - middle[0], front - middle[1]]);
}

/** A point of the patient as it lies on the bed. */
export const toBed = ({ linear, shiftMm }: BedPlacement, lps: Vec3): Vec3 =>
  add([dot(linear[0], lps), dot(linear[1], lps), dot(linear[2], lps)], shiftMm);

/** And back. */
export function fromBed({ linear, shiftMm }: BedPlacement, bed: Vec3): Vec3 {
  const [x, y, z] = add(bed, scale(shiftMm, -1));
  return add(add(scale(linear[0], x), scale(linear[1], y)), scale(linear[2], z));
}

/** Row by row, as column vectors are multiplied: [x y z 1] of the bed from [x y z 1] in LPS, mm. */
export const bedMatrix = ({ linear: [a, b, c], shiftMm: [x, y, z] }: BedPlacement): number[] => [
  ...[...a, x, ...b, y],
  ...[...c, z, 0, 0, 0, 1],
];
