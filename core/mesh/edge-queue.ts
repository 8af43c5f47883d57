// Numbered items by rising cost in buckets an eighth of an octave wide: putting in and taking out cost the same however
// many there are, where a heap walks through memory at every step. Within a bucket the order is that of putting in.

/** Upper bits of a float32 cost that name its bucket: the exponent and three bits of the fraction. */
const SHIFT = 20;
const BUCKETS = 2 ** (31 - SHIFT);

export class EdgeQueue {
  /** First item of every bucket and the item after every item; -1 where there is none. */
  readonly #heads = new Int32Array(BUCKETS).fill(-1);
  readonly #nexts: Int32Array;
  readonly #isIn: Uint8Array;
  readonly #cost = new Float32Array(1);
  readonly #bits = new Int32Array(this.#cost.buffer);
  #lowest = BUCKETS;

  constructor(capacity: number) {
    this.#nexts = new Int32Array(capacity);
    this.#isIn = new Uint8Array(capacity);
  }

  #bucketOf(cost: number): number {
    this.#cost[0] = cost;
    return (this.#bits[0] as number) >>> SHIFT;
  }

  has(item: number): boolean {
    return this.#isIn[item] === 1;
  }

  /** Puts in an item that is not in it; the cost must not be negative. */
  add(item: number, cost: number): void {
    const bucket = this.#bucketOf(cost);
    this.#nexts[item] = this.#heads[bucket] as number;
    this.#heads[bucket] = item;
    this.#isIn[item] = 1;
    if (bucket < this.#lowest) this.#lowest = bucket;
  }

  /** Takes out an item of the lowest bucket; -1 when there is none. */
  take(): number {
    for (; this.#lowest < BUCKETS; this.#lowest++) {
      const item = this.#heads[this.#lowest] as number;
      if (item < 0) continue;
      this.#heads[this.#lowest] = this.#nexts[item] as number;
      this.#isIn[item] = 0;
      return item;
    }
    return -1;
  }

  /** Does this cost belong behind the item that was taken out last? */
  isLater(cost: number): boolean {
    return this.#bucketOf(cost) > this.#lowest;
  }
}
