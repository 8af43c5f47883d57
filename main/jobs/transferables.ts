/**
 * The buffers of all typed arrays in `value` (objects and arrays of any depth) that can be moved to another thread. A
 * view on a part of a buffer is left out: moving it would move the rest as well. Shared buffers need no moving.
 */
export function transferables(value: unknown): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  const visit = (item: unknown) => {
    if (typeof item !== 'object' || item === null) return;
    if (item instanceof ArrayBuffer) buffers.add(item);
    else if (ArrayBuffer.isView(item)) {
      if (item.buffer instanceof ArrayBuffer && item.byteLength === item.buffer.byteLength) buffers.add(item.buffer);
    } else for (const part of Array.isArray(item) ? item : Object.values(item)) visit(part);
  };
  visit(value);
  return [...buffers];
}
