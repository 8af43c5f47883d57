// The main job: image -> network -> structures -> files and library. Everything appears at the end or nothing does.

import type { ContourInput, ContourResult, Progress } from '../../../core/contract/index.ts';
import type { DestinationProfile } from '../../../core/destination/index.ts';
import {
  type AutoContourResult,
  autoContour,
  encodeUncertainty,
  type InferenceChild,
  type InstalledModel,
  startInferenceChild,
} from '../../inference/index.ts';
import { type ComputePool, createComputePool } from '../../jobs/compute-pool.ts';
import { createStagingFolder, type StagingFolder } from '../../platform/staging-folder.ts';
import type { Library } from '../../store/library.ts';
import { chooseProfile } from '../exchange/export-profiles.ts';
import { chooseFormats, type ExportFormatName, type WarningRow } from './export-formats.ts';
import { exportLabels } from './export-labels.ts';
import { exportReport } from './export-report.ts';
import { exportRtstruct } from './export-rtstruct.ts';
import { createStructureExporter, type ExportedStructure, type StructureExporter } from './export-structures.ts';
import { exportUncertainty } from './export-uncertainty.ts';
import { howItRan } from './how-it-ran.ts';
import { warnOfOlderResults } from './older-results.ts';
import { type OpenedInput, openInput } from './open-input.ts';
import { type ReferenceMasks, readReferenceMasks } from './read-reference.ts';
import { createStageClock, type StageClock } from './stage-clock.ts';

const RTSTRUCT = 'rtstruct.dcm';
const REPORT = 'report.html';

export interface ContourPorts {
  readonly appVersion: string;
  readonly library: { readonly folder: string; readonly isGiven: boolean };
  /** Unix time at which the user's command started, ms. */
  readonly startedAtMs: number;
  readonly fontFile: string | null;
  /** Of a person's own profiles of destinations. */
  readonly profileFolder?: string;
  readonly signal: AbortSignal;
  readonly report: (progress: Progress) => void;
}

