import { computeEnclosedVolumeMm3, joinMeshes, type TriangleMesh } from '../../mesh/index.ts';
import { nestedShells } from '../shells.ts';
import { turnedTriangles } from './orient.ts';

/**
 * Turns shells so that bodies face outwards. A mesh that encloses less than nothing is turned as a whole; then outermost
 * shells that still face inwards. Inner shells keep the direction that they have to those around them: inwards they are
 * cavities, outwards bodies that overlap.
 */
export function turnOutward(mesh: TriangleMesh): { readonly mesh: TriangleMesh; readonly turned: number } {
  const isInverted = computeEnclosedVolumeMm3(mesh) < 0;
  const whole = isInverted ? { ...mesh, indices: turnedTriangles(mesh.indices, () => true) } : mesh;
  const shells = nestedShells(whole);
  let turned = isInverted ? shells.length : 0;
  const outward = shells.map(({ mesh: shell, volumeMm3, isInside }) => {
    if (isInside || volumeMm3 >= 0) return shell;
    turned += isInverted ? -1 : 1;
    return { ...shell, indices: turnedTriangles(shell.indices, () => true) };
  });
  if (turned === 0) return { mesh, turned };
  return { mesh: joinMeshes(outward), turned };
}
