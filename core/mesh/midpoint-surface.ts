// Marching cubes over voxel centres with every edge between an inside and an outside centre cut half-way: the 0.5
// iso-surface of the mask itself. What is cut depends on the mask alone, so the result is closed and 2-manifold for every
// mask (see cell-table.ts). Later steps move vertices, never the triangles between them.

import { CELL_CASES, EDGE_LOW_CORNER, EDGES } from './cell-table.ts';
import type { PaddedMask } from './padded-mask.ts';

/** Bits of `kinds` above the axis (0, 1, 2) of the cut edge. */
export const AXIS_BITS = 3;
/** The lower end is the inside one. */
export const LOW_IS_INSIDE = 4;
/** What lies at the lower end, structure or gap, is only one voxel thick along the edge. */
export const LOW_IS_THIN = 8;
/** The same for the upper end. */
export const HIGH_IS_THIN = 16;

export interface MidpointSurface {
  /** Padded voxel coordinates: x, y, z of vertex 0, then of vertex 1, … */
  readonly points: Float32Array<ArrayBuffer>;
  /** One byte a vertex: axis of the cut edge and what lies at its ends. */
  readonly kinds: Uint8Array<ArrayBuffer>;
  /** Counter-clockwise seen from outside when x, y, z are right-handed. */
  readonly indices: Uint32Array<ArrayBuffer>;
}

/** Vertices on the edges of the layer of cells between two slices: each edge is cut once and then looked up. */
class EdgeCuts {
  points = new Float32Array(3 << 10);
  kinds = new Uint8Array(1 << 10);
  count = 0;
  private readonly mask: PaddedMask;
  private readonly area: number;
  /** Vertex numbers of edges along x by slice parity, then along y by slice parity, then along z; -1 where not cut. */
  private readonly cache: Int32Array;

  constructor(mask: PaddedMask) {
    this.mask = mask;
    this.area = mask.width * mask.height;
    this.cache = new Int32Array(5 * this.area).fill(-1);
  }

  /** Moves on to the cells between slices z and z + 1. */
  advance(z: number): void {
    const upper = (z + 1) & 1;
    this.cache.fill(-1, upper * this.area, (upper + 1) * this.area);
    this.cache.fill(-1, (2 + upper) * this.area, (3 + upper) * this.area);
    this.cache.fill(-1, 4 * this.area);
  }

  /** Number of the vertex on the edge that starts at voxel (x, y, z) and runs along `axis`. */
  vertexOn(axis: number, x: number, y: number, z: number): number {
    const { width } = this.mask;
    const key = (axis === 2 ? 4 : 2 * axis + (z & 1)) * this.area + y * width + x;
    const known = this.cache[key] as number;
    if (known >= 0) return known;
    if (this.count === this.kinds.length) this.grow();
    const at = 3 * this.count;
    this.points[at] = x;
    this.points[at + 1] = y;
    this.points[at + 2] = z;
    this.points[at + axis] = (this.points[at + axis] as number) + 0.5;
    const stride = axis === 0 ? 1 : axis === 1 ? width : this.area;
    this.kinds[this.count] = axis | this.ends(z * this.area + y * width + x, stride);
    this.cache[key] = this.count;
    return this.count++;
  }

  private ends(low: number, stride: number): number {
    const { voxels } = this.mask;
    const inside = voxels[low] as number;
    // Beyond an outside voxel of the padding the array may end: nothing is there.
    const isLowThin = (voxels[low - stride] ?? 0) !== inside;
    const isHighThin = (voxels[low + 2 * stride] ?? 0) === inside;
    return (inside === 1 ? LOW_IS_INSIDE : 0) | (isLowThin ? LOW_IS_THIN : 0) | (isHighThin ? HIGH_IS_THIN : 0);
  }

  private grow(): void {
    const points = new Float32Array(2 * this.points.length);
    points.set(this.points);
    this.points = points;
    const kinds = new Uint8Array(2 * this.kinds.length);
    kinds.set(this.kinds);
    this.kinds = kinds;
  }
}

