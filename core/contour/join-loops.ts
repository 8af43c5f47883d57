// Holes of polygons that were read from a file, joined to the outline around them, so that every point stays where it is.
// The channel of a hole runs from its leftmost point straight towards lower i to the next edge, as keyholes.ts does it for
// traced loops.

import type { PlanarLoop } from './planar-loop.ts';

/** A loop with the points with which it came: LPS mm, x, y, z of each point of `ij`. */
export type PlacedLoop = PlanarLoop & { readonly pointsLps: Float64Array };

interface Corner {
  readonly i: number;
  readonly j: number;
  readonly lps: readonly [number, number, number];
}

function isInside(i: number, j: number, ij: Float64Array): boolean {
  let odd = false;
  let i0 = ij[ij.length - 2] as number;
  let j0 = ij[ij.length - 1] as number;
  for (let at = 0; at < ij.length; at += 2) {
    const i1 = ij[at] as number;
    const j1 = ij[at + 1] as number;
    if (j0 > j !== j1 > j && i < i0 + ((j - j0) * (i1 - i0)) / (j1 - j0)) odd = !odd;
    i0 = i1;
    j0 = j1;
  }
  return odd;
}

const cornersOf = ({ ij, pointsLps: p }: PlacedLoop): Corner[] =>
  Array.from({ length: ij.length / 2 }, (_, at) => ({
    i: ij[2 * at] as number,
    j: ij[2 * at + 1] as number,
    lps: [p[3 * at] as number, p[3 * at + 1] as number, p[3 * at + 2] as number],
  }));

const indexOfLeftmost = (corners: readonly Corner[]): number =>
  corners.reduce((best, { i }, at) => (i < (corners[best] as Corner).i ? at : best), 0);

/** Where a ray from (i, j) towards lower i first meets the polygon, and after which of its corners; null: nowhere. */
function footLeftOf(polygon: readonly Corner[], { i, j }: Corner): { after: number; foot: Corner } | null {
  let best: { after: number; foot: Corner } | null = null;
  for (const [after, from] of polygon.entries()) {
    const to = polygon[(after + 1) % polygon.length] as Corner;
    if (from.j > j === to.j > j) continue;
    const t = (j - from.j) / (to.j - from.j);
    const at = from.i + t * (to.i - from.i);
    if (at > i || (best !== null && at <= best.foot.i)) continue;
    const between = (axis: 0 | 1 | 2) => from.lps[axis] + t * (to.lps[axis] - from.lps[axis]);
    best = { after, foot: { i: at, j, lps: [between(0), between(1), between(2)] } };
  }
  return best;
}

function withHole(polygon: readonly Corner[], hole: readonly Corner[]): Corner[] | null {
  const start = indexOfLeftmost(hole);
  const first = hole[start] as Corner;
  const met = footLeftOf(polygon, first);
  if (met === null) return null;
  const { after, foot } = met;
  const round = [...hole.slice(start), ...hole.slice(0, start), first];
  return [...polygon.slice(0, after + 1), foot, ...round, foot, ...polygon.slice(after + 1)];
}

const toLoop = (k: number, corners: readonly Corner[]): PlacedLoop => ({
  k,
  ij: Float64Array.from(corners.flatMap(({ i, j }) => [i, j])),
  pointsLps: Float64Array.from(corners.flatMap(({ lps }) => lps)),
});

/**
 * The loops of one plane (even-odd) as polygons of which none has a hole: each hole is joined to the loop around it, all
 * points stay. Loops must not cross. null where they do not nest cleanly; whoever calls compares what both cover.
 */
export function joinNestedLoops(loops: readonly PlacedLoop[]): PlacedLoop[] | null {
  const around = loops.map(({ ij }, own) =>
    loops.flatMap((other, at) => (at !== own && isInside(ij[0] as number, ij[1] as number, other.ij) ? [at] : [])),
  );
  const polygons = new Map<number, Corner[]>();
  const holes: { readonly parent: number; readonly corners: readonly Corner[]; readonly left: number }[] = [];
  for (const [own, loop] of loops.entries()) {
    const outer = around[own] as number[];
    const corners = cornersOf(loop);
    if (outer.length % 2 === 0) {
      polygons.set(own, corners);
      continue;
    }
    const parent = outer.find((at) => around[at]?.length === outer.length - 1);
    if (parent === undefined) return null;
    holes.push({ parent, corners, left: (corners[indexOfLeftmost(corners)] as Corner).i });
  }
  // From left to right: the channel of a hole may end on one that was joined before.
  for (const { parent, corners } of holes.sort((a, b) => a.left - b.left)) {
    const polygon = polygons.get(parent);
    const joined = polygon === undefined ? null : withHole(polygon, corners);
    if (joined === null) return null;
    polygons.set(parent, joined);
  }
  const k = loops[0]?.k ?? 0;
  return [...polygons.values()].map((corners) => toLoop(k, corners));
}

/** True when one of the loops of a plane begins inside another: a hole, or an island in one. */
export const hasNestedLoop = (loops: readonly PlanarLoop[]): boolean =>
  loops.some(({ ij }, own) =>
    loops.some((other, at) => at !== own && isInside(ij[0] as number, ij[1] as number, other.ij)),
  );
