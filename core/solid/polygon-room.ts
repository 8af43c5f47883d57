// Where round pins find most room in a flat face.

export type Point2 = readonly [number, number];
/** Closed loops; outer ones and holes, told apart by parity. */
export type Loops = readonly (readonly Point2[])[];

/** Places tried in a face. */
const CANDIDATES = 1500;
const ROUNDS = 8;

export interface RoomyPlace {
  readonly at: Point2;
  /** Distance to the edge of the face, mm. */
  readonly roomMm: number;
}

/** Signed area of all loops: holes count against it when they run the other way round. */
export const areaOf = (loops: Loops): number =>
  loops.reduce(
    (sum, loop) =>
      sum +
      loop.reduce((part, [x, y], at) => {
        const [nextX, nextY] = loop[(at + 1) % loop.length] as Point2;
        return part + (x * nextY - nextX * y) / 2;
      }, 0),
    0,
  );

function isInside([x, y]: Point2, loops: Loops): boolean {
  let inside = false;
  for (const loop of loops) {
    let [fromX, fromY] = loop[loop.length - 1] as Point2;
    for (const [toX, toY] of loop) {
      if (fromY > y !== toY > y && x < fromX + ((y - fromY) / (toY - fromY)) * (toX - fromX)) inside = !inside;
      [fromX, fromY] = [toX, toY];
    }
  }
  return inside;
}

function distanceToEdge([x, y]: Point2, loops: Loops): number {
  let least = Number.POSITIVE_INFINITY;
  for (const loop of loops) {
    let [fromX, fromY] = loop[loop.length - 1] as Point2;
    for (const [toX, toY] of loop) {
      const [dx, dy] = [toX - fromX, toY - fromY];
      const along = ((x - fromX) * dx + (y - fromY) * dy) / (dx * dx + dy * dy || 1);
      const t = Math.min(1, Math.max(0, along));
      least = Math.min(least, Math.hypot(x - fromX - t * dx, y - fromY - t * dy));
      [fromX, fromY] = [toX, toY];
    }
  }
  return least;
}

/** Points of a square grid that lie inside. */
export function gridInside(loops: Loops, stepMm: number): readonly Point2[] {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const loop of loops) {
    for (const [x, y] of loop) {
      [minX, minY] = [Math.min(minX, x), Math.min(minY, y)];
      [maxX, maxY] = [Math.max(maxX, x), Math.max(maxY, y)];
    }
  }
  const inside: Point2[] = [];
  for (let y = minY + stepMm / 2; y < maxY; y += stepMm) {
    for (let x = minX + stepMm / 2; x < maxX; x += stepMm) if (isInside([x, y], loops)) inside.push([x, y]);
  }
  return inside;
}

/** Places inside a face on a grid, with their room. */
export function roomyPlaces(face: Loops): readonly RoomyPlace[] {
  const stepMm = Math.sqrt(Math.max(Math.abs(areaOf(face)), 1e-6) / CANDIDATES);
  return gridInside(face, stepMm).map((at) => ({ at, roomMm: distanceToEdge(at, face) }));
}

const apart = (a: RoomyPlace, b: RoomyPlace): number => Math.hypot(a.at[0] - b.at[0], a.at[1] - b.at[1]);

/** The radius that a place leaves for a pin beside others. */
const radiusBeside = (place: RoomyPlace, others: readonly RoomyPlace[]): number =>
  Math.min(place.roomMm, ...others.map((other) => apart(place, other) / 2));

/**
 * `count` places where circles of at least `radiusMm` fit side by side into the face, as large as can be; null where
 * they do not fit. Each goes where most room is left, then all are moved in turn until none finds a better place.
 */
export function placeCircles(places: readonly RoomyPlace[], count: number, radiusMm: number): readonly Point2[] | null {
  const roomy = places.filter(({ roomMm }) => roomMm >= radiusMm);
  if (roomy.length === 0) return null;
  const best = (others: readonly RoomyPlace[]) =>
    roomy.reduce((a, b) => (radiusBeside(b, others) > radiusBeside(a, others) ? b : a));
  const extreme = roomy.reduce((a, b) => (b.at[0] + b.at[1] > a.at[0] + a.at[1] ? b : a));
  let chosen: readonly RoomyPlace[] = [];
  let widest = 0;
  for (const start of [best([]), extreme]) {
    const set = [start];
    while (set.length < count) set.push(best(set));
    for (let round = 0; round < ROUNDS; round++) {
      for (let at = 0; at < count; at++) set[at] = best(set.filter((_, other) => other !== at));
    }
    const radius = Math.min(
      ...set.map((place) =>
        radiusBeside(
          place,
          set.filter((other) => other !== place),
        ),
      ),
    );
    if (radius > widest) [chosen, widest] = [set, radius];
  }
  return widest >= radiusMm ? chosen.map(({ at }) => at) : null;
}
