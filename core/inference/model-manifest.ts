// What an engine must know to run a network (3D patches, slices, slices with neighbours; one or several of them) and to
// name what comes out. The form is versioned and checked before anything is loaded: a model is data, and a wrong word in
// it would silently turn a patient round.

import type { z } from 'zod';
import { AppError } from '../error/index.ts';
import { createManifestSchema, type PATIENT_DIRECTIONS } from './manifest-schema.ts';

export type PatientDirection = (typeof PATIENT_DIRECTIONS)[number];

const SIDE: Readonly<Record<PatientDirection, number>> = { L: 0, R: 0, P: 1, A: 1, S: 2, I: 2 };

/** 0, 1, 2: the LPS component along which a direction points. */
export const lpsComponent = (direction: PatientDirection): 0 | 1 | 2 => SIDE[direction] as 0 | 1 | 2;

/** +1 when the direction grows with the LPS coordinate, -1 otherwise. */
export const lpsSign = (direction: PatientDirection): 1 | -1 => ('LPS'.includes(direction) ? 1 : -1);

type Schema = ReturnType<typeof createManifestSchema>;

/** A checked manifest: what a file leaves out has its default. */
export type ModelManifest = z.output<Schema>;
/** A manifest as files have it. */
export type ModelManifestJson = z.input<Schema>;
export type ModelLabel = NonNullable<ModelManifest['output']['labels'][number]>;
export type ModelAxis = ModelManifest['input']['axes'][number];
export type IntensityStep = ModelManifest['input']['intensity'][number];

let schema: Schema | null = null;

function findInputContradiction({ input, tiling }: ModelManifest): string | null {
  const { axes, sliceAxis, neighbours, intensity } = input;
  if (new Set(axes.map((a) => lpsComponent(a.towards))).size !== 3) {
    return 'input.axes: the three axes must point along three different patient axes';
  }
  if (new Set(axes.map((a) => a.axis)).size !== 3) return 'input.axes: an axis is named twice';
  const odd = axes.find((a) => a.patch % a.multipleOf !== 0);
  if (odd !== undefined) return `input.axes: patch ${odd.patch} along ${odd.axis} is no multiple of ${odd.multipleOf}`;
  const sliced = axes.find((a) => a.axis === sliceAxis);
  if (sliceAxis !== null && sliced === undefined) return `input.sliceAxis: no axis is named ${sliceAxis}`;
  if (sliced !== undefined && sliced.patch !== 1) return `input.axes: the patch along the slice axis must be 1`;
  if (sliceAxis === null && neighbours > 0) return 'input.neighbours: only a network with a slice axis has neighbours';
  if (sliceAxis === null && tiling.batch > 1) return 'tiling.batch: only a network with a slice axis takes a batch';
  if (intensity.some((s) => s.op === 'clip' && !(s.min < s.max))) return 'input.intensity: clip needs min < max';
  if (intensity.some((s) => s.op === 'clipPercentiles' && !(s.low < s.high))) {
    return 'input.intensity: clipPercentiles needs low < high';
  }
  const wrong = tiling.smallestPatch?.findIndex((n, a) => {
    const { patch, multipleOf } = axes[a] as ModelAxis;
    return n > patch || n % multipleOf !== 0;
  });
  if (wrong !== undefined && wrong >= 0) {
    return `tiling.smallestPatch: along ${axes[wrong]?.axis} it must be a multiple of the axis's and not above its patch`;
  }
  return null;
}

function findOutputContradiction({ output, external, average }: ModelManifest): string | null {
  const names = output.labels.flatMap((l) => (l === null ? [] : [l.name]));
  if (external !== null) names.push(external.name);
  if (new Set(names).size !== names.length) return 'output.labels: a structure is named twice';
  if ((output.regions !== null) !== (output.activation === 'regions')) {
    return 'output.regions: needed for the activation regions, and for no other';
  }
  if (output.regions !== null && output.regions.length !== output.labels.length) {
    return `output.regions: ${output.regions.length} regions for ${output.labels.length} labels`;
  }
  if (average === 'logits' && (output.isApplied || output.activation === 'argmax')) {
    return 'average: this output has no logits';
  }
  return null;
}

