// Finding vertices almost in one place: in a table of cells, since a flat face may have all its vertices at one x.

/** Cells are this many tolerances wide: few vertices are near two of them, few that are not near each other fit into one. */
const TOLERANCES_PER_CELL = 8;
/** How far to look, in tolerances: beyond what rounding may add to a distance. */
const REACH = 1.01;

/**
 * For every vertex the one that it is taken for: itself, or the first of those kept that lies within the tolerance along
 * each axis. Vertices are gone through by rising x.
 */
export function nearTwins(p: Float32Array, toleranceMm: number): Uint32Array {
  const twins = new Uint32Array(p.length / 3).map((_, vertex) => vertex);
  const byX = twins.slice().sort((a, b) => (p[3 * a] as number) - (p[3 * b] as number));
  const kept = new KeptVertices(p, byX, toleranceMm);
  for (let place = 0; place < byX.length; place++) {
    const first = kept.firstNear(place);
    if (first < 0) kept.add(place);
    else twins[byX[place] as number] = byX[first] as number;
  }
  return twins;
}

/** Vertices by their places in `byX`, found again by the cell of space that they lie in. */
class KeptVertices {
  readonly #p: Float32Array;
  readonly #byX: Uint32Array;
  readonly #toleranceMm: number;
  readonly #cellMm: number;
  /** The last place of each slot, and for each place the one before it. Cells may share a slot: all in it are looked at. */
  readonly #last: Int32Array;
  readonly #before: Int32Array;

  constructor(p: Float32Array, byX: Uint32Array, toleranceMm: number) {
    this.#p = p;
    this.#byX = byX;
    this.#toleranceMm = toleranceMm;
    this.#cellMm = TOLERANCES_PER_CELL * toleranceMm || 1;
    this.#last = new Int32Array(1 << Math.max(4, 33 - Math.clz32(byX.length))).fill(-1);
    this.#before = new Int32Array(byX.length);
  }

  add(place: number): void {
    const at = 3 * (this.#byX[place] as number);
    const slot = this.#slotOf(this.#cellOf(at, 0), this.#cellOf(at + 1, 0), this.#cellOf(at + 2, 0));
    this.#before[place] = this.#last[slot] as number;
    this.#last[slot] = place;
  }

  /** -1 where none is near. */
  firstNear(place: number): number {
    const at = 3 * (this.#byX[place] as number);
    const reachMm = REACH * this.#toleranceMm;
    const [endX, endY, endZ] = [
      this.#cellOf(at, reachMm),
      this.#cellOf(at + 1, reachMm),
      this.#cellOf(at + 2, reachMm),
    ];
    let first = -1;
    for (let x = this.#cellOf(at, -reachMm); x <= endX; x++) {
      for (let y = this.#cellOf(at + 1, -reachMm); y <= endY; y++) {
        for (let z = this.#cellOf(at + 2, -reachMm); z <= endZ; z++) {
          first = this.#firstInSlot(this.#slotOf(x, y, z), at, first);
        }
      }
    }
    return first;
  }

  #firstInSlot(slot: number, at: number, found: number): number {
    let first = found;
    for (let other = this.#last[slot] as number; other >= 0; other = this.#before[other] as number) {
      if ((first < 0 || other < first) && this.#isNear(3 * (this.#byX[other] as number), at)) first = other;
    }
    return first;
  }

  #isNear(a: number, b: number): boolean {
    const p = this.#p;
    return (
      Math.abs((p[a] as number) - (p[b] as number)) <= this.#toleranceMm &&
      Math.abs((p[a + 1] as number) - (p[b + 1] as number)) <= this.#toleranceMm &&
      Math.abs((p[a + 2] as number) - (p[b + 2] as number)) <= this.#toleranceMm
    );
  }

  #cellOf(at: number, asideMm: number): number {
    return Math.floor(((this.#p[at] as number) + asideMm) / this.#cellMm);
  }

  #slotOf(x: number, y: number, z: number): number {
    let hash = Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca6b) ^ Math.imul(z, 0xc2b2ae35);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    return (hash ^ (hash >>> 13)) & (this.#last.length - 1);
  }
}
