// One image through the networks, patch by patch or slice by slice, and what is kept of it. A device that runs out of memory
// is given less at once, then smaller patches where the model allows them, then left for the CPU; one that is lost on the
// way is left at once.

import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError } from '../../core/error/index.ts';
import type { Size3 } from '../../core/geometry/index.ts';
import {
  answerForm,
  createRowMemory,
  createViewMean,
  extractInput,
  fromView,
  isAir,
  mirrorViews,
  type PatchAnswer,
  patchOf,
  planParts,
  planRuns,
  type RowMemory,
  type RunPlan,
  reachesPart,
  type StoredFields,
  sliceAxisOf,
  smallerPatches,
  toView,
} from '../../core/inference/index.ts';
import { firstSentence, isOutOfMemory, type NetworkInput, type NetworkResult } from '../inference/protocol.ts';
import type { LoadedModel } from './inference-model.ts';
import { createResultRows } from './inference-rows.ts';
import type { NetworkSession } from './inference-runtime.ts';
import { createOutput, runNetwork } from './network-run.ts';

export interface TileHooks {
  readonly isCancelled: () => boolean;
  readonly report: (done: number, total: number) => void;
}

export interface ImageRun {
  readonly result: NetworkResult;
  /** What the extents of the result stand for. */
  readonly fields: StoredFields;
}

/** Memory ran out and a smaller patch may help: the image begins anew with it. */
class NeedsSmallerPatch extends Error {}

/** The device for which patches were made smaller has been left: the CPU begins anew with whole ones. */
class NeedsWholePatch extends Error {}

interface Work {
  readonly loaded: LoadedModel;
  readonly input: NetworkInput;
  readonly hooks: TileHooks;
  readonly fallbacks: string[];
  /** Samples of a run that go to the device at once; falls when memory runs out. */
  batch: number;
  inferenceMs: number;
  /** The place of the last answer, for the next one of the same size. */
  output: Float32Array | null;
  /** Places for the inputs of a run. */
  readonly tiles: RowMemory;
  /** Places for the mean answers of a run, one a sample. */
  readonly means: RowMemory[];
}

/**
 * Runs everything that is not pure air. `hooks.isCancelled` is asked before each run; then `cancelled` is thrown.
 */
export async function runImage(loaded: LoadedModel, input: NetworkInput, hooks: TileHooks): Promise<ImageRun> {
  const { manifest } = loaded.model;
  const work: Work = {
    loaded,
    input,
    hooks,
    fallbacks: [],
    batch: manifest.tiling.batch,
    inferenceMs: 0,
    output: null,
    tiles: createRowMemory(),
    means: [],
  };
  const patches = [patchOf(manifest), ...(loaded.canResize ? smallerPatches(manifest) : [])];
  let shortage: Error | null = null;
  for (let at = 0; ; ) {
    try {
      return await runWithPatch(work, planRuns(manifest, input.size, patches[at]), at < patches.length - 1);
    } catch (error) {
      if (error instanceof NeedsWholePatch) {
        at = 0;
      } else if (error instanceof NeedsSmallerPatch) {
        shortage = error;
        const sizes = (patches[++at] as Size3).join(' x ');
        work.fallbacks.push(`${loaded.device().used} ran out of memory: patches of ${sizes} from the beginning`);
      } else if (at > 0 && shortage !== null && !isCancelled(error)) {
        // A network that fails on smaller patches alone: what is wrong is that there was no room for whole ones.
        throw shortage;
      } else {
        throw error;
      }
    }
  }
}

const isCancelled = (error: unknown): boolean => error instanceof AppError && error.kind === 'cancelled';

async function runWithPatch(work: Work, plan: RunPlan, canShrink: boolean): Promise<ImageRun> {
  const { loaded, input, hooks } = work;
  const { manifest } = loaded.model;
  const views = loaded.sessions().length * mirrorViews(manifest).length;
  const rows = createResultRows(manifest, plan, input.channels, views);
  const parts = planParts(plan, rows.fields).map((part) => ({
    part,
    runs: plan.runs.filter((starts) => starts.some((start) => reachesPart(start, plan.patch, part))),
  }));
  const total = parts.reduce((sum, { runs }) => sum + runs.reduce((n, starts) => n + starts.length, 0), 0);
  let done = 0;
  let run = 0;
  for (const { part, runs } of parts) {
    const blender = rows.begin(part);
    const within = (start: Size3) => start.map((s, a) => s - (part.start[a] as number)) as unknown as Size3;
    for (const starts of runs) {
      await nextTurn();
      if (hooks.isCancelled()) throw new AppError('cancelled', 'CANCELLED', 'Contouring was cancelled.');
      blender.finishBefore((starts[0] as Size3)[plan.axis]);
      const samples = gatherSamples(work, plan, starts);
      for (let from = 0; from < samples.length; ) {
        const some = samples.slice(from, from + work.batch);
        const answers = await answerWithFallback(work, plan, some, canShrink);
        for (const [n, { values, spread }] of answers.entries()) {
          blender.add(within((some[n] as Sample).start), values, spread);
        }
        from += answers.length;
      }
      run += samples.length;
      done += starts.length;
      hooks.report(done, total);
    }
    rows.end();
  }
  const { fields, uncertainty } = rows.finish();
  return {
    fields,
    result: {
      extents: fields.extents,
      uncertainty,
      inferenceMs: work.inferenceMs,
      patches: { total, run, skippedAir: total - run, views },
      patch: plan.patch,
      device: loaded.device(),
      fallbacks: work.fallbacks,
    },
  };
}

