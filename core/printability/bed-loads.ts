import type { Vec3 } from '../geometry/index.ts';
import { BED_GAP_MM } from './lay-out.ts';

/** What is printed as one: a part, or several that keep their places to each other. */
export interface BedBody {
  readonly names: readonly string[];
  /** Width, depth and height as it stands. */
  readonly sizeMm: Vec3;
}

interface Row {
  readonly fromMm: number;
  readonly depthMm: number;
  filledMm: number;
}

interface Load {
  readonly bodies: BedBody[];
  readonly rows: Row[];
}

/** Whether it stands on the bed, on wish turned by a quarter; then that width and depth. */
function sidesOn([x, y, z]: Vec3, [width, depth, height]: Vec3): readonly (readonly [number, number])[] {
  if (z > height) return [];
  // A shallow row leaves most room for the next.
  const turns = x >= y ? ([x, y, y, x] as const) : ([y, x, x, y] as const);
  return [[turns[0], turns[1]] as const, [turns[2], turns[3]] as const].filter(([w, d]) => w <= width && d <= depth);
}

function isTaken({ bodies, rows }: Load, body: BedBody, sides: ReturnType<typeof sidesOn>, bedMm: Vec3): boolean {
  for (const [width, depth] of sides) {
    const row = rows.find(({ depthMm, filledMm }) => depth <= depthMm && filledMm + BED_GAP_MM + width <= bedMm[0]);
    if (row === undefined) continue;
    row.filledMm += BED_GAP_MM + width;
    bodies.push(body);
    return true;
  }
  const last = rows.at(-1);
  const fromMm = last === undefined ? 0 : last.fromMm + last.depthMm + BED_GAP_MM;
  const fitting = sides.find(([, depth]) => fromMm + depth <= bedMm[1]);
  if (fitting === undefined) return false;
  rows.push({ fromMm, depthMm: fitting[1], filledMm: fitting[0] });
  bodies.push(body);
  return true;
}

/**
 * Bodies shared out over as few prints as rows side by side allow, 5 mm between them, each as it stands or turned about the
 * vertical by a quarter, the deepest first: an upper bound, as nothing is nested. What fits no bed by itself is left out.
 */
export function bedLoads(bodies: readonly BedBody[], bedMm: Vec3): readonly (readonly BedBody[])[] {
  const loads: Load[] = [];
  const shallow = ({ sizeMm: [x, y] }: BedBody) => Math.min(x, y);
  for (const body of [...bodies].sort((a, b) => shallow(b) - shallow(a))) {
    const sides = sidesOn(body.sizeMm, bedMm);
    if (sides.length === 0 || loads.some((load) => isTaken(load, body, sides, bedMm))) continue;
    const load: Load = { bodies: [], rows: [] };
    isTaken(load, body, sides, bedMm);
    loads.push(load);
  }
  return loads.map((load) => load.bodies);
}
