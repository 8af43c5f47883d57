// Holes joined to the outline around them by a channel of no width (a keyhole), so that each polygon describes its
// region alone. RTSTRUCT asks for it: a CLOSED_PLANAR contour inside another is not a hole by itself (PS3.3 C.8.8.6.3),
// and plastimatch, for one, fills it.
//
// The channel of a hole runs from the top of its first voxel straight towards lower i to the next loop, on the line
// half-way between two rows of voxel centres: no centre comes near it, and a scan line through centres never meets it.

import type { PaddedPlane, TracedLoop } from './trace-plane.ts';

/** A place on a loop, in half voxels of the padded plane. */
interface Mark {
  readonly loop: number;
  readonly segment: number;
  readonly i: number;
  readonly j: number;
}

const UP_CRACK = 1;
const LEFT_CRACK = 0;
const DOWN_CRACK = 3;

function markOnCrack(
  plane: PaddedPlane,
  loops: readonly TracedLoop[],
  firstLoop: number,
  crack: number,
  i: number,
  j: number,
): Mark {
  const loop = (plane.loopOfCrack[crack] as number) - firstLoop;
  const { halves, startsInsideRun } = loops[loop] as TracedLoop;
  const corners = halves.length / 2;
  const walked = plane.segmentOfCrack[crack] as number;
  return { loop, segment: startsInsideRun ? (walked - 1 + corners) % corners : walked, i, j };
}

/** Both ends of the channel of a hole: on the hole, and on the loop that it meets first. */
function channelOf(
  plane: PaddedPlane,
  loops: readonly TracedLoop[],
  firstLoop: number,
  hole: TracedLoop,
): { from: Mark; to: Mark } {
  const { cells, width } = plane;
  const count = cells.length;
  const row = Math.floor(hole.firstAbove / width);
  const between = 2 * row + 1;
  const mark = (crack: number, i: number) => markOnCrack(plane, loops, firstLoop, crack, i, between);
  const columnOf = (above: number) => above - row * width;
  const from = mark(DOWN_CRACK * count + hole.firstAbove, 2 * columnOf(hole.firstAbove));
  let above = hole.firstAbove - 1;
  while (cells[above] === 1 && cells[above + width] === 1) above--;
  const i = 2 * columnOf(above);
  if (cells[above] === 1) return { from, to: mark(DOWN_CRACK * count + above, i) };
  if (cells[above + width] === 1) return { from, to: mark(UP_CRACK * count + above + width, i) };
  return { from, to: mark(LEFT_CRACK * count + above + width + 1, i + 1) };
}

/** Corners and marks of all loops as linked rings, so that joining two costs the same whatever their length. */
class Rings {
  readonly #i: number[] = [];
  readonly #j: number[] = [];
  readonly #next: number[] = [];

  add(i: number, j: number, next: number): number {
    this.#i.push(i);
    this.#j.push(j);
    this.#next.push(next);
    return this.#i.length - 1;
  }

  isAt(node: number, i: number, j: number): boolean {
    return this.#i[node] === i && this.#j[node] === j;
  }

  link(node: number, next: number): void {
    this.#next[node] = next;
  }

  insertAfter(node: number, i: number, j: number): number {
    const added = this.add(i, j, this.#next[node] as number);
    this.#next[node] = added;
    return added;
  }

  /** Makes one ring of two: there and back between a node of each. */
  join(a: number, b: number): void {
    const backAtA = this.add(this.#i[a] as number, this.#j[a] as number, this.#next[a] as number);
    const startAtB = this.add(this.#i[b] as number, this.#j[b] as number, this.#next[b] as number);
    this.#next[a] = startAtB;
    this.#next[b] = backAtA;
  }

  /** Points of a ring from `start` on, without immediate repetitions. */
  points(start: number): Int32Array {
    const points: number[] = [];
    let node = start;
    do {
      const [i, j] = [this.#i[node] as number, this.#j[node] as number];
      const n = points.length;
      if (n === 0 || points[n - 2] !== i || points[n - 1] !== j) points.push(i, j);
      node = this.#next[node] as number;
    } while (node !== start);
    const n = points.length;
    if (points[n - 2] === points[0] && points[n - 1] === points[1]) points.length = n - 2;
    return Int32Array.from(points);
  }
}

/** Adds the corners of a loop as a ring; returns its first node. The corners have consecutive nodes. */
function addRing(rings: Rings, halves: Int32Array): number {
  const first = rings.add(halves[0] as number, halves[1] as number, 0);
  let last = first;
  for (let at = 2; at < halves.length; at += 2) {
    const node = rings.add(halves[at] as number, halves[at + 1] as number, 0);
    rings.link(last, node);
    last = node;
  }
  rings.link(last, first);
  return first;
}

/** A node for every mark, at its place on its segment: a corner that is there already, or a new one. */
function placeMarks(rings: Rings, loops: readonly TracedLoop[], firstNodes: readonly number[], marks: readonly Mark[]) {
  const distance = ({ loop, segment, i, j }: Mark): number => {
    const { halves } = loops[loop] as TracedLoop;
    return Math.abs(i - (halves[2 * segment] as number)) + Math.abs(j - (halves[2 * segment + 1] as number));
  };
  const order = marks.map((mark, at) => ({ mark, at, distance: distance(mark) }));
  order.sort((a, b) => a.mark.loop - b.mark.loop || a.mark.segment - b.mark.segment || a.distance - b.distance);
  const nodes = new Array<number>(marks.length);
  let corner = -1;
  let last = -1;
  for (const { mark, at } of order) {
    const start = (firstNodes[mark.loop] as number) + mark.segment;
    if (start !== corner) {
      corner = start;
      last = start;
    }
    if (!rings.isAt(last, mark.i, mark.j)) last = rings.insertAfter(last, mark.i, mark.j);
    nodes[at] = last;
  }
  return nodes;
}

/**
 * The loops of one plane, straight from `tracePlane`, as polygons without holes: one for each outer loop, in their
 * order, in half voxels of the padded plane.
 */
export function joinHoles(plane: PaddedPlane, loops: readonly TracedLoop[], firstLoop: number): Int32Array[] {
  const holes = loops.filter((loop) => loop.isHole);
  if (holes.length === 0) return loops.map((loop) => loop.halves);
  const rings = new Rings();
  const firstNodes = loops.map((loop) => addRing(rings, loop.halves));
  const channels = holes.map((hole) => channelOf(plane, loops, firstLoop, hole));
  const nodes = placeMarks(
    rings,
    loops,
    firstNodes,
    channels.flatMap(({ from, to }) => [from, to]),
  );
  // A channel leads to a loop that starts in an earlier row or further left, so channels form no circle, and every
  // join is one of two separate rings.
  for (let at = 0; at < nodes.length; at += 2) rings.join(nodes[at + 1] as number, nodes[at] as number);
  const polygons: Int32Array[] = [];
  loops.forEach((loop, at) => {
    if (!loop.isHole) polygons.push(rings.points(firstNodes[at] as number));
  });
  return polygons;
}
