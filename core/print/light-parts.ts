// Parts that steps can change while the hand moves: with fewer triangles than the surface of the structure has.

import { simplifyMesh, type TriangleMesh, triangleCount } from '../mesh/index.ts';
import type { Part } from './part.ts';

/** Of all parts together, where each can have its share; of one part at least. */
const MOST_TRIANGLES = 10_000;
const LEAST_TRIANGLES = 2_000;

interface LightMesh {
  readonly budget: number;
  readonly mesh: TriangleMesh;
}
const known = new WeakMap<TriangleMesh, LightMesh>();

/** Made once for all previews of the steps behind it. */
function lightMesh(mesh: TriangleMesh, budget: number): TriangleMesh {
  const made = known.get(mesh);
  if (made?.budget === budget) return made.mesh;
  const light = { budget, mesh: simplifyMesh(mesh, { maxTriangles: budget, isPreview: true }) };
  known.set(mesh, light);
  return light.mesh;
}

/**
 * The parts of a preview before the first step that changes their shape: a boolean operation, a search tree and the
 * picture all take as long as there are triangles. Thin spikes apart the surface stays where it is to about a tenth of a
 * voxel.
 */
export function lightParts(parts: readonly Part[]): readonly Part[] {
  const all = parts.reduce((sum, { mesh }) => sum + triangleCount(mesh), 0);
  if (all <= MOST_TRIANGLES) return parts;
  return parts.map((part) => {
    const share = Math.floor((MOST_TRIANGLES * triangleCount(part.mesh)) / all);
    const budget = Math.max(LEAST_TRIANGLES, share);
    return triangleCount(part.mesh) <= budget ? part : { ...part, mesh: lightMesh(part.mesh, budget) };
  });
}
