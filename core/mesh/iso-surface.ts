// Iso-surface of a sampled scalar field by the cell table of the masks' surface, so that it is closed and 2-manifold for
// every field; the vertices lie at the linear crossing of their edge. Slice by slice, each cut edge numbered once before
// the cells look it up; rows are trimmed to where something is inside (Schroeder, Maynard and Geveci, Flying edges,
// LDAV 2015).

import type { Size3 } from '../geometry/index.ts';
import { CELL_CASES } from './cell-table.ts';

/** Vertices stay this share of an edge away from its ends: so vertices of two edges never fall together in float32, and
 * no triangle loses its area. */
const CLEARANCE = 0.01;

export interface IsoSurface {
  /** Grid coordinates, sample (0, 0, 0) at 0, 0, 0: x, y, z of vertex 0, then of vertex 1, … */
  readonly points: Float32Array<ArrayBuffer>;
  /** Counter-clockwise seen from outside when x, y, z are right-handed. */
  readonly indices: Uint32Array<ArrayBuffer>;
}

/** Which side of the level is solid: `above` for probabilities, `below` for distances that are negative inside. */
export type SolidSide = 'above' | 'below';

const CASE_TRIANGLES = CELL_CASES.map((one) => one.triangles);

/** Samples of one slice with one outside sample around them, and in which columns of each row something is inside. */
class SliceInside {
  readonly inside: Uint8Array;
  /** First and last padded column of every padded row with an inside sample; first > last where there is none. */
  readonly first: Int32Array;
  readonly last: Int32Array;

  constructor(width: number, height: number) {
    this.inside = new Uint8Array(width * height);
    this.first = new Int32Array(height);
    this.last = new Int32Array(height);
  }
}

class Builder {
  readonly #values: Float32Array;
  readonly #size: Size3;
  readonly #level: number;
  readonly #isAbove: boolean;
  /** Of the padded grid. */
  readonly #width: number;
  readonly #height: number;
  /** Numbers of the vertices on edges along x and y of the lower and the upper slice and along z between them. */
  #lowX: Uint32Array;
  #lowY: Uint32Array;
  #highX: Uint32Array;
  #highY: Uint32Array;
  readonly #upZ: Uint32Array;
  #points = new Float32Array(3 << 14);
  #vertices = 0;
  #indices = new Uint32Array(3 << 15);
  #length = 0;

