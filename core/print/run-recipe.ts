import { AppError } from '../error/index.ts';
import { computeEnclosedVolumeMm3, computeMaxDeviationMm } from '../mesh/index.ts';
import type { Part, StepChange } from './part.ts';
import type { PrintRecipe, PrintStep, StepName } from './recipe.ts';
import type { StepRunner, StepWorld } from './step-runner.ts';
import { STEP_RUNNERS } from './steps/index.ts';

/** Steps that ought to keep the shape: how far they left it is said. */
const KEEPS_SHAPE: ReadonlySet<StepName> = new Set(['smooth', 'simplify', 'thicken']);

/** Steps after which the part is still the structure, as well as it can be shown. */
const KEEPS_ANATOMY: ReadonlySet<StepName> = new Set(['surface', 'smooth', 'simplify']);

export interface DoneStep {
  readonly name: StepName;
  readonly change: StepChange;
}

export interface PrintedModel {
  readonly parts: readonly Part[];
  readonly steps: readonly DoneStep[];
  /** Largest distance between the anatomy and the surface as it was before the first step that is meant to change its
   * shape, both ways; null in a preview. */
  readonly maxDeviationMm: number | null;
}

const volumeMl = (parts: readonly Part[]): number =>
  parts.reduce((sum, { mesh }) => sum + computeEnclosedVolumeMm3(mesh), 0) / 1000;

const anatomyDeviationMm = (parts: readonly Part[]): number =>
  Math.max(0, ...parts.map(({ mesh, anatomy }) => (anatomy === null ? 0 : computeMaxDeviationMm(mesh, anatomy))));

function deviationMm(step: PrintStep, before: readonly Part[], after: readonly Part[]): number | null {
  if (step.name === 'surface') return anatomyDeviationMm(after);
  if (!KEEPS_SHAPE.has(step.name)) return null;
  return Math.max(
    0,
    ...after.map(({ name, mesh }) => {
      const was = before.find((part) => part.name === name);
      return was === undefined || was.mesh === mesh ? 0 : computeMaxDeviationMm(mesh, was.mesh);
    }),
  );
}

/** The model as it stood after a step. */
export interface StepResult {
  readonly parts: readonly Part[];
  readonly done: DoneStep;
}

/** Results of steps, kept by whoever runs a recipe again with later steps changed. */
export interface StepMemory {
  /** The result of step `number` (from 1), where it and all before it were run before on the same structures. */
  recall(number: number): StepResult | undefined;
  keep(number: number, result: StepResult): void;
}

const NO_MEMORY: StepMemory = { recall: () => undefined, keep: () => {} };

/** The same error, with the step that it came from in front. */
function atStep(error: unknown, number: number, { name }: PrintStep): unknown {
  if (!(error instanceof AppError) || error.kind === 'cancelled') return error;
  const { kind, code, message, data, retryable } = error;
  return new AppError(kind, code, `Step ${number} (${name}): ${message}`, { data, retryable, cause: error });
}

function runStep(parts: readonly Part[], step: PrintStep, world: StepWorld): Promise<readonly Part[]> {
  const runner = STEP_RUNNERS[step.name] as StepRunner<StepName> | undefined;
  if (runner === undefined) {
    throw new AppError('unsupported', 'PRINT_STEP', 'This version of Limner cannot do it. Update Limner.');
  }
  return runner(parts, step, world);
}

async function resultOf(before: readonly Part[], step: PrintStep, world: StepWorld): Promise<StepResult> {
  const parts = await runStep(before, step, world);
  const change = {
    volumeMl: volumeMl(parts) - volumeMl(before),
    // A preview has to follow the hand; what it shows is not what is written.
    maxDeviationMm: world.quality === 'exact' ? deviationMm(step, before, parts) : null,
  };
  return { parts, done: { name: step.name, change } };
}

async function resultAt(
  number: number,
  before: readonly Part[],
  step: PrintStep,
  world: StepWorld,
): Promise<StepResult> {
  try {
    return await resultOf(before, step, world);
  } catch (error) {
    throw atStep(error, number, step);
  }
}

/**
 * Makes the parts of a model step by step. `onStep` is told of each step when it begins, and waited for: a thread
 * hears of a cancel meanwhile. Throws what a step throws, with
 * its number in front of the message; `cancelled` when the signal says so between steps. Of steps that `memory` recalls
 * nothing is run and nothing told.
 */
export async function runRecipe(
  recipe: PrintRecipe,
  world: StepWorld,
  onStep: (number: number, step: PrintStep) => void | Promise<void> = () => {},
  memory: StepMemory = NO_MEMORY,
): Promise<PrintedModel> {
  let parts: readonly Part[] = [];
  let anatomical: readonly Part[] = [];
  const steps: DoneStep[] = [];
  const changing = recipe.steps.findIndex(({ name }) => !KEEPS_ANATOMY.has(name));
  for (const [at, step] of recipe.steps.entries()) {
    const known = memory.recall(at + 1);
    if (known === undefined) await onStep(at + 1, step);
    if (world.signal.aborted) throw new AppError('cancelled', 'CANCELLED', 'Cancelled.');
    const result = known ?? (await resultAt(at + 1, parts, step, world));
    if (known === undefined) memory.keep(at + 1, result);
    parts = result.parts;
    steps.push(result.done);
    if (changing < 0 || at < changing) anatomical = parts;
  }
  // Of the surface itself it is known already.
  const known = changing === 1 || recipe.steps.length === 1 ? (steps[0]?.change.maxDeviationMm ?? null) : null;
  const maxDeviationMm = world.quality === 'exact' ? (known ?? anatomyDeviationMm(anatomical)) : null;
  return { parts, steps, maxDeviationMm };
}
