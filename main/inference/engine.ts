// Auto-contouring: image -> model grid -> network (in its own process) -> one mask a structure on the image's own grid.

import { AppError } from '../../core/error/index.ts';
import {
  applyIntensitySteps,
  type BodyCells,
  checkExtent,
  checkIntensities,
  checkModality,
  checkPatch,
  checkRegion,
  cropGrid,
  externalFromCells,
  findBody,
  gridBoxLps,
  growBox,
  type InferenceWarning,
  imageBoxLps,
  imagePartWithin,
  type ModelGrid,
  needsWholeImage,
  ownStepsLps,
  planModelGrid,
  resampleToGrid,
  sayModality,
} from '../../core/inference/index.ts';
import { isEmptyMask } from '../../core/volume/index.ts';
import type { AutoContourRequest, AutoContourResult, StructureLabel } from './contour-types.ts';
import { type Finished, networkMasks } from './network-masks.ts';
import { createNetworkProcess, type NetworkProcess } from './network-process.ts';
import type { InstalledModel, NetworkSource } from './protocol.ts';
import { runSteps, throwIfCancelled } from './run-steps.ts';

/** Context around the body that the network sees, mm: skin must not lie on the edge of its field. */
const BODY_MARGIN_MM = 12;

interface Plan {
  readonly channels: readonly number[];
  readonly external: InstalledModel['manifest']['external'];
}

function planStructures({ manifest }: InstalledModel, wanted: readonly string[] | undefined): Plan {
  const labels = manifest.output.labels;
  const known = [
    ...labels.flatMap((l) => (l === null ? [] : [l.name])),
    ...(manifest.external ? [manifest.external.name] : []),
  ];
  const unknown = wanted?.filter((name) => !known.includes(name)) ?? [];
  if (unknown.length > 0 || wanted?.length === 0) {
    throw new AppError(
      'invalid-input',
      'STRUCTURE_UNKNOWN',
      `The model ${manifest.id} has no structure ${unknown.join(', ') || 'of an empty list'}. It has: ${known.join(', ')}.`,
    );
  }
  const isWanted = (name: string) => wanted === undefined || wanted.includes(name);
  return {
    channels: labels.flatMap((l, channel) => (l !== null && isWanted(l.name) ? [channel] : [])),
    external: manifest.external !== null && isWanted(manifest.external.name) ? manifest.external : null,
  };
}

interface Prepared {
  readonly grid: ModelGrid;
  readonly input: NetworkSource;
  readonly warnings: readonly InferenceWarning[];
}

/** Image -> network input on a grid around the body. */
async function prepare(request: AutoContourRequest, plan: Plan, body: BodyCells | null): Promise<Prepared> {
  const { volume, signal } = request;
  const { manifest } = request.model;
  const whole = imageBoxLps(volume.geometry);
  const full = planModelGrid(manifest.input.axes, whole, ownStepsLps(volume.geometry), manifest.input.lattice);
  // Statistics of the whole image are those of the training; of a part they would be others.
  const grid =
    body?.box && !needsWholeImage(manifest.input.intensity)
      ? cropGrid(full, growBox(imageBoxLps(volume.geometry, body.box), BODY_MARGIN_MM, whole))
      : full;
  const options = { outside: manifest.input.outside, part: imagePartWithin(volume.geometry, gridBoxLps(grid)) };
  const values = await runSteps(resampleToGrid(volume, grid, options), signal);
  const warnings = [...checkExtent(manifest.intendedUse, whole), ...checkIntensities(manifest, values)];
  const normalised = applyIntensitySteps(values, manifest.input.intensity);
  const { outside, airBelow } = manifest.input;
  let held: Float32Array | null = values;
  const take = () => {
    const taken = held;
    held = null;
    if (taken === null) throw new AppError('internal', 'INFERENCE_PROTOCOL', 'The input was handed over before.');
    return taken;
  };
  const input: NetworkSource = {
    take,
    size: grid.size,
    outside: normalised(outside),
    padding: manifest.input.padding ?? normalised(outside),
    airLevel: airBelow === null ? null : normalised(airBelow),
    channels: plan.channels,
  };
  return { grid, input, warnings };
}

const notFound = (name: string): InferenceWarning => ({
  code: 'STRUCTURE_NOT_FOUND',
  message: `${name} was not found in this image.`,
});

function bodyLabel({ thresholdHu: _, ...label }: NonNullable<Plan['external']>): StructureLabel {
  return { ...label, source: 'threshold' };
}

async function timed<T>(work: Promise<T>): Promise<{ readonly value: T; readonly elapsedMs: number }> {
  const startedMs = performance.now();
  const value = await work;
  return { value, elapsedMs: performance.now() - startedMs };
}

/**
 * Contours an image. Throws `unsupported` for a single slice, `invalid-input` for an unknown structure, `cancelled`, and
 * what the child throws (`corrupt-data` model, `resource`, …). The body is computed while the network runs.
 */
