// Fewer triangles for the same shape: edges are taken in the order of what that costs (quadrics), as long as the surface
// stays a closed 2-manifold. What came out is then measured, not trusted: where the surface would meet itself, or lie
// further from the old one than allowed, it is done again with more care.

import { collapsedVertices } from './collapsed-vertices.ts';
import { CollapsingMesh } from './collapsing-mesh.ts';
import { EdgeQueue } from './edge-queue.ts';
import { placesBeyond } from './max-deviation.ts';
import { Quadrics } from './quadrics.ts';
import { findSelfIntersections, meetsItself } from './self-intersections.ts';
import { meanEdgeMm, nearOrigin, type Origin, type TriangleMesh } from './triangle-mesh.ts';

export interface SimplifyGoal {
  /** Ends at this number of triangles. */
  readonly maxTriangles?: number | undefined;
  /** No point of either surface is further from the other one, mm. */
  readonly maxErrorMm?: number | undefined;
  /** Quick, for the hand to follow: self-intersection is not looked for, and the error is the one that the costs say. */
  readonly isPreview?: boolean | undefined;
}

/** The root of the mean square of the distances to planes is kept below this share of the largest distance allowed. */
const FIRST_SHARE = 0.45;
const ROUNDS = 8;
/** Around places that are too far off so much less is allowed, of the mean square; after so many rounds nothing. */
const CAREFUL_SHARE = 0.2;
const CAREFUL_ROUNDS = 4;
/** How far around a place that is not good the old surface is taken with more care, in mean edges. */
const GUARD_EDGES = 2;

interface Run {
  readonly mesh: CollapsingMesh;
  readonly quadrics: Quadrics;
  readonly queue: EdgeQueue;
  /** x, y, z, sum of squares and mean square of the edge last looked at. */
  readonly target: Float64Array;
  /** Of each vertex: the most that the mean square of an edge may be that it is part of, mm2; 0: it stays. */
  readonly most: Float32Array;
}

/** What the edge costs, with its place in `target`; Infinity where it may not be taken. */
function rate({ mesh, quadrics, target, most }: Run, edge: number): number {
  const a = mesh.from(edge);
  const b = mesh.to(edge);
  const mostHere = Math.min(most[a] as number, most[b] as number);
  if (mostHere === 0) return Number.POSITIVE_INFINITY;
  quadrics.place(mesh.points, a, b, target);
  return (target[4] as number) > mostHere ? Number.POSITIVE_INFINITY : (target[3] as number);
}

function offer(run: Run, edge: number): void {
  if (run.queue.has(edge)) return;
  const cost = rate(run, edge);
  if (cost !== Number.POSITIVE_INFINITY) run.queue.add(edge, cost);
}

/**
 * Looks at the cheapest edge, and takes it if its turn has come; false when none is left. Sums of squares only grow when
 * vertices become one, so the cost of an edge in the queue is at least what it was: it is looked at again when it is the
 * first, not whenever something around it changes.
 */
function takeCheapest(run: Run, offerAgain: (edge: number) => void): boolean {
  const { mesh, quadrics, queue, target, most } = run;
  const edge = queue.take();
  if (edge < 0) return false;
  if (mesh.isGone(edge)) return true;
  const cost = rate(run, edge);
  if (cost === Number.POSITIVE_INFINITY) return true;
  if (queue.isLater(cost)) {
    queue.add(edge, cost);
    return true;
  }
  const a = mesh.from(edge);
  const b = mesh.to(edge);
  // Else it comes back when something around it changes.
  if (mesh.collapse(edge, target[0] as number, target[1] as number, target[2] as number)) {
    quadrics.merge(a, b);
    most[a] = Math.min(most[a] as number, most[b] as number);
    mesh.forEachEdgeAround(a, offerAgain);
  }
  return true;
}

function collapseAll(run: Run, triangles: number): void {
  const { mesh } = run;
  for (let edge = mesh.edges - 1; edge >= 0; edge--) offer(run, edge);
  const offerAgain = (edge: number) => offer(run, edge);
  while (mesh.triangles > triangles && takeCheapest(run, offerAgain));
}

/** New numbers of the vertices that are left, in the old order; -1 for those that are gone. */
function numberLeft({ points, origin }: CollapsingMesh): { readonly numbers: Int32Array; readonly vertices: number } {
  const numbers = new Int32Array(points.length / 3).fill(-1);
  for (let h = 0; h < origin.length; h++) if ((origin[h] as number) >= 0) numbers[origin[h] as number] = 0;
  let vertices = 0;
  for (let v = 0; v < numbers.length; v++) if (numbers[v] === 0) numbers[v] = vertices++;
  return { numbers, vertices };
}

/** The triangles that are left, with vertices in the old order. */
function compact(mesh: CollapsingMesh, [x0, y0, z0]: Origin): TriangleMesh {
  const { points, origin } = mesh;
  const { numbers, vertices } = numberLeft(mesh);
  const positions = new Float32Array(3 * vertices);
  for (let v = 0; v < numbers.length; v++) {
    const to = 3 * (numbers[v] as number);
    if (to < 0) continue;
    positions[to] = (points[3 * v] as number) + x0;
    positions[to + 1] = (points[3 * v + 1] as number) + y0;
    positions[to + 2] = (points[3 * v + 2] as number) + z0;
  }
  const indices = new Uint32Array(3 * mesh.triangles);
  let corners = 0;
  for (let h = 0; h < origin.length; h++) {
    const vertex = origin[h] as number;
    if (vertex >= 0) indices[corners++] = numbers[vertex] as number;
  }
  return { positions, indices };
}

