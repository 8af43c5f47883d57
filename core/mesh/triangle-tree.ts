// Boxes around the triangles of a mesh in a binary tree, for pairs that could touch: triangles in the order of a curve
// that fills space (Morton), a few of them a leaf, the boxes of the tree from the bottom up (Lauterbach et al., Fast BVH
// construction on GPUs, 2009). Unlike a grid it does not mind triangles of very different sizes.

import type { TriangleMesh } from './triangle-mesh.ts';

const LEAF_TRIANGLES = 4;
/** Bits of the curve along each axis. */
const CURVE_BITS = 10;
const DIGIT_BITS = 15;

/** Ten bits with two empty ones before each. */
function spread(value: number): number {
  let v = value & 0x3ff;
  v = (v | (v << 16)) & 0x030000ff;
  v = (v | (v << 8)) & 0x0300f00f;
  v = (v | (v << 4)) & 0x030c30c3;
  return (v | (v << 2)) & 0x09249249;
}

function curveKeys({ positions: p, indices }: TriangleMesh): Uint32Array {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (let at = 0; at < p.length; at++) {
    const axis = at % 3;
    const value = p[at] as number;
    if (value < (low[axis] as number)) low[axis] = value;
    if (value > (high[axis] as number)) high[axis] = value;
  }
  const longest = Math.max(1e-30, ...[0, 1, 2].map((axis) => (high[axis] as number) - (low[axis] as number)));
  const scale = ((1 << CURVE_BITS) - 1) / (3 * longest);
  const [x0, y0, z0] = [3 * (low[0] as number), 3 * (low[1] as number), 3 * (low[2] as number)];
  const keys = new Uint32Array(indices.length / 3);
  for (let t = 0; t < keys.length; t++) {
    const a = 3 * (indices[3 * t] as number);
    const b = 3 * (indices[3 * t + 1] as number);
    const c = 3 * (indices[3 * t + 2] as number);
    const x = ((p[a] as number) + (p[b] as number) + (p[c] as number) - x0) * scale;
    const y = ((p[a + 1] as number) + (p[b + 1] as number) + (p[c + 1] as number) - y0) * scale;
    const z = ((p[a + 2] as number) + (p[b + 2] as number) + (p[c + 2] as number) - z0) * scale;
    keys[t] = spread(x) | (spread(y) << 1) | (spread(z) << 2);
  }
  return keys;
}

/** Below this many counting takes longer than comparing. */
const FEW = 4096;

/** Positions in rising order of their keys: two rounds of counting. */
function sortByKey(keys: Uint32Array): Uint32Array {
  let order = new Uint32Array(keys.length);
  for (let t = 0; t < order.length; t++) order[t] = t;
  if (order.length < FEW) return order.sort((a, b) => (keys[a] as number) - (keys[b] as number));
  let sorted = new Uint32Array(keys.length);
  const digits = (1 << DIGIT_BITS) - 1;
  for (let shift = 0; shift < 2 * DIGIT_BITS; shift += DIGIT_BITS) {
    const starts = new Uint32Array(digits + 2);
    for (let t = 0; t < keys.length; t++) {
      const slot = (((keys[t] as number) >>> shift) & digits) + 1;
      starts[slot] = (starts[slot] as number) + 1;
    }
    for (let n = 0; n <= digits; n++) starts[n + 1] = (starts[n + 1] as number) + (starts[n] as number);
    for (let n = 0; n < order.length; n++) {
      const t = order[n] as number;
      const slot = ((keys[t] as number) >>> shift) & digits;
      const to = starts[slot] as number;
      sorted[to] = t;
      starts[slot] = to + 1;
    }
    [order, sorted] = [sorted, order];
  }
  return order;
}

export class TriangleTree {
  /** Triangle numbers leaf by leaf. */
  readonly #order: Uint32Array;
  readonly #leaves: number;
  /** Leaf 0 is this node; node n has the children 2n and 2n + 1, the root is 1. */
  readonly #firstLeaf: number;
  /** Low x, y, z and high x, y, z of each triangle and of each node: float32 like the corners, so nothing is rounded. */
  readonly #triangleBoxes: Float32Array;
  readonly #boxes: Float32Array;

