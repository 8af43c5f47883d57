/**
 * The items of `order` in rising order of their keys (keyOf[item], below `keys`), those with equal keys as they were:
 * so sorting by several keys begins with the least of them.
 */
export function sortedBy(order: Uint32Array, keyOf: Uint32Array, keys: number): Uint32Array<ArrayBuffer> {
  const ends = new Uint32Array(keys);
  for (let n = 0; n < order.length; n++) {
    const key = keyOf[order[n] as number] as number;
    ends[key] = (ends[key] as number) + 1;
  }
  let sum = 0;
  for (let key = 0; key < keys; key++) {
    sum += ends[key] as number;
    ends[key] = sum;
  }
  const sorted = new Uint32Array(order.length);
  for (let n = order.length - 1; n >= 0; n--) {
    const item = order[n] as number;
    const key = keyOf[item] as number;
    const slot = (ends[key] as number) - 1;
    ends[key] = slot;
    sorted[slot] = item;
  }
  return sorted;
}
