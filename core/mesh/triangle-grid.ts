// Nearest triangle of a mesh: triangles sorted into the boxes of a regular grid over their bounding box.

import { closestOnTriangle } from './closest-on-triangle.ts';
import { computeSurfaceAreaMm2, type TriangleMesh } from './triangle-mesh.ts';

export interface NearestTriangle {
  /** Triangle number, -1 when there is none within the radius asked for. */
  triangle: number;
  distanceMm: number;
}

/** Side of a box in units of the typical triangle, sqrt(2 * mean area). */
const BOX_TRIANGLES = 1.5;

export class TriangleGrid {
  private readonly mesh: TriangleMesh;
  private readonly low: [number, number, number] = [0, 0, 0];
  private readonly counts: [number, number, number] = [1, 1, 1];
  private readonly boxMm: number;
  /** Triangles of box b: list[start[b]] … list[start[b + 1] - 1]. */
  private readonly start: Uint32Array;
  private readonly list: Uint32Array;
  /** Lowest x, y, z and highest x, y, z of every triangle. */
  private readonly bounds: Float32Array;

  constructor(mesh: TriangleMesh) {
    this.mesh = mesh;
    const triangles = mesh.indices.length / 3;
    const sidesMm = [0, 0, 0];
    for (let axis = 0; axis < 3; axis++) {
      let low = Number.POSITIVE_INFINITY;
      let high = Number.NEGATIVE_INFINITY;
      for (let at = axis; at < mesh.positions.length; at += 3) {
        low = Math.min(low, mesh.positions[at] as number);
        high = Math.max(high, mesh.positions[at] as number);
      }
      this.low[axis] = low;
      sidesMm[axis] = high - low;
    }
    let boxMm = BOX_TRIANGLES * Math.sqrt((2 * computeSurfaceAreaMm2(mesh)) / triangles);
    const boxes = () => sidesMm.reduce((product, side) => product * (Math.floor(side / boxMm) + 1), 1);
    // Small bits far apart would need more boxes than triangles.
    while (boxes() > 8 * triangles + 1000) boxMm *= 2;
    this.boxMm = boxMm;
    this.counts = sidesMm.map((side) => Math.floor(side / boxMm) + 1) as [number, number, number];
    this.start = new Uint32Array(boxes() + 1);
    const ranges = new Int32Array(6);
    for (let t = 0; t < triangles; t++) this.countIn(this.boxesOf(t, ranges));
    let sum = 0;
    for (let box = 0; box < this.start.length; box++) {
      sum += this.start[box] as number;
      this.start[box] = sum;
    }
    this.list = new Uint32Array(sum);
    for (let t = 0; t < triangles; t++) this.putIn(this.boxesOf(t, ranges), t);
    this.bounds = boundsOf(mesh);
  }

  private boxAlong(axis: 0 | 1 | 2, coordinate: number): number {
    const box = Math.floor((coordinate - this.low[axis]) / this.boxMm);
    return Math.min(this.counts[axis] - 1, Math.max(0, box));
  }

  /** First and last box along x, y and z that a triangle may touch, written into `ranges`. */
  private boxesOf(triangle: number, ranges: Int32Array): Int32Array {
    const { positions: p, indices } = this.mesh;
    for (let axis = 0; axis < 3; axis++) {
      const a = p[3 * (indices[3 * triangle] as number) + axis] as number;
      const b = p[3 * (indices[3 * triangle + 1] as number) + axis] as number;
      const c = p[3 * (indices[3 * triangle + 2] as number) + axis] as number;
      ranges[2 * axis] = this.boxAlong(axis as 0 | 1 | 2, Math.min(a, b, c));
      ranges[2 * axis + 1] = this.boxAlong(axis as 0 | 1 | 2, Math.max(a, b, c));
    }
    return ranges;
  }

  private countIn(ranges: Int32Array): void {
    for (let z = ranges[4] as number; z <= (ranges[5] as number); z++) {
      for (let y = ranges[2] as number; y <= (ranges[3] as number); y++) {
        const row = (z * this.counts[1] + y) * this.counts[0];
        for (let x = ranges[0] as number; x <= (ranges[1] as number); x++) {
          this.start[row + x] = (this.start[row + x] as number) + 1;
        }
      }
    }
  }

