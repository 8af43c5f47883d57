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
  const ears = new Ears(flattened(corners, point));
  const left = Array.from({ length: corners }, (_, n) => n);
  const triangles: Triple[] = [];
  while (left.length > 3) {
    // Numbers at their limit, or a crossing: any corner is as good as another.
    const at = Math.max(0, ears.firstOf(left));
    triangles.push([before(left, at), left[at] as number, after(left, at)]);
    ears.cut(left, at);
  }
  triangles.push([left[0] as number, left[1] as number, left[2] as number]);
  return triangles;
}

const before = (left: readonly number[], at: number): number => left[at === 0 ? left.length - 1 : at - 1] as number;
const after = (left: readonly number[], at: number): number => left[at + 1 === left.length ? 0 : at + 1] as number;

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
  const [ax, ay] = flat[a] as Flat[0];
  const [bx, by] = flat[b] as Flat[0];
  const [cx, cy] = flat[c] as Flat[0];
  return (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
};

/**
 * Which corners of what is left of a polygon are ears. What lies in the way of a corner does so until it, or a neighbour
 * of the corner, is cut: each corner goes on looking from there, or a polygon that runs twice round a circle would take
 * minutes.
 */
class Ears {
  readonly #flat: Flat;
  /** Corner by corner: none before this number lies in the triangle with its neighbours. */
  readonly #seen: number[];
  readonly #isCut: boolean[];

  constructor(flat: Flat) {
    this.#flat = flat;
    this.#seen = flat.map(() => 0);
    this.#isCut = flat.map(() => false);
  }

  /** Place of the first ear; -1 where there is none. */
  firstOf(left: readonly number[]): number {
    for (let at = 0; at < left.length; at++) {
      if (this.#isEar(before(left, at), left[at] as number, after(left, at))) return at;
    }
    return -1;
  }

  cut(left: number[], at: number): void {
    this.#isCut[left[at] as number] = true;
    this.#seen[before(left, at)] = 0;
    this.#seen[after(left, at)] = 0;
    left.splice(at, 1);
  }

  #isEar(a: number, b: number, c: number): boolean {
    if (turn(this.#flat, a, b, c) <= 0) return false;
    for (let n = this.#seen[b] as number; n < this.#flat.length; n++) {
      if (this.#isCut[n] || n === a || n === b || n === c || !this.#isWithin(n, a, b, c)) continue;
      this.#seen[b] = n;
      return false;
    }
    this.#seen[b] = this.#flat.length;
    return true;
  }

  #isWithin(n: number, a: number, b: number, c: number): boolean {
    const flat = this.#flat;
    return turn(flat, a, b, n) >= 0 && turn(flat, b, c, n) >= 0 && turn(flat, c, a, n) >= 0;
  }
}
