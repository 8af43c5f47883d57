/** A binary heap of numbered items by rising cost; each item is in it at most once and can be moved or taken out. */
export class EdgeHeap {
  readonly #costs: Float64Array;
  readonly #items: Int32Array;
  /** Place of every item, -1 when it is not in the heap. */
  readonly #places: Int32Array;
  #length = 0;

  constructor(capacity: number) {
    this.#costs = new Float64Array(capacity);
    this.#items = new Int32Array(capacity);
    this.#places = new Int32Array(capacity).fill(-1);
  }

  /** Puts an item in or moves it to its new cost. */
  set(item: number, cost: number): void {
    const known = this.#places[item] as number;
    this.#costs[item] = cost;
    if (known < 0) this.#raise(item, this.#length++);
    else if (!this.#raise(item, known)) this.#lower(item, known);
  }

  remove(item: number): void {
    const place = this.#places[item] as number;
    if (place < 0) return;
    this.#places[item] = -1;
    const last = this.#items[--this.#length] as number;
    if (last !== item && !this.#raise(last, place)) this.#lower(last, place);
  }

  /** The item of least cost, -1 when there is none; it stays. */
  first(): number {
    return this.#length > 0 ? (this.#items[0] as number) : -1;
  }

  /** Puts an item at a free place or above it; true when it went up. */
  #raise(item: number, from: number): boolean {
    const cost = this.#costs[item] as number;
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = this.#items[parent] as number;
      if ((this.#costs[above] as number) <= cost) break;
      this.#items[place] = above;
      this.#places[above] = place;
      place = parent;
    }
    this.#items[place] = item;
    this.#places[item] = place;
    return place !== from;
  }

  #lower(item: number, from: number): void {
    const cost = this.#costs[item] as number;
    let place = from;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= this.#length) break;
      let below = this.#items[child] as number;
      if (child + 1 < this.#length) {
        const other = this.#items[child + 1] as number;
        if ((this.#costs[other] as number) < (this.#costs[below] as number)) {
          below = other;
          child++;
        }
      }
      if ((this.#costs[below] as number) >= cost) break;
      this.#items[place] = below;
      this.#places[below] = place;
      place = child;
    }
    this.#items[place] = item;
    this.#places[item] = place;
  }
}
