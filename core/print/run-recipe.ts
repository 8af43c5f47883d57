import { AppError } from '../error/index.ts';
import { computeEnclosedVolumeMm3, computeMaxDeviationMm } from '../mesh/index.ts';
import type { Part, StepChange } from './part.ts';
import type { PrintRecipe, PrintStep, StepName } from './recipe.ts';
import type { StepRunner, StepWorld } from './step-runner.ts';
import { STEP_RUNNERS } from './steps/index.ts';

/** Steps that ought to keep the shape: how far they left it is said. */
const KEEPS_SHAPE: ReadonlySet<StepName> = new Set(['smooth', 'simplify', 'thicken', 'offset']);

export interface DoneStep {
  readonly name: StepName;
  readonly change: StepChange;
}

export interface PrintedModel {
  readonly parts: readonly Part[];
  readonly steps: readonly DoneStep[];
}

const volumeMl = (parts: readonly Part[]): number =>
  parts.reduce((sum, { mesh }) => sum + computeEnclosedVolumeMm3(mesh), 0) / 1000;

function deviationMm(step: PrintStep, before: readonly Part[], after: readonly Part[]): number | null {
  if (step.name === 'surface') {
    return Math.max(...after.map(({ mesh, anatomy }) => (anatomy === null ? 0 : computeMaxDeviationMm(mesh, anatomy))));
  }
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

function runStep(parts: readonly Part[], step: PrintStep, world: StepWorld): Promise<readonly Part[]> {
  const runner = STEP_RUNNERS[step.name] as StepRunner<StepName> | undefined;
  if (runner === undefined) {
    throw new AppError('unsupported', 'PRINT_STEP', `The step "${step.name}" cannot be done by this version.`);
  }
  return runner(parts, step, world);
}

async function resultOf(before: readonly Part[], step: PrintStep, world: StepWorld): Promise<StepResult> {
  const parts = await runStep(before, step, world);
  const change = { volumeMl: volumeMl(parts) - volumeMl(before), maxDeviationMm: deviationMm(step, before, parts) };
  return { parts, done: { name: step.name, change } };
}

/**
 * Makes the parts of a model step by step. `onStep` is told of each step when it begins. Throws what a step throws, with
 * its number in front of the message; `cancelled` when the signal says so between steps. Of steps that `memory` recalls
 * nothing is run and nothing told.
 */
export async function runRecipe(
  recipe: PrintRecipe,
  world: StepWorld,
  onStep: (number: number, step: PrintStep) => void = () => {},
  memory: StepMemory = NO_MEMORY,
): Promise<PrintedModel> {
  let parts: readonly Part[] = [];
  const steps: DoneStep[] = [];
  for (const [at, step] of recipe.steps.entries()) {
    if (world.signal.aborted) throw new AppError('cancelled', 'CANCELLED', 'Cancelled.');
    const known = memory.recall(at + 1);
    if (known === undefined) onStep(at + 1, step);
    const result = known ?? (await resultOf(parts, step, world));
    if (known === undefined) memory.keep(at + 1, result);
    parts = result.parts;
    steps.push(result.done);
  }
  return { parts, steps };
}
