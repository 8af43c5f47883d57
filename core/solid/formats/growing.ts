import type { TriangleMesh } from '../../mesh/index.ts';
import { checkCounts } from './limits.ts';

/** Vertices and triangles of a file that does not say how many it has; both stay within the limits. */
export class GrowingMesh {
  #positions = new Float32Array(3 * 1024);
  #indices = new Uint32Array(3 * 2048);
  vertices = 0;
  triangles = 0;

  addVertex(x: number, y: number, z: number): void {
    if (3 * this.vertices === this.#positions.length) {
      checkCounts(this.triangles, this.vertices + 1);
      const wider = new Float32Array(2 * this.#positions.length);
      wider.set(this.#positions);
      this.#positions = wider;
    }
    this.#positions[3 * this.vertices] = x;
    this.#positions[3 * this.vertices + 1] = y;
    this.#positions[3 * this.vertices + 2] = z;
    this.vertices++;
  }

  addTriangle(a: number, b: number, c: number): void {
    if (3 * this.triangles === this.#indices.length) {
      checkCounts(this.triangles + 1, this.vertices);
      const wider = new Uint32Array(2 * this.#indices.length);
      wider.set(this.#indices);
      this.#indices = wider;
    }
    this.#indices[3 * this.triangles] = a;
    this.#indices[3 * this.triangles + 1] = b;
    this.#indices[3 * this.triangles + 2] = c;
    this.triangles++;
  }

  /** Vertices so far; not to be changed. */
  get positions(): Float32Array {
    return this.#positions;
  }

  finish(): TriangleMesh {
    checkCounts(this.triangles, this.vertices);
    return {
      positions: this.#positions.slice(0, 3 * this.vertices),
      indices: this.#indices.slice(0, 3 * this.triangles),
    };
  }
}
