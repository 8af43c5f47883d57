// Finding vertices with exactly the same float32 coordinates, which is how readers of STL files join triangles.

import { doubleAreaVector } from '../geometry/index.ts';

/**
 * For every vertex the first one with the same coordinates (itself, unless there is an earlier twin). -0 and 0 are the
 * same. Open addressing in one typed array.
 */
export function firstTwins(positions: Float32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const count = positions.length / 3;
  const bits = new Int32Array(positions.buffer, positions.byteOffset, positions.length);
  const capacity = 1 << Math.max(4, 33 - Math.clz32(count));
  const slots = new Int32Array(capacity).fill(-1);
  const twins = new Uint32Array(count);
  for (let vertex = 0; vertex < count; vertex++) {
    const at = 3 * vertex;
    const x = unsigned(bits[at] as number);
    const y = unsigned(bits[at + 1] as number);
    const z = unsigned(bits[at + 2] as number);
    let hash = Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca6b) ^ Math.imul(z, 0xc2b2ae35);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    let slot = (hash ^ (hash >>> 13)) & (capacity - 1);
    for (;;) {
      const other = slots[slot] as number;
      if (other < 0) {
        slots[slot] = vertex;
        twins[vertex] = vertex;
        break;
      }
      const o = 3 * other;
      if (
        unsigned(bits[o] as number) === x &&
        unsigned(bits[o + 1] as number) === y &&
        unsigned(bits[o + 2] as number) === z
      ) {
        twins[vertex] = other;
        break;
      }
      slot = (slot + 1) & (capacity - 1);
    }
  }
  return twins;
}

const NEGATIVE_ZERO = 0x80000000 | 0;
const unsigned = (bits: number): number => (bits === NEGATIVE_ZERO ? 0 : bits);

const areaVector = new Float64Array(3);

/** True when the three corners (vertex numbers) span no area at all. */
export function hasNoArea(p: Float32Array, a: number, b: number, c: number): boolean {
  doubleAreaVector(p, 3 * a, 3 * b, 3 * c, areaVector);
  return areaVector[0] === 0 && areaVector[1] === 0 && areaVector[2] === 0;
}
