import { AppError } from '../../error/index.ts';
import { joinMeshes } from '../../mesh/index.ts';
import { DrainFinder, type DrainWish, type HollowedSolid, hollowSolid } from '../../offset/index.ts';
import { drillSolid, type SolidKernel } from '../../solid/index.ts';
import type { Part } from '../part.ts';
import { previewMemory, previewPlaces, previewTree } from '../preview-trees.ts';
import type { StepOf } from '../recipe.ts';
import type { StepRunner, StepWorld } from '../step-runner.ts';
import { chosenParts, replaceParts } from './chosen-parts.ts';
import { progressOf } from './progress-of.ts';

interface Made extends HollowedSolid {
  /** As it was. */
  readonly part: Part;
}

interface Hollowed {
  readonly part: Part;
  readonly finder: DrainFinder;
}

/** Each drain belongs to the part whose surface is nearest to its point. */
function drainsOf(all: readonly Hollowed[], drains: StepOf<'hollow'>['drains']): ReadonlyMap<Part, DrainWish[]> {
  const wishes = new Map<Part, DrainWish[]>();
  for (const drain of drains) {
    const byDistance = all.map((one) => ({ ...one, distanceMm: one.finder.distanceMm(drain.atLps) }));
    const nearest = byDistance.reduce((best, one) => (one.distanceMm < best.distanceMm ? one : best));
    wishes.set(nearest.part, [...(wishes.get(nearest.part) ?? []), drain]);
  }
  return wishes;
}

function drilled(kernel: SolidKernel, { part, finder }: Hollowed, wishes: readonly DrainWish[]): Part {
  let mesh = part.mesh;
  for (const wish of wishes) {
    const hole = { ...finder.find(wish), diameterMm: wish.diameterMm };
    const open = drillSolid(kernel, { name: part.name, mesh }, hole);
    if (open === null) {
      throw new AppError('safety', 'PRINT_NOTHING_LEFT', `The drains would leave nothing of "${part.name}".`);
    }
    mesh = open;
  }
  return { ...part, mesh };
}

async function drained(made: readonly Made[], drains: StepOf<'hollow'>['drains'], world: StepWorld): Promise<Part[]> {
  const all = made.map(({ part, mesh, cavities }): Hollowed => {
    const room = joinMeshes(cavities.map((cavity) => cavity.mesh));
    const finder = new DrainFinder(part.mesh, room, previewTree(part.mesh, world.quality));
    return { part: { ...part, mesh }, finder };
  });
  const wishes = drainsOf(all, drains);
  const kernel = await world.solids();
  return all.map((one) => drilled(kernel, one, wishes.get(one.part) ?? []));
}

/** Leaves a wall of each chosen part and lets the drains into what is hollow. */
export const hollow: StepRunner<'hollow'> = async (parts, step, world: StepWorld) => {
  const chosen = [...chosenParts(parts, step.on)];
  const maxPlaces = previewPlaces(world.quality);
  const made = chosen.map((part, at) => {
    const onProgress = progressOf(world, at, chosen.length);
    const memory = previewMemory(part.mesh, world.quality);
    return { part, ...hollowSolid(part.mesh, step.wallMm, { maxPlaces, memory, onProgress, what: `"${part.name}"` }) };
  });
  const withHoles =
    step.drains.length === 0
      ? made.map(({ part, mesh }) => ({ ...part, mesh }))
      : await drained(made, step.drains, world);
  return replaceParts(parts, new Set(chosen), (part) => [withHoles[chosen.indexOf(part)] ?? part]);
};
