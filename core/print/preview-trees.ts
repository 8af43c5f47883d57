import type { TriangleMesh } from '../mesh/index.ts';
import { TriangleTree } from '../offset/index.ts';
import type { Quality } from './part.ts';

const trees = new WeakMap<TriangleMesh, TriangleTree>();

/** The search tree of a part's mesh, made once for all previews of the steps behind it. An exact model gets a new one:
 * of two places that are as near, a tree that was asked before may name the other. */
export function previewTree(mesh: TriangleMesh, quality: Quality): TriangleTree | undefined {
  if (quality === 'exact') return undefined;
  const known = trees.get(mesh) ?? new TriangleTree(mesh);
  trees.set(mesh, known);
  return known;
}

/** Cells along the surface that a preview of a hollow or moved part may have: about a tenth of a second. */
export const previewPlaces = (quality: Quality): number | undefined => (quality === 'preview' ? 6_000 : undefined);