/** Corners of triangles that meet others or fell flat. */
function faults(mesh: TriangleMesh, isPreview: boolean): readonly number[] {
  const collapsed = collapsedVertices(mesh.positions, mesh.indices);
  if (collapsed.size > 0 || isPreview) return [...collapsed];
  const { triangles } = findSelfIntersections(mesh);
  return [...triangles].flatMap((t) => [...mesh.indices.subarray(3 * t, 3 * t + 3)]);
}

const placesOf = ({ positions }: TriangleMesh, vertices: readonly number[]): number[] =>
  vertices.flatMap((v) => [...positions.subarray(3 * v, 3 * v + 3)]);

/** Lowers what is allowed to vertices of the old surface, to that share of it, around places (x, y, z of each) where the
 * new one is not good. */
function tightenAround(
  old: TriangleMesh,
  places: ArrayLike<number>,
  reachMm: number,
  most: Float32Array,
  share: number,
) {
  const key = (p: ArrayLike<number>, at: number, dx: number, dy: number, dz: number) =>
    `${Math.floor((p[at] as number) / reachMm) + dx} ${Math.floor((p[at + 1] as number) / reachMm) + dy} ${Math.floor((p[at + 2] as number) / reachMm) + dz}`;
  const cells = new Set<string>();
  for (let at = 0; at < places.length; at += 3) {
    for (let n = 0; n < 27; n++) {
      cells.add(key(places, at, (n % 3) - 1, (Math.floor(n / 3) % 3) - 1, Math.floor(n / 9) - 1));
    }
  }
  // Infinity times 0 is not a number.
  for (let v = 0; v < most.length; v++) {
    if (cells.has(key(old.positions, 3 * v, 0, 0, 0))) most[v] = share === 0 ? 0 : share * (most[v] as number);
  }
}

function simplifyOnce(mesh: TriangleMesh, triangles: number, most: Float32Array): TriangleMesh {
  const { points, origin } = nearOrigin(mesh.positions);
  const collapsing = new CollapsingMesh(points, mesh.indices);
  collapseAll(
    {
      mesh: collapsing,
      quadrics: new Quadrics(points, mesh.indices),
      queue: new EdgeQueue(collapsing.edges),
      target: new Float64Array(5),
      most: most.slice(),
    },
    triangles,
  );
  return compact(collapsing, origin);
}

/** `isHopeless` is asked before what came out is mended: with a surface that meets itself from the start there is no end
 * to it. */
function simplifyWith(
  mesh: TriangleMesh,
  { maxTriangles, maxErrorMm, isPreview = false }: SimplifyGoal,
  isHopeless: () => boolean,
): TriangleMesh | null {
  const triangles = maxTriangles ?? 0;
  if (mesh.indices.length / 3 <= triangles) return isHopeless() ? null : mesh;
  const most = new Float32Array(mesh.positions.length / 3);
  most.fill(maxErrorMm === undefined ? Number.POSITIVE_INFINITY : (FIRST_SHARE * maxErrorMm) ** 2);
  const edgeMm = meanEdgeMm(mesh);
  let reachMm = GUARD_EDGES * edgeMm;
  for (let round = 0; round < ROUNDS; round++) {
    const simple = simplifyOnce(mesh, triangles, most);
    const bad = faults(simple, isPreview);
    if (bad.length > 0) {
      if (round === 0 && isHopeless()) return null;
      tightenAround(mesh, placesOf(simple, bad), reachMm, most, 0);
      reachMm *= 1.5;
      continue;
    }
    if (maxErrorMm === undefined || isPreview) return simple;
    // A few places are further away than the rest, and need not make all of it finer.
    const far = placesBeyond(simple, mesh, maxErrorMm);
    if (far.length === 0) return simple;
    tightenAround(mesh, far, GUARD_EDGES * edgeMm * (1 + round / 2), most, round < CAREFUL_ROUNDS ? CAREFUL_SHARE : 0);
  }
  return isHopeless() ? null : mesh;
}

/**
 * Simplifies a closed 2-manifold surface without self-intersection to a number of triangles or to an error, whichever is
 * reached first; the result is again all three. With an error, its largest distance from the old surface was measured and
 * is within it. Fewer triangles than the topology allows are not reached: no shell and no handle is lost.
 */
export const simplifyMesh = (mesh: TriangleMesh, goal: SimplifyGoal): TriangleMesh =>
  simplifyWith(mesh, goal, () => false) as TriangleMesh;

/** `simplifyMesh` of a surface that nobody looked at yet: null where it meets itself and what comes out would, too. */
export function simplifyDraft(mesh: TriangleMesh, goal: SimplifyGoal): TriangleMesh | null {
  let isCrossed: boolean | undefined;
  return simplifyWith(mesh, goal, () => {
    isCrossed ??= meetsItself(mesh);
    return isCrossed;
  });
}
