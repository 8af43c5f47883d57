/** Numbers with costs, the cheapest first; one may be in it more than once. */
export class MinHeap {
  private readonly items: number[] = [];
  private readonly costs: number[] = [];

  push(item: number, cost: number): void {
    const { items, costs } = this;
    let at = items.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((costs[parent] as number) <= cost) break;
      [items[at], costs[at]] = [items[parent] as number, costs[parent] as number];
      at = parent;
    }
    [items[at], costs[at]] = [item, cost];
  }

  pop(): { readonly item: number; readonly cost: number } | null {
    const { items, costs } = this;
    const [item, cost] = [items[0], costs[0]];
    const [lastItem, lastCost] = [items.pop(), costs.pop()];
    if (item === undefined || cost === undefined || lastItem === undefined || lastCost === undefined) return null;
    let at = 0;
    while (items.length > 0) {
      let child = 2 * at + 1;
      if (child + 1 < items.length && (costs[child + 1] as number) < (costs[child] as number)) child++;
      if (child >= items.length || (costs[child] as number) >= lastCost) {
        [items[at], costs[at]] = [lastItem, lastCost];
        break;
      }
      [items[at], costs[at]] = [items[child] as number, costs[child] as number];
      at = child;
    }
    return { item, cost };
  }
}
