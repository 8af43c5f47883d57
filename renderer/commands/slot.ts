// A place where a part of the open case is found by the commands; empty while no case is open.

export interface Slot<T> {
  put(part: T | null): void;
  current(): T | null;
}

export function createSlot<T>(): Slot<T> {
  let current: T | null = null;
  return {
    put: (part) => {
      current = part;
    },
    current: () => current,
  };
}
