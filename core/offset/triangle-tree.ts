// Triangles of a mesh in a tree of boxes: what lies nearest to a point, what a ray meets first. Distances inside a solid
// are asked for at points far from its surface, where a grid of boxes (core/mesh) would look at nearly all of them.

import { closestOnTriangle, type TriangleMesh } from '../mesh/index.ts';
import { buildTree, type TreeArrays } from './tree-build.ts';

/** Deeper than any tree over 2^32 triangles that is halved at each node. */
const STACK = 128;

/** A place on the surface. */
export interface SurfacePoint {
  /** Number in the mesh; -1: nothing was found. */
  triangle: number;
  /** From the point or the start of the ray that was asked with. */
  distanceMm: number;
  x: number;
  y: number;
  z: number;
}

/** Only triangles whose outward normal has a dot product below `maxDot` with this unit vector. */
export interface Facing {
  readonly nx: number;
  readonly ny: number;
  readonly nz: number;
  readonly maxDot: number;
}

export const nowhere = (): SurfacePoint => ({
  triangle: -1,
  distanceMm: Number.POSITIVE_INFINITY,
  x: Number.NaN,
  y: Number.NaN,
  z: Number.NaN,
});

export class TriangleTree {
  readonly mesh: TriangleMesh;
  /** Also read by searches over two trees at once. */
  readonly arrays: TreeArrays;
  private normals: Float32Array | null = null;
  private last = 0;
  private readonly stack = new Int32Array(STACK);
  private readonly stackSquared = new Float64Array(STACK);
  private readonly point = new Float64Array(5);

  constructor(mesh: TriangleMesh) {
    this.mesh = mesh;
    this.arrays = buildTree(mesh);
  }

  /** Nearest place of the surface to (x, y, z) not further than `radiusMm`, written into `found`. */
  nearest(x: number, y: number, z: number, radiusMm: number, found: SurfacePoint, facing: Facing | null = null): void {
    const { boxes, first, count, corners, order } = this.arrays;
    const { stack, stackSquared, point } = this;
    const normals = facing === null ? null : this.unitNormals();
    found.triangle = -1;
    let best = radiusMm * radiusMm;
    // Points are asked for one beside the other: what was nearest last time bounds the search this time.
    if (
      this.last < order.length &&
      (normals === null || facing === null || dotAt(normals, this.last, facing) < facing.maxDot)
    ) {
      const squared = closestOnTriangle(corners, 9 * this.last, 9 * this.last + 3, 9 * this.last + 6, x, y, z, point);
      if (squared < best) {
        best = squared;
        found.triangle = order[this.last] as number;
        [found.x, found.y, found.z] = [point[0] as number, point[1] as number, point[2] as number];
      }
    }
    let depth = 0;
    let node = order.length === 0 ? -1 : 0;
    while (node >= 0) {
      const from = first[node] as number;
      const triangles = count[node] as number;
      if (triangles === 0) {
        const left = squaredToBox(boxes, from, x, y, z);
        const right = squaredToBox(boxes, from + 1, x, y, z);
        const leftFirst = left <= right;
        const far = leftFirst ? right : left;
        if (far < best) {
          stack[depth] = leftFirst ? from + 1 : from;
          stackSquared[depth++] = far;
        }
        if ((leftFirst ? left : right) < best) {
          node = leftFirst ? from : from + 1;
          continue;
        }
      } else {
        for (let t = from; t < from + triangles; t++) {
          if (normals !== null && facing !== null && dotAt(normals, t, facing) >= facing.maxDot) continue;
          const squared = closestOnTriangle(corners, 9 * t, 9 * t + 3, 9 * t + 6, x, y, z, point);
          if (squared >= best) continue;
          best = squared;
          this.last = t;
          found.triangle = order[t] as number;
          found.x = point[0] as number;
          found.y = point[1] as number;
          found.z = point[2] as number;
        }
      }
      node = -1;
      while (depth > 0 && node < 0) {
        depth--;
        if ((stackSquared[depth] as number) < best) node = stack[depth] as number;
      }
    }
    found.distanceMm = found.triangle < 0 ? Number.POSITIVE_INFINITY : Math.sqrt(best);
  }

  /** First triangle that the ray from (x, y, z) along the unit vector (dx, dy, dz) meets beyond `fromMm` and up to
   * `toMm`, from either side, written into `found`. */
  firstHit(
    x: number,
    y: number,
    z: number,
    dx: number,
    dy: number,
    dz: number,
    fromMm: number,
    toMm: number,
    found: SurfacePoint,
  ): void {
    const { boxes, first, count, corners, order } = this.arrays;
    const { stack, stackSquared } = this;
    const ix = 1 / dx;
    const iy = 1 / dy;
    const iz = 1 / dz;
    found.triangle = -1;
    let best = toMm;
    let depth = 0;
    let node = order.length === 0 ? -1 : 0;
    while (node >= 0) {
      const from = first[node] as number;
      const triangles = count[node] as number;
      if (triangles === 0) {
        const left = entryOfBox(boxes, from, x, y, z, ix, iy, iz, best);
        const right = entryOfBox(boxes, from + 1, x, y, z, ix, iy, iz, best);
        const leftFirst = left <= right;
        const far = leftFirst ? right : left;
        if (far <= best) {
          stack[depth] = leftFirst ? from + 1 : from;
          stackSquared[depth++] = far;
        }
        if ((leftFirst ? left : right) <= best) {
          node = leftFirst ? from : from + 1;
          continue;
        }
      } else {
        for (let t = from; t < from + triangles; t++) {
          const at = hitOfTriangle(corners, 9 * t, x, y, z, dx, dy, dz);
          if (!(at > fromMm && at <= best)) continue;
          best = at;
          found.triangle = order[t] as number;
        }
      }
      node = -1;
      while (depth > 0 && node < 0) {
        depth--;
        if ((stackSquared[depth] as number) <= best) node = stack[depth] as number;
      }
    }
    found.distanceMm = found.triangle < 0 ? Number.POSITIVE_INFINITY : best;
    found.x = x + best * dx;
    found.y = y + best * dy;
    found.z = z + best * dz;
  }

