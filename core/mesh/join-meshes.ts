import type { TriangleMesh } from './triangle-mesh.ts';

/** All meshes as one, their vertices one after the other. */
export function joinMeshes(meshes: readonly TriangleMesh[]): TriangleMesh {
  const positions = new Float32Array(meshes.reduce((sum, mesh) => sum + mesh.positions.length, 0));
  const indices = new Uint32Array(meshes.reduce((sum, mesh) => sum + mesh.indices.length, 0));
  let vertex = 0;
  let at = 0;
  for (const mesh of meshes) {
    positions.set(mesh.positions, 3 * vertex);
    for (let n = 0; n < mesh.indices.length; n++) indices[at++] = vertex + (mesh.indices[n] as number);
    vertex += mesh.positions.length / 3;
  }
  return { positions, indices };
}
