// What an engine must know to run a 3D patch network and to name what comes out. The form is versioned and checked
// before anything is loaded: a model is data, and a wrong word in it would silently turn a patient round.

import { z } from 'zod';
import { AppError } from '../error/index.ts';

/** Patient directions: left, right, posterior, anterior, superior, inferior. */
export const PATIENT_DIRECTIONS = ['L', 'R', 'P', 'A', 'S', 'I'] as const;
export type PatientDirection = (typeof PATIENT_DIRECTIONS)[number];

const SIDE: Readonly<Record<PatientDirection, number>> = { L: 0, R: 0, P: 1, A: 1, S: 2, I: 2 };

/** 0, 1, 2: the LPS component along which a direction points. */
export const lpsComponent = (direction: PatientDirection): 0 | 1 | 2 => SIDE[direction] as 0 | 1 | 2;

/** +1 when the direction grows with the LPS coordinate, -1 otherwise. */
export const lpsSign = (direction: PatientDirection): 1 | -1 => ('LPS'.includes(direction) ? 1 : -1);

/** Names that are folders or files of a model: nothing that could leave its folder. */
const RELATIVE_FILE = /^(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9_.-]*(\/[A-Za-z0-9_][A-Za-z0-9_.-]*)*$/;

const createSchema = () => {
  const positive = z.number().positive();
  const axis = z.strictObject({
    axis: z.string().min(1),
    towards: z.enum(PATIENT_DIRECTIONS),
    spacingMm: positive,
    patch: z.int().positive(),
    multipleOf: z.int().positive(),
  });
  const intensityStep = z.discriminatedUnion('op', [
    z.strictObject({ op: z.literal('clip'), min: z.number(), max: z.number() }),
    z.strictObject({ op: z.literal('divide'), by: positive }),
    z.strictObject({ op: z.literal('shift'), by: z.number() }),
    z.strictObject({ op: z.literal('scale'), by: positive }),
    z.strictObject({ op: z.literal('zScore') }),
  ]);
  const label = z.strictObject({
    name: z.string().regex(/^[^\s\\/]{1,64}$/, 'a TG-263 name without spaces or slashes'),
    fmaCode: z.string().regex(/^\d+$/).nullable(),
    colour: z.string().regex(/^#[0-9A-F]{6}$/),
    interpretedType: z.enum(['ORGAN', 'EXTERNAL', 'AVOIDANCE', 'GTV', 'CTV', 'PTV', 'NONE']),
    threshold: z.number().gt(0).lt(1).optional(),
    postProcessing: z.strictObject({
      largestComponent: z.boolean(),
      holeFilling: z.enum(['none', 'slice', 'volume']),
      minimumVolumeMl: z.number().nonnegative(),
    }),
  });
  const shape = z.tuple([z.literal(1), z.int().positive(), z.int().positive(), z.int().positive(), z.int().positive()]);
  const file = z.string().regex(RELATIVE_FILE, 'a file inside the folder of the model');
  return z.strictObject({
    schema: z.literal(1),
    id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
    version: z.string().regex(/^\d+\.\d+\.\d+$/),
    title: z.string().min(1),
    file,
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    input: z.strictObject({
      name: z.string().min(1),
      dtype: z.literal('float32'),
      axes: z.tuple([axis, axis, axis]),
      outside: z.number(),
      airBelow: z.number().nullable(),
      intensity: z.array(intensityStep),
    }),
    tiling: z.strictObject({
      overlap: z.number().min(0).lt(1),
      blend: z.strictObject({ kind: z.literal('gaussian'), sigmaOfPatch: positive }),
    }),
    output: z.strictObject({
      name: z.string().min(1),
      activation: z.enum(['sigmoid', 'softmax']),
      threshold: z.number().gt(0).lt(1),
      labels: z.array(label.nullable()).min(1),
    }),
    external: z
      .strictObject({
        name: z.string().min(1),
        fmaCode: z.string().regex(/^\d+$/).nullable(),
        colour: z.string().regex(/^#[0-9A-F]{6}$/),
        interpretedType: z.literal('EXTERNAL'),
        thresholdHu: z.number(),
      })
      .nullable(),
    intendedUse: z.strictObject({
      modality: z.enum(['CT', 'MR']),
      bodyRegion: z.string().min(1),
      description: z.string().min(1),
      tissueMedian: z.strictObject({ min: z.number(), max: z.number() }).nullable(),
      minimumExtentMm: z.strictObject({ L: z.number(), P: z.number(), S: z.number() }),
    }),
    golden: z.strictObject({ input: file, output: file, inputShape: shape, outputShape: shape, tolerance: positive }),
  });
};

/** A checked manifest. Array axes are listed slowest first: the last one is contiguous in memory. */
export type ModelManifest = z.infer<ReturnType<typeof createSchema>>;
export type ModelLabel = NonNullable<ModelManifest['output']['labels'][number]>;
export type ModelAxis = ModelManifest['input']['axes'][number];
export type IntensityStep = ModelManifest['input']['intensity'][number];

// Built at the first use: the process that runs the network shares this folder and never parses a manifest.
let schema: ReturnType<typeof createSchema> | null = null;

/** What a schema cannot say about one field alone; null when all is well. */
function findContradiction(m: ModelManifest): string | null {
  const { axes, intensity } = m.input;
  if (new Set(axes.map((a) => lpsComponent(a.towards))).size !== 3) {
    return 'input.axes: the three axes must point along three different patient axes';
  }
  const odd = axes.find((a) => a.patch % a.multipleOf !== 0);
  if (odd !== undefined) return `input.axes: patch ${odd.patch} along ${odd.axis} is no multiple of ${odd.multipleOf}`;
  if (intensity.some((s) => s.op === 'clip' && !(s.min < s.max))) return 'input.intensity: clip needs min < max';
  const names = m.output.labels.flatMap((l) => (l === null ? [] : [l.name]));
  if (m.external !== null) names.push(m.external.name);
  if (new Set(names).size !== names.length) return 'output.labels: a structure is named twice';
  if (m.golden.outputShape[1] !== m.output.labels.length) {
    return `golden.outputShape: ${m.golden.outputShape[1]} channels for ${m.output.labels.length} labels`;
  }
  return null;
}

/**
 * Checks a manifest that was read from JSON. `where` names its file in messages.
 * Throws `corrupt-data` MODEL_MANIFEST with the first field that is wrong.
 */
export function parseModelManifest(json: unknown, where: string): ModelManifest {
  schema ??= createSchema();
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
  const contradiction = findContradiction(parsed.data);
  if (contradiction !== null) throw refuse(contradiction);
  return parsed.data;
}
