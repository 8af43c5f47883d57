import type { TriangleMesh } from '../mesh/index.ts';

const LEAF_TRIANGLES = 4;

/** A binary tree of boxes. Node 0 is the root. */
export interface TreeArrays {
  /** Low x, y, z and high x, y, z of node n from 6 n on. */
  readonly boxes: Float32Array;
  /** Of a leaf: its first triangle in the order of the tree. Of others: its left child; the right one follows it. */
  readonly first: Uint32Array;
  /** Triangles of a leaf; 0 for others. */
  readonly count: Uint8Array;
  /** Nine coordinates a triangle, in the order of the tree, so that neighbours lie together in memory. */
  readonly corners: Float32Array;
  /** Number in the mesh of each triangle of the tree. */
  readonly order: Uint32Array;
}

/** Halves the triangles at the middle one along the longest side of their centres' box until few are left. */
export function buildTree(mesh: TriangleMesh): TreeArrays {
  const triangles = mesh.indices.length / 3;
  const centres = tripledCentres(mesh);
  const order = Uint32Array.from({ length: triangles }, (_, t) => t);
  const most = Math.max(1, triangles);
  const boxes = new Float32Array(12 * most);
  const first = new Uint32Array(2 * most);
  const count = new Uint8Array(2 * most);
  const open: [node: number, from: number, to: number][] = triangles === 0 ? [] : [[0, 0, triangles]];
  let nodes = 1;
  for (let work = open.pop(); work !== undefined; work = open.pop()) {
    const [node, from, to] = work;
    if (to - from <= LEAF_TRIANGLES) {
      first[node] = from;
      count[node] = to - from;
      continue;
    }
    const middle = (from + to) >> 1;
    partition(order, centres, longestAxis(order, centres, from, to), from, to, middle);
    first[node] = nodes;
    open.push([nodes, from, middle], [nodes + 1, middle, to]);
    nodes += 2;
  }
  const corners = cornersInOrder(mesh, order);
  // Children come after their parents, so backwards every node finds its children done.
  for (let node = nodes - 1; node >= 0 && triangles > 0; node--) fitBox(node, boxes, first, count, corners);
  return {
    boxes: boxes.slice(0, 6 * nodes),
    first: first.slice(0, nodes),
    count: count.slice(0, nodes),
    corners,
    order,
  };
}

function tripledCentres({ positions: p, indices }: TriangleMesh): Float32Array {
  const centres = new Float32Array(indices.length);
  for (let t = 0; t < indices.length; t += 3) {
    const a = 3 * (indices[t] as number);
    const b = 3 * (indices[t + 1] as number);
    const c = 3 * (indices[t + 2] as number);
    for (let axis = 0; axis < 3; axis++) {
      centres[t + axis] = (p[a + axis] as number) + (p[b + axis] as number) + (p[c + axis] as number);
    }
  }
  return centres;
}

function longestAxis(order: Uint32Array, centres: Float32Array, from: number, to: number): number {
  let best = 0;
  let longest = -1;
  for (let axis = 0; axis < 3; axis++) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let n = from; n < to; n++) {
      const at = centres[3 * (order[n] as number) + axis] as number;
      if (at < low) low = at;
      if (at > high) high = at;
    }
    if (high - low <= longest) continue;
    longest = high - low;
    best = axis;
  }
  return best;
}

/** Hoare's selection: afterwards none of order[from … middle - 1] has a centre beyond any of order[middle … to - 1]. */
function partition(
  order: Uint32Array,
  centres: Float32Array,
  axis: number,
  from: number,
  to: number,
  middle: number,
): void {
  let low = from;
  let high = to - 1;
  while (low < high) {
    const pivot = centres[3 * (order[(low + high) >> 1] as number) + axis] as number;
    let i = low;
    let j = high;
    while (i <= j) {
      while ((centres[3 * (order[i] as number) + axis] as number) < pivot) i++;
      while ((centres[3 * (order[j] as number) + axis] as number) > pivot) j--;
      if (i > j) break;
      const swapped = order[i] as number;
      order[i++] = order[j] as number;
      order[j--] = swapped;
    }
    if (middle <= j) high = j;
    else if (middle >= i) low = i;
    else return;
  }
}

function cornersInOrder({ positions: p, indices }: TriangleMesh, order: Uint32Array): Float32Array {
  const corners = new Float32Array(9 * order.length);
  for (let n = 0; n < order.length; n++) {
    for (let corner = 0; corner < 3; corner++) {
      const from = 3 * (indices[3 * (order[n] as number) + corner] as number);
      const at = 9 * n + 3 * corner;
      corners[at] = p[from] as number;
      corners[at + 1] = p[from + 1] as number;
      corners[at + 2] = p[from + 2] as number;
    }
  }
  return corners;
}

function fitBox(node: number, boxes: Float32Array, first: Uint32Array, count: Uint8Array, corners: Float32Array): void {
  const from = first[node] as number;
  const triangles = count[node] as number;
  for (let axis = 0; axis < 3; axis++) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    if (triangles === 0) {
      low = Math.min(boxes[6 * from + axis] as number, boxes[6 * from + 6 + axis] as number);
      high = Math.max(boxes[6 * from + 3 + axis] as number, boxes[6 * from + 9 + axis] as number);
    }
    for (let at = 9 * from + axis; at < 9 * (from + triangles); at += 3) {
      low = Math.min(low, corners[at] as number);
      high = Math.max(high, corners[at] as number);
    }
    boxes[6 * node + axis] = low;
    boxes[6 * node + 3 + axis] = high;
  }
}