interface Run {
  readonly input: ContourInput;
  readonly model: InstalledModel;
  readonly opened: OpenedInput;
  readonly clock: StageClock;
  readonly ports: ContourPorts;
  readonly profile: DestinationProfile | null;
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
  const profile = chooseProfile(input.profile, ports.profileFolder ?? '');
  // Its start and the loading of the model take as long as reading the images: both happen at once.
  const child = startInferenceChild(model, input.device);
  child.ready.catch(() => 'seen by the engine when it is needed');
  let library: Library | null = null;
  try {
    const opened = await clock.time('import', () => openInput(input, ports));
    library = opened.library;
    return await runJob({ input, model, opened, clock, ports, profile }, child);
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
  run: Run,
  child: InferenceChild,
): Promise<{ result: ContourResult; structureSetId: string }> {
  const { input, model, opened, clock, ports } = run;
  const { library, stored, image } = opened;
  const { signal, report } = ports;
  const { formats, warnings: formatWarnings } = chooseFormats(input.formats, stored);
  const staging = createStagingFolder(input.outputFolder);
  const pool = createComputePool();
  try {
    const names = namesOf(model);
    const exporter = createStructureExporter(
      { names, geometry: stored.geometry, formats },
      { pool, staging, signal, report },
    );
    const contoured = await autoContour({
      volume: image,
      modality: stored.source === 'dicom' ? stored.modality : null,
      model,
      device: input.device,
      structures: input.structures ?? undefined,
      child,
      signal,
      report,
      onStructure: exporter.begin,
    });
    clock.add('preprocess', contoured.timings.preprocessMs);
    clock.add('inference', contoured.timings.inferenceMs);
    clock.add('postprocess', contoured.timings.postprocessMs);
    const warnings = [...opened.warnings, ...formatWarnings, ...contoured.warnings];
    const ended = { contoured, formats, warnings };
    const { exported, files, facts } = await stageResults(run, ended, { staging, pool, exporter });
    await clock.time('export', async () => staging.prepare());
    signal.throwIfAborted();
    const structureSetId = keepStructures(library, stored.volumeId, contoured, exported, {
      input,
      model,
      warnings: facts.warnings,
    });
    await clock.time('export', async () => staging.publish());
    const result: ContourResult = {
      caseId: stored.caseId,
      seriesId: stored.seriesId,
      ...facts,
      timingsMs: clock.timings(),
      isOutsideIntendedUse: contoured.isOutsideIntendedUse,
      structures: exported.map(({ row }) => row),
      files,
    };
    return { result, structureSetId };
  } finally {
    // Threads first: one that still writes would bring the folder back.
    await pool.close();
    staging.discard();
  }
}

/** Of all structures that a model can find, the body last. */
const namesOf = ({ manifest }: InstalledModel): string[] => [
  ...manifest.output.labels.flatMap((label) => (label === null ? [] : [label.name])),
  ...(manifest.external === null ? [] : [manifest.external.name]),
];

interface Contoured {
  readonly contoured: AutoContourResult;
  readonly formats: ReadonlySet<ExportFormatName>;
  readonly warnings: readonly WarningRow[];
}

interface StagePorts {
  readonly staging: StagingFolder;
  readonly pool: ComputePool;
  readonly exporter: StructureExporter;
}

/** Writes all files into the staging folder, the report last: it tells what came of the others. */
async function stageResults(
  { input, model, opened: { stored, image }, clock, ports, profile }: Run,
  { contoured, formats, warnings }: Contoured,
  { staging, pool, exporter }: StagePorts,
) {
  const { signal } = ports;
  const names = contoured.masks.map(({ name }) => name);
  const reference: ReferenceMasks = input.clinicalMasks
    ? await readReferenceMasks(input.clinicalMasks, names, stored.geometry)
    : { masks: new Map(), warnings: [] };
  const [exported, written] = await clock.time('export', () =>
    Promise.all([
      exporter.finish(contoured.masks, reference.masks),
      formats.has('rtstruct') ? exportRtstruct(staging.path(RTSTRUCT), stored, contoured, model, profile) : null,
    ]),
  );
  const labels = await clock.time('export', () =>
    exportLabels({ stored, contoured, model, formats, profile }, { pool, staging, signal }),
  );
  const unsure = await clock.time('export', () =>
    exportUncertainty(input.uncertainty ? contoured.uncertainty : null, stored.geometry, { staging, signal }),
  );
  const files = {
    rtstruct: written?.isWritten ? RTSTRUCT : null,
    report: formats.has('report') ? REPORT : null,
    uncertainty: unsure.file,
    labels: [...labels.files],
  };
  const all = [
    files.rtstruct,
    files.report,
    files.uncertainty,
    ...labels.files,
    ...exported.flatMap(({ row }) => [row.files.nifti, row.files.stl]),
  ];
  const { id, version, sha256 } = model.manifest;
  const facts = {
    model: { id, version, sha256 },
    device: contoured.device ?? { requested: input.device, used: 'cpu' as const, reason: 'No network was needed.' },
    warnings: [
      ...warnings,
      ...reference.warnings,
      ...(written?.warnings ?? []),
      ...labels.warnings,
      ...unsure.warnings,
      ...warnOfOlderResults(input.outputFolder, all),
    ],
  };
  if (files.report !== null) {
    await clock.time('export', async () => {
      const result = { ...facts, timingsMs: clock.timings() };
      const { title } = model.manifest;
      const content = { stored, image, exported, result, modelTitle: title, hasReference: reference.masks.size > 0 };
      exportReport(staging.path(REPORT), content, ports.fontFile);
    });
  }
  return { exported, files, facts };
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
      parameters: {
        structures: input.structures,
        isOutsideIntendedUse: contoured.isOutsideIntendedUse,
        ...howItRan(model, contoured.device),
      },
    },
    warnings,
    uncertainty: contoured.uncertainty === null ? null : encodeUncertainty(contoured.uncertainty),
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