interface Sample {
  readonly start: Size3;
  readonly tile: Float32Array;
}

/** The inputs of a run, without those that are nothing but air. */
function gatherSamples({ loaded, input, tiles }: Work, plan: RunPlan, starts: readonly Size3[]): Sample[] {
  const { manifest } = loaded.model;
  const count = (2 * manifest.input.neighbours + 1) * plan.patch[0] * plan.patch[1] * plan.patch[2];
  const samples: Sample[] = [];
  for (const start of starts) {
    const tile = tiles.floats(`tile ${samples.length}`, count);
    extractInput(manifest, input.values, plan, start, input, tile);
    if (input.airLevel === null || !isAir(tile, input.airLevel)) samples.push({ start, tile });
  }
  return samples;
}

/** Answers for the first samples (all, or fewer where memory is short). Throws NeedsSmallerPatch,
 * NeedsWholePatch and what cannot be mended. */
async function answerWithFallback(
  work: Work,
  plan: RunPlan,
  samples: readonly Sample[],
  canShrink: boolean,
): Promise<PatchAnswer[]> {
  const { loaded, fallbacks } = work;
  const isWhole = plan.patch.join() === patchOf(loaded.model.manifest).join();
  for (let some = samples; ; ) {
    try {
      return await answer(work, plan, some);
    } catch (error) {
      if (error instanceof AppError && isWhole) throw error;
      const { used } = loaded.device();
      const text = (error as Error).message;
      if (isOutOfMemory(text) && some.length > 1) {
        work.batch = Math.ceil(some.length / 2);
        some = some.slice(0, work.batch);
        fallbacks.push(`${used} ran out of memory: ${work.batch} slices at once`);
      } else if (isOutOfMemory(text) && canShrink) {
        throw new NeedsSmallerPatch(text);
      } else if (used !== 'cpu') {
        const why = isOutOfMemory(text) ? 'ran out of memory' : `was lost (${firstSentence(text)})`;
        fallbacks.push(`${used} ${why}: the CPU from ${isWhole ? 'there on' : 'the beginning'}`);
        await loaded.moveToCpu(`${used} ${why} while it ran`);
        if (!isWhole) throw new NeedsWholePatch();
      } else {
        throw error;
      }
    }
  }
}

/** The mean answer of every network and view for each sample. */
async function answer(work: Work, plan: RunPlan, samples: readonly Sample[]): Promise<PatchAnswer[]> {
  const { manifest } = work.loaded.model;
  const { patch } = plan;
  const voxels = patch[0] * patch[1] * patch[2];
  const form = answerForm(manifest);
  const views = mirrorViews(manifest);
  const sessions = work.loaded.sessions();
  const means = samples.map((_, n) => {
    work.means[n] ??= createRowMemory();
    return createViewMean(form, sessions.length * views.length, voxels, work.means[n]);
  });
  const tiles = joinTiles(samples);
  for (const session of sessions) {
    for (const view of views) {
      const output = await timedRun(work, session, toView(view, tiles, patch), samples.length, patch);
      const length = output.length / samples.length;
      for (const [n, mean] of means.entries()) {
        mean.add(fromView(view, output.subarray(n * length, (n + 1) * length), patch, work.tiles));
      }
    }
  }
  return means.map((mean) => mean.finish());
}

function joinTiles(samples: readonly Sample[]): Float32Array {
  const [only] = samples;
  if (samples.length === 1 && only !== undefined) return only.tile;
  const length = only?.tile.length ?? 0;
  const tiles = new Float32Array(samples.length * length);
  for (const [n, { tile }] of samples.entries()) tiles.set(tile, n * length);
  return tiles;
}

async function timedRun(
  work: Work,
  session: NetworkSession,
  tiles: Float32Array,
  samples: number,
  patch: Size3,
): Promise<Float32Array> {
  const { manifest } = work.loaded.model;
  const sliceAxis = sliceAxisOf(manifest);
  const spatial = patch.filter((_, axis) => axis !== sliceAxis);
  const needed = spatial.reduce((n, d) => n * d, samples * manifest.output.labels.length);
  if (work.output?.length !== needed) work.output = createOutput(manifest, samples, spatial);
  const startedMs = performance.now();
  try {
    return await runNetwork(session, manifest, tiles, samples, spatial, work.output);
  } finally {
    work.inferenceMs += performance.now() - startedMs;
  }
}
