import type { TriangleMesh } from '../../mesh/index.ts';
import { MAX_CORNERS, triangulatePolygon } from '../formats/polygon.ts';
import { EdgeTable } from './edges.ts';

export interface ClosedHoles {
  readonly mesh: TriangleMesh;
  readonly closed: number;
  /** Width of the widest opening that was left, mm; 0 where none was. */
  readonly widestLeftMm: number;
  readonly left: number;
}

/** Closes every opening that is at most `widestMm` wide by a flat patch. */
export function closeHoles(mesh: TriangleMesh, widestMm: number): ClosedHoles {
  const { positions: p, indices } = mesh;
  const patches: number[] = [];
  let [closed, left, widestLeftMm] = [0, 0, 0];
  for (const loop of openLoops(mesh)) {
    const widthMm = widthOf(p, loop);
    if (widthMm > widestMm || loop.length < 3 || loop.length > MAX_CORNERS) {
      left++;
      widestLeftMm = Math.max(widestLeftMm, widthMm);
      continue;
    }
    closed++;
    const corner = (n: number): readonly [number, number, number] => {
      const at = 3 * (loop[n] as number);
      return [p[at] as number, p[at + 1] as number, p[at + 2] as number];
    };
    for (const triangle of triangulatePolygon(loop.length, corner)) {
      for (const n of triangle) patches.push(loop[n] as number);
    }
  }
  const all = new Uint32Array(indices.length + patches.length);
  all.set(indices);
  all.set(patches, indices.length);
  return { mesh: { positions: p, indices: all }, closed, left, widestLeftMm };
}

/** Loops of edges with one triangle, in the direction that a triangle in the opening has. */
function openLoops({ positions, indices }: TriangleMesh): readonly (readonly number[])[] {
  const vertices = positions.length / 3;
  const edges = new EdgeTable(indices, vertices);
  const following = new Map<number, number[]>();
  for (let h = 0; h < indices.length; h++) {
    if (edges.count(h) !== 1) continue;
    const [from, to] = [edges.to(h), edges.from(h)];
    const ends = following.get(from);
    if (ends === undefined) following.set(from, [to]);
    else ends.push(to);
  }
  const loops: number[][] = [];
  const placeInLoop = new Int32Array(vertices).fill(-1);
  for (const start of following.keys()) {
    let vertex: number | undefined = start;
    const loop: number[] = [];
    while (vertex !== undefined) {
      const next: number | undefined = following.get(vertex)?.pop();
      if (next === undefined) break;
      placeInLoop[vertex] = loop.push(vertex) - 1;
      // A loop that meets itself is closed there, and the rest goes on as another one.
      const met = placeInLoop[next] as number;
      if (met >= 0) loops.push(takenFrom(loop, met, placeInLoop));
      vertex = next;
    }
    if (loop.length > 0) loops.push(takenFrom(loop, 0, placeInLoop));
  }
  return loops;
}

/** What a loop has from a place on, which it has no more. */
function takenFrom(loop: number[], place: number, placeInLoop: Int32Array): number[] {
  const taken = loop.splice(place);
  for (const vertex of taken) placeInLoop[vertex] = -1;
  return taken;
}

function widthOf(p: Float32Array, loop: readonly number[]): number {
  const extent = [0, 1, 2].map((axis) => {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const vertex of loop) {
      low = Math.min(low, p[3 * vertex + axis] as number);
      high = Math.max(high, p[3 * vertex + axis] as number);
    }
    return high - low;
  });
  return Math.hypot(...extent);
}
