import type { Vec3 } from '../geometry/index.ts';
import { computeEnclosedVolumeMm3, splitShells, type TriangleMesh } from '../mesh/index.ts';

/** Room within a part that nothing leads to: resin or powder stays in it. */
export interface HiddenCavity {
  readonly volumeMl: number;
  /** A point of its wall. */
  readonly atLps: Vec3;
}

/** Shells of a closed mesh that face inwards, the largest first. */
export function hiddenCavities(mesh: TriangleMesh): readonly HiddenCavity[] {
  return splitShells(mesh)
    .map((shell) => ({
      volumeMl: -computeEnclosedVolumeMm3(shell) / 1000,
      atLps: [shell.positions[0], shell.positions[1], shell.positions[2]] as unknown as Vec3,
    }))
    .filter(({ volumeMl }) => volumeMl > 0)
    .sort((a, b) => b.volumeMl - a.volumeMl);
}