  /** Outward unit normals in the order of the tree, made when first asked for. */
  private unitNormals(): Float32Array {
    if (this.normals !== null) return this.normals;
    const { corners: c } = this.arrays;
    const normals = new Float32Array(c.length / 3);
    for (let t = 0; t < normals.length; t += 3) {
      const at = 3 * t;
      const ux = (c[at + 3] as number) - (c[at] as number);
      const uy = (c[at + 4] as number) - (c[at + 1] as number);
      const uz = (c[at + 5] as number) - (c[at + 2] as number);
      const vx = (c[at + 6] as number) - (c[at] as number);
      const vy = (c[at + 7] as number) - (c[at + 1] as number);
      const vz = (c[at + 8] as number) - (c[at + 2] as number);
      const nx = uy * vz - uz * vy;
      const ny = uz * vx - ux * vz;
      const nz = ux * vy - uy * vx;
      const length = Math.sqrt(nx * nx + ny * ny + nz * nz);
      if (length === 0) continue;
      normals[t] = nx / length;
      normals[t + 1] = ny / length;
      normals[t + 2] = nz / length;
    }
    this.normals = normals;
    return normals;
  }
}

const dotAt = (normals: Float32Array, t: number, { nx, ny, nz }: Facing): number =>
  nx * (normals[3 * t] as number) + ny * (normals[3 * t + 1] as number) + nz * (normals[3 * t + 2] as number);

function squaredToBox(boxes: Float32Array, node: number, x: number, y: number, z: number): number {
  const at = 6 * node;
  const dx = Math.max((boxes[at] as number) - x, 0, x - (boxes[at + 3] as number));
  const dy = Math.max((boxes[at + 1] as number) - y, 0, y - (boxes[at + 4] as number));
  const dz = Math.max((boxes[at + 2] as number) - z, 0, z - (boxes[at + 5] as number));
  return dx * dx + dy * dy + dz * dz;
}

/** Where a ray (inverse direction given) enters a box, mm; Infinity when it misses it before `toMm`. */
function entryOfBox(
  boxes: Float32Array,
  node: number,
  x: number,
  y: number,
  z: number,
  ix: number,
  iy: number,
  iz: number,
  toMm: number,
): number {
  const at = 6 * node;
  let low = 0;
  let high = toMm;
  for (let axis = 0; axis < 3; axis++) {
    const start = axis === 0 ? x : axis === 1 ? y : z;
    const inverse = axis === 0 ? ix : axis === 1 ? iy : iz;
    const a = ((boxes[at + axis] as number) - start) * inverse;
    const b = ((boxes[at + axis + 3] as number) - start) * inverse;
    // A ray inside the plane of a face gives NaN, which leaves both bounds as they are: never a miss.
    if (Math.min(a, b) > low) low = Math.min(a, b);
    if (Math.max(a, b) < high) high = Math.max(a, b);
  }
  // Boxes are flat where triangles lie along an axis: rounding must not lose them.
  return low <= high * (1 + 1e-9) + 1e-9 ? low : Number.POSITIVE_INFINITY;
}

/** A ray through an edge belongs to both its triangles, so that none slips between them. */
const EDGE_TOLERANCE = 1e-9;

/** Möller and Trumbore (Journal of graphics tools 2, 1997); NaN where the ray misses. */
function hitOfTriangle(
  c: Float32Array,
  at: number,
  x: number,
  y: number,
  z: number,
  dx: number,
  dy: number,
  dz: number,
): number {
  const ax = c[at] as number;
  const ay = c[at + 1] as number;
  const az = c[at + 2] as number;
  const ux = (c[at + 3] as number) - ax;
  const uy = (c[at + 4] as number) - ay;
  const uz = (c[at + 5] as number) - az;
  const vx = (c[at + 6] as number) - ax;
  const vy = (c[at + 7] as number) - ay;
  const vz = (c[at + 8] as number) - az;
  const px = dy * vz - dz * vy;
  const py = dz * vx - dx * vz;
  const pz = dx * vy - dy * vx;
  const inverse = 1 / (ux * px + uy * py + uz * pz);
  const wx = x - ax;
  const wy = y - ay;
  const wz = z - az;
  const s = (wx * px + wy * py + wz * pz) * inverse;
  if (!(s >= -EDGE_TOLERANCE && s <= 1 + EDGE_TOLERANCE)) return Number.NaN;
  const qx = wy * uz - wz * uy;
  const qy = wz * ux - wx * uz;
  const qz = wx * uy - wy * ux;
  const t = (dx * qx + dy * qy + dz * qz) * inverse;
  if (!(t >= -EDGE_TOLERANCE && s + t <= 1 + EDGE_TOLERANCE)) return Number.NaN;
  return (vx * qx + vy * qy + vz * qz) * inverse;
}
