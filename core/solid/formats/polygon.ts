// A polygon in space as triangles, by cutting off ears in the plane that it lies in most.

type Triple = readonly [number, number, number];

/** Corners of one polygon of a file, at most. */
export const MAX_CORNERS = 2000;

/**
 * Triangles (numbers into `corners`) of a polygon without holes, in its own direction. One that crosses itself comes out
 * as triangles too, for the repair to judge.
 * @param point place of corner n
 */
export function triangulatePolygon(corners: number, point: (n: number) => Triple): readonly Triple[] {
  if (corners === 3) return [[0, 1, 2]];
  const flat = flattened(corners, point);
  const left = Array.from({ length: corners }, (_, n) => n);
  const triangles: Triple[] = [];
  while (left.length > 3) {
    const ear = left.findIndex((_, at) => isEar(left, at, flat));
    // Numbers at their limit, or a crossing: any corner is as good as another.
    const at = Math.max(0, ear);
    triangles.push([before(left, at), left[at] as number, after(left, at)]);
    left.splice(at, 1);
  }
  triangles.push([left[0] as number, left[1] as number, left[2] as number]);
  return triangles;
}

const before = (left: readonly number[], at: number): number => left[(at + left.length - 1) % left.length] as number;
const after = (left: readonly number[], at: number): number => left[(at + 1) % left.length] as number;

type Flat = readonly (readonly [number, number])[];

/** Without the axis along which the polygon's normal is longest, turned so that it runs counter-clockwise. */
function flattened(corners: number, point: (n: number) => Triple): Flat {
  const normal = [0, 0, 0];
  for (let n = 0; n < corners; n++) {
    const [a, b] = [point(n), point((n + 1) % corners)];
    // Newell's method.
    normal[0] = (normal[0] as number) + (a[1] - b[1]) * (a[2] + b[2]);
    normal[1] = (normal[1] as number) + (a[2] - b[2]) * (a[0] + b[0]);
    normal[2] = (normal[2] as number) + (a[0] - b[0]) * (a[1] + b[1]);
  }
  const axis = normal.map(Math.abs).indexOf(Math.max(...normal.map(Math.abs)));
  const [u, v] = [(axis + 1) % 3, (axis + 2) % 3] as [0, 0];
  const isTurned = (normal[axis] as number) < 0;
  return Array.from({ length: corners }, (_, n) => {
    const p = point(n);
    return isTurned ? [p[v], p[u]] : [p[u], p[v]];
  });
}

const turn = (flat: Flat, a: number, b: number, c: number): number => {
  const [[ax, ay], [bx, by], [cx, cy]] = [flat[a], flat[b], flat[c]] as [Flat[0], Flat[0], Flat[0]] as [
    readonly [number, number],
    readonly [number, number],
    readonly [number, number],
  ];
  return (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
};

function isEar(left: readonly number[], at: number, flat: Flat): boolean {
  const [a, b, c] = [before(left, at), left[at] as number, after(left, at)];
  if (turn(flat, a, b, c) <= 0) return false;
  return !left.some(
    (n) =>
      n !== a && n !== b && n !== c && turn(flat, a, b, n) >= 0 && turn(flat, b, c, n) >= 0 && turn(flat, c, a, n) >= 0,
  );
}