  constructor(mesh: TriangleMesh) {
    this.#order = sortByKey(curveKeys(mesh));
    this.#leaves = Math.ceil(this.#order.length / LEAF_TRIANGLES);
    this.#firstLeaf = 2 ** Math.ceil(Math.log2(Math.max(1, this.#leaves)));
    this.#triangleBoxes = new Float32Array(6 * this.#order.length);
    this.#boxes = new Float32Array(12 * this.#firstLeaf);
    this.#fill(mesh);
  }

  #fill({ positions: p, indices }: TriangleMesh): void {
    const boxes = this.#boxes;
    for (let at = 0; at < boxes.length; at++) boxes[at] = at % 6 < 3 ? Infinity : -Infinity;
    for (let slot = 0; slot < this.#order.length; slot++) {
      const t = 3 * (this.#order[slot] as number);
      const leaf = 6 * (this.#firstLeaf + Math.floor(slot / LEAF_TRIANGLES));
      const [at, bt, ct] = [3 * (indices[t] as number), 3 * (indices[t + 1] as number), 3 * (indices[t + 2] as number)];
      for (let axis = 0; axis < 3; axis++) {
        const a = p[at + axis] as number;
        const b = p[bt + axis] as number;
        const c = p[ct + axis] as number;
        const low = Math.min(a, b, c);
        const high = Math.max(a, b, c);
        this.#triangleBoxes[6 * slot + axis] = low;
        this.#triangleBoxes[6 * slot + 3 + axis] = high;
        if (low < (boxes[leaf + axis] as number)) boxes[leaf + axis] = low;
        if (high > (boxes[leaf + 3 + axis] as number)) boxes[leaf + 3 + axis] = high;
      }
    }
    for (let node = this.#firstLeaf - 1; node > 0; node--) {
      for (let axis = 0; axis < 3; axis++) {
        const at = 6 * node + axis;
        const left = 12 * node + axis;
        const right = left + 6;
        boxes[at] = Math.min(boxes[left] as number, boxes[right] as number);
        boxes[at + 3] = Math.max(boxes[left + 3] as number, boxes[right + 3] as number);
      }
    }
  }

  /** Every pair of triangles whose boxes have a point in common, once, until `visit` says false. */
  forEachPair(visit: (a: number, b: number) => boolean): void {
    const boxes = this.#boxes;
    // Pairs of nodes of one level; each adds three at most to those that wait.
    const stack = new Uint32Array(256);
    stack[0] = 1;
    stack[1] = 1;
    let height = 2;
    while (height > 0) {
      const b = stack[--height] as number;
      const a = stack[--height] as number;
      if (a >= this.#firstLeaf) {
        if (!this.#visitLeaves(a - this.#firstLeaf, b - this.#firstLeaf, visit)) return;
        continue;
      }
      for (let left = 2 * a; left <= 2 * a + 1; left++) {
        for (let right = a === b ? left : 2 * b; right <= 2 * b + 1; right++) {
          if (!overlap(boxes, 6 * left, boxes, 6 * right)) continue;
          stack[height++] = left;
          stack[height++] = right;
        }
      }
    }
  }

  #visitLeaves(leaf: number, other: number, visit: (a: number, b: number) => boolean): boolean {
    const boxes = this.#triangleBoxes;
    const end = Math.min(this.#order.length, (leaf + 1) * LEAF_TRIANGLES);
    const otherEnd = Math.min(this.#order.length, (other + 1) * LEAF_TRIANGLES);
    const box = 6 * (this.#firstLeaf + other);
    for (let a = leaf * LEAF_TRIANGLES; a < end; a++) {
      if (!overlap(boxes, 6 * a, this.#boxes, box)) continue;
      for (let b = other === leaf ? a + 1 : other * LEAF_TRIANGLES; b < otherEnd; b++) {
        if (!overlap(boxes, 6 * a, boxes, 6 * b)) continue;
        if (!visit(this.#order[a] as number, this.#order[b] as number)) return false;
      }
    }
    return true;
  }
}

function overlap(p: Float32Array, a: number, q: Float32Array, b: number): boolean {
  return (
    (p[a] as number) <= (q[b + 3] as number) &&
    (q[b] as number) <= (p[a + 3] as number) &&
    (p[a + 1] as number) <= (q[b + 4] as number) &&
    (q[b + 1] as number) <= (p[a + 4] as number) &&
    (p[a + 2] as number) <= (q[b + 5] as number) &&
    (q[b + 2] as number) <= (p[a + 5] as number)
  );
}
