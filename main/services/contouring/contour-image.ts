// The main job: image -> network -> structures -> files and library. Everything appears at the end or nothing does.

import type { ContourInput, ContourResult, Progress } from '../../../core/contract/index.ts';
import {
  type AutoContourResult,
  autoContour,
  type InferenceChild,
  type InstalledModel,
  startInferenceChild,
} from '../../inference/index.ts';
import { createComputePool } from '../../jobs/compute-pool.ts';
import { createStagingFolder } from '../../platform/staging-folder.ts';
import type { Library } from '../../store/library.ts';
import { chooseFormats, type WarningRow } from './export-formats.ts';
import { exportReport } from './export-report.ts';
import { exportRtstruct } from './export-rtstruct.ts';
import { type ExportedStructure, exportStructures } from './export-structures.ts';
import { type OpenedInput, openInput } from './open-input.ts';
import { readReferenceMasks } from './read-reference.ts';
import { createStageClock, type StageClock } from './stage-clock.ts';

export interface ContourPorts {
  readonly appVersion: string;
  readonly library: { readonly folder: string; readonly isGiven: boolean };
  /** Unix time at which the user's command started, ms. */
  readonly startedAtMs: number;
  readonly fontFile: string | null;
  readonly signal: AbortSignal;
  readonly report: (progress: Progress) => void;
}

interface Run {
  readonly input: ContourInput;
  readonly model: InstalledModel;
  readonly opened: OpenedInput;
  readonly clock: StageClock;
  readonly ports: ContourPorts;
}

/**
 * Contours one image and writes the results. Throws `conflict` for several volumes, `unsupported` for a single image or a
 * format that the input does not allow, and what import, engine and writers throw; then library and output folder are
 * as they were (the import of a path stays in a library that was named).
 */
export async function contourImage(
  input: ContourInput,
  model: InstalledModel,
  ports: ContourPorts,
): Promise<ContourResult> {
  const clock = createStageClock(ports.startedAtMs);
  // Its start and the loading of the model take as long as reading the images: both happen at once.
  const child = startInferenceChild(model, input.device);
  child.ready.catch(() => 'seen by the engine when it is needed');
  let library: Library | null = null;
  try {
    const opened = await clock.time('import', () => openInput(input, ports));
    library = opened.library;
    return await runJob({ input, model, opened, clock, ports }, child);
  } finally {
    library?.close();
    child.kill();
  }
}

/** Keeps a record of the run with the library, whatever its end. */
async function runJob(run: Run, child: InferenceChild): Promise<ContourResult> {
  const { library, stored } = run.opened;
  const { device, structures, formats } = run.input;
  const jobId = library.addJob({
    kind: 'contour',
    params: { volumeId: stored.volumeId, model: run.model.manifest.id, device, structures, formats },
    modelSha256: run.model.manifest.sha256,
    inputSha256: stored.inputSha256,
  });
  library.startJob(jobId);
  try {
    const { result, structureSetId } = await contourOpened(run, child);
    library.succeedJob(jobId, { structureSetId });
    return result;
  } catch (error) {
    const { kind = 'internal', code = 'INTERNAL' } = error as { kind?: string; code?: string };
    library.failJob(jobId, { kind, code });
    throw error;
  }
}

async function contourOpened(
  { input, model, opened, clock, ports }: Run,
  child: InferenceChild,
): Promise<{ result: ContourResult; structureSetId: string }> {
  const { library, stored, image } = opened;
  const { signal, report } = ports;
  const { formats, warnings: formatWarnings } = chooseFormats(input.formats, stored);
  const contoured = await autoContour({
    volume: image,
    modality: stored.source === 'dicom' ? stored.modality : null,
    model,
    device: input.device,
    structures: input.structures ?? undefined,
    child,
    signal,
    report,
  });
  clock.add('preprocess', contoured.timings.preprocessMs);
  clock.add('inference', contoured.timings.inferenceMs);
  clock.add('postprocess', contoured.timings.postprocessMs);
  const warnings: WarningRow[] = [...opened.warnings, ...formatWarnings, ...contoured.warnings];

  const names = contoured.masks.map(({ name }) => name);
  const clinical = input.clinicalMasks
    ? await readReferenceMasks(input.clinicalMasks, names, stored.geometry)
    : new Map<string, never>();
  const staging = createStagingFolder(input.outputFolder);
  const pool = createComputePool();
  try {
    const { exported, rtstruct } = await clock.time('export', async () => {
      const [exportedStructures, written] = await Promise.all([
        exportStructures(
          contoured.masks,
          { geometry: stored.geometry, formats, clinical },
          { pool, staging, signal, report },
        ),
        formats.has('rtstruct') ? exportRtstruct(staging.path('rtstruct.dcm'), stored, contoured.masks, model) : null,
      ]);
      warnings.push(...(written?.warnings ?? []));
      return { exported: exportedStructures, rtstruct: written?.isWritten ? 'rtstruct.dcm' : null };
    });
    const { id, version, sha256 } = model.manifest;
    const facts = {
      model: { id, version, sha256 },
      device: contoured.device ?? { requested: input.device, used: 'cpu', reason: 'No network was needed.' },
      warnings,
    };
    const isReported = formats.has('report');
    if (isReported) {
      await clock.time('export', async () => {
        const result = { ...facts, timingsMs: clock.timings() };
        const content = {
          stored,
          image,
          exported,
          result,
          modelTitle: model.manifest.title,
          hasReference: clinical.size > 0,
        };
        exportReport(staging.path('report.html'), content, ports.fontFile);
      });
    }
    await clock.time('export', async () => staging.prepare());
    signal.throwIfAborted();
    const structureSetId = keepStructures(library, stored.volumeId, contoured, exported, { input, model, warnings });
    await clock.time('export', async () => staging.publish());
    const result: ContourResult = {
      caseId: stored.caseId,
      seriesId: stored.seriesId,
      ...facts,
      timingsMs: clock.timings(),
      structures: exported.map(({ row }) => row),
      files: { rtstruct, report: isReported ? 'report.html' : null },
    };
    return { result, structureSetId };
  } finally {
    // Threads first: one that still writes would bring the folder back.
    await pool.close();
    staging.discard();
  }
}

/** Stores the structures with all that says how they came about. */
function keepStructures(
  library: Library,
  volumeId: string,
  contoured: AutoContourResult,
  exported: readonly ExportedStructure[],
  { input, model, warnings }: { input: ContourInput; model: InstalledModel; warnings: readonly WarningRow[] },
): string {
  const { id, version, sha256 } = model.manifest;
  return library.addAutoStructureSet({
    volumeId,
    label: 'AI draft',
    provenance: {
      model: { id, version, sha256 },
      deviceRequested: input.device,
      deviceUsed: contoured.device?.used ?? 'cpu',
      parameters: { structures: input.structures, isOutsideIntendedUse: contoured.isOutsideIntendedUse },
    },
    warnings,
    structures: exported.map(({ structure: { name, mask, label } }, at) => ({
      number: at + 1,
      name,
      color: label.colour,
      interpretedType: label.interpretedType,
      fmaCode: label.fmaCode,
      generationAlgorithm: 'AUTOMATIC',
      mask,
    })),
  });
}
