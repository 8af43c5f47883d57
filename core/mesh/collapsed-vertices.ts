import { firstTwins, hasNoArea } from './weld.ts';

/** Vertices that share their float32 coordinates with another one or belong to a triangle without area. */
export function collapsedVertices(positions: Float32Array<ArrayBuffer>, indices: Uint32Array): Set<number> {
  const collapsed = new Set<number>();
  const twins = firstTwins(positions);
  for (let vertex = 0; vertex < twins.length; vertex++) {
    const twin = twins[vertex] as number;
    if (twin !== vertex) collapsed.add(vertex).add(twin);
  }
  for (let at = 0; at < indices.length; at += 3) {
    const a = indices[at] as number;
    const b = indices[at + 1] as number;
    const c = indices[at + 2] as number;
    if (hasNoArea(positions, a, b, c)) collapsed.add(a).add(b).add(c);
  }
  return collapsed;
}
