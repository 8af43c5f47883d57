// The main job on a 512 x 512 x 118 CT, on the CPU: seconds a stage, what is spent outside the network, peak memory.

import { join } from 'node:path';
import { type BenchContext, type BenchSection, type JsonRecord, median, repeat, roundTo } from '../section.ts';

const STAGES = ['import', 'preprocess', 'inference', 'postprocess', 'export', 'total'] as const;
const OUTSIDE_NETWORK_TARGET_MS = 3000;
const PEAK_MEMORY_TARGET_GB = 1.5;
/** What runs unless somebody chooses, and the one for those who do not want to wait. */
const MODELS = ['han-oar', 'han-oar-fast'] as const;
const FAST_SECONDS_TARGET = 8;

interface ContourOutput {
  readonly model: { readonly id: string; readonly version: string };
  readonly device: { readonly used: string };
  readonly timingsMs: Readonly<Record<(typeof STAGES)[number], number>>;
  readonly structures: readonly unknown[];
}

async function measureModel(context: BenchContext, images: string, model: string): Promise<JsonRecord> {
  const contour = async (measureMemory: boolean) => {
    const out = join(await context.temporaryFolder(), 'out');
    const argv = ['contour', images, '--out', out, '--model', model, '--export', 'nifti', '--device', 'cpu'];
    const command = await context.runLimner(argv, { measureMemory });
    context.log(
      `contour, ${model}: ${roundTo(command.wallMs / 1000, 2)} s${measureMemory ? ' (with memory watched)' : ''}`,
    );
    return { ...command, output: JSON.parse(command.stdout) as ContourOutput };
  };
  const timed = await repeat(context.runs, () => contour(false));
  const { memory, output } = await contour(true);
  const outsideNetworkMs = median(timed.map((each) => each.output.timingsMs.total - each.output.timingsMs.inference));
  const peakMemoryGb = memory && memory.peakBytes / 2 ** 30;
  return {
    version: output.model.version,
    device: output.device.used,
    structures: output.structures.length,
    seconds: Object.fromEntries(
      STAGES.map((stage) => [stage, roundTo(median(timed.map((each) => each.output.timingsMs[stage])) / 1000, 3)]),
    ),
    wallSeconds: roundTo(median(timed.map(({ wallMs }) => wallMs)) / 1000, 3),
    outsideNetworkMs: {
      measured: Math.round(outsideNetworkMs),
      target: OUTSIDE_NETWORK_TARGET_MS,
      isMet: outsideNetworkMs <= OUTSIDE_NETWORK_TARGET_MS,
    },
    peakMemoryGb: {
      measured: peakMemoryGb && roundTo(peakMemoryGb, 3),
      sumOfOwnPeaks: memory && roundTo(memory.upperBoundBytes / 2 ** 30, 3),
      target: PEAK_MEMORY_TARGET_GB,
      isMet: peakMemoryGb && peakMemoryGb <= PEAK_MEMORY_TARGET_GB,
      processes: memory?.processes ?? null,
    },
  };
}

async function run(context: BenchContext): Promise<JsonRecord> {
  const images = await context.unpackShared('dicom/openkbp-pt_225');
  const models: Record<string, JsonRecord> = {};
  for (const model of MODELS) models[model] = await measureModel(context, images, model);
  const fastSeconds = models['han-oar-fast']?.['wallSeconds'] as number;
  return {
    input: 'dicom/openkbp-pt_225, --export nifti --device cpu',
    models,
    fastSeconds: { measured: fastSeconds, target: FAST_SECONDS_TARGET, isMet: fastSeconds <= FAST_SECONDS_TARGET },
  };
}

export const contourSection: BenchSection = { name: 'contour', run };