function findMirrorContradiction({ mirroring, input, output }: ModelManifest): string | null {
  if (mirroring === null) return null;
  const known = input.axes.filter((a) => a.axis !== input.sliceAxis);
  const stranger = mirroring.axes.find((name) => !known.some((a) => a.axis === name));
  if (stranger !== undefined) return `mirroring.axes: ${stranger} is none of ${known.map((a) => a.axis).join(', ')}`;
  if (new Set(mirroring.axes).size !== mirroring.axes.length) return 'mirroring.axes: an axis is named twice';
  const swapped = mirroring.swap.flat();
  if (swapped.some((c) => c >= output.labels.length)) return 'mirroring.swap: there is no such channel';
  if (new Set(swapped).size !== swapped.length) return 'mirroring.swap: a channel is named twice';
  return null;
}

function findGoldenContradiction(m: ModelManifest): string | null {
  const { inputShape, outputShape } = m.golden;
  const dims = m.input.sliceAxis === null ? 3 : 2;
  const channels = 2 * m.input.neighbours + 1;
  if (inputShape.length !== dims + 2 || inputShape[1] !== channels) {
    return `golden.inputShape: 1 x ${channels} x the ${dims} sizes of a patch`;
  }
  const count = m.output.labels.length;
  if (m.output.activation !== 'argmax' && outputShape[1] !== count) {
    return `golden.outputShape: ${outputShape[1]} channels for ${count} labels`;
  }
  return null;
}

/**
 * Checks a manifest that was read from JSON. `where` names its file in messages.
 * Throws `corrupt-data` MODEL_MANIFEST with the first field that is wrong.
 */
export function parseModelManifest(json: unknown, where: string): ModelManifest {
  schema ??= createManifestSchema();
  const parsed = schema.safeParse(json);
  const refuse = (why: string) =>
    new AppError(
      'corrupt-data',
      'MODEL_MANIFEST',
      `The model manifest ${where} is not valid: ${why}. Install the model again or correct the file.`,
    );
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw refuse(`${issue?.path.join('.') || 'document'}: ${issue?.message ?? 'wrong form'}`);
  }
  const contradiction =
    findInputContradiction(parsed.data) ??
    findOutputContradiction(parsed.data) ??
    findMirrorContradiction(parsed.data) ??
    findGoldenContradiction(parsed.data);
  if (contradiction !== null) throw refuse(contradiction);
  return parsed.data;
}

/** A file with a network, its hash and the file with its golden output. */
export interface NetworkFile {
  readonly file: string;
  readonly sha256: string;
  readonly golden: string;
}

/** All networks of a model, the first one first. */
export const networkFiles = (m: ModelManifest): readonly NetworkFile[] => [
  { file: m.file, sha256: m.sha256, golden: m.golden.output },
  ...m.ensemble,
];

/** How many answers are averaged for each patch: networks times mirrored views. */
export const viewCount = (m: ModelManifest): number =>
  (m.ensemble.length + 1) * 2 ** (m.mirroring === null ? 0 : m.mirroring.axes.length);

/** What kind of network a model is, for people: "3D", "2.5D, 3 slices, 5 networks, 4 mirrored views". */
export function modelKind(m: ModelManifest): string {
  const { sliceAxis, neighbours } = m.input;
  const parts = [sliceAxis === null ? '3D' : neighbours === 0 ? '2D' : `2.5D, ${2 * neighbours + 1} slices`];
  if (m.ensemble.length > 0) parts.push(`${m.ensemble.length + 1} networks`);
  if (m.mirroring !== null) parts.push(`${2 ** m.mirroring.axes.length} mirrored views`);
  return parts.join(', ');
}
