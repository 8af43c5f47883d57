// The main job on a 512 x 512 x 118 CT, on the CPU: seconds a stage, what is spent outside the network, peak memory.

import { join } from 'node:path';
import { type BenchContext, type BenchSection, type JsonRecord, median, repeat, roundTo } from '../section.ts';

const STAGES = ['import', 'preprocess', 'inference', 'postprocess', 'export', 'total'] as const;
const OUTSIDE_NETWORK_TARGET_MS = 3000;
const PEAK_MEMORY_TARGET_GB = 1.5;

interface ContourOutput {
  readonly model: { readonly id: string; readonly version: string };
  readonly device: { readonly used: string };
  readonly timingsMs: Readonly<Record<(typeof STAGES)[number], number>>;
  readonly structures: readonly unknown[];
}

async function run(context: BenchContext): Promise<JsonRecord> {
  const images = await context.unpackShared('dicom/openkbp-pt_225');
  const contour = async (measureMemory: boolean) => {
    const out = join(await context.temporaryFolder(), 'out');
    const argv = ['contour', images, '--out', out, '--export', 'nifti', '--device', 'cpu'];
    const command = await context.runLimner(argv, { measureMemory });
    context.log(`contour: ${roundTo(command.wallMs / 1000, 2)} s${measureMemory ? ' (with memory watched)' : ''}`);
    return { ...command, output: JSON.parse(command.stdout) as ContourOutput };
  };
  const timed = await repeat(context.runs, () => contour(false));
  const { memory, output } = await contour(true);
  const outsideNetworkMs = median(timed.map((each) => each.output.timingsMs.total - each.output.timingsMs.inference));
  const peakMemoryGb = memory && memory.peakBytes / 2 ** 30;
  return {
    input: 'dicom/openkbp-pt_225, --export nifti --device cpu',
    model: `${output.model.id} ${output.model.version}`,
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

export const contourSection: BenchSection = { name: 'contour', run };
