// Runs a recipe for the window, without a worker's messages around it: from what was made before, and with the model
// before the step that fails.

import { maskFromSlices, type SliceBits } from '../../core/edit/index.ts';
import { AppError } from '../../core/error/index.ts';
import type { ImageGeometry, Vec3 } from '../../core/geometry/index.ts';
import { computeEnclosedVolumeMm3, type TriangleMesh, triangleCount } from '../../core/mesh/index.ts';
import {
  KEEPS_ANATOMY,
  type Part,
  type PrintRecipe,
  type PrintSource,
  type Quality,
  runRecipe,
  type StepMemory,
  type StepResult,
  type StepWorld,
} from '../../core/print/index.ts';
import { type BedPlacement, layOut } from '../../core/printability/index.ts';
import { displayMesh } from './display-mesh.ts';
import { closedOf, deviationOf, standingOf, wallsOf } from './print-measures.ts';
import type { MeasureName, Measures, ModelAnswer, PartAnswer, StepAnswer } from './print-messages.ts';

/** What a part is drawn in that has no colour of its own. */
const NO_COLOUR = '#cfcac0';

interface KeptSource {
  readonly stamp: string;
  readonly colour: string;
  readonly slices: ReadonlyMap<number, SliceBits>;
  source: PrintSource | null;
}

export interface PrintRun {
  readonly recipe: PrintRecipe;
  readonly quality: Quality;
  readonly signal: StepWorld['signal'];
  readonly onProgress: (stepNumber: number, fraction: number) => void;
  /** Between two steps: lets messages in. */
  readonly pause: () => Promise<void>;
}

/** The message stands at its step, which need not be named again. */
const messageAtStep = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/^Step \d+ \(\w+\): /, '');

const volumeMl = ({ mesh }: Part): number => computeEnclosedVolumeMm3(mesh) / 1000;

