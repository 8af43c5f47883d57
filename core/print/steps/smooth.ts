import { smoothMesh } from '../../mesh/index.ts';
import type { StepRunner } from '../step-runner.ts';

/** Rounds off what is smaller than the distance; every shell keeps its volume. */
export const smooth: StepRunner<'smooth'> = async (parts, { on, distanceMm }, { isDraft }) =>
  parts.map((part) =>
    on === undefined || on.includes(part.name)
      ? { ...part, mesh: smoothMesh(part.mesh, distanceMm, isDraft), isDraft }
      : part,
  );
