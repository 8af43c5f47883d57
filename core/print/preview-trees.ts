import type { TriangleMesh } from '../mesh/index.ts';
import { DistanceMemory, type TriangleTree } from '../offset/index.ts';
import { WallMemory } from '../printability/index.ts';
import type { Quality } from './part.ts';

/** What is measured once for a mesh, for all previews that ask for it. An exact model measures anew. */
function perMesh<Memory>(make: (mesh: TriangleMesh) => Memory) {
  const memories = new WeakMap<TriangleMesh, Memory>();
  return (mesh: TriangleMesh, quality: Quality): Memory | undefined => {
    if (quality === 'exact') return undefined;
    const known = memories.get(mesh) ?? make(mesh);
    memories.set(mesh, known);
    return known;
  };
}

/** The distances to a part's mesh, for all previews of the steps behind it. An exact model must not ask them: of two
 * places that are as near, a tree that was asked before may name the other. */
export const previewMemory = perMesh((mesh) => new DistanceMemory(mesh));

/** The search tree of a part's mesh, made once as well. */
export const previewTree = (mesh: TriangleMesh, quality: Quality): TriangleTree | undefined =>
  previewMemory(mesh, quality)?.tree;

/** The walls of a part, for all values beside each other that are tried. */
export const previewWalls = perMesh(() => new WallMemory());

/** Cells along the surface that a preview of a hollow or moved part may have. */
export const previewPlaces = (quality: Quality): number | undefined => (quality === 'preview' ? 6_000 : undefined);

/** Of a body that parts are combined with, which is added to their triangles. */
export const previewToolPlaces = (quality: Quality): number | undefined => (quality === 'preview' ? 2_000 : undefined);