  private putIn(ranges: Int32Array, triangle: number): void {
    for (let z = ranges[4] as number; z <= (ranges[5] as number); z++) {
      for (let y = ranges[2] as number; y <= (ranges[3] as number); y++) {
        const row = (z * this.counts[1] + y) * this.counts[0];
        for (let x = ranges[0] as number; x <= (ranges[1] as number); x++) {
          const slot = (this.start[row + x] as number) - 1;
          this.start[row + x] = slot;
          this.list[slot] = triangle;
        }
      }
    }
  }

  /** The triangle nearest to (x, y, z) within `radiusMm`, written into `found`. */
  nearest(x: number, y: number, z: number, radiusMm: number, found: NearestTriangle): void {
    found.triangle = -1;
    let best = radiusMm * radiusMm;
    const x0 = this.boxAlong(0, x - radiusMm);
    const x1 = this.boxAlong(0, x + radiusMm);
    const y0 = this.boxAlong(1, y - radiusMm);
    const y1 = this.boxAlong(1, y + radiusMm);
    const z0 = this.boxAlong(2, z - radiusMm);
    const z1 = this.boxAlong(2, z + radiusMm);
    for (let bz = z0; bz <= z1; bz++) {
      for (let by = y0; by <= y1; by++) {
        for (let bx = x0; bx <= x1; bx++) {
          const box = (bz * this.counts[1] + by) * this.counts[0] + bx;
          const end = this.start[box + 1] as number;
          for (let n = this.start[box] as number; n < end; n++) {
            const triangle = this.list[n] as number;
            if (this.squaredToBounds(triangle, x, y, z) > best) continue;
            const squared = squaredDistanceToTriangle(this.mesh, triangle, x, y, z);
            if (squared > best) continue;
            best = squared;
            found.triangle = triangle;
          }
        }
      }
    }
    found.distanceMm = Math.sqrt(best);
  }

  /** No two points of the triangle are further apart. */
  sizeMm(triangle: number): number {
    const { bounds } = this;
    const at = 6 * triangle;
    const x = (bounds[at + 3] as number) - (bounds[at] as number);
    const y = (bounds[at + 4] as number) - (bounds[at + 1] as number);
    const z = (bounds[at + 5] as number) - (bounds[at + 2] as number);
    return Math.sqrt(x * x + y * y + z * z);
  }

  /** mm2, a little less than it is: rounding must not hide a triangle. */
  private squaredToBounds(triangle: number, x: number, y: number, z: number): number {
    const { bounds } = this;
    const at = 6 * triangle;
    const dx = Math.max((bounds[at] as number) - x, 0, x - (bounds[at + 3] as number));
    const dy = Math.max((bounds[at + 1] as number) - y, 0, y - (bounds[at + 4] as number));
    const dz = Math.max((bounds[at + 2] as number) - z, 0, z - (bounds[at + 5] as number));
    return (dx * dx + dy * dy + dz * dz) * (1 - 1e-9);
  }

  /** The triangle nearest to (x, y, z), however far, found soonest when it is about as far as `guessMm`. */
  nearestOfAll(x: number, y: number, z: number, guessMm: number, found: NearestTriangle): void {
    let radiusMm = Math.max(guessMm, this.boxMm / 4);
    do {
      this.nearest(x, y, z, radiusMm, found);
      radiusMm *= 2;
    } while (found.triangle < 0);
  }
}

function boundsOf({ positions: p, indices }: TriangleMesh): Float32Array {
  const bounds = new Float32Array(2 * indices.length);
  for (let t = 0; t < indices.length; t += 3) {
    for (let axis = 0; axis < 3; axis++) {
      const a = p[3 * (indices[t] as number) + axis] as number;
      const b = p[3 * (indices[t + 1] as number) + axis] as number;
      const c = p[3 * (indices[t + 2] as number) + axis] as number;
      bounds[2 * t + axis] = Math.min(a, b, c);
      bounds[2 * t + 3 + axis] = Math.max(a, b, c);
    }
  }
  return bounds;
}

const nearestPlace = new Float64Array(5);

/** Squared distance (mm2) of a point to a triangle of a mesh. */
export function squaredDistanceToTriangle(
  { positions, indices }: TriangleMesh,
  triangle: number,
  x: number,
  y: number,
  z: number,
): number {
  const at = 3 * triangle;
  const [a, b, c] = [indices[at] as number, indices[at + 1] as number, indices[at + 2] as number];
  return closestOnTriangle(positions, 3 * a, 3 * b, 3 * c, x, y, z, nearestPlace);
}
