import { AppError } from '../../error/index.ts';
import { type SimplifyGoal, simplifyDraft, simplifyMesh, type TriangleMesh, triangleCount } from '../../mesh/index.ts';
import { CrossedDraft } from '../crossed-draft.ts';
import type { Part, Quality } from '../part.ts';
import type { StepRunner } from '../step-runner.ts';

function simplified(part: Part, goal: SimplifyGoal, quality: Quality): Part {
  const isPreview = quality === 'preview';
  if (isPreview || part.isDraft !== true) return { ...part, mesh: simplifyMesh(part.mesh, { ...goal, isPreview }) };
  const mesh = simplifyDraft(part.mesh, goal);
  if (mesh === null) throw new CrossedDraft();
  return { ...part, mesh, isDraft: false };
}

/** To a number of triangles over all parts, each by its share of them, or to an error, whichever is reached first. Throws
 * `invalid-input` PRINT_SIMPLIFY without either, and where the parts cannot do with as few triangles. */
export const simplify: StepRunner<'simplify'> = async (parts, { on, maxTriangles, maxErrorMm }, world) => {
  if (maxTriangles === undefined && maxErrorMm === undefined) {
    throw new AppError(
      'invalid-input',
      'PRINT_SIMPLIFY',
      'Nothing says how far to simplify. Give triangles or an error in mm.',
    );
  }
  const isMeant = (name: string) => on === undefined || on.includes(name);
  const total = (meshes: readonly TriangleMesh[]) => meshes.reduce((sum, mesh) => sum + triangleCount(mesh), 0);
  const before = total(parts.filter(({ name }) => isMeant(name)).map(({ mesh }) => mesh));
  const share = maxTriangles === undefined ? undefined : maxTriangles / Math.max(1, before);
  const simple = parts.map((part, at) => {
    world.onProgress(at / parts.length);
    if (!isMeant(part.name)) return part;
    const goal = share === undefined ? undefined : Math.max(4, Math.floor(share * triangleCount(part.mesh)));
    return simplified(part, { maxTriangles: goal, maxErrorMm }, world.quality);
  });
  const after = total(simple.filter(({ name }) => isMeant(name)).map(({ mesh }) => mesh));
  if (maxErrorMm === undefined && maxTriangles !== undefined && after > maxTriangles) {
    throw new AppError(
      'invalid-input',
      'PRINT_SIMPLIFY',
      `The parts need ${after} triangles at least; ${maxTriangles} are too few for their pieces and holes. Allow more, or remove small pieces first.`,
    );
  }
  return simple;
};
