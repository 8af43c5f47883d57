// Holes of polygons that were read from a file, joined to the outline around them, so that every point stays where it is.
// The channel of a hole runs from its leftmost point straight towards lower i to the next edge, as keyholes.ts does it for
// traced loops.

import { type Corner, indexOfLeftmost, KeyholeOutline } from './keyhole-outline.ts';
import { nestingDepths, outlinesOfHoles } from './nesting.ts';
import type { PlanarLoop } from './planar-loop.ts';

/** A loop with the points with which it came: LPS mm, x, y, z of each point of `ij`. */
export type PlacedLoop = PlanarLoop & { readonly pointsLps: Float64Array };

const cornersOf = ({ ij, pointsLps: p }: PlacedLoop): Corner[] =>
  Array.from({ length: ij.length / 2 }, (_, at) => ({
    i: ij[2 * at] as number,
    j: ij[2 * at + 1] as number,
    lps: [p[3 * at] as number, p[3 * at + 1] as number, p[3 * at + 2] as number],
  }));

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
  const depths = nestingDepths(loops);
  const outlineOf = outlinesOfHoles(loops, depths);
  const polygons = new Map<number, readonly Corner[] | KeyholeOutline>();
  const holes: { readonly outline: number; readonly corners: readonly Corner[]; readonly left: number }[] = [];
  for (const [own, loop] of loops.entries()) {
    const corners = cornersOf(loop);
    if ((depths[own] as number) % 2 === 0) {
      polygons.set(own, corners);
      continue;
    }
    const outline = outlineOf[own] as number;
    if (outline === -1) return null;
    holes.push({ outline, corners, left: (corners[indexOfLeftmost(corners)] as Corner).i });
  }
  // From left to right: the channel of a hole may end on one that was joined before.
  for (const { outline, corners } of holes.sort((a, b) => a.left - b.left)) {
    const polygon = polygons.get(outline) ?? [];
    const joined = polygon instanceof KeyholeOutline ? polygon : new KeyholeOutline(polygon);
    if (!joined.join(corners)) return null;
    polygons.set(outline, joined);
  }
  const k = loops[0]?.k ?? 0;
  return [...polygons.values()].map((polygon) =>
    toLoop(k, polygon instanceof KeyholeOutline ? polygon.corners() : polygon),
  );
}