function boxOf({ mesh: { positions } }: Part): { minLps: Vec3; maxLps: Vec3 } {
  const extremes = ([0, 1, 2] as const).map((axis) => {
    let [low, high] = [Infinity, -Infinity];
    for (let at = axis; at < positions.length; at += 3) {
      const value = positions[at] as number;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    return [low, high] as const;
  });
  return {
    minLps: extremes.map(([low]) => low) as unknown as Vec3,
    maxLps: extremes.map(([, high]) => high) as unknown as Vec3,
  };
}

const partAnswer = (part: Part, bed: BedPlacement | null): PartAnswer => ({
  bed,
  name: part.name,
  colour: part.colour ?? NO_COLOUR,
  ...boxOf(part),
  volumeMl: volumeMl(part),
  triangles: triangleCount(part.mesh),
  display: displayMesh(part.mesh),
});

const stepAnswer = ({ parts, done }: StepResult): StepAnswer => ({
  changeMl: done.change.volumeMl,
  maxDeviationMm: done.change.maxDeviationMm,
  volumeMl: parts.reduce((sum, part) => sum + volumeMl(part), 0),
  partNames: parts.map(({ name }) => name),
  triangles: parts.reduce((sum, { mesh }) => sum + triangleCount(mesh), 0),
});

/** Structures and results of one worker. */
export class PrintBench {
  private geometry: ImageGeometry | null = null;
  private readonly kept = new Map<string, KeptSource>();
  /** The results of the last recipe, step by step, each with all that it was made from. */
  private results: { readonly key: string; readonly result: StepResult }[] = [];
  private parts: readonly Part[] = [];
  private readonly meshes = new Map<string, TriangleMesh>();
  private readonly solids: StepWorld['solids'];

  /** @param solids the engine of cuts and unions, started when a step first asks for it */
  constructor(solids: StepWorld['solids']) {
    this.solids = solids;
  }

  setGeometry(geometry: ImageGeometry): void {
    this.geometry = geometry;
    this.kept.clear();
    this.results = [];
    this.parts = [];
  }

  setSource(name: string, source: Omit<KeptSource, 'source'>): void {
    this.kept.set(name, { ...source, source: null });
  }

  setMesh(name: string, mesh: TriangleMesh): void {
    this.meshes.set(name, mesh);
  }

  private async readMesh(name: string): Promise<TriangleMesh> {
    const mesh = this.meshes.get(name);
    if (mesh !== undefined) return mesh;
    throw new AppError(
      'not-found',
      'PRINT_MESH',
      `There is no mesh "${name}" in this case. Import it, or remove the step.`,
    );
  }

  /** Of the last model. */
  lastParts(): readonly Part[] {
    return this.parts;
  }

  /** Of the last model, up to the last step after which it is still the structure as well as it can be shown. */
  private anatomicalParts(): readonly Part[] {
    const changing = this.results.findIndex(({ result }) => !KEEPS_ANATOMY.has(result.done.name));
    return (changing < 0 ? this.results.at(-1) : this.results[changing - 1])?.result.parts ?? [];
  }

  measure(what: MeasureName, minWallMm: number): Measures {
    const { parts, geometry } = this;
    switch (what) {
      case 'deviation':
        return { what, deviation: geometry && deviationOf(this.anatomicalParts(), parts, geometry) };
      case 'closed':
        return { what, parts: closedOf(parts) };
      case 'standing':
        return { what, parts: standingOf(parts) };
      case 'walls':
        return { what, walls: wallsOf(parts, minWallMm) };
    }
  }

  private sources(): readonly PrintSource[] {
    const { geometry } = this;
    if (geometry === null) return [];
    return [...this.kept].map(([name, kept]) => {
      kept.source ??= {
        name,
        colour: kept.colour,
        mask: maskFromSlices(kept.slices, geometry.size),
        geometry,
        probability: null,
      };
      return kept.source;
    });
  }

  private keyOf(recipe: PrintRecipe, quality: Quality, number: number): string {
    const sources = [...this.kept].map(([name, { stamp, colour }]) => [name, stamp, colour]);
    return JSON.stringify([quality, sources, recipe.steps.slice(0, number)]);
  }

  private memoryFor(recipe: PrintRecipe, quality: Quality): StepMemory {
    return {
      recall: (number) => {
        const known = this.results[number - 1];
        return known?.key === this.keyOf(recipe, quality, number) ? known.result : undefined;
      },
      keep: (number, result) => {
        this.results = this.results.slice(0, number - 1);
        this.results[number - 1] = { key: this.keyOf(recipe, quality, number), result };
      },
    };
  }

  /** Rejects with `cancelled`; what else a step throws is told with the model before it. */
  async run({ recipe, quality, signal, onProgress, pause }: PrintRun): Promise<ModelAnswer> {
    let stepNumber = 1;
    const world = {
      sources: this.sources(),
      readMesh: (name: string) => this.readMesh(name),
      solids: this.solids,
      quality,
      signal,
      onProgress: (share: number) => onProgress(stepNumber, share),
    };
    const onStep = (number: number) => {
      stepNumber = number;
      onProgress(number, 0);
      return pause();
    };
    let failure: ModelAnswer['failure'] = null;
    let maxDeviationMm: number | null = null;
    try {
      ({ maxDeviationMm } = await runRecipe(recipe, world, onStep, this.memoryFor(recipe, quality)));
    } catch (error) {
      if (signal.aborted || (error instanceof AppError && error.kind === 'cancelled')) throw error;
      failure = { stepNumber, message: messageAtStep(error) };
    }
    const done = this.results.slice(0, failure === null ? recipe.steps.length : failure.stepNumber - 1);
    const results = done.map(({ result }) => result);
    this.parts = results.at(-1)?.parts ?? [];
    const beds = layOut(this.parts);
    const parts = this.parts.map((part, at) => partAnswer(part, beds?.[at] ?? null));
    return { steps: results.map(stepAnswer), parts, maxDeviationMm, failure };
  }
}
