import { normalise, type Vec3 } from '../../geometry/index.ts';
import { joinMeshes, type TriangleMesh } from '../../mesh/index.ts';
import { bestOrientation, type Standing } from '../../printability/index.ts';
import type { StepRunner } from '../step-runner.ts';
import { chosenParts, replaceParts } from './chosen-parts.ts';

const HEAD_UP: Vec3 = [0, 0, 1];

/** Notes how parts stand on the bed; not one of their points is moved. `best`: least support, then what stands by itself,
 * then the lowest. */
export const stand: StepRunner<'stand'> = async (parts, { on, up, turnDeg, together }) => {
  const chosen = chosenParts(parts, on);
  const upOf = (mesh: TriangleMesh): Vec3 =>
    up === 'best' ? (bestOrientation(mesh)[0]?.upLps ?? HEAD_UP) : normalise(up);
  const all = [...chosen];
  const common = together
    ? { body: all.map(({ name }) => name).join('\n'), upLps: upOf(joinMeshes(all.map(({ mesh }) => mesh))) }
    : null;
  return replaceParts(parts, chosen, (part) => {
    const standing: Standing = { turnDeg, ...(common ?? { body: part.name, upLps: upOf(part.mesh) }) };
    return [{ ...part, standing }];
  });
};
