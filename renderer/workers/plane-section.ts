// The outlines of parts in a plane. A closed mesh is cut along closed lines: each triangle that the plane crosses gives a
// piece from one of its edges to another, and the pieces are walked from edge to edge.

import { cross, dot, norm, normalise, subtract, type Vec3 } from '../../core/geometry/index.ts';
import type { TriangleMesh } from '../../core/mesh/index.ts';
import type { Part } from '../../core/print/index.ts';
import type { Outline, PrintPlane, SectionAnswer } from './print-messages.ts';

/** A vertex in the plane counts as before it, so that no triangle is cut through a corner. */
const heightsOf = ({ positions: p }: TriangleMesh, { originLps, normalLps }: PrintPlane): Float64Array => {
  const heights = new Float64Array(p.length / 3);
  const offset = dot(originLps, normalLps);
  for (let v = 0; v < heights.length; v++) {
    const height =
      (p[3 * v] as number) * normalLps[0] +
      (p[3 * v + 1] as number) * normalLps[1] +
      (p[3 * v + 2] as number) * normalLps[2] -
      offset;
    heights[v] = height === 0 ? 1e-9 : height;
  }
  return heights;
};

/** Edges that the plane cuts, each with the next one along the outline: on its left lies the inside. */
function pieces({ indices }: TriangleMesh, heights: Float64Array): Map<number, number> {
  const count = heights.length;
  const edge = (a: number, b: number) => (a < b ? a * count + b : b * count + a);
  const next = new Map<number, number>();
  for (let t = 0; t < indices.length; t += 3) {
    const corners = [indices[t] as number, indices[t + 1] as number, indices[t + 2] as number] as const;
    const above = corners.map((v) => (heights[v] as number) > 0);
    if (above[0] === above[1] && above[1] === above[2]) continue;
    let [from, to] = [-1, -1];
    for (let n = 0; n < 3; n++) {
      const [a, b] = [corners[n] as number, corners[(n + 1) % 3] as number];
      if (above[n] && !above[(n + 1) % 3]) from = edge(a, b);
      if (!above[n] && above[(n + 1) % 3]) to = edge(a, b);
    }
    next.set(from, to);
  }
  return next;
}

function crossing({ positions: p }: TriangleMesh, heights: Float64Array, edge: number): Vec3 {
  const [a, b] = [Math.floor(edge / heights.length), edge % heights.length];
  const [ha, hb] = [heights[a] as number, heights[b] as number];
  const share = ha / (ha - hb);
  const at = (axis: number) =>
    (p[3 * a + axis] as number) + share * ((p[3 * b + axis] as number) - (p[3 * a + axis] as number));
  return [at(0), at(1), at(2)];
}

/** Closed outlines of a closed mesh, in a plane with a unit normal. */
export function outlinesOf(mesh: TriangleMesh, plane: PrintPlane): Outline[] {
  const heights = heightsOf(mesh, plane);
  const next = pieces(mesh, heights);
  const outlines: Outline[] = [];
  while (next.size > 0) {
    const points: number[] = [];
    let [edge] = next.keys();
    while (edge !== undefined) {
      points.push(...crossing(mesh, heights, edge));
      const following = next.get(edge);
      next.delete(edge);
      edge = following;
    }
    outlines.push(Float32Array.from(points));
  }
  return outlines;
}

/** Twice the area on the plane, mm2; below zero where the inside lies outside of the outline: around a cavity. */
function doubleArea(outline: Outline, normalLps: Vec3): number {
  const point = (n: number): Vec3 => [outline[n] as number, outline[n + 1] as number, outline[n + 2] as number];
  const first = point(0);
  let sum = 0;
  for (let n = 3; n + 3 < outline.length; n += 3) {
    sum += dot(cross(subtract(point(n), first), subtract(point(n + 3), first)), normalLps);
  }
  return sum;
}

export function planeSection(parts: readonly Part[], { originLps, normalLps }: PrintPlane): SectionAnswer {
  if (norm(normalLps) === 0) return { model: [], hollow: [], mask: [] };
  const plane = { originLps, normalLps: normalise(normalLps) };
  const outlines = parts.flatMap(({ mesh }) => outlinesOf(mesh, plane));
  const isHollow = (outline: Outline) => doubleArea(outline, plane.normalLps) < 0;
  const anatomies = new Set(parts.flatMap(({ anatomy }) => anatomy ?? []));
  return {
    model: outlines.filter((outline) => !isHollow(outline)),
    hollow: outlines.filter(isHollow),
    mask: [...anatomies].flatMap((mesh) => outlinesOf(mesh, plane)),
  };
}
