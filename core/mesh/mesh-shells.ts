import type { TriangleMesh } from './triangle-mesh.ts';

/** Shells: pieces of surface that share no vertex. */
export function splitShells(mesh: TriangleMesh): readonly TriangleMesh[] {
  const vertices = mesh.positions.length / 3;
  const parent = Uint32Array.from({ length: vertices }, (_, v) => v);
  const rootOf = (vertex: number): number => {
    let v = vertex;
    while (parent[v] !== v) {
      parent[v] = parent[parent[v] as number] as number;
      v = parent[v] as number;
    }
    return v;
  };
  for (let n = 0; n < mesh.indices.length; n += 3) {
    const a = rootOf(mesh.indices[n] as number);
    const b = rootOf(mesh.indices[n + 1] as number);
    if (a !== b) parent[Math.max(a, b)] = Math.min(a, b);
    const [low, c] = [Math.min(a, b), rootOf(mesh.indices[n + 2] as number)];
    if (low !== c) parent[Math.max(low, c)] = Math.min(low, c);
  }
  const trianglesOf = new Map<number, number>();
  for (let n = 0; n < mesh.indices.length; n += 3) {
    const root = rootOf(mesh.indices[n] as number);
    trianglesOf.set(root, (trianglesOf.get(root) ?? 0) + 1);
  }
  if (trianglesOf.size === 1) return [mesh];
  const lists = new Map(
    [...trianglesOf].map(([root, count]) => [root, { indices: new Uint32Array(3 * count), at: 0 }]),
  );
  for (let n = 0; n < mesh.indices.length; n++) {
    const list = lists.get(rootOf(mesh.indices[n] as number));
    if (list !== undefined) list.indices[list.at++] = mesh.indices[n] as number;
  }
  const moved = new Int32Array(vertices).fill(-1);
  return [...lists.values()].map(({ indices }) => withoutUnused(mesh.positions, indices, moved));
}

/** `moved` is shared by calls whose vertices differ. */
function withoutUnused(positions: Float32Array, indices: Uint32Array<ArrayBuffer>, moved: Int32Array): TriangleMesh {
  const kept: number[] = [];
  for (let n = 0; n < indices.length; n++) {
    const vertex = indices[n] as number;
    if ((moved[vertex] as number) < 0) {
      moved[vertex] = kept.length;
      kept.push(vertex);
    }
    indices[n] = moved[vertex] as number;
  }
  const own = new Float32Array(3 * kept.length);
  for (let v = 0; v < kept.length; v++) {
    const from = 3 * (kept[v] as number);
    own.set(positions.subarray(from, from + 3), 3 * v);
  }
  return { positions: own, indices };
}

/** The same surface with its other side outwards. */
export function turnedInsideOut({ positions, indices }: TriangleMesh): TriangleMesh {
  const turned = new Uint32Array(indices);
  for (let n = 0; n < turned.length; n += 3) {
    turned[n + 1] = indices[n + 2] as number;
    turned[n + 2] = indices[n + 1] as number;
  }
  return { positions, indices: turned };
}
