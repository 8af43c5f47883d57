import type { Vec3 } from '../geometry/index.ts';
import type { TriangleMesh } from '../mesh/index.ts';
import type { SolidKernel } from './kernel.ts';

export type BooleanOperation = 'union' | 'difference' | 'intersection';

const METHODS = { union: 'add', difference: 'subtract', intersection: 'intersect' } as const;

/** A solid and what messages call it. */
export interface NamedMesh {
  readonly name: string;
  readonly mesh: TriangleMesh;
}

/** A vertex of the mesh, as a place to work around. */
export const somePlaceOf = ({ positions }: TriangleMesh): Vec3 => [
  positions[0] ?? 0,
  positions[1] ?? 0,
  positions[2] ?? 0,
];

/** Two closed solids made one, less the second, or what they share; null where nothing is left. Throws what
 * `SolidBench.solid` throws. */
export function combineSolids(
  kernel: SolidKernel,
  first: NamedMesh,
  operation: BooleanOperation,
  second: NamedMesh,
): TriangleMesh | null {
  return kernel.work(somePlaceOf(first.mesh), ({ solid, keep, mesh }) => {
    const a = solid(first.mesh, first.name);
    const b = solid(second.mesh, second.name);
    return mesh(keep(a[METHODS[operation]](b)));
  });
}
