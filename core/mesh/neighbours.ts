/** Neighbours of vertex v of a closed surface: list[start[v]] … list[start[v + 1] - 1]. */
export interface Neighbours {
  readonly start: Uint32Array;
  readonly list: Uint32Array;
}

/** On a closed surface each pair of neighbours is one edge, which runs once in either direction. */
export function neighboursOf(indices: Uint32Array, vertices: number): Neighbours {
  const start = new Uint32Array(vertices + 1);
  for (let n = 0; n < indices.length; n++) {
    const vertex = indices[n] as number;
    start[vertex] = (start[vertex] as number) + 1;
  }
  let sum = 0;
  for (let vertex = 0; vertex <= vertices; vertex++) {
    sum += start[vertex] as number;
    start[vertex] = sum;
  }
  const list = new Uint32Array(indices.length);
  for (let n = 0; n < indices.length; n++) {
    const vertex = indices[n] as number;
    const slot = (start[vertex] as number) - 1;
    start[vertex] = slot;
    list[slot] = indices[n % 3 === 2 ? n - 2 : n + 1] as number;
  }
  return { start, list };
}

/** Number of the shell (connected surface) of every vertex, and how many shells there are. */
export function labelShells({ start, list }: Neighbours): { readonly shellOf: Int32Array; readonly shells: number } {
  const vertices = start.length - 1;
  const shellOf = new Int32Array(vertices).fill(-1);
  const queue = new Uint32Array(vertices);
  let shells = 0;
  for (let seed = 0; seed < vertices; seed++) {
    if (shellOf[seed] !== -1) continue;
    shellOf[seed] = shells;
    queue[0] = seed;
    for (let head = 0, tail = 1; head < tail; head++) {
      const vertex = queue[head] as number;
      const end = start[vertex + 1] as number;
      for (let n = start[vertex] as number; n < end; n++) {
        const other = list[n] as number;
        if (shellOf[other] !== -1) continue;
        shellOf[other] = shells;
        queue[tail++] = other;
      }
    }
    shells++;
  }
  return { shellOf, shells };
}