  constructor(values: Float32Array, size: Size3, level: number, side: SolidSide) {
    this.#values = values;
    this.#size = size;
    this.#level = level;
    this.#isAbove = side === 'above';
    this.#width = size[0] + 2;
    this.#height = size[1] + 2;
    const area = this.#width * this.#height;
    const edges = () => new Uint32Array(area);
    [this.#lowX, this.#lowY, this.#highX, this.#highY, this.#upZ] = [edges(), edges(), edges(), edges(), edges()];
  }

  build(): IsoSurface {
    let low = new SliceInside(this.#width, this.#height);
    let high = new SliceInside(this.#width, this.#height);
    this.#classify(-1, low);
    for (let z = -1; z < this.#size[2]; z++) {
      this.#classify(z + 1, high);
      this.#cutSlice(z + 1, high);
      this.#cutBetween(z, low, high);
      this.#addCells(low, high);
      [low, high] = [high, low];
      [this.#lowX, this.#highX] = [this.#highX, this.#lowX];
      [this.#lowY, this.#highY] = [this.#highY, this.#lowY];
    }
    return { points: this.#points.slice(0, 3 * this.#vertices), indices: this.#indices.slice(0, this.#length) };
  }

  #classify(z: number, { inside, first, last }: SliceInside): void {
    const [nx, ny, nz] = this.#size;
    const values = this.#values;
    const level = this.#level;
    first.fill(this.#width);
    last.fill(-1);
    if (z < 0 || z >= nz) {
      inside.fill(0);
      return;
    }
    for (let y = 0; y < ny; y++) {
      const from = (z * ny + y) * nx;
      const to = (y + 1) * this.#width + 1;
      let low = nx;
      let high = -1;
      for (let x = 0; x < nx; x++) {
        const value = values[from + x] as number;
        const isInside = this.#isAbove ? value > level : value < level;
        inside[to + x] = isInside ? 1 : 0;
        if (!isInside) continue;
        if (high < 0) low = x;
        high = x;
      }
      if (high < 0) continue;
      first[y + 1] = low + 1;
      last[y + 1] = high + 1;
    }
  }

  /** Where the edge between two samples is cut, as a share of its length; half-way to what lies beyond the grid. */
  #share(x: number, y: number, z: number, axis: number): number {
    const [nx, ny, nz] = this.#size;
    if (x < 0 || y < 0 || z < 0) return 0.5;
    if (x + (axis === 0 ? 1 : 0) >= nx || y + (axis === 1 ? 1 : 0) >= ny || z + (axis === 2 ? 1 : 0) >= nz) return 0.5;
    const at = (z * ny + y) * nx + x;
    const low = this.#values[at] as number;
    const high = this.#values[at + (axis === 0 ? 1 : axis === 1 ? nx : nx * ny)] as number;
    const share = (this.#level - low) / (high - low);
    // Not a number beside a sample that is none, or between two infinite ones.
    if (!(share >= 0 && share <= 1)) return 0.5;
    return Math.max(CLEARANCE, Math.min(1 - CLEARANCE, share));
  }

  /** A vertex on the edge that leaves sample (x, y, z) along the axis. */
  #addVertex(x: number, y: number, z: number, axis: number): number {
    const at = 3 * this.#vertices;
    if (at === this.#points.length) {
      const grown = new Float32Array(2 * at);
      grown.set(this.#points);
      this.#points = grown;
    }
    const share = this.#share(x, y, z, axis);
    this.#points[at] = axis === 0 ? x + share : x;
    this.#points[at + 1] = axis === 1 ? y + share : y;
    this.#points[at + 2] = axis === 2 ? z + share : z;
    return this.#vertices++;
  }

  /** Numbers the cut edges within a slice. */
  #cutSlice(z: number, { inside, first, last }: SliceInside): void {
    const width = this.#width;
    for (let y = 0; y < this.#height; y++) {
      const row = y * width;
      for (let x = (first[y] as number) - 1; x <= (last[y] as number); x++) {
        if (inside[row + x] !== inside[row + x + 1]) this.#highX[row + x] = this.#addVertex(x - 1, y - 1, z, 0);
      }
      if (y + 1 === this.#height) continue;
      const end = Math.max(last[y] as number, last[y + 1] as number);
      for (let x = Math.min(first[y] as number, first[y + 1] as number); x <= end; x++) {
        if (inside[row + x] !== inside[row + x + width]) this.#highY[row + x] = this.#addVertex(x - 1, y - 1, z, 1);
      }
    }
  }

  /** Numbers the cut edges between slice z and the one above. */
  #cutBetween(z: number, low: SliceInside, high: SliceInside): void {
    for (let y = 1; y + 1 < this.#height; y++) {
      const row = y * this.#width;
      const end = Math.max(low.last[y] as number, high.last[y] as number);
      for (let x = Math.min(low.first[y] as number, high.first[y] as number); x <= end; x++) {
        if (low.inside[row + x] !== high.inside[row + x]) this.#upZ[row + x] = this.#addVertex(x - 1, y - 1, z, 2);
      }
    }
  }

  #addCells(low: SliceInside, high: SliceInside): void {
    const width = this.#width;
    const [lower, upper] = [low.inside, high.inside];
    for (let y = 0; y + 1 < this.#height; y++) {
      const start = Math.min(
        low.first[y] as number,
        low.first[y + 1] as number,
        high.first[y] as number,
        high.first[y + 1] as number,
      );
      const end = Math.max(
        low.last[y] as number,
        low.last[y + 1] as number,
        high.last[y] as number,
        high.last[y + 1] as number,
      );
      let left = 0; // nothing is inside before the first column of a row
      for (let at = y * width + start - 1; at <= y * width + end; at++) {
        const next = at + 1;
        const right =
          (lower[next] as number) |
          ((lower[next + width] as number) << 2) |
          ((upper[next] as number) << 4) |
          ((upper[next + width] as number) << 6);
        const code = left | (right << 1);
        left = right;
        if (code !== 0 && code !== 255) this.#addTriangles(code, at);
      }
    }
  }

  /** Triangles of the cell whose lowest corner is padded sample `at` of the lower slice. */
  #addTriangles(code: number, at: number): void {
    const list = CASE_TRIANGLES[code] as Uint8Array;
    if (this.#length + list.length > this.#indices.length) {
      const grown = new Uint32Array(2 * this.#indices.length);
      grown.set(this.#indices);
      this.#indices = grown;
    }
    for (let n = 0; n < list.length; n++) this.#indices[this.#length++] = this.#vertexOn(list[n] as number, at);
  }

  /** By the numbering of edges in cell-table.ts. */
  #vertexOn(edge: number, at: number): number {
    const first = edge & 1;
    const second = edge & 2;
    if (edge < 4) return (second ? this.#highX : this.#lowX)[first ? at + this.#width : at] as number;
    if (edge < 8) return (second ? this.#highY : this.#lowY)[at + first] as number;
    return this.#upZ[at + first + (second ? this.#width : 0)] as number;
  }
}

/**
 * Closed, 2-manifold surface where a field (x fastest) crosses a level, in grid coordinates. Samples that equal the level
 * and samples that are not numbers are outside, and so is all beyond the grid: there the surface closes half a cell
 * behind the last sample. Without an inside sample it has no triangles. Throws RangeError when the number of values is
 * not that of the size.
 */
export function isoSurface(values: Float32Array, size: Size3, level: number, solid: SolidSide = 'above'): IsoSurface {
  if (values.length !== size[0] * size[1] * size[2]) throw new RangeError(`${values.length} values, size ${size}`);
  return new Builder(values, size, level, solid).build();
}
