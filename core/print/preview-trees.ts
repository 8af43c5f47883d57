import type { TriangleMesh } from '../mesh/index.ts';
import { DistanceMemory, type TriangleTree } from '../offset/index.ts';
import { WallMemory } from '../printability/index.ts';
import type { Quality } from './part.ts';

const memories = new WeakMap<TriangleMesh, DistanceMemory>();

/** The distances to a part's mesh, measured once for all previews of the steps behind it. An exact model measures anew: of
 * two places that are as near, a tree that was asked before may name the other. */
export function previewMemory(mesh: TriangleMesh, quality: Quality): DistanceMemory | undefined {
  if (quality === 'exact') return undefined;
  const known = memories.get(mesh) ?? new DistanceMemory(mesh);
  memories.set(mesh, known);
  return known;
}

/** The search tree of a part's mesh, made once as well. */
export const previewTree = (mesh: TriangleMesh, quality: Quality): TriangleTree | undefined =>
  previewMemory(mesh, quality)?.tree;

const walls = new WeakMap<TriangleMesh, WallMemory>();

/** The walls of a part, measured once for all values beside each other that are tried. */
export function previewWalls(mesh: TriangleMesh, quality: Quality): WallMemory | undefined {
  if (quality === 'exact') return undefined;
  const known = walls.get(mesh) ?? new WallMemory();
  walls.set(mesh, known);
  return known;
}

/** Cells along the surface that a preview of a hollow or moved part may have. */
export const previewPlaces = (quality: Quality): number | undefined => (quality === 'preview' ? 6_000 : undefined);

/** Of a body that parts are combined with, which is added to their triangles. */
export const previewToolPlaces = (quality: Quality): number | undefined => (quality === 'preview' ? 2_000 : undefined);