export async function autoContour(request: AutoContourRequest): Promise<AutoContourResult> {
  const { volume, model, signal } = request;
  if (volume.geometry.size[2] < 2) {
    throw new AppError(
      'unsupported',
      'MODEL_SINGLE_SLICE',
      `A single slice cannot be contoured by ${model.manifest.id}, which needs a volume. Import the whole series.`,
    );
  }
  const plan = planStructures(model, request.structures);
  throwIfCancelled(signal);
  const needsNetwork = plan.channels.length > 0;
  const networkProcess = needsNetwork ? createNetworkProcess(request) : null;
  let isWell = false;
  try {
    const result = await contourWith(request, plan, networkProcess);
    isWell = true;
    return result;
  } finally {
    await networkProcess?.end(isWell);
  }
}

async function contourWith(
  request: AutoContourRequest,
  plan: Plan,
  networkProcess: NetworkProcess | null,
): Promise<AutoContourResult> {
  const { volume, modality, model, signal, report } = request;
  const { manifest } = model;
  const warnings: InferenceWarning[] = checkModality(manifest.intendedUse, modality);
  const isOtherModality = warnings.length > 0;
  report?.({ phase: 'preprocess', done: 0, total: 2 });
  // HU thresholds mean nothing in another modality: then the whole image is contoured and no body is made.
  const thresholdHu = isOtherModality || manifest.external === null ? null : manifest.external.thresholdHu;
  const cells = thresholdHu === null ? null : await timed(runSteps(findBody(volume, thresholdHu), signal));
  report?.({ phase: 'preprocess', done: 1, total: 2 });
  const started =
    networkProcess === null ? null : await startNetwork(request, plan, networkProcess, cells?.value ?? null);
  if (started !== null) warnings.push(...started.warnings);
  const isDoubtfulInput = warnings.length > 0;

  const external =
    plan.external === null || cells === null || thresholdHu === null
      ? null
      : await timed(runSteps(externalFromCells(volume, cells.value, thresholdHu), signal));
  const body =
    plan.external === null || external === null
      ? null
      : { name: plan.external.name, mask: external.value, label: bodyLabel(plan.external) };
  if (body !== null) request.onStructure?.(body);
  const ran = started === null ? null : await started.network;
  const fallbacks = ran?.result.fallbacks ?? [];
  warnings.push(...fallbacks.map((what) => ({ code: 'DEVICE_FELL_BACK', message: `On the way ${what}.` })));
  if (ran !== null) warnings.push(...checkPatch(manifest, ran.result.patch));

  const masks = ran === null ? null : await timed(networkMasks(request, plan.channels, ran));
  const structures = [...(masks?.value ?? [])];
  const found = structures.filter(({ mask }) => !isEmptyMask(mask)).length;
  const otherRegion = isOtherModality ? [] : checkRegion(manifest.intendedUse, { asked: structures.length, found });
  warnings.push(...otherRegion);
  if (body !== null) {
    structures.push(body);
  } else if (plan.external !== null) {
    warnings.push(notFound(plan.external.name));
  }
  report?.({ phase: 'postprocess', done: 1, total: 1 });
  for (const s of structures) if (isEmptyMask(s.mask)) warnings.push(notFound(s.name));
  warnings.push(...sayModality(manifest.intendedUse, modality));
  return {
    masks: structures,
    device: ran?.result.device ?? null,
    timings: {
      preprocessMs: (cells?.elapsedMs ?? 0) + (started?.elapsedMs ?? 0),
      inferenceMs: ran?.result.inferenceMs ?? 0,
      postprocessMs: (masks?.elapsedMs ?? 0) + (networkProcess === null ? (external?.elapsedMs ?? 0) : 0),
    },
    patches: ran?.result.patches ?? { total: 0, run: 0, skippedAir: 0, views: 0 },
    uncertainty: ran === null ? null : { grid: ran.grid, map: ran.result.uncertainty },
    warnings,
    isOutsideIntendedUse: isDoubtfulInput || otherRegion.length > 0,
  };
}

/** Prepares the input and has the network work on it. Only the grid of the input outlives its way to the network: a native
 * CT in float32 is as large as all that the rest needs. */
async function startNetwork(
  request: AutoContourRequest,
  plan: Plan,
  networkProcess: NetworkProcess,
  body: BodyCells | null,
): Promise<{
  readonly network: Promise<Finished>;
  readonly warnings: readonly InferenceWarning[];
  readonly elapsedMs: number;
}> {
  const { value, elapsedMs } = await timed(prepare(request, plan, body));
  request.report?.({ phase: 'preprocess', done: 2, total: 2 });
  const { input, grid, warnings } = value;
  const prepareAgain = async () => (await prepare(request, plan, body)).input;
  const { signal, report } = request;
  const ran = networkProcess.run(input, prepareAgain, {
    signal,
    report: (done, total, memoryBytes) => report?.({ phase: 'inference', done, total, memoryBytes }),
  });
  const network = ran.then(({ result, child }) => ({ result, child, grid }));
  network.catch(() => undefined);
  return { network, warnings, elapsedMs };
}
