// What the surface does inside one cell (the cube between eight voxel centres), for each of the 256 ways in which its
// corners can lie inside or outside. The table is derived, not typed in: surface loops are traced over the six faces by
// a rule that depends on a face's own corners alone, so two cells always agree on their common face and the whole
// surface closes (Lorensen and Cline, SIGGRAPH 1987, had no such rule and left holes).
//
// Saddle rule: where a face has two diagonal corners inside and two outside, the inside ones are joined. So voxels that
// touch along an edge stay one body.
//
// Triangulation rule: no inner edge may run within a face, because the neighbour could draw the same one, and an edge of
// four triangles is not manifold. Under this saddle rule every loop (three to seven edges) can be cut so.

/** Corner c of a cell lies at (c & 1, c >> 1 & 1, c >> 2 & 1). */
export const CORNERS = 8;

/** Edge e runs along axis e >> 2; bits 0 and 1 of e are the offsets along the other two axes in rising order. */
export const EDGES = 12;

/** Lower corner of every edge. */
export const EDGE_LOW_CORNER: readonly number[] = Array.from({ length: EDGES }, (_, edge) => {
  const axis = edge >> 2;
  const [first, second] = [0, 1, 2].filter((other) => other !== axis) as [number, number];
  return ((edge & 1) << first) | (((edge >> 1) & 1) << second);
});

/** Upper corner of every edge. */
export const EDGE_HIGH_CORNER: readonly number[] = EDGE_LOW_CORNER.map((low, edge) => low | (1 << (edge >> 2)));

const edgeBetween = (a: number, b: number): number =>
  EDGE_LOW_CORNER.findIndex((low, edge) => low === (a & b) && EDGE_HIGH_CORNER[edge] === (a | b));

/** Corners of the six faces, counter-clockwise seen from outside the cell. */
const FACES: readonly (readonly number[])[] = [0, 1, 2].flatMap((axis) => {
  const u = 1 << ((axis + 1) % 3);
  const v = 1 << ((axis + 2) % 3);
  const top = 1 << axis;
  const lower = [0, v, u | v, u];
  const upper = [0, u, u | v, v].map((corner) => corner | top);
  return [lower, upper];
});

const shareFace = (edgeA: number, edgeB: number): boolean => {
  const corners = [edgeA, edgeB].flatMap((e) => [EDGE_LOW_CORNER[e] as number, EDGE_HIGH_CORNER[e] as number]);
  return [1, 2, 4].some((bit) => corners.every((c) => (c & bit) === 0) || corners.every((c) => (c & bit) !== 0));
};

/** Closed loops of cut edges, counter-clockwise seen from outside the structure. Bit c of `code`: corner c is inside. */
export function traceLoops(code: number): number[][] {
  const inside = (corner: number) => ((code >> corner) & 1) === 1;
  const before = new Map<number, number>();
  for (const face of FACES) {
    for (let start = 0; start < 4; start++) {
      const corner = (n: number) => face[n % 4] as number;
      if (!inside(corner(start)) || inside(corner(start + 1))) continue;
      let end = start + 1;
      while (!inside(corner(end + 1))) end++;
      const leaving = edgeBetween(corner(start), corner(start + 1));
      const entering = edgeBetween(corner(end), corner(end + 1));
      before.set(entering, leaving);
    }
  }
  const following = new Map([...before].map(([entering, leaving]) => [leaving, entering]));
  const loops: number[][] = [];
  while (following.size > 0) {
    const loop: number[] = [];
    let edge = following.keys().next().value as number;
    while (following.has(edge)) {
      loop.push(edge);
      const next = following.get(edge) as number;
      following.delete(edge);
      edge = next;
    }
    loops.push(loop.reverse());
  }
  return loops;
}

const midpoint = (edge: number): readonly [number, number, number] => {
  const sum = (axis: number) =>
    (((EDGE_LOW_CORNER[edge] as number) >> axis) & 1) + (((EDGE_HIGH_CORNER[edge] as number) >> axis) & 1);
  return [sum(0) / 2, sum(1) / 2, sum(2) / 2];
};

const triangleArea = (a: number, b: number, c: number): number => {
  const [p, q, r] = [midpoint(a), midpoint(b), midpoint(c)];
  const u = [q[0] - p[0], q[1] - p[1], q[2] - p[2]] as const;
  const v = [r[0] - p[0], r[1] - p[1], r[2] - p[2]] as const;
  return Math.hypot(u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]) / 2;
};

/** Triangles of the loop with the least area (at half-way cuts) that keep every inner edge off the faces. Interval
 * dynamic programming over the polygon; throws RangeError if there were none. */
function cutLoop(loop: readonly number[]): number[] {
  const n = loop.length;
  const at = (index: number) => loop[index] as number;
  const best = new Map<number, { cost: number; triangles: number[] }>();
  for (let span = 1; span < n; span++) {
    for (let i = 0; i + span < n; i++) {
      const j = i + span;
      if (span === 1) {
        best.set(i * n + j, { cost: 0, triangles: [] });
        continue;
      }
      if (span !== n - 1 && shareFace(at(i), at(j))) continue;
      for (let m = i + 1; m < j; m++) {
        const left = best.get(i * n + m);
        const right = best.get(m * n + j);
        if (left === undefined || right === undefined) continue;
        const cost = left.cost + right.cost + triangleArea(at(i), at(m), at(j));
        if (cost < (best.get(i * n + j)?.cost ?? Number.POSITIVE_INFINITY) - 1e-9) {
          const triangles = [...left.triangles, ...right.triangles, at(i), at(m), at(j)];
          best.set(i * n + j, { cost, triangles });
        }
      }
    }
  }
  const whole = best.get(n - 1);
  if (whole === undefined) throw new RangeError(`no triangulation of the loop ${loop.join(' ')}`);
  return whole.triangles;
}

export interface CellCase {
  /** The cut edges. */
  readonly edges: Uint8Array;
  /** Three edge numbers a triangle. */
  readonly triangles: Uint8Array;
}

function cellCase(code: number): CellCase {
  const loops = traceLoops(code);
  return { edges: Uint8Array.from(loops.flat()), triangles: Uint8Array.from(loops.flatMap(cutLoop)) };
}

/** One entry for each of the 256 codes: bit c is set when corner c is inside. */
export const CELL_CASES: readonly CellCase[] = Array.from({ length: 1 << CORNERS }, (_, code) => cellCase(code));
