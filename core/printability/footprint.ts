import type { TriangleMesh } from '../mesh/index.ts';

export type Point2 = readonly [number, number];

/** Convex outline of a part seen from above, counter-clockwise. */
export function footprint({ positions: p }: TriangleMesh): readonly Point2[] {
  const points: Point2[] = [];
  for (let at = 0; at < p.length; at += 3) points.push([p[at] as number, p[at + 1] as number]);
  return convexOutline(points);
}

/** Andrew's monotone chain, counter-clockwise; sorts the points that it is given. */
export function convexOutline(points: Point2[]): readonly Point2[] {
  points.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const chain = (ordered: readonly Point2[]): Point2[] => {
    const hull: Point2[] = [];
    for (const point of ordered) {
      while (hull.length > 1 && turn(hull.at(-2) as Point2, hull.at(-1) as Point2, point) <= 0) hull.pop();
      hull.push(point);
    }
    return hull.slice(0, -1);
  };
  return [...chain(points), ...chain(points.reverse())];
}

const turn = (a: Point2, b: Point2, c: Point2): number => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);

/** Whether a point lies within a convex outline, further than `marginMm` from its edge. */
export const isWithin = (outline: readonly Point2[], point: Point2, marginMm: number): boolean =>
  outline.length > 2 &&
  outline.every((a, n) => {
    const b = outline[(n + 1) % outline.length] as Point2;
    return turn(a, b, point) > marginMm * Math.hypot(b[0] - a[0], b[1] - a[1]);
  });

/** Width and depth of an outline that is turned counter-clockwise, mm. */
export function turnedSize(outline: readonly Point2[], turnDeg: number): Point2 {
  const [c, s] = [Math.cos((turnDeg * Math.PI) / 180), Math.sin((turnDeg * Math.PI) / 180)];
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of outline) {
    const [across, along] = [c * x - s * y, s * x + c * y];
    [minX, minY] = [Math.min(minX, across), Math.min(minY, along)];
    [maxX, maxY] = [Math.max(maxX, across), Math.max(maxY, along)];
  }
  return [maxX - minX, maxY - minY];
}
