// Lists of points that are looked for by all of their numbers: a plane of noise has tens of thousands of contours, and each
// is asked whether it was there before.

const number = new Float64Array(1);
const halves = new Uint32Array(number.buffer);

/** Equal lists have the same; -0 counts as 0. */
function hashOf(points: Float64Array): number {
  let hash = points.length;
  for (const value of points) {
    number[0] = value + 0;
    hash = Math.imul(hash ^ (halves[0] as number), 0x9e3779b1);
    hash = Math.imul(hash ^ (hash >>> 15) ^ (halves[1] as number), 0x85ebca6b);
    hash ^= hash >>> 13;
  }
  return hash;
}

function isSame(a: Float64Array, b: Float64Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}

export class PointLists {
  readonly #alike = new Map<number, Float64Array[]>();

  /** Keeps `points`; false where a list with the same numbers is there already. */
  add(points: Float64Array): boolean {
    const hash = hashOf(points);
    const alike = this.#alike.get(hash);
    if (alike === undefined) this.#alike.set(hash, [points]);
    else if (alike.some((other) => isSame(other, points))) return false;
    else alike.push(points);
    return true;
  }
}
