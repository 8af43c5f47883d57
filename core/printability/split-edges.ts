import type { TriangleMesh } from '../mesh/index.ts';

const MAX_ROUNDS = 8;
/** No finer where this many are reached. */
const MOST_TRIANGLES = 2_000_000;

/**
 * The same surface with vertices in the middle of its long edges, again and again until none is longer than asked for:
 * what is measured at vertices is then measured in the middle of large triangles too. The first vertices are those of the
 * mesh.
 */
export function splitEdges(mesh: TriangleMesh, longestMm: number): TriangleMesh {
  let refined = mesh;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const next = splitOnce(refined, longestMm);
    if (next === null || next.indices.length / 3 > MOST_TRIANGLES) break;
    refined = next;
  }
  return refined;
}

function splitOnce({ positions: p, indices }: TriangleMesh, longestMm: number): TriangleMesh | null {
  const vertices = p.length / 3;
  const middles = new Map<number, number>();
  const added: number[] = [];
  const middleOf = (a: number, b: number): number => {
    const [x, y, z] = [0, 1, 2].map((n) => (p[3 * a + n] as number) - (p[3 * b + n] as number)) as [
      number,
      number,
      number,
    ];
    if (x * x + y * y + z * z <= longestMm * longestMm) return -1;
    const key = Math.min(a, b) * vertices + Math.max(a, b);
    const known = middles.get(key);
    if (known !== undefined) return known;
    const vertex = vertices + middles.size;
    middles.set(key, vertex);
    for (let n = 0; n < 3; n++) added.push(((p[3 * a + n] as number) + (p[3 * b + n] as number)) / 2);
    return vertex;
  };
  const triangles: number[] = [];
  for (let t = 0; t < indices.length; t += 3) {
    const corners = [indices[t] as number, indices[t + 1] as number, indices[t + 2] as number];
    const outline = corners.flatMap((corner, side) => {
      const middle = middleOf(corner, corners[(side + 1) % 3] as number);
      return middle < 0 ? [corner] : [corner, middle];
    });
    cutOutline(outline, corners, triangles);
  }
  if (middles.size === 0) return null;
  const positions = new Float32Array(p.length + added.length);
  positions.set(p);
  positions.set(added, p.length);
  return { positions, indices: Uint32Array.from(triangles) };
}

/** A triangle with up to three middles, as triangles. */
function cutOutline(outline: readonly number[], corners: readonly number[], out: number[]): void {
  const n = outline.length;
  const at = (index: number): number => outline[((index % n) + n) % n] as number;
  const isCorner = (index: number): boolean => corners.includes(at(index));
  if (n === 3) out.push(at(0), at(1), at(2));
  if (n === 4) {
    const middle = [0, 1, 2, 3].find((index) => !isCorner(index)) as number;
    out.push(at(middle), at(middle + 1), at(middle + 2), at(middle), at(middle + 2), at(middle + 3));
  }
  if (n === 5) {
    // The corner between the two middles is cut off; a quadrilateral stays.
    const tip = [0, 1, 2, 3, 4].find(
      (index) => isCorner(index) && !isCorner(index - 1) && !isCorner(index + 1),
    ) as number;
    out.push(at(tip - 1), at(tip), at(tip + 1));
    out.push(at(tip - 1), at(tip + 1), at(tip + 2), at(tip - 1), at(tip + 2), at(tip + 3));
  }
  if (n === 6) {
    const first = isCorner(0) ? 1 : 0;
    for (let side = 0; side < 3; side++) {
      const middle = first + 2 * side;
      out.push(at(middle), at(middle + 1), at(middle + 2));
    }
    out.push(at(first), at(first + 2), at(first + 4));
  }
}
