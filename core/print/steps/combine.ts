import { AppError } from '../../error/index.ts';
import type { TriangleMesh } from '../../mesh/index.ts';
import { offsetSolid } from '../../offset/index.ts';
import { combineSolids, type NamedMesh } from '../../solid/index.ts';
import { lightParts } from '../light-parts.ts';
import type { Part, PrintSource, Quality } from '../part.ts';
import { previewMemory, previewToolPlaces } from '../preview-trees.ts';
import type { StepOf } from '../recipe.ts';
import type { StepContext, StepRunner } from '../step-runner.ts';
import { chosenParts } from './chosen-parts.ts';
import { progressOf } from './progress-of.ts';
import { surface } from './surface.ts';

type Combine = StepOf<'combine'>;

/** The second solid: made of a structure, a part of this step, or what a file holds. */
async function otherSolid(parts: readonly Part[], { with: other }: Combine, world: StepContext): Promise<NamedMesh> {
  if ('structure' in other) return surfaceOf(other.structure, world);
  if ('part' in other) return [...chosenParts(parts, [other.part])][0] as Part;
  return { name: 'the imported mesh', mesh: await world.readMesh(other.file) };
}

interface KnownSurface {
  readonly quality: Quality;
  readonly part: Promise<Part>;
}
const knownSurfaces = new WeakMap<PrintSource, KnownSurface>();

/** Made once for all values of the step that are tried. */
function surfaceOf(structure: string, world: StepContext): Promise<Part> {
  const source = world.sources.find(({ name }) => name === structure);
  const known = source && knownSurfaces.get(source);
  if (known?.quality === world.quality) return known.part;
  const part = surface([], { name: 'surface', structures: [structure] }, world).then((made) => {
    const [one] = world.quality === 'preview' ? lightParts(made) : made;
    return one as Part;
  });
  if (source !== undefined) knownSurfaces.set(source, { quality: world.quality, part });
  return part;
}

/** Share of the step that the clearance takes. */
const WIDENED_SHARE = 0.5;

function widened({ name, mesh }: NamedMesh, clearanceMm: number, world: StepContext): TriangleMesh {
  const onProgress = progressOf(world, 0, 1);
  return offsetSolid(mesh, clearanceMm, {
    maxPlaces: previewToolPlaces(world.quality),
    memory: previewMemory(mesh, world.quality),
    onProgress: (share) => onProgress(WIDENED_SHARE * share),
    what: `"${name}"`,
  }).mesh;
}

/** The parts to change; the second solid is none of them unless it was named. */
function targets(parts: readonly Part[], { on, operation, with: other }: Combine): ReadonlySet<Part> {
  const self = 'part' in other ? other.part : null;
  if (self !== null && on?.includes(self)) {
    throw new AppError('invalid-input', 'PRINT_COMBINE_SELF', `"${self}" cannot be combined with itself.`);
  }
  const chosen = new Set([...chosenParts(parts, on)].filter(({ name }) => name !== self));
  if (chosen.size === 0) {
    throw new AppError('invalid-input', 'PRINT_NO_PARTS', 'There is no part to combine it with.');
  }
  if (operation === 'union' && chosen.size > 1) {
    throw new AppError('invalid-input', 'PRINT_ONE_PART', 'A union makes one part of two. Name the first with "on".');
  }
  return chosen;
}

/**
 * Adds, takes away or keeps what parts share with another solid. A part that is added to another is no part of its own
 * any more; one that is taken away, or cut by, stays.
 */
export const combine: StepRunner<'combine'> = async (parts, step, world) => {
  const chosen = targets(parts, step);
  const other = await otherSolid(parts, step, world);
  const tool = step.clearanceMm > 0 ? { ...other, mesh: widened(other, step.clearanceMm, world) } : other;
  const kernel = await world.solids();
  return parts.flatMap((part) => {
    if (step.operation === 'union' && part === other) return [];
    if (!chosen.has(part)) return [part];
    const mesh = combineSolids(kernel, part, step.operation, tool);
    // What is added brings its mirror image along; what is taken away does not.
    const isMirrored =
      part.isMirrored === true || (step.operation === 'union' && 'isMirrored' in other && other.isMirrored === true);
    if (mesh !== null) return [{ ...part, mesh, isMirrored }];
    throw new AppError(
      'safety',
      'PRINT_NOTHING_LEFT',
      `Nothing would be left of "${part.name}". Leave it out of this step with "on", or change the step.`,
    );
  });
};
