// Area of the surface inside one cell of the dual lattice, for each of the 256 ways its eight corner voxels can be set.
// The measure is the one of DeepMind's surface-distance (Nikolov et al. 2018, arXiv:1809.04430, section 'surface DSC'):
// marching cubes on the binary field, so that every crossing lies half way along its cell edge. Their table is not used;
// it is derived here from the polygons, and the tests compare the derived areas with values of their program.

type Vertex = readonly [number, number, number];

/** Corner c of a cell has the coordinates (c & 1, c >> 1 & 1, c >> 2 & 1): bit 0 is i, bit 1 is j, bit 2 is k. */
const CORNERS = 8;

const isSet = (code: number, corner: number): boolean => ((code >> corner) & 1) === 1;

/** The corners of the six faces, each in turn around its face. */
const FACES: readonly (readonly [number, number, number, number])[] = [1, 2, 4].flatMap((axisBit) => {
  const u = axisBit === 1 ? 2 : 1;
  const v = axisBit === 4 ? 2 : 4;
  return [0, axisBit].map((base) => [base, base | u, base | u | v, base | v] as const);
});

/** A cell edge is named by its two corners, the smaller first. */
const edgeKey = (a: number, b: number): number => (a < b ? a * CORNERS + b : b * CORNERS + a);

const edgeMidpoint = (key: number): Vertex => {
  const a = Math.floor(key / CORNERS);
  const b = key % CORNERS;
  const along = (bit: number) => (((a >> bit) & 1) + ((b >> bit) & 1)) / 2;
  return [along(0), along(1), along(2)];
};

const countCorners = (code: number): number => {
  let n = 0;
  for (let c = 0; c < CORNERS; c++) if (isSet(code, c)) n++;
  return n;
};

/**
 * Pairs of crossed edges that the surface joins across one face. Where both diagonals disagree (four crossings), the
 * corners of the kind that is rarer in the cell are cut off one by one; at four against four both ways have one area.
 */
function linksOfFace(code: number, face: readonly [number, number, number, number]): [number, number][] {
  const corner = (n: number): number => face[n % 4] as number;
  const crossed = [0, 1, 2, 3].filter((n) => isSet(code, corner(n)) !== isSet(code, corner(n + 1)));
  if (crossed.length === 0) return [];
  const edge = (n: number): number => edgeKey(corner(n), corner(n + 1));
  if (crossed.length === 2) return [[edge(crossed[0] as number), edge(crossed[1] as number)]];
  const rarer = countCorners(code) <= 4;
  return [0, 1, 2, 3].filter((n) => isSet(code, corner(n)) === rarer).map((n) => [edge(n + 3), edge(n)]);
}

/** The closed polygons of a cell, as the midpoints of the edges they cross. */
function polygonsOf(code: number): Vertex[][] {
  const neighbours = new Map<number, number[]>();
  for (const face of FACES) {
    for (const [a, b] of linksOfFace(code, face)) {
      neighbours.set(a, [...(neighbours.get(a) ?? []), b]);
      neighbours.set(b, [...(neighbours.get(b) ?? []), a]);
    }
  }
  const polygons: Vertex[][] = [];
  const left = new Set(neighbours.keys());
  for (const start of neighbours.keys()) {
    if (!left.has(start)) continue;
    const polygon: Vertex[] = [];
    let at: number | undefined = start;
    while (at !== undefined) {
      left.delete(at);
      polygon.push(edgeMidpoint(at));
      at = neighbours.get(at)?.find((next) => left.has(next));
    }
    polygons.push(polygon);
  }
  return polygons;
}

type Triangle = readonly [Vertex, Vertex, Vertex];

/** Every way to cut a polygon into triangles along its diagonals. */
function triangulations(polygon: readonly Vertex[]): Triangle[][] {
  if (polygon.length < 3) return [[]];
  const first = polygon[0] as Vertex;
  const last = polygon[polygon.length - 1] as Vertex;
  const all: Triangle[][] = [];
  for (let n = 1; n < polygon.length - 1; n++) {
    const apex = polygon[n] as Vertex;
    for (const before of triangulations(polygon.slice(0, n + 1))) {
      for (const after of triangulations(polygon.slice(n))) all.push([...before, ...after, [first, apex, last]]);
    }
  }
  return all;
}

const distance = (a: Vertex, b: Vertex): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

function triangleArea([a, b, c]: Triangle, spacing: Vertex): number {
  const edge = (to: Vertex, axis: 0 | 1 | 2) => (to[axis] - a[axis]) * spacing[axis];
  const [ux, uy, uz] = [edge(b, 0), edge(b, 1), edge(b, 2)];
  const [vx, vy, vz] = [edge(c, 0), edge(c, 1), edge(c, 2)];
  return Math.hypot(uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx) / 2;
}

const UNIT: Vertex = [1, 1, 1];
const areaOf = (triangles: readonly Triangle[], spacing: Vertex): number =>
  triangles.reduce((sum, triangle) => sum + triangleArea(triangle, spacing), 0);
const edgeLengthOf = (triangles: readonly Triangle[]): number =>
  triangles.reduce((sum, [a, b, c]) => sum + distance(a, b) + distance(b, c) + distance(c, a), 0);

const ROUNDING = 1e-9;

/**
 * Five and six crossings do not lie in a plane, so their area depends on the cuts. The definition's cuts are those of
 * the largest area in a cubic cell and, among those, of the shortest diagonals; what is still alike has the same area
 * at any spacing.
 */
function chosenTriangles(polygon: readonly Vertex[]): Triangle[] {
  let best: Triangle[] = [];
  let bestArea = -1;
  let bestLength = 0;
  for (const candidate of triangulations(polygon)) {
    const area = areaOf(candidate, UNIT);
    const length = edgeLengthOf(candidate);
    const isLarger = area > bestArea + ROUNDING;
    const isShorter = area > bestArea - ROUNDING && length < bestLength - ROUNDING;
    if (isLarger || isShorter) [best, bestArea, bestLength] = [candidate, area, length];
  }
  return best;
}

let trianglesByCode: readonly (readonly Triangle[])[] | undefined;

function buildTriangles(): readonly (readonly Triangle[])[] {
  const half = Array.from({ length: 128 }, (_, code) => polygonsOf(code).flatMap(chosenTriangles));
  return Array.from({ length: 256 }, (_, code) => half[code < 128 ? code : 255 - code] as Triangle[]);
}

/**
 * Surface area in mm2 inside a lattice cell for every neighbour code (bit c = the corner voxel at i + (c & 1),
 * j + (c >> 1 & 1), k + (c >> 2 & 1)). A code and its complement have the same surface; 0 and 255 have none.
 */
export function computeSurfaceElementAreas(spacingMm: readonly [number, number, number]): Float64Array {
  trianglesByCode ??= buildTriangles();
  return Float64Array.from(trianglesByCode, (triangles) => areaOf(triangles, spacingMm));
}
