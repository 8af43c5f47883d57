import { AppError } from '../error/index.ts';
import { computeEnclosedVolumeMm3, computeMaxDeviationMm, meetsItself } from '../mesh/index.ts';
import { CrossedDraft } from './crossed-draft.ts';
import { lightParts } from './light-parts.ts';
import type { Part, StepChange } from './part.ts';
import type { PrintRecipe, PrintStep, StepName } from './recipe.ts';
import type { StepContext, StepRunner, StepWorld } from './step-runner.ts';
import { STEP_RUNNERS } from './steps/index.ts';
import { watchedWorld } from './watched-world.ts';

/** Steps that ought to keep the shape: how far they left it is said. */
const KEEPS_SHAPE: ReadonlySet<StepName> = new Set(['smooth', 'simplify', 'thicken']);

/** Steps after which the part is still the structure, as well as it can be shown. */
export const KEEPS_ANATOMY: ReadonlySet<StepName> = new Set(['surface', 'smooth', 'simplify', 'stand']);

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

function runStep(parts: readonly Part[], step: PrintStep, world: StepContext): Promise<readonly Part[]> {
  const runner = STEP_RUNNERS[step.name] as StepRunner<StepName> | undefined;
  if (runner === undefined) {
    throw new AppError('unsupported', 'PRINT_STEP', 'This version of Limner cannot do it. Update Limner.');
  }
  return runner(parts, step, world);
}

async function resultOf(before: readonly Part[], step: PrintStep, world: StepContext): Promise<StepResult> {
  const parts = await runStep(before, step, world);
  const change = {
    volumeMl: volumeMl(parts) - volumeMl(before),
    // A preview has to follow the hand; what it shows is not what is written.
    maxDeviationMm: world.quality === 'exact' ? deviationMm(step, before, parts) : null,
  };
  return { parts, done: { name: step.name, change } };
}

const isDraft = ({ parts }: StepResult): boolean => parts.some((part) => part.isDraft === true);

/** Runs steps one after the other, the first of them with the number `after` + 1. */
class StepsRun {
  private readonly world: StepWorld;
  private readonly onStep: OnStep;
  private readonly memory: StepMemory;

  constructor(world: StepWorld, onStep: OnStep, memory: StepMemory) {
    this.world = world;
    this.onStep = onStep;
    this.memory = memory;
  }

  async run(
    steps: readonly PrintStep[],
    mayBeDrafts: boolean,
    before: readonly Part[] = [],
    after = 0,
  ): Promise<StepResult[]> {
    const results: StepResult[] = [];
    for (const [at, step] of steps.entries()) {
      const number = after + at + 1;
      const parts = results.at(-1)?.parts ?? before;
      results.push(this.known(number, mayBeDrafts) ?? (await this.make(number, parts, step, mayBeDrafts)));
    }
    return results;
  }

  private known(number: number, mayBeDraft: boolean): StepResult | undefined {
    const known = this.memory.recall(number);
    return known !== undefined && (mayBeDraft || !isDraft(known)) ? known : undefined;
  }

  private async make(
    number: number,
    before: readonly Part[],
    step: PrintStep,
    mayBeDraft: boolean,
  ): Promise<StepResult> {
    await this.onStep(number, step);
    if (this.world.signal.aborted) throw new AppError('cancelled', 'CANCELLED', 'Cancelled.');
    try {
      const world = watchedWorld(this.world, before.length);
      const result = await resultOf(before, step, { ...world, isDraft: mayBeDraft });
      this.memory.keep(number, result);
      return result;
    } catch (error) {
      throw atStep(error, number, step);
    }
  }

  /** Steps that keep the anatomy, with the surfaces looked at once, at the end, whether they meet themselves: looking
   * takes as long as making them. Only where they do is each step followed by making sure. */
  async runAnatomy(steps: readonly PrintStep[]): Promise<StepResult[]> {
    if (this.world.quality === 'preview') return this.run(steps, true);
    if (steps.length < 2) return this.run(steps, false);
    try {
      const results = await this.run(steps, true);
      const last = results.pop() as StepResult;
      const drafts = last.parts.filter((part) => part.isDraft === true);
      if (drafts.some(({ mesh }) => meetsItself(mesh))) throw new CrossedDraft();
      const free = { ...last, parts: last.parts.map((part) => ({ ...part, isDraft: false })) };
      if (drafts.length > 0) this.memory.keep(steps.length, free);
      return [...results, drafts.length > 0 ? free : last];
    } catch (error) {
      if (!(error instanceof CrossedDraft)) throw error;
      return this.run(steps, false);
    }
  }
}

type OnStep = (number: number, step: PrintStep) => void | Promise<void>;

/**
 * Makes the parts of a model step by step. `onStep` is told of each step when it begins, and waited for: a thread
 * hears of a cancel meanwhile. Throws what a step throws, with
 * its number in front of the message; `cancelled` when the signal says so between steps. Of steps that `memory` recalls
 * nothing is run and nothing told.
 */
export async function runRecipe(
  recipe: PrintRecipe,
  world: StepWorld,
  onStep: OnStep = () => {},
  memory: StepMemory = NO_MEMORY,
): Promise<PrintedModel> {
  const { steps } = recipe;
  const changing = steps.findIndex(({ name }) => !KEEPS_ANATOMY.has(name));
  const kept = changing < 0 ? steps.length : changing;
  const run = new StepsRun(world, onStep, memory);
  const results = await run.runAnatomy(steps.slice(0, kept));
  const anatomical = results.at(-1)?.parts ?? [];
  const isPreview = world.quality === 'preview';
  const begun = isPreview && kept < steps.length ? lightParts(anatomical) : anatomical;
  results.push(...(await run.run(steps.slice(kept), isPreview, begun, kept)));
  const done = results.map((result) => result.done);
  // Of the surface itself it is known already.
  const known = kept === 1 ? (done[0]?.change.maxDeviationMm ?? null) : null;
  const maxDeviationMm = world.quality === 'exact' ? (known ?? anatomyDeviationMm(anatomical)) : null;
  return { parts: results.at(-1)?.parts ?? [], steps: done, maxDeviationMm };
}