class TriangleList {
  indices = new Uint32Array(3 << 11);
  length = 0;

  add(a: number, b: number, c: number): void {
    if (this.length === this.indices.length) {
      const grown = new Uint32Array(2 * this.indices.length);
      grown.set(this.indices);
      this.indices = grown;
    }
    this.indices[this.length] = a;
    this.indices[this.length + 1] = b;
    this.indices[this.length + 2] = c;
    this.length += 3;
  }
}

/** The surface of all voxels that are 1. */
export function midpointSurface(mask: PaddedMask): MidpointSurface {
  const cuts = new EdgeCuts(mask);
  const triangles = new TriangleList();
  const ends = endsInside(mask);
  for (let z = 0; z + 1 < mask.depth; z++) {
    cuts.advance(z);
    addLayer(mask, ends, z, cuts, triangles);
  }
  return {
    points: cuts.points.slice(0, 3 * cuts.count),
    kinds: cuts.kinds.slice(0, cuts.count),
    indices: triangles.indices.slice(0, triangles.length),
  };
}

const CASE_EDGES = CELL_CASES.map((one) => one.edges);
const CASE_TRIANGLES = CELL_CASES.map((one) => one.triangles);
const LOW_CORNER = Uint8Array.from(EDGE_LOW_CORNER);

/** First and last column of every row with something inside; the width and -1 where there is nothing. */
interface RowEnds {
  readonly firsts: Int32Array;
  readonly lasts: Int32Array;
}

function endsInside({ voxels, width }: PaddedMask): RowEnds {
  const firsts = new Int32Array(voxels.length / width).fill(width);
  const lasts = new Int32Array(firsts.length).fill(-1);
  let set = voxels.indexOf(1);
  while (set >= 0) {
    const row = Math.floor(set / width);
    const end = (row + 1) * width;
    firsts[row] = set - row * width;
    lasts[row] = voxels.lastIndexOf(1, end - 1) - row * width;
    set = voxels.indexOf(1, end);
  }
  return { firsts, lasts };
}

function addLayer(mask: PaddedMask, { firsts, lasts }: RowEnds, z: number, cuts: EdgeCuts, triangles: TriangleList) {
  const { voxels, width, height } = mask;
  const area = width * height;
  const vertex = new Uint32Array(EDGES);
  for (let y = 0; y + 1 < height; y++) {
    const a = z * area + y * width;
    const b = a + width;
    const c = a + area;
    const d = c + width;
    const row = z * height + y;
    const start = Math.min(
      firsts[row] as number,
      firsts[row + 1] as number,
      firsts[row + height] as number,
      firsts[row + height + 1] as number,
    );
    const stop = Math.max(
      lasts[row] as number,
      lasts[row + 1] as number,
      lasts[row + height] as number,
      lasts[row + height + 1] as number,
    );
    let left = 0; // the first column is padding
    for (let x = start - 1; x <= stop; x++) {
      const right =
        (voxels[a + x + 1] as number) |
        ((voxels[b + x + 1] as number) << 2) |
        ((voxels[c + x + 1] as number) << 4) |
        ((voxels[d + x + 1] as number) << 6);
      const code = left | (right << 1);
      left = right;
      if (code === 0 || code === 255) continue;
      const edges = CASE_EDGES[code] as Uint8Array;
      for (let n = 0; n < edges.length; n++) {
        const edge = edges[n] as number;
        const low = LOW_CORNER[edge] as number;
        vertex[edge] = cuts.vertexOn(edge >> 2, x + (low & 1), y + ((low >> 1) & 1), z + (low >> 2));
      }
      const list = CASE_TRIANGLES[code] as Uint8Array;
      for (let n = 0; n < list.length; n += 3) {
        triangles.add(
          vertex[list[n] as number] as number,
          vertex[list[n + 1] as number] as number,
          vertex[list[n + 2] as number] as number,
        );
      }
    }
  }
}
